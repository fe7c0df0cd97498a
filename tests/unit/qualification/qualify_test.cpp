#include <unistd.h>

#include "rehearse/qualification/qualification.hpp"
#include "rehearse/qualification/qualification_report.hpp"
#include "rehearse/store/output_file.hpp"
#include "support/catch.hpp"

using namespace rehearse;
namespace fs = std::filesystem;

namespace {

// A program that says the same whatever it is asked.
QualificationRun saying(const Ran& ran) {
  QualificationRun run;
  run.folder = fs::temp_directory_path();
  run.program = [ran](const Arguments&) { return ran; };
  return run;
}

QualificationTest expecting(const Expectation& expectation) {
  return {"A-01.1", "A-01", "a paper", {{"power", "a.toml"}},
          "",       {},     false,     {expectation}};
}

Verdict verdict_on(const Expectation& expectation, const Ran& ran,
                   bool is_control = false) {
  QualificationTest test = expecting(expectation);
  test.is_control = is_control;
  const auto checks = checks_of(test, saying(ran));
  REQUIRE(checks.size() == 1);
  return checks[0].verdict;
}

const Ran good{0, R"({"looks":[{"z":2.5,"name":"final"}],"none":null})", ""};

Expectation number(const char* pointer, double value, double tolerance) {
  return {Subject::json, pointer, value, tolerance, false};
}

Catalogue catalogue_of(const QualificationTest& test) {
  Catalogue catalogue;
  catalogue.requirements = {{"A-01", "high", "A figure is right.", ""}};
  catalogue.tests = {test};
  catalogue.project_tests["A-01"] = {{"tests/a_test.cpp", "a figure"}};
  return catalogue;
}

Qualification operation_of(const Catalogue& catalogue, const Ran& ran) {
  QualificationRun run = saying(ran);
  run.only = QualificationPart::operation;
  return qualify(catalogue, run);
}

}  // namespace

TEST_CASE("a number passes within its tolerance alone", "[qualification]") {
  using enum Verdict;
  CHECK(verdict_on(number("/looks/0/z", 2.5, 0.0), good) == pass);
  CHECK(verdict_on(number("/looks/0/z", 2.501, 0.0011), good) == pass);
  CHECK(verdict_on(number("/looks/0/z", 2.501, 0.0009), good) == fail);
  CHECK(verdict_on(number("/looks/0/z", 2.499, 0.0009), good) == fail);
  CHECK(verdict_on(number("/looks/1/z", 2.5, 9.0), good) == fail);
  CHECK(verdict_on(number("/none", 0.0, 9.0), good) == fail);
  CHECK(verdict_on(number("/looks/0/z", 2.5, 0.0), {0, "no JSON", ""}) == fail);
}

TEST_CASE("texts, statuses and hashes are compared", "[qualification]") {
  using enum Verdict;
  const Ran refused{78, "", "a.toml:3:1: unknown key (did you mean 'b'?)\n"};
  const auto text = [](Subject subject, const char* value, bool contained) {
    return Expectation{subject, "", value, 0.0, contained};
  };
  const auto status = [](int value) {
    return Expectation{Subject::status, "", value, 0.0, false};
  };
  CHECK(verdict_on({Subject::json, "/looks/0/name", "final", 0.0, false},
                   good) == pass);
  CHECK(verdict_on(status(78), refused) == pass);
  CHECK(verdict_on(status(0), refused) == fail);
  const QualificationTest test = {
      "A-01.1", "A-01",
      "",       {{"check", "a.toml"}},
      "",       {},
      false,    {status(78), text(Subject::error, "did you mean", true)}};
  for (const Check& check : checks_of(test, saying(refused)))
    CHECK(check.verdict == pass);
  CHECK(verdict_on(text(Subject::output, "z", true), {0, "xyz", ""}) == pass);
  CHECK(verdict_on(text(Subject::output, "z", false), {0, "xyz", ""}) == fail);
  // FIPS 180-4's example.
  CHECK(verdict_on(text(Subject::sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410f"
                        "f61f20015ad",
                        false),
                   {0, "abc", ""}) == pass);
}

TEST_CASE("a program that ends ill fails whatever it prints",
          "[qualification]") {
  Ran ill = good;
  ill.status = 139;
  CHECK(verdict_on(number("/looks/0/z", 2.5, 0.0), ill) == Verdict::fail);
}

