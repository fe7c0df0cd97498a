// `rehearse analyze` as a process: what it prints and how it ends.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

struct Ending {
  std::string text;
  int status;
};

// Runs `rehearse` with `arguments`, a part of a shell's line.
Ending rehearse(const std::string& arguments) {
  const std::string command = REHEARSE_BINARY " " + arguments;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ending ending{"", 0};
  std::array<char, 4096> buffer{};
  while (const std::size_t count =
             std::fread(buffer.data(), 1, buffer.size(), pipe))
    ending.text.append(buffer.data(), count);
  ending.status = WEXITSTATUS(::pclose(pipe));
  return ending;
}

const std::string stored = REHEARSE_SOURCE_DIR "/tests/crosscheck/";
const std::string freireich =
    "analyze " + stored +
    "freireich.csv --time time --event event --arm arm --experimental 6-MP";

struct Mistake {
  std::string arguments;
  int status;
  std::string message;
};

}  // namespace

TEST_CASE("analyze prints the published result", "[cli][analyze]") {
  const Ending ending = rehearse(freireich + " --format json");
  REQUIRE(ending.status == 0);
  const auto json = nlohmann::json::parse(ending.text);
  CHECK(json["logrank"]["chi_square"].get<double>() ==
        Approx(16.79294).epsilon(1e-6));
  CHECK(json["cox"]["log_hazard_ratio"].get<double>() ==
        Approx(-1.57213).epsilon(1e-5));
  CHECK(json["kaplan_meier"]["6-MP"]["median"] == 23.0);
  CHECK(json["kaplan_meier"]["placebo"]["median"] == 8.0);
}

TEST_CASE("options of analyze change what they say", "[cli][analyze]") {
  const auto json = nlohmann::json::parse(
      rehearse(freireich +
               " --tests logrank --ties breslow --conf-type log --format json")
          .text);
  CHECK(json["cox"]["log_hazard_ratio"].get<double>() ==
        Approx(-1.50919).epsilon(1e-5));
  CHECK(json["cox"]["ties"] == "breslow");
  CHECK(json["kaplan_meier_ci"] == "log");
  CHECK(rehearse(freireich + " --format csv").text.starts_with("quantity,arm"));
  CHECK(rehearse(freireich + " --format md").text.starts_with("## "));
  CHECK(rehearse(freireich).text.find("hazard ratio 0.2076") !=
        std::string::npos);
}

TEST_CASE("strata are taken from columns", "[cli][analyze]") {
  // The veteran trial by cell type, as R has it: survival_reference.csv.
  const auto file = std::filesystem::temp_directory_path() /
                    ("rehearse-veteran-" + std::to_string(::getpid()) + ".csv");
  std::ofstream out{file};
  std::ifstream in{stored + "survival_data.csv"};
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("set,") || line.starts_with("veteran,"))
      out << line << '\n';
  out.close();
  const Ending ending = rehearse(
      "analyze " + file.string() +
      " --time time --event event --arm arm --experimental 1 --stratum stratum "
      "--format json");
  std::filesystem::remove(file);
  REQUIRE(ending.status == 0);
  const auto json = nlohmann::json::parse(ending.text);
  CHECK(json["strata"] == 4);
  CHECK(json["logrank"]["variance"].get<double>() ==
        Approx(25.227887279302458).epsilon(1e-12));
  CHECK(json["cox"]["log_hazard_ratio"].get<double>() ==
        Approx(0.16906390912808786).epsilon(1e-9));
}

TEST_CASE("mistakes of analyze end with their status and message",
          "[cli][analyze]") {
  const std::string d = "analyze " + stored + "freireich.csv ";
  const std::string see = "See 'rehearse analyze --help'.\n";
  const std::vector<Mistake> mistakes{
      {"analyze no.csv --time t --event e --arm a --experimental x", 66,
       "no.csv: cannot be read (No such file or directory): check the path\n"},
      {d + "--time tim --event event --arm arm --experimental 6-MP", 65,
       stored + "freireich.csv:1: no column 'tim' (did you mean 'time'?)\n"},
      {d + "--time time --event event --arm arm --experimental 6MP", 65,
       stored + "freireich.csv:2: column 'arm' never has the experimental arm "
                "'6MP' (did you mean '6-MP'?)\n"},
      {d + "--time arm --event event --arm time --experimental 6", 65,
       stored +
           "freireich.csv:2: column 'arm': '6-MP' is no time (a number of at "
           "least 0): correct it, or leave it empty if it is missing\n"},
      {d + "--time time --event event --arm arm", 64,
       "--experimental is missing (it has no default): give it\n" + see},
      {d + "--time time --event time --arm arm --experimental 6-MP", 64,
       "column 'time' is named twice (each column has one meaning): name it "
       "once\n" +
           see},
      {freireich + " --tests 'logrank,fh(0,1)'", 64,
       "--tests: 'fh(0,1)' is known, but not available in this version: use "
       "logrank\n" +
           see},
      {freireich + " --tests lograk", 64,
       "--tests: no such test 'lograk' (did you mean 'logrank'?)\n" + see},
      {freireich + " --ties exact", 64,
       "--ties: 'exact' is known, but not available in this version: use "
       "efron\n" +
           see},
      {freireich + " --conf-type plain", 64,
       "--conf-type: no such choice 'plain' (known: log-log, log)\n" + see},
  };
  for (const auto& [arguments, status, message] : mistakes) {
    CAPTURE(arguments);
    const Ending ending = rehearse(arguments + " 2>&1");
    CHECK(ending.status == status);
    CHECK(ending.text == "rehearse analyze: " + message);
  }
}

TEST_CASE("an output that cannot be written ends with 74", "[cli][analyze]") {
  CHECK(rehearse(freireich + " 2>/dev/null >/dev/full").status == 74);
}
