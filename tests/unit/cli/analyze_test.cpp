// `rehearse analyze` as a process: what it prints and how it ends.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "unit/cli/program.hpp"

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

TEST_CASE("tests by name give what four packages give", "[cli][analyze]") {
  // survival, lrstat, rpact and simtrial agree; MaxCombo is simtrial's.
  const auto json = nlohmann::json::parse(
      rehearse("analyze " + stored +
               "logrank_246.csv --time time --event status --arm arm "
               "--experimental 1 --tests "
               "'logrank,fh(0,1),fh(1,1),fh(1,0),maxcombo' --format json")
          .text);
  const auto& tests = json["tests"];
  REQUIRE(tests.size() == 5);
  const std::vector<double> z{4.11535298758755, 3.41063092805031,
                              3.90302088056620, 3.95198564536418};
  for (std::size_t i = 0; i < z.size(); ++i)
    CHECK(tests[i]["z"].get<double>() == Approx(z[i]).epsilon(1e-12));
  CHECK(tests[1]["test"] == "fh(0,1)");
  CHECK_FALSE(tests[1].contains("p_error"));
  const auto& combined = tests[4];
  CHECK(combined["test"] == "maxcombo(fh(0,0),fh(0,1))");
  CHECK(combined["p_one_sided"].get<double>() ==
        Approx(3.46020531768465e-05).epsilon(1e-6));
  CHECK(combined["p_error"] == 0.0);  // two tests: closed form
  CHECK(combined["combined"][1]["test"] == "fh(0,1)");
  CHECK(combined["combined"][1]["z"] == tests[1]["z"]);
}

TEST_CASE("estimates come with their limits, in strata too", "[cli][analyze]") {
  // By hand: control is 1, 1/2, 0 from times 0, 1, 2, area 3/2; experimental
  // is 1, 1/2 from times 0, 3, area to time 4 is 7/2.
  const std::string rows = "1,1,A,X\n2,1,A,X\n3,1,B,X\n5,0,B,X\n";
  const ShortLivedFile data{"rmst.csv", "t,e,a,s\n" + rows};
  const std::string command = "analyze " + data.path() + in_four +
                              " --tests 'rmst(4),rmst-ratio(4),milestone(2)' ";
  const Ending ending = rehearse(command + "--format json 2>&1");
  REQUIRE(ending.status == 0);  // nothing is carried forward: no warning
  const auto tests = nlohmann::json::parse(ending.text)["tests"];
  const auto value = [&](std::size_t i) {
    return tests[i]["estimate"]["value"].get<double>();
  };
  CHECK(value(0) == Approx(3.5 - 1.5).epsilon(1e-14));
  CHECK(value(1) == Approx(3.5 / 1.5).epsilon(1e-14));
  CHECK(value(2) == Approx(1.0).epsilon(1e-14));
  CHECK(tests[1]["estimate"]["what"] ==
        "ratio of restricted means (se of its log)");
  // (A - area up to the event)^2 d / (n (n - d)) with d = 1, n = 2 in each
  // arm: (3/2 - 1)^2 / 2 + (7/2 - 3)^2 / 2 = 1/4.
  CHECK(tests[0]["estimate"]["se"].get<double>() == Approx(0.5).epsilon(1e-14));
  CHECK(tests[0]["z"].get<double>() == Approx(4.0).epsilon(1e-14));
  CHECK(tests[0]["carried_forward"] == false);
  // A second stratum of the same size where the arms are alike: half of it.
  const ShortLivedFile strata{
      "strata.csv",
      "t,e,a,s\n" + rows + "1,1,A,Y\n4,1,A,Y\n1,1,B,Y\n4,1,B,Y\n"};
  const auto stratified = nlohmann::json::parse(
      rehearse("analyze " + strata.path() + in_four +
               " --stratum s --tests 'rmst(4)' --format json")
          .text)["tests"];
  CHECK(stratified[0]["estimate"]["value"].get<double>() ==
        Approx(1.0).epsilon(1e-14));
}

TEST_CASE("a horizon beyond the data is told", "[cli][analyze]") {
  const Ending ending =
      rehearse(freireich + " --tests 'rmst(35),milestone(36)' 2>&1 >/dev/null");
  CHECK(ending.status == 0);
  CHECK(ending.text ==
        stored +
            "freireich.csv: warning: milestone(36): the curve of 6-MP ends in "
            "a censoring at 35 (it is carried forward from there as it "
            "stands): choose a time up to 35\n");
  const auto tests = nlohmann::json::parse(
      rehearse(freireich +
               " --tests 'rmst(35),milestone(36)' --format json --quiet")
          .text)["tests"];
  CHECK(tests[0]["carried_forward"] == false);
  CHECK(tests[1]["carried_forward"] == true);
}

