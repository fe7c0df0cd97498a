#include "rehearse/text/test_text.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr TestTimes durations = TestTimes::durations;
constexpr TestTimes numbers = TestTimes::numbers;

SurvivalTest parsed(std::string_view text, TestTimes times = durations) {
  const ParsedTest result = parse_test(text, times);
  INFO(text << ": " << result.fault);
  REQUIRE(result.test);
  CHECK(result.fault.empty());
  return *result.test;
}

std::string fault_of(std::string_view text, TestTimes times = durations) {
  const ParsedTest result = parse_test(text, times);
  INFO(text);
  CHECK_FALSE(result.test);
  return result.fault;
}

SurvivalTest weighted(std::vector<EventWeight> weights) {
  return WeightedLogRankTest{std::move(weights)};
}

}  // namespace

TEST_CASE("every test is read", "[config][exact]") {
  CHECK(parsed("logrank") == weighted({FlemingHarrington{}}));
  CHECK(parsed("fh(0,0)") == parsed("logrank"));
  CHECK(parsed(" fh( 0.5 , 2 ) ") == weighted({FlemingHarrington{0.5, 2.0}}));
  CHECK(parsed("mw(6 months)") == weighted({ModestlyWeighted{182.625}}));
  CHECK(parsed("mw(0 days)") == weighted({ModestlyWeighted{0.0}}));
  CHECK(parsed("gehan") == weighted({Gehan{}}));
  CHECK(parsed("tarone-ware") == weighted({TaroneWare{}}));
  CHECK(parsed("rmst(24 months)") == SurvivalTest{RmstTest{730.5}});
  CHECK(parsed("rmst-ratio(1 year)") ==
        SurvivalTest{RmstTest{365.25, RmstContrast::ratio}});
  CHECK(parsed("milestone(12 weeks)") == SurvivalTest{MilestoneTest{84.0}});
  CHECK(parsed("maxcombo") ==
        weighted({FlemingHarrington{}, FlemingHarrington{0, 1}}));
  CHECK(parsed("maxcombo(logrank, mw(1 week), gehan)") ==
        weighted({FlemingHarrington{}, ModestlyWeighted{7.0}, Gehan{}}));
}

TEST_CASE("times are bare numbers in the data's unit", "[config][exact]") {
  CHECK(parsed("rmst(12)", numbers) == SurvivalTest{RmstTest{12.0}});
  CHECK(parsed("mw(2.5)", numbers) == weighted({ModestlyWeighted{2.5}}));
  CHECK(fault_of("rmst(12 months)", numbers) ==
        "'12 months' is no time (a bare number, in the data's unit): write "
        "rmst(6)");
  CHECK(fault_of("rmst(12)") ==
        "'12' is no time (a number and days, weeks, months or years): write "
        "rmst(6 months)");
}

TEST_CASE("a test's text gives it back", "[config]") {
  for (const TestTimes times : {durations, numbers})
    for (const SurvivalTest& test : std::vector<SurvivalTest>{
             weighted({FlemingHarrington{}}),
             weighted({FlemingHarrington{0.1, 1.0 / 3.0}}),
             weighted({ModestlyWeighted{100.1}}), weighted({Gehan{}}),
             weighted({FlemingHarrington{}, TaroneWare{}, Gehan{}}),
             RmstTest{730.5}, RmstTest{10.0, RmstContrast::ratio},
             MilestoneTest{1.0 / 7.0}})
      CHECK(parsed(test_text(test, times), times) == test);
  CHECK(test_text(parsed("fh(0,0)"), durations) == "logrank");
  CHECK(test_text(parsed("maxcombo"), durations) ==
        "maxcombo(fh(0,0),fh(0,1))");
  CHECK(test_text(parsed("milestone(1 year)"), durations) ==
        "milestone(12 months)");
  CHECK(test_text(parsed("mw(6)", numbers), numbers) == "mw(6)");
}

TEST_CASE("what is wrong with a test is said", "[config]") {
  CHECK(fault_of("log-rank") ==
        "unknown test 'log-rank' (did you mean 'logrank'?)");
  CHECK(fault_of("wilcoxon").find("unknown test 'wilcoxon' (known: logrank") ==
        0);
  CHECK(fault_of("fh(1)") == "fh needs RHO and GAMMA (1 given): write fh(0,1)");
  CHECK(fault_of("fh") == "fh needs RHO and GAMMA (0 given): write fh(0,1)");
  CHECK(fault_of("fh(0,-1)") ==
        "fh: '-1' is no exponent (a number of at least 0): write fh(0,1)");
  CHECK(fault_of("fh(1e308,0)") ==
        "fh: the exponent '1e308' is too large (at most 10: beyond it hardly "
        "any event but the first has a weight): write fh(0,1)");
  CHECK(fault_of("maxcombo(fh(0,0),fh(0,10.1))") ==
        "fh: the exponent '10.1' is too large (at most 10: beyond it hardly "
        "any event but the last has a weight): write fh(0,1)");
  CHECK(parse_test("fh(10,10)", durations).test);
  CHECK(fault_of("gehan(1)") ==
        "gehan takes no arguments (1 given): write gehan");
  CHECK(fault_of("rmst(0 days)") ==
        "rmst: the time '0 days' is too early (it must be above 0): write "
        "rmst(6 months)");
  CHECK(fault_of("milestone(1,2)", numbers) ==
        "milestone needs one time (2 given): write milestone(6)");
  CHECK(fault_of("maxcombo(fh(0,1))") ==
        "maxcombo combines 2 to 8 tests (1 given): write "
        "maxcombo(fh(0,0),fh(0,1))");
  CHECK(fault_of("maxcombo(logrank,fh(0,0))") ==
        "maxcombo holds fh(0,0) twice (which changes nothing): leave one out");
  CHECK(fault_of("maxcombo(logrank,rmst(1 year))") ==
        "maxcombo can't hold rmst(1 year) (it combines weighted log-rank "
        "tests): test rmst(1 year) by itself");
  CHECK(fault_of("maxcombo(logrank,fg(0,1))") ==
        "unknown test 'fg' (did you mean 'fh'?)");
}

TEST_CASE("broken tests are refused", "[config]") {
  for (const char* text : {"",
                           "()",
                           "fh(",
                           "fh)",
                           "fh(0,1",
                           "fh(0,1))",
                           "fh(0,1)x",
                           "fh(0,1)(2)",
                           "fh(0,)",
                           "fh(,)",
                           "fh(nan,0)",
                           "fh(inf,0)",
                           "FH(0,1)",
                           "mw",
                           "mw()",
                           "maxcombo()",
                           "maxcombo(maxcombo,gehan)",
                           "logrank()",
                           "logrank,gehan",
                           "rmst(-1 days)",
                           "fh(0,1,2)",
                           "fh (0;1)"})
    CHECK_FALSE(fault_of(text).empty());
}

TEST_CASE("commas within a test don't separate tests", "[config][exact]") {
  using Items = std::vector<std::string_view>;
  CHECK(split_tests("logrank,fh(0,1), maxcombo(fh(0,0),fh(0,1))") ==
        Items{"logrank", "fh(0,1)", "maxcombo(fh(0,0),fh(0,1))"});
  CHECK(split_tests(" ").empty());
  CHECK(split_tests("a,,b") == Items{"a", "", "b"});
  CHECK(split_tests("a,") == Items{"a", ""});
}