TEST_CASE("a negative control passes by failing", "[qualification]") {
  using enum Verdict;
  CHECK(verdict_on(number("/looks/0/z", 2.6, 0.01), good, true) == pass);
  CHECK(verdict_on(number("/looks/0/z", 2.5, 0.01), good, true) == fail);
  CHECK(verdict_on(number("/no/such/place", 2.6, 0.01), good, true) == fail);
  const Ran crashed{139, "", ""};
  CHECK(verdict_on(number("/looks/0/z", 2.6, 0.01), crashed, true) == fail);
}

TEST_CASE("two runs that differ by a byte fail", "[qualification]") {
  QualificationTest test = expecting({});
  test.expectations.clear();
  test.same_as = {"power", "b.toml"};
  QualificationRun run = saying({0, "same", ""});
  CHECK(checks_of(test, run).at(0).verdict == Verdict::pass);
  run.program = [](const Arguments& arguments) {
    return Ran{0, arguments[1], ""};
  };
  CHECK(checks_of(test, run).at(0).verdict == Verdict::fail);
  test.is_control = true;
  CHECK(checks_of(test, run).at(0).verdict == Verdict::pass);
}

TEST_CASE("a file that isn't there fails its test alone", "[qualification]") {
  QualificationTest test = expecting(number("/z", 1.0, 0.0));
  test.file = "no-such-file.json";
  const auto checks = checks_of(test, saying(good));
  REQUIRE(checks.size() == 1);
  CHECK(checks[0].verdict == Verdict::fail);
}

TEST_CASE("one failed check is the verdict", "[qualification]") {
  const auto passed = expecting(number("/looks/0/z", 2.5, 0.0));
  Catalogue catalogue = catalogue_of(passed);
  CHECK(verdict_of(operation_of(catalogue, good)) == Verdict::pass);
  catalogue.tests.push_back(expecting(number("/looks/0/z", 2.4, 0.0)));
  const Qualification failed = operation_of(catalogue, good);
  CHECK(verdict_of(failed) == Verdict::fail);
  CHECK(failed.deviations.back().starts_with("A-01.1 (fail): "));
}

TEST_CASE("a requirement without a test isn't met", "[qualification]") {
  Catalogue catalogue = catalogue_of(expecting(number("/looks/0/z", 2.5, 0.0)));
  catalogue.requirements.push_back({"A-02", "low", "Another.", ""});
  CHECK(verdict_of(operation_of(catalogue, good)) == Verdict::fail);
  catalogue.requirements[1].tested_by = "scripts/other";
  const Qualification told = operation_of(catalogue, good);
  CHECK(verdict_of(told) == Verdict::pass);
  CHECK(told.deviations.back().find("scripts/other") != std::string::npos);
}

TEST_CASE("JUnit's XML counts and escapes", "[qualification]") {
  Catalogue catalogue = catalogue_of(expecting(number("/looks/0/z", 2.4, 0.0)));
  catalogue.tests[0].commands = {{"power", "<a>&\"b\""}};
  const std::string xml = junit_xml(operation_of(catalogue, good));
  CHECK(xml.find("tests=\"1\" failures=\"1\" skipped=\"0\"") !=
        std::string::npos);
  CHECK(xml.find("&lt;a&gt;&amp;&quot;b&quot;") != std::string::npos);
  CHECK(xml.find("<failure message=\"expected 2.4, observed 2.5\"/>") !=
        std::string::npos);
}

TEST_CASE("the trace leads from the requirement to the project's tests",
          "[qualification]") {
  const auto report = report_of(operation_of(
      catalogue_of(expecting(number("/looks/0/z", 2.5, 0.0))), good));
  const auto& row = report.json.at("requirements").at(0);
  CHECK(row.at("tests").at(0).at("id") == "A-01.1");
  CHECK(row.at("project_tests").at(0).at("file") == "tests/a_test.cpp");
}

