#include <cmath>

#include "files.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/text.hpp"

using namespace rehearse;
using namespace rehearse::test;

TEST_CASE("a duration is a number and a unit", "[config][exact]") {
  CHECK(parse_duration("42 days") == 42.0);
  CHECK(parse_duration("1 day") == 1.0);
  CHECK(parse_duration("6 weeks") == 42.0);
  CHECK(parse_duration("1 month") == 30.4375);
  CHECK(parse_duration("2 months") == 60.875);
  CHECK(parse_duration("1.5 years") == 547.875);
  CHECK(parse_duration("1e1years") == 3652.5);
  for (const char* text :
       {"", "days", "42", "42 day s", "42 fortnights", "nan days", "inf days",
        "1e400 days", "1e308 years", "+42 days", "0x10 days", " 42 days",
        "42 days ", "4 2 days", "42 DAYS", "42 dayss"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("a duration's canonical text gives it back", "[config][exact]") {
  CHECK(duration_text(6.8 * 30.4375) == "6.8 months");
  CHECK(duration_text(365.25) == "12 months");
  CHECK(duration_text(42.0) == "42 days");
  for (double days = 0.001; days < 4e5; days *= 1.1) {
    CHECK(parse_duration(duration_text(days)) == days);
  }
}

TEST_CASE("numbers are read strictly", "[config]") {
  CHECK(parse_unsigned("18446744073709551615") == ~std::uint64_t{0});
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1e5", "1_000",
                           "18446744073709551616", "0x1"}) {
    INFO(text);
    CHECK_FALSE(parse_unsigned(text));
  }
}

TEST_CASE("the nearest name is suggested, a far one is not", "[config]") {
  const std::vector<std::string_view> names{"hazard_ratio", "periods", "at"};
  CHECK(nearest("harzard_ratio", names) == "hazard_ratio");
  CHECK(nearest("hazrad_ratio", names) == "hazard_ratio");
  CHECK(nearest("period", names) == "periods");
  CHECK(nearest("ta", names) == "at");
  CHECK_FALSE(nearest("xy", names));
  CHECK_FALSE(nearest("sponsor", names));
  CHECK_FALSE(nearest(std::string(100'000, 'a'), names));
}

TEST_CASE("printable text is well-formed UTF-8", "[config]") {
  // Markus Kuhn's boundaries (UTF-8 decoder capability and stress test).
  for (const char* text :
       {"", "a b", "é", "\u20ac", "\U0010FFFF", "\uD7FF", "\uE000"}) {
    CHECK(is_printable(text));
  }
  for (const char* text :
       {"\n", "\x7f", "\xc2\x80", "\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf",
        "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff"}) {
    CHECK_FALSE(is_printable(text));
  }
}

TEST_CASE("SHA-256 is that of FIPS 180-4", "[config][exact]") {
  // NIST, "SHA-256 example values", and the empty message.
  CHECK(sha256_hex("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a stratum's stream is addressed by its name", "[config][exact]") {
  // First 8 bytes of SHA-256 by another implementation (Python's hashlib).
  CHECK(load_base_with({}).scenario.stratum_streams ==
        std::vector<std::uint64_t>{0xfc9e6f6b8fd00000, 0x3f63532557300000});
  const Scenario one =
      load_base_with({"randomization.stratify_by=[]"}).scenario;
  CHECK(one.stratum_streams == std::vector<std::uint64_t>{0xe3b0c44298f00000});
  const Scenario many =
      load_base_with({"randomization.stratify_by=[\"site\",\"sex\",\"age\"]"})
          .scenario;
  REQUIRE(many.stratum_streams.size() == 20);
  CHECK(many.stratum_streams.front() == 0xba31186fdc200000);
  CHECK(many.stratum_streams.back() == 0x67b21f8c4ba00000);
  const auto names = stratum_names(many);
  CHECK(names[1] == "sex=f;age=<65;site=2");
  CHECK(names[5] == "sex=f;age=>=65;site=1");
}

TEST_CASE("a seed of 64 hex digits is hashed", "[config][exact]") {
  const std::string seed =
      "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff";
  const LoadedConfig loaded = load_toml(base_text(), {{}, seed, {}});
  CHECK(loaded.seed_text ==
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  // As above, by another implementation.
  CHECK(loaded.scenario.seed == 0x9b313140627d7221);
  CHECK(loaded.scenario.stratum_streams ==
        std::vector<std::uint64_t>{0x5ed647eda1d00000, 0x2287373695300000});
}

TEST_CASE("a seed may have 64 bits", "[config]") {
  const auto seed = [](const std::string& text) {
    return load_base_with({"simulation.seed=" + text}).scenario.seed;
  };
  CHECK(seed("9223372036854775807") == 0x7fffffffffffffff);
  CHECK(seed("18446744073709551615") == ~std::uint64_t{0});
  CHECK(seed("\"12\"") == 12);
  std::string json = read_file(config_folder + "nct07008976.json");
  json = replaced(json, "20250707", "18446744073709551615");
  CHECK(parse_config(json, "x", Dialect::json, "", {}).scenario.seed ==
        ~std::uint64_t{0});
}

TEST_CASE("every event-time model can be stated", "[config][exact]") {
  const double month = 30.4375;
  const auto control = [](const std::string& model) {
    return load_base_with({"endpoint.control=" + model})
        .scenario.endpoint.control;
  };
  CHECK(control("{distribution='exponential', hazard_per_month=0.1}").hazard ==
        0.1 / month);
  const ModelSpec weibull = control(
      "{distribution='weibull', survival=[{at='6 months', probability=0.5}, "
      "{at='12 months', probability=0.3}]}");
  REQUIRE(weibull.survival.size() == 2);
  CHECK(weibull.survival[1].at == 12 * month);
  CHECK(weibull.survival[1].probability == 0.3);
  const ModelSpec scale =
      control("{distribution='weibull', scale='10 months', shape=0.8}");
  CHECK(scale.scale == 10 * month);
  CHECK(scale.shape == 0.8);
  const ModelSpec pieces = control(
      "{distribution='piecewise-exponential', periods=[{until='6 months', "
      "hazard_per_month=0.1}, {hazard_per_month=0.06}]}");
  REQUIRE(pieces.periods.size() == 2);
  CHECK(pieces.periods[0].until == 6 * month);
  CHECK(pieces.periods[1].hazard == 0.06 / month);
  CHECK(std::isinf(pieces.periods[1].until));
  CHECK(control("{distribution='log-logistic', median='8 months', shape=1.5}")
            .family == Family::log_logistic);
  const ModelSpec log_normal =
      control("{distribution='log-normal', median='8 months', sigma=1.1}");
  CHECK(log_normal.family == Family::log_normal);
  CHECK(log_normal.sigma == 1.1);
  const ModelSpec whole =
      control("{distribution='cure', cured=0.1, median='8 months'}");
  REQUIRE(whole.uncured.size() == 1);
  CHECK(whole.uncured[0].family == Family::exponential);
  const ModelSpec cure = control(
      "{distribution='cure', cured=0.1, uncured={distribution='weibull', "
      "median='7 months', shape=0.9}}");
  REQUIRE(cure.uncured.size() == 1);
  CHECK(cure.uncured[0].median == 7 * month);
  CHECK_FALSE(cure.median);
}

TEST_CASE("how a forecast goes on from data", "[config][exact]") {
  const ForecastPlan plan = load_base_with({"forecast.prior_events=20",
                                            "forecast.prior_participants=12.5",
                                            "forecast.dropout='none'",
                                            "forecast.distributions=['cure', "
                                            "'log-normal']"})
                                .scenario.forecast;
  CHECK(plan.prior_events == 20.0);
  CHECK(plan.prior_participants == 12.5);
  CHECK(plan.dropout == DropoutForecast::none);
  CHECK(plan.distributions == std::vector{Family::cure, Family::log_normal});
  const LoadedConfig none = load_base_with({});
  CHECK(none.scenario.forecast.prior_events == 0.0);
  CHECK(none.scenario.forecast.dropout == DropoutForecast::exponential);
  CHECK(none.scenario.forecast.distributions.size() == 4);
  CHECK(none.resolved_toml.find("forecast") == std::string::npos);
}

TEST_CASE("the unlikely is a warning", "[config][errors]") {
  const auto warnings = [](const std::vector<std::string>& set) {
    std::vector<std::string> texts;
    for (const Diagnostic& w : load_base_with(set).warnings) {
      texts.push_back(w.location + ": " + w.message);
    }
    return texts;
  };
  CHECK(warnings({}).empty());
  // 2 x 2 x 5 strata of 200 participants: 10 each; of 1000 sites: 0.05.
  CHECK(warnings({"randomization.stratify_by=['sex','age','site']"}).empty());
  CHECK(warnings({"sites.count=1000",
                  "randomization.stratify_by=['sex','age','site']"})
            .at(0) ==
        "--set randomization.stratify_by=['sex','age','site']: "
        "randomization.stratify_by: 4000 strata have 0.05 participants each "
        "on average, fewer than a block's 4 (most blocks would be cut, and "
        "the arms unbalanced): stratify by fewer");
  CHECK(warnings({"analysis.stratify_by=['age']"}).at(0) ==
        "--set analysis.stratify_by=['age']: analysis.stratify_by[0]: the "
        "analysis is stratified by 'age', the randomization is not (strata may "
        "be unbalanced): add it to randomization.stratify_by");
  // By hand: 200 (1 - (0.4 + 0.4^0.6) / 2) = 102.293; 0.4^0.6 = 0.577080. 120
  // of 200 are 2.53 standard deviations more.
  CHECK(warnings({"endpoint.control={distribution='cure', cured=0.4, "
                  "median='8 months'}",
                  "dropout={annual_probability=0}"}) ==
        std::vector<std::string>{
            "trial.toml:44:10: analysis.looks[1].events: 120 events are "
            "planned where 102 are all that can be expected (the look comes "
            "in 0.67% of the trials, in the others its test is made at the "
            "last observation): plan fewer"});
  CHECK(warnings({"analysis.looks[1]={name=\"f\",calendar=\"30 months\","
                  "information_fraction=1}",
                  "analysis.planned_events=164"})
            .at(0)
            .find("a later look is at a fixed time, but never before this "
                  "one") != std::string::npos);
  CHECK(warnings({"analysis.efficacy.spending=none"}).at(0) ==
        "--set analysis.efficacy.spending=none: analysis.efficacy.spending: "
        "the last look alone may stop for efficacy (nothing is spent before): "
        "choose a spending function");
}

TEST_CASE("a hazard ratio that favours the control arm is told",
          "[config][errors]") {
  const auto warnings = [](const std::string& effect) {
    return load_base_with({effect}).warnings;
  };
  const auto told = [&](const std::string& ratio) {
    const auto found = warnings("endpoint.effect.hazard_ratio=" + ratio);
    return found.empty() ? std::string{} : found.front().message;
  };
  CHECK(told("1").empty());  // a size, not a power
  CHECK(told("60") ==
        "endpoint.effect.hazard_ratio: the hazard ratio, experimental / "
        "control, is 60, above 1: it favours the control arm, and power is "
        "nearly none (is it a percentage, 0.6?)");
  CHECK(told("1.667") ==
        "endpoint.effect.hazard_ratio: the hazard ratio, experimental / "
        "control, is 1.667, above 1: it favours the control arm, and power is "
        "nearly none (is it control / experimental, whose inverse is 0.6?)");
  CHECK(warnings("endpoint.effect={periods=[{until='3 months', "
                 "hazard_ratio=1.2}, {hazard_ratio=2}]}")
            .size() == 1);
  CHECK(warnings("endpoint.effect={periods=[{until='3 months', "
                 "hazard_ratio=1.2}, {hazard_ratio=0.5}]}")
            .empty());
  // Up to a margin nothing is wrong.
  CHECK(load_base_with({"analysis.null_hazard_ratio=1.3",
                        "endpoint.effect.hazard_ratio=1.3"})
            .warnings.empty());
}

TEST_CASE("a look at which an arm has few events is told", "[config][errors]") {
  const auto early = load_base_with({"analysis.looks[0]={name='early', "
                                     "calendar='3 months'}"})
                         .warnings;
  REQUIRE_FALSE(early.empty());
  CHECK(early[0].message.starts_with(
      "analysis.looks[0]: an arm has fewer than 5 events at this look in "));
  // 9 events can't be 5 in each arm.
  const auto nine = load_base_with({"analysis.looks[0].events=9"}).warnings;
  REQUIRE_FALSE(nine.empty());
  CHECK(nine[0].message.find("in about 100.0% of the trials") !=
        std::string::npos);
  // R: pbinom(4, 30, 0.375) + pbinom(4, 30, 0.625) is below .01.
  CHECK(load_base_with({"analysis.looks[0].events=30"}).warnings.empty());
}

TEST_CASE("a two-sided level is of both tails or of each", "[config][exact]") {
  const auto total = load_base_with({"analysis.alpha_two_sided=0.05"});
  CHECK(total.scenario.analysis.alpha == 0.025);
  CHECK(total.scenario.analysis.tails == Tails::two);
  CHECK(total.warnings.empty());
  // What is resolved reads as the same, and silently.
  CHECK(total.resolved_toml.find("alpha_two_sided = 0.05\n") !=
        std::string::npos);
  CHECK(total.resolved_toml.find("sides") == std::string::npos);
  const auto again = load_toml(total.resolved_toml);
  CHECK(again.sha256 == total.sha256);
  CHECK(again.warnings.empty());

  const auto each = load_base_with({"analysis.sides=2"});
  CHECK(each.scenario.analysis.alpha == 0.025);
  REQUIRE(each.warnings.size() == 1);
  CHECK(each.warnings[0].message ==
        "analysis.sides: alpha 0.025 is that of each tail, 0.05 in all (in "
        "most protocols and programs a two-sided alpha is the total): write "
        "alpha_two_sided = 0.05 instead of sides and alpha, or the total that "
        "is meant");
}

TEST_CASE("enrolment is stated by a duration or by rates", "[config][exact]") {
  const double month = 30.4375;
  const std::string rates = replaced(
      base_text(), "model = \"uniform\"\nduration = \"12 months\"",
      "model = \"even\"\nramp_up = \"2 months\"\nrates = [{ until = \"4 "
      "months\", per_month = 70 }, { per_month = 0 }]");
  const EnrolmentPlan plan = load_toml(rates).scenario.enrolment;
  CHECK(plan.model == EnrolmentModel::even);
  CHECK(plan.duration == 0.0);
  CHECK(plan.ramp_up == 2 * month);
  REQUIRE(plan.rates.size() == 2);
  CHECK(plan.rates[0].until == 4 * month);
  CHECK(plan.rates[0].rate == 70 / month);
  CHECK(plan.rates[1].rate == 0.0);
  // By hand: 2 months up to 66.6 and 2 at it are 199.8 of 200 participants.
  CHECK(faults_of(replaced(rates, "70 }", "66.7 }")).empty());
  CHECK(faults_of(replaced(rates, "70 }", "66.6 }")).size() == 1);
}
