// `design` and `size` as they are called.
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

Json json_of(const std::string& arguments) {
  const auto result = shell("rehearse " + arguments + " --format json");
  INFO(result.err);
  REQUIRE(result.status == 0);
  CHECK(result.err.empty());
  return Json::parse(result.out);
}

void check_fails(const std::string& arguments, int status,
                 const std::string& message) {
  const auto result = shell("rehearse " + arguments);
  CAPTURE(arguments, result.err);
  CHECK(result.status == status);
  CHECK(result.out.empty());
  CHECK(result.err.find(message) != std::string::npos);
}

}  // namespace

TEST_CASE("design's JSON holds what scripts rely on", "[golden]") {
  const Json design = json_of("design configs/w3.toml");
  for (const char* key :
       {"alpha", "looks", "power", "expected_events_h1", "participants"})
    CHECK(design.contains(key));
  const Json& look = design.at("looks").at(0);
  for (const char* key :
       {"name", "information_fraction", "events", "efficacy_z", "efficacy_p",
        "hazard_ratio_at_efficacy", "futility_z", "alpha_spent", "time_months",
        "cumulative_power"})
    CHECK(look.contains(key));
  CHECK(look.at("efficacy_z") == Approx(2.43415296).margin(1e-8));
  CHECK(look.at("futility_z").is_null());
  CHECK(look.at("time_months") == Approx(18.015684605).epsilon(1e-8));
  CHECK(design.at("power") == Approx(0.894008548).margin(1e-7));
  CHECK(design.at("schoenfeld_power") == Approx(0.895872511).margin(1e-8));
  CHECK(design.at("schoenfeld_expected_events_h1") ==
        Approx(131.690477).margin(1e-6));
}

TEST_CASE("with beta spending the last bounds are one", "[golden][DES-07]") {
  const Json design = json_of(
      "design configs/w3.toml --set "
      "'analysis.futility={spending=\"hwang-shih-decani\",parameter=-2}'");
  const Json& last = design.at("looks").at(1);
  CHECK(last.at("futility_z") == last.at("efficacy_z"));
  CHECK(design.at("looks").at(0).at("futility_z").is_number());
  const Json& null = design.at("under").at(0);
  CHECK(double{null.at("power")} + double{null.at("stop_futility")} ==
        Approx(1.0));
}

TEST_CASE("twenty looks with beta spending are solved, or say why not",
          "[golden]") {
  std::string looks;
  for (int k = 1; k <= 20; ++k)
    looks += "{name=\"" + std::to_string(k) +
             "\",events=" + std::to_string(34 + 6 * k) + "}" +
             (k < 20 ? "," : "");
  const std::string set =
      "design configs/w3.toml --set 'analysis.looks=[" + looks +
      "]' --set 'analysis.futility={spending=\"hwang-shih-decani\","
      "parameter=-4}'";
  CHECK(json_of(set).at("looks").size() == 20);
  check_fails(set +
                  " --set analysis.futility.spending=user --set "
                  "'analysis.futility.cumulative_beta=[0.09,0.091]'",
              78, "parameter");
}

TEST_CASE("an interim result has a conditional power", "[golden][DES-15]") {
  const Json interim =
      json_of("design configs/w3.toml --interim-hazard-ratio 0.8")
          .at("interim");
  CHECK(interim.at("z") == Approx(1.186).margin(5e-4));
  CHECK(interim.at("conditional_power").at("scenario") ==
        Approx(0.4685).margin(5e-5));
  check_fails("design configs/w1.toml --interim-z 1", 64, "one look");
  check_fails("design configs/w3.toml --interim-z 1 --interim-hazard-ratio 0.8",
              64, "--interim-hazard-ratio excludes --interim-z");
  check_fails("design configs/w3.toml --look interim", 64,
              "no interim result is given");
  check_fails("design configs/w3.toml --interim-z 1 --look final", 64,
              "no interim look 'final'");
  check_fails("design configs/w3.toml --interim-hazard-ratio -1", 64,
              "--interim-hazard-ratio");
}

TEST_CASE("an interim result comes first, by an old name too", "[golden]") {
  const std::string design = "rehearse design configs/w3.toml ";
  const auto now = shell(design + "--interim-hazard-ratio 0.8");
  CHECK(now.out.find("conditional power") < now.out.find("Power 0.8940"));
  const auto old = shell(design + "--hazard-ratio 0.8");
  CHECK(old.status == 0);
  CHECK(old.out == now.out);
  CHECK(old.err.find("warning: --hazard-ratio is an old name") !=
        std::string::npos);
  CHECK(shell(design + "--z 1").err.find("write --interim-z") !=
        std::string::npos);
  CHECK(shell(design + "--help").out.find(" --hazard-ratio") ==
        std::string::npos);
}

