// A block of reviewed replicates against the same replicates one by one, by the
// code that follows participants for themselves, and on every instruction set.
#include <algorithm>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/block_checks.hpp"
#include "support/catch.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;
using namespace block_checks;

namespace {

using Settings = std::vector<std::string>;

Settings together(Settings set, const Settings& more) {
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

const Settings two_looks{
    "analysis.looks=[{name='interim',events=90},{name='final',events=150}]",
    "analysis.efficacy.spending='lan-demets-obrien-fleming'"};
const Settings all_endpoints{"review.also_rules=['treatment-policy']"};
const Settings strata{
    "factors=[{name='a',levels=['0','1'],prevalence=[0.3,0.7]},"
    "{name='b',levels=['0','1','2'],prevalence=[0.2,0.5,0.3]}]",
    "randomization.stratify_by=['a','b']", "analysis.stratify_by=['a','b']"};
const Settings arms_differ{
    "assessment.arms.E.schedule=[{every='5 weeks',until='60 weeks'},"
    "{every='9 weeks'}]",
    "assessment.arms.E.window='2 days'",
    "assessment.arms.C.missed_probability=0.3",
    "review.investigator.arms.E.sensitivity=0.6",
    "review.irc.arms.C.false_positive=0.05"};
const Settings toxic{"review.discontinuation.hazard_per_month=0.08",
                     "review.discontinuation.new_therapy_probability=1",
                     "review.stop_after_investigator=0.5"};
const Settings own_rules{
    "review.variants.own={no_scan='event',new_therapy='event',"
    "scans_stopped='event',after_missed_visits='day-1',"
    "missed_visits_allowed=0}",
    "review.rules='own'"};
const Settings first_day{
    "review.variants.own={no_scan='last-scan',new_therapy='day-1',"
    "scans_stopped='day-1',after_missed_visits='event'}",
    "review.rules='own'"};
const Settings lag{"review.irc.read_lag='20 days'"};
const Settings by_investigator{"endpoint.reader='investigator'"};
// Followed for more visits than a block does, and cut later still.
const Settings long_followed{"assessment.schedule=[{every='2 days'}]",
                             "assessment.window='0 days'",
                             "analysis.looks=[{name='final',events=60}]"};
const Settings never_reached{"analysis.looks=[{name='final',events=245}]",
                             "dropout.annual_probability=0.4"};
const Settings few{"trial.participants=21",
                   "analysis.looks=[{name='final',events=9}]"};
const Settings non_inferior{"analysis.null_hazard_ratio=1.3"};

std::vector<Scenario> scenarios() {
  std::vector<Scenario> all;
  for (const Settings& set :
       {Settings{},
        together(two_looks, all_endpoints),
        together(together(two_looks, strata), all_endpoints),
        together(together(two_looks, arms_differ), toxic),
        together(toxic, own_rules),
        together(toxic, first_day),
        together(together(lag, toxic), all_endpoints),
        together(together(lag, toxic), own_rules),
        together(together(by_investigator, lag), own_rules),
        together(by_investigator, strata),
        perfect_reads(),
        together(perfect_reads(), never_reached),
        long_followed,
        never_reached,
        few,
        together(non_inferior, strata),
        Settings{"analysis.ties='breslow'"},
        Settings{"analysis.ties='exact'"},
        together({"analysis.ties='breslow'"}, non_inferior),
        Settings{"analysis.also_tests=['rmst(12 months)','maxcombo']"}})
    all.push_back(reviewed_trial(set));
  return all;
}

}  // namespace

TEST_CASE("a reviewed lane is the replicate by itself",
          "[montecarlo][review][exact]") {
  std::size_t number = 0;
  for (const Scenario& s : scenarios()) {
    CAPTURE(number++);
    REQUIRE(check_one_by_one({s, analysis_plans(s)}, 160));
  }
}

TEST_CASE("every instruction set gives a reviewed trial the same bytes",
          "[montecarlo][review][exact][OPS-01]") {
  std::size_t number = 0;
  for (const Scenario& s : scenarios()) {
    CAPTURE(number++);
    check_every_target({s, analysis_plans(s)}, 32);
  }
}