TEST_CASE("exact ties give the published hazard ratio",
          "[cli][analyze][ANA-03]") {
  const auto json = nlohmann::json::parse(
      rehearse(freireich + " --ties exact --format json").text);
  CHECK(json["cox"]["ties"] == "exact");
  CHECK(json["cox"]["log_hazard_ratio"].get<double>() ==
        Approx(-1.62824).epsilon(5e-6));
  CHECK(json["cox"]["se"].get<double>() == Approx(0.43313).epsilon(2e-5));
  CHECK_FALSE(json.contains("tests"));
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
          "[cli][analyze][ANA-15]") {
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
      {freireich + " --tests 'gehan,lograk'", 64,
       "--tests: unknown test 'lograk' (did you mean 'logrank'?)\n" + see},
      {freireich + " --tests 'fh(0)'", 64,
       "--tests: fh needs RHO and GAMMA (1 given): write fh(0,1)\n" + see},
      {freireich + " --tests 'rmst(12 months)'", 64,
       "--tests: '12 months' is no time (a bare number, in the data's unit): "
       "write rmst(6)\n" +
           see},
      {freireich + " --tests 'logrank,fh(0,0)'", 64,
       "--tests: fh(0,0) is there twice (which says nothing more): leave one "
       "out\n" +
           see},
      {freireich + " --tests ''", 64,
       "--tests: the list is empty (it names tests): write logrank,fh(0,1)\n" +
           see},
      {freireich + " --ties exakt", 64,
       "--ties: no such choice 'exakt' (did you mean 'exact'?)\n" + see},
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

TEST_CASE("interval-censored columns are analysed, alone or beside times",
          "[cli][analyze]") {
  const std::string alone =
      "analyze " + stored +
      "cosmesis.csv --left left --right right --arm arm --experimental "
      "radiotherapy+chemotherapy --format json";
  const auto [text, status] = rehearse(alone);
  REQUIRE(status == 0);
  const auto part = nlohmann::json::parse(text)["interval_censored"];
  CHECK(part["sun"]["z"].get<double>() == Approx(-2.66839).margin(1e-4));
  CHECK(part["finkelstein"]["z"].get<double>() ==
        Approx(-2.68390).margin(1e-4));
  const auto& hazards = part["proportional_hazards"];
  CHECK(hazards["log_hazard_ratio"].get<double>() ==
        Approx(0.79743).margin(1e-4));
  CHECK(hazards["lr_chi_square"].get<double>() == Approx(7.859).margin(5e-4));

  // Exact and right-censored: Kaplan-Meier's median, the log-rank's direction.
  const ShortLivedFile file{"both.csv",
                            "t,e,l,r,a\n5,1,5,5,A\n6,0,6,,A\n8,1,8,8,A\n"
                            "1,1,1,1,B\n2,1,2,2,B\n7,0,7,Inf,B\n"};
  const auto both = rehearse("analyze " + file.path() +
                             " --time t --event e --left l --right r --arm a "
                             "--experimental A --format json");
  REQUIRE(both.status == 0);
  const auto json = nlohmann::json::parse(both.text);
  const auto& npmle = json["interval_censored"]["npmle"];
  for (const std::string arm : {"A", "B"})
    CHECK(npmle[arm]["median"][0] == json["kaplan_meier"][arm]["median"]);
  CHECK(json["logrank"]["z"].get<double>() > 0.0);
  CHECK(json["interval_censored"]["sun"]["z"].get<double>() > 0.0);
}

TEST_CASE("half a pair of columns is refused", "[cli][analyze]") {
  const std::string rest =
      "analyze " + stored + "cosmesis.csv --arm arm --experimental x ";
  for (const std::string flags :
       {"--left left", "--right right", "--left left --right right --time t",
        "--left left --right right --ties exact",
        "--left left --right right --tests 'rmst(3)'",
        "--left left --right left", "--time '' --left left --right right", ""})
    CHECK(rehearse(rest + flags + " 2>/dev/null").status == 64);
  const auto tests =
      rehearse(rest + "--left left --right right --ties exact 2>&1");
  CHECK(tests.text.find("--ties: goes with --time and --event") !=
        std::string::npos);
}