TEST_CASE("a program that isn't as recorded fails", "[qualification]") {
  const fs::path record =
      fs::temp_directory_path() /
      ("rehearse-record-" + std::to_string(::getpid()) + ".json");
  QualificationRun run = saying({0, "", ""});
  run.installation_record = record;
  const auto verdict = [&run](const std::vector<ProgramFile>& files) {
    std::vector<Check> checks;
    for (const Check& check : installation_checks(run, files))
      if (check.id == "IQ-01") checks.push_back(check);
    return verdict_of(checks);
  };
  const auto files = program_files();
  REQUIRE(files.size() > 1);
  CHECK(files[0].name == "rehearse");
  CHECK(verdict(files) == Verdict::fail);  // there is no record
  for (const char* none : {"", "no JSON", "[]", R"({"files":[]})",
                           R"({"files":"x"})", R"({"files":{}})"}) {
    write_file_atomically(record, none);
    CHECK(verdict(files) == Verdict::fail);
  }
  const std::string kept = installation_record();
  write_file_atomically(record, kept);
  CHECK(verdict(files) == Verdict::pass);
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto changed = files;
    changed[i].sha256[0] = changed[i].sha256[0] == '0' ? '1' : '0';
    CHECK(verdict(changed) == Verdict::fail);
  }
  auto fewer = files;
  fewer.pop_back();
  CHECK(verdict(fewer) == Verdict::fail);
  auto more = files;
  more.push_back({"libother.so", "/lib/libother.so", "00"});
  CHECK(verdict(more) == Verdict::fail);
  auto other = nlohmann::json::parse(kept);
  other["version"] = "9.9.9";
  write_file_atomically(record, other.dump());
  CHECK(verdict(files) == Verdict::fail);
  fs::remove(record);
}

TEST_CASE("a command before the last that ends ill fails the test",
          "[qualification]") {
  QualificationTest test = expecting(number("/looks/0/z", 2.5, 0.0));
  test.commands = {{"simulate", "a.toml"}, {"power", "a.toml"}};
  QualificationRun run = saying(good);
  CHECK(checks_of(test, run).at(0).verdict == Verdict::pass);
  run.program = [](const Arguments& arguments) {
    Ran ran = good;
    ran.status = arguments[0] == "simulate" ? 134 : 0;
    return ran;
  };
  CHECK(checks_of(test, run).at(0).verdict == Verdict::fail);
  test.is_control = true;
  CHECK(checks_of(test, run).at(0).verdict == Verdict::fail);
}

TEST_CASE("a control on a text fails where nothing is shown",
          "[qualification]") {
  using enum Verdict;
  const auto text = [](Subject subject) {
    return Expectation{subject, "", "wanted", 0.0, true};
  };
  CHECK(verdict_on(text(Subject::output), {0, "other", ""}, true) == pass);
  CHECK(verdict_on(text(Subject::output), {0, "", ""}, true) == fail);
  CHECK(verdict_on(text(Subject::output), {139, "other", ""}, true) == fail);
  const Expectation name{Subject::json, "/none/name", "final", 0.0, false};
  CHECK(verdict_on(name, good, true) == fail);
  const Expectation zero{Subject::status, "", 0, 0.0, false};
  CHECK(verdict_on(zero, {78, "", "refused"}, true) == pass);
  CHECK(verdict_on(zero, {70, "", "a bug"}, true) == fail);
  CHECK(verdict_on(zero, {134, "", ""}, true) == fail);
}

TEST_CASE("a command that crashes fails performance, one that refuses doesn't",
          "[qualification]") {
  const fs::path folder =
      fs::temp_directory_path() / ("rehearse-pq-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const int status = GENERATE(64, 70, 134);
  QualificationRun run;
  run.folder = folder;
  run.config = "a.toml";
  run.program = [status](const Arguments& arguments) {
    const std::string& command = arguments[0];
    const bool ends_ill = command == "simulate" || command == "randomize";
    if (ends_ill) return Ran{status, "", "why"};
    if (command == "info") return Ran{0, "{\"SIMD\":\"none\"}", ""};
    return Ran{0, R"({"power":{"estimate":0.9,"mcse":0.001}})", ""};
  };
  for (const Check& check : performance_checks(run)) {
    CAPTURE(check.id);
    if (check.id == "PQ-03" || check.id == "PQ-08")
      CHECK(check.verdict == (status == 64 ? Verdict::not_run : Verdict::fail));
  }
  fs::remove_all(folder);
}

TEST_CASE("a part alone is said to be one", "[qualification]") {
  const Qualification part = operation_of(
      catalogue_of(expecting(number("/looks/0/z", 2.5, 0.0))), good);
  const auto report = report_of(part);
  CHECK(report.json.at("complete") == false);
  CHECK(print(report, Format::md).find("Verdict: pass (operation alone)") !=
        std::string::npos);
}

TEST_CASE("what is no UTF-8 leaves JUnit's XML well-formed",
          "[qualification]") {
  Catalogue catalogue = catalogue_of(expecting(number("/looks/0/z", 2.5, 0.0)));
  catalogue.tests[0].commands = {{"power", "bad\xff.toml"}};
  const std::string xml = junit_xml(operation_of(catalogue, good));
  CHECK(xml.find("bad\\xFF.toml") != std::string::npos);
  CHECK(xml.find('\xff') == std::string::npos);
}