TEST_CASE("a look that never comes is said to be one", "[golden]") {
  // Hazard 0.1 a month for 6 months, then none: 400 participants have
  // 200 (1 - exp(-0.6)) + 200 (1 - exp(-0.42)) = 158.8 events on average.
  const std::string never =
      " configs/w1.toml --set trial.participants=400 --set "
      "analysis.looks[0].events=250 --set endpoint.effect.hazard_ratio=0.7 "
      "--set dropout.annual_probability=0 --set 'endpoint.control="
      "{distribution=\"piecewise-exponential\",periods=[{until=\"6 "
      "months\",hazard_per_month=0.1},{hazard_per_month=0}]}'";
  const std::string words = "159 are all that can be expected";
  for (const char* command : {"check", "design", "power --replicates 200"}) {
    const auto result = shell("rehearse " + (command + never));
    CAPTURE(command, result.out, result.err);
    CHECK(result.status == 0);
    CHECK(result.err.find(words) != std::string::npos);
    CHECK(result.out.find("Schoenfeld") == std::string::npos);
    CHECK(result.out.find("Theory") == std::string::npos);
  }
  const auto design = shell("rehearse design" + never);
  CHECK(design.out.find(words) != std::string::npos);
  CHECK(design.out.find("Efficacy bound") == std::string::npos);
  const Json json = Json::parse(
      shell("rehearse power --replicates 200 --format json" + never).out);
  CHECK(json.at("analytic").at("schoenfeld_power").is_null());
  CHECK(json.at("analytic").at("power").is_null());
  const Json never_json =
      Json::parse(shell("rehearse design --format json" + never).out);
  CHECK(never_json.at("schoenfeld_power").is_null());
  CHECK(never_json.at("unexpected_look").at("possible_events") ==
        Approx(158.8).margin(0.05));
}

TEST_CASE("the last of all events is waited for as the simulator does",
          "[golden]") {
  // 400 even entries in 20 months, medians 10 and 14.3 months, no dropout:
  // 100,000 simulated trials have the 399th event at 113.8 and the 400th at
  // 133.6 months, standard errors 0.05 and 0.08.
  const auto time = [](const char* events) {
    return double{
        json_of("design configs/w1.toml --set trial.participants=400 "
                "--set 'enrolment={model=\"even\",duration=\"20 "
                "months\"}' --set endpoint.control.median='10 months' "
                "--set endpoint.effect.hazard_ratio=0.7 --set "
                "dropout.annual_probability=0 --set "
                "analysis.looks[0].events=" +
                std::string{events})
            .at("looks")
            .at(0)
            .at("time_months")};
  };
  CHECK(time("399") == Approx(113.8).margin(0.25));
  CHECK(time("400") == Approx(133.6).margin(0.4));
}

TEST_CASE("size solves for what is free", "[golden]") {
  const Json size = json_of("size configs/w1.toml --power 0.9");
  CHECK(size.at("participants") == 248);
  CHECK(size.at("events") == 162);
  CHECK(size.at("formulas").at("schoenfeld_events") ==
        Approx(161.0685).margin(1e-3));
  CHECK(size.at("power") >= 0.9);
  CHECK(json_of("size configs/w1.toml --power 0.9 --solve events")
            .at("participants") == 246);
  CHECK(json_of("size configs/w2.toml --power 0.8 --solve follow-up")
            .at("formulas")
            .is_null());
}

TEST_CASE("a simulated size has the power, one event fewer hasn't",
          "[golden][SIZ-04]") {
  const std::string file =
      (rehearse::golden::scratch() / "sized trial.toml").string();
  const std::string command =
      "size configs/nct07008976.toml --power 0.9 --simulate --replicates 8000 ";
  const auto run =
      shell("rehearse " + command + "--format json --write '" + file + "'");
  INFO(run.err);
  REQUIRE(run.status == 0);
  CHECK(run.err.find("'" + file + "' is written") != std::string::npos);
  const Json size = Json::parse(run.out);
  CHECK(size.at("events") == 165);  // the formula's
  const Json& simulated = size.at("simulated");
  const double power = simulated.at("power").at("estimate");
  const double mcse = simulated.at("power").at("mcse");
  CHECK(power >= 0.9);
  CHECK(power < 0.9 + 2.0 * mcse);
  const Json& fewer = simulated.at("one_event_fewer");
  CHECK(fewer.at("events") == int{simulated.at("events")} - 1);
  CHECK(double{fewer.at("power").at("estimate")} < 0.9);
  const Json& difference = simulated.at("difference");
  CHECK(double{difference.at("estimate")} ==
        Approx(power - double{fewer.at("power").at("estimate")}));
  // Common random numbers: less than independent trials would have.
  CHECK(double{difference.at("mcse")} < mcse);
  // The config that was written is that trial.
  const Json again = json_of("power '" + file + "'");
  CHECK(again.at("power") == simulated.at("power"));
  CHECK(again.at("looks").at(1).at("planned_events") == simulated.at("events"));
  // Neither threads nor writing change it; a file isn't overwritten.
  CHECK(json_of(command + "--threads 1").at("simulated") == simulated);
  check_fails(command + "--write '" + file + "'", 73, "exists");
  check_fails(command + "--write x.json", 64, "--write: 'x.json'");
}

