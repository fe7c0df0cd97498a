// analyze --randomization-test, as its users run it.
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

namespace {

// A trial of A against B, and how its arms were drawn.
std::string trial_by(const std::string& randomization) {
  return "schema_version = 1\n[trial]\nid = \"four\"\nparticipants = 4\n"
         "[[arms]]\nid = \"B\"\nrole = \"experimental\"\n"
         "[[arms]]\nid = \"A\"\nrole = \"control\"\n"
         "[randomization]\n" +
         randomization;
}

}  // namespace

TEST_CASE("the randomization test of four is exact", "[cli][analyze][ANA-13]") {
  const ShortLivedFile config{
      "rule.toml",
      trial_by("procedure = \"random-allocation\"\noverrun = 0\n")};
  const ShortLivedFile data{"aabb.csv", "t,e,a\n1,1,A\n2,1,A\n3,1,B\n4,1,B\n"};
  const std::string command = "analyze " + data.path() + in_four +
                              " --randomization-test 99 --config " +
                              config.path();
  const Ending ending = rehearse(command + " --format json");
  REQUIRE(ending.status == 0);
  const auto test = nlohmann::json::parse(ending.text)["randomization_test"];
  CHECK(test["procedure"] == "random allocation rule, one list");
  CHECK(test["method"] == "exact");
  CHECK(test["sequences"] == 6);
  CHECK(test["p_two_sided"].get<double>() == Approx(1.0 / 3.0).epsilon(1e-12));
  CHECK(test["mcse_two_sided"] == 0.0);
  const std::string line =
      "p 0.1667 one-sided, 0.3333 two-sided, of the log-rank z under random "
      "allocation rule, one list (exact, 6 sequences)\n";
  // On a screen the line is broken between words.
  CHECK(rehearse(command).text.find("Re-randomized  " + line.substr(0, 60)) !=
        std::string::npos);
  CHECK(rehearse(command + " --format md")
            .text.ends_with("- Re-randomized: " + line));
  CHECK(rehearse(command + " --format csv")
            .text.find("\nrandomization_test_sequences,,6\n") !=
        std::string::npos);
}

TEST_CASE("a simulated trial is tested as it was randomized",
          "[cli][analyze]") {
  const std::string config = REHEARSE_SOURCE_DIR "/configs/nct07008976.toml";
  const Ending data = rehearse("simulate " + config +
                               " --replicate 5 --format csv --quiet --set "
                               "endpoint.effect.hazard_ratio=1");
  REQUIRE(data.status == 0);
  const ShortLivedFile file{"simulated.csv", data.text};
  const auto run = [&](const std::string& more) {
    return rehearse("analyze " + file.path() +
                    " --time time_days --event event --arm arm --experimental "
                    "TQB2102 --randomization-test 999 --format json --config " +
                    config + more + " 2>&1");
  };
  const Ending first = run("");  // a warning would be in the text
  REQUIRE(first.status == 0);
  const auto json = nlohmann::json::parse(first.text);
  const auto test = json["randomization_test"];
  CHECK(test["draws"] == 999);
  CHECK(test["seed"] == 1);
  const double p = test["p_two_sided"].get<double>();
  CHECK(test["mcse_two_sided"].get<double>() ==
        Approx(std::sqrt(p * (1.0 - p) / 999.0)).epsilon(1e-12));
  CHECK(std::abs(p - json["logrank"]["p_two_sided"].get<double>()) < 0.05);
  CHECK(run(" --order entry_days").text == first.text);
  CHECK(run(" --seed 1").text == first.text);
  const auto other = nlohmann::json::parse(run(" --seed 2").text);
  CHECK(other["randomization_test"]["p_two_sided"] != test["p_two_sided"]);
}

TEST_CASE("arms that the procedure can't have given are told",
          "[cli][analyze]") {
  const ShortLivedFile config{
      "blocks.toml",
      trial_by("procedure = \"permuted-block\"\nblock_sizes = [2]\n")};
  const ShortLivedFile data{"impossible.csv",
                            "t,e,a\n1,1,A\n2,1,A\n3,1,B\n4,1,B\n"};
  const Ending ending = rehearse("analyze " + data.path() + in_four +
                                 " --randomization-test 99 --config " +
                                 config.path() + " 2>&1 >/dev/null");
  CHECK(ending.status == 0);
  CHECK(ending.text.find("warning: the arms can't have come from permuted "
                         "blocks of 2, one list in this order") !=
        std::string::npos);
}

TEST_CASE("mistakes about the randomization test have their messages",
          "[cli][analyze]") {
  const std::string see = "See 'rehearse analyze --help'.\n";
  const ShortLivedFile config{
      "mistakes.toml",
      trial_by("procedure = \"complete\"\nstratify_by = [\"sex\"]\n"
               "[[factors]]\nname = \"sex\"\nlevels = [\"f\", \"m\"]\n"
               "prevalence = [0.5, 0.5]\n")};
  const ShortLivedFile data{"mistakes.csv", "t,e,a,sex\n1,1,A,f\n2,1,B,x\n"};
  const ShortLivedFile no_sex{"no-sex.csv", "t,e,a\n1,1,A\n2,1,B\n"};
  const std::string d = "analyze " + data.path() + in_four;
  const std::string with = " --randomization-test 9 --config " + config.path();
  const std::vector<Mistake> mistakes{
      {d + " --randomization-test 9", 64,
       "--randomization-test: the procedure is not known: add --config FILE, "
       "whose [randomization] the arms came from\n" +
           see},
      {d + " --randomization-test 0 --config " + config.path(), 64,
       "--randomization-test: '0' is no whole number from 1 to 10000000 "
       "(digits "
       "alone): give one\n" +
           see},
      {d + " --randomization-test 10000001 --config " + config.path(), 64,
       "--randomization-test: '10000001' is no whole number from 1 to "
       "10000000 (digits alone): give one\n" +
           see},
      {d + " --seed 3", 64,
       "--seed: goes with --randomization-test (it would be ignored): add "
       "--randomization-test 9999, or leave it out\n" +
           see},
      {d + with, 65,
       data.path() +
           ":3: column 'sex': 'x' is no level of the config (known: f, m)\n"},
      {"analyze " + no_sex.path() + in_four + with, 65,
       no_sex.path() +
           ":1: no column 'sex' (known: t, e, a) (the config's randomization "
           "looks at it): add it\n"},
      {"analyze " + data.path() +
           " --time t --event e --arm a --experimental A" + with,
       65,
       data.path() +
           ":1: the control arm is 'B' in the data, 'A' in the config (the "
           "config says in which ratio arms are drawn): give both the same "
           "names\n"},
  };
  for (const auto& [arguments, status, message] : mistakes) {
    CAPTURE(arguments);
    const Ending ending = rehearse(arguments + " 2>&1");
    CHECK(ending.status == status);
    CHECK(ending.text == "rehearse analyze: " + message);
  }
}
