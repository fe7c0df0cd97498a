// The program qualifies itself where it is installed.
#include <nlohmann/json.hpp>
#include <set>

#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;
using Json = nlohmann::json;

namespace {

// An installation of its own, which can be spoilt.
const std::string install =
    "mkdir -p $SCRATCH/bin && cp $(command -v rehearse) $SCRATCH/bin/ &&"
    " $SCRATCH/bin/rehearse qualify --record --quiet && ";

Json results(const std::string& folder) {
  return Json::parse(content(scratch() / folder / "results.json"));
}

}  // namespace

TEST_CASE("qualify passes, and says what it was held against",
          "[golden][qualify][OPS-09]") {
  const auto run =
      shell(install +
            "$SCRATCH/bin/rehearse qualify --force --out $SCRATCH/qualified "
            "--quiet");
  INFO(run.out);
  INFO(run.err);
  CHECK(run.status == 0);
  CHECK(run.err.empty());
  CHECK(has(run.out, "Verdict: pass"));
  const Json all = results("qualified");
  CHECK(all["verdict"] == "pass");
  for (const Json& requirement : all["requirements"]) {
    CAPTURE(requirement["id"]);
    CHECK(requirement["verdict"] != "fail");
    CHECK_FALSE(requirement["tests"].empty());
  }
  CHECK(all["performance"]["verdict"] == "pass");
  CHECK(all["installation"]["verdict"] == "pass");
  CHECK(shell("cd $SCRATCH/qualified && sha256sum -c SHA256SUMS").status == 0);
  CHECK(has(content(scratch() / "qualified/junit.xml"), "failures=\"0\""));
  const std::string page = content(scratch() / "qualified/qualification.html");
  for (const char* part : {"Installation qualification", "Trace matrix",
                           "Known limits", "Signatures", "Approved by"})
    CHECK(has(page, part));
}

TEST_CASE("one byte of the program that was changed fails the qualification",
          "[golden][qualify][OPS-09]") {
  // The last byte of the file is in a table that only linkers read.
  const auto run =
      shell(install +
            "f=$SCRATCH/bin/rehearse; n=$(($(stat -c %s $f) - 1));"
            "printf '\\377' | dd of=$f bs=1 seek=$n conv=notrunc 2>/dev/null;"
            "$f qualify --force --out $SCRATCH/qualified --only installation "
            "--quiet");
  CHECK(run.status == 1);
  CHECK(has(run.out, "IQ-01 (fail): SHA-256 of rehearse"));
  CHECK(results("qualified")["verdict"] == "fail");
}

TEST_CASE("a second qualification differs in its time alone",
          "[golden][qualify]") {
  const std::string qualify =
      "$SCRATCH/bin/rehearse qualify --quiet --config configs/w3.toml --only ";
  const auto run = shell(install + qualify +
                         "performance --force --out $SCRATCH/qualified-a && " +
                         qualify + "performance --out $SCRATCH/qualified-b");
  CHECK(run.status == 0);
  Json a = results("qualified-a");
  Json b = results("qualified-b");
  CHECK(a["performance"]["verdict"] == "pass");
  std::set<std::string> ids;
  for (const Json& test : a["performance"]["tests"])
    ids.insert(test["id"].get<std::string>());
  for (const char* id :
       {"PQ-01", "PQ-02", "PQ-03", "PQ-05", "PQ-06", "PQ-07", "PQ-08", "PQ-09"})
    CHECK(ids.contains(id));
  CHECK(a["deviations"].size() >= 2);  // the parts that were left out
  a.erase("date");
  b.erase("date");
  CHECK(a == b);
}

TEST_CASE("qualify says what it can't do", "[golden][qualify]") {
  CHECK(shell("rehearse qualify").status == 64);
  CHECK(shell("rehearse qualify --record --only operation").status == 64);
  CHECK(shell("rehearse qualify --out $SCRATCH/piped --config - "
              "< configs/w1.toml")
            .status == 64);
  CHECK(shell("mkdir -p $SCRATCH/signed && echo x > "
              "$SCRATCH/signed/results.json; rehearse qualify --out "
              "$SCRATCH/signed --only installation")
            .status == 73);
  CHECK(shell("rehearse qualify --force --out $SCRATCH/qualified --config "
              "none.toml")
            .status == 66);
  CHECK(shell("rehearse qualify --force --out $SCRATCH/qualified --only half")
            .status == 64);
  const auto unrecorded = shell(
      "rehearse qualify --force --out $SCRATCH/qualified --only installation "
      "--quiet "
      "--installation $SCRATCH/none.json");
  CHECK(unrecorded.status == 1);
  CHECK(has(unrecorded.out, "rehearse qualify --record"));
  const auto bad = shell(
      "printf 'schema_version = 1\\n' > $SCRATCH/bad.toml && rehearse qualify "
      "--force --out $SCRATCH/qualified --only performance --quiet --config "
      "$SCRATCH/bad.toml");
  CHECK(bad.status == 1);
  CHECK(has(bad.out, "PQ-01 (fail)"));
  CHECK(shell("rehearse power configs/w1.toml --replicates 10 --out "
              "$SCRATCH/qualified "
              "--quiet")
            .status == 73);
}

TEST_CASE("performance is that of any config", "[golden][qualify]") {
  const std::string config = GENERATE(
      "configs/nct07008976-irc.toml", "configs/nct07008976-sites.toml",
      "configs/nct07008976-os.toml", "configs/subgroup.toml",
      "configs/pfs-os-two-arms.toml", "configs/asymmetric-schedule.toml",
      "configs/w2.toml", "$SCRATCH/margin.toml");
  CAPTURE(config);
  const auto run = shell(
      install +
      "sed 's/^alpha = .*/&\\nnull_hazard_ratio = 1.3/' "
      "configs/w1.toml > $SCRATCH/margin.toml && $SCRATCH/bin/rehearse qualify "
      "--quiet --only performance --force --out $SCRATCH/qualified-any "
      "--config " +
      config);
  INFO(run.out);
  CHECK(run.status == 0);
}