TEST_CASE("until it is simulated a size says how", "[golden]") {
  const auto run = shell(
      "rehearse size configs/nct07008976.toml --power 0.9 --replicates 500");
  const std::string words = "Simulated power is usually lower";
  const std::size_t from = run.out.find("  rehearse power configs/");
  REQUIRE(run.out.find(words) != std::string::npos);
  REQUIRE(from != std::string::npos);
  const std::size_t to = run.out.find("or let `rehearse size --simulate`");
  const auto check = shell(run.out.substr(from, to - from));
  INFO(check.err);
  CHECK(check.status == 0);
  CHECK(check.out.find("248") != std::string::npos);
}

TEST_CASE("whatever is solved for is simulated", "[golden]") {
  const std::string by_time =
      " --set 'analysis.looks=[{name=\"a\",calendar=\"14 months\","
      "information_fraction=0.5},{name=\"b\",follow_up=\"9 months\","
      "information_fraction=1.0}]' --set analysis.planned_events=150 --set "
      "analysis.efficacy.spending=lan-demets-obrien-fleming";
  for (const std::string& looks : {std::string{}, by_time})
    for (const char* solve : {"events", "participants", "rate", "follow-up"}) {
      const std::string command =
          "size configs/w1.toml --power 0.85 --simulate --replicates 2000 "
          "--solve " +
          (solve + looks);
      CAPTURE(command);
      const Json simulated = json_of(command).at("simulated");
      CHECK(double{simulated.at("power").at("estimate")} >= 0.85);
      CHECK(double{simulated.at("one_event_fewer").at("power").at("estimate")} <
            0.85);
    }
  check_fails(
      "size configs/w1.toml --power 0.9 --solve events --simulate "
      "--replicates 2000 --set endpoint.effect.hazard_ratio=0.655",
      78, "raise trial.participants or use --solve participants");
}

TEST_CASE("a last look by follow-up isn't before the last entry", "[golden]") {
  const auto run = shell(
      "rehearse size configs/w1.toml --power 0.9 --solve rate --set "
      "'analysis.looks[0]={name=\"f\",follow_up=\"6 months\"}'");
  INFO(run.err);
  CHECK(run.status == 0);
  CHECK(run.out.find("follow-up 6.0 months") != std::string::npos);
  // By the calendar it may be, and is said to be.
  const auto calendar = shell(
      "rehearse size configs/w1.toml --power 0.8 --solve rate --set "
      "'analysis.looks[0]={name=\"f\",calendar=\"21 months\"}'");
  CHECK(calendar.out.find("follow-up -") == std::string::npos);
}

TEST_CASE("sizes that can't be say why", "[golden]") {
  check_fails("size configs/w1.toml --power 0.02", 78,
              "the power 0.02 isn't above alpha 0.025");
  check_fails("size configs/w1.toml --set endpoint.effect.hazard_ratio=1", 78,
              "no effect in favour of the experimental arm");
  check_fails("size configs/w1.toml --power 0.9999 --solve events", 78,
              "raise trial.participants or use --solve participants");
  check_fails("size configs/w1.toml --set endpoint.effect.hazard_ratio=0.9999",
              78, "state a greater effect in endpoint.effect");
  check_fails("size configs/w1.toml --set analysis.looks[0].events=246", 78,
              "lower analysis.looks[0].events");
  check_fails("size configs/w1.toml --power 2", 64, "'2' is no power");
  check_fails("size configs/w1.toml --solve power", 64, "--solve: 'power'");
  check_fails("design configs/w1.toml --set analysis.alpha=0.5", 78,
              "0.5 is out of range");
  check_fails("design configs/w1.toml --set arms[0].allocation=0", 78,
              "allocation");
  check_fails("design configs/w1.toml --set dropout.annual_probability=1", 78,
              "1 is out of range");
}
