// Blocks of trials with several hypotheses (overall survival, populations,
// arms) against the same trials one by one, and on every instruction set.
#include "rehearse/montecarlo/switching_estimate.hpp"
#include "support/block_checks.hpp"
#include "support/random_hypotheses.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;
using namespace block_checks;

namespace {

using Settings = std::vector<std::string>;

Trial trial_of(const Scenario& s) {
  std::vector<AnalysisPlan> plans = hypothesis_plans(s);
  for (const AnalysisPlan& plan : switching_plans(s)) plans.push_back(plan);
  return {s, plans};
}

const std::string death =
    "endpoint.death={fraction=0.1,after_progression_median='14 months',"
    "switch={probability=0.4,delay_mean='1 month',"
    "available_from='0 months',hazard_ratio=0.7}}";
const std::string factor =
    "factors=[{name='a',levels=['0','1'],prevalence=[0.4,0.6]}]";

// PFS as the committee and the investigator see it, and survival; PFS in a
// population, whose events the whole waits for; survival's last looks far
// behind the scans'.
std::vector<Scenario> reviewed() {
  const std::string pfs =
      "{name='PFS',endpoint='pfs',alpha=0.02,looks=[{name='interim',events=80},"
      "{name='final',events=150}]}";
  const std::string survival =
      "{name='OS',endpoint='os',alpha=0.005,stratify_by=['a'],"
      "also=['censor-at-switch','rpsft'],looks=[{name='with',with='final',"
      "information_fraction=0.5},{name='own',events=140}]}";
  const std::string investigator =
      "{name='INV',endpoint='pfs-investigator',alpha=0,"
      "test='rmst(12 months)',looks=[{name='only',"
      "events=120}]}";
  const std::string population =
      "{name='IN',endpoint='pfs',population={a='1'},alpha=0,"
      "looks=[{name='only',events=70}]}";
  const std::string waiting =
      "{name='W',endpoint='pfs',alpha=0,looks=[{name='only',events=60,"
      "events_in={a='0'},information_fraction=1}]}";
  const auto trial = [&](const std::string& hypotheses, Settings more) {
    more.insert(more.end(),
                {death, factor,
                 "analysis.efficacy.spending='lan-demets-obrien-fleming'",
                 "hypotheses=[" + hypotheses + "]"});
    return reviewed_trial(more);
  };
  const std::string onwards = "multiplicity.transitions=[{from='PFS',to='";
  return {trial(pfs + "," + survival, {onwards + "OS',weight=1}]"}),
          trial(pfs + "," + investigator, {onwards + "INV',weight=1}]"}),
          trial(pfs + "," + population,
                {onwards + "IN',weight=1}]", "review.irc.read_lag='15 days'"}),
          trial(pfs + "," + waiting, {onwards + "W',weight=1}]"}),
          trial(pfs + "," + survival,
                {onwards + "OS',weight=1}]",
                 "review.discontinuation.hazard_per_month=0.05"})};
}

}  // namespace

TEST_CASE("hypotheses of a lane are those of the replicate by itself",
          "[montecarlo][exact][HYP-07]") {
  std::size_t in_lanes = 0;
  for (std::uint64_t number = 0; number < 240; ++number) {
    CAPTURE(number);
    in_lanes += check_one_by_one(trial_of(random_hypotheses(number)), 16);
  }
  CHECK(in_lanes >= 160);
}

TEST_CASE("hypotheses of reviewed lanes are those of the replicate by itself",
          "[montecarlo][review][exact][HYP-07]") {
  std::size_t number = 0;
  for (const Scenario& s : reviewed()) {
    CAPTURE(number++);
    REQUIRE(check_one_by_one(trial_of(s), 96));
  }
}

TEST_CASE("every instruction set gives hypotheses the same bytes",
          "[montecarlo][exact][OPS-01]") {
  std::vector<Scenario> scenarios = reviewed();
  for (std::uint64_t number = 0; number < 12; ++number)
    scenarios.push_back(random_hypotheses(number));
  std::size_t number = 0;
  for (const Scenario& s : scenarios) {
    CAPTURE(number++);
    check_every_target(trial_of(s), 32);
  }
}
