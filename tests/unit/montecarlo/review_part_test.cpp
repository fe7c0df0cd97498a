// What a config says of scans, readers and rules is what the engine gets.
#include "rehearse/core/units.hpp"
#include "support/catch.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;

TEST_CASE("an arm's own scans and readers are that arm's", "[config][review]") {
  const Scenario s = reviewed_trial(
      {"assessment.arms.E.window='3 days'",
       "assessment.arms.C.missed_probability=0.2",
       "assessment.arms.E.schedule=[{every='8 weeks'}]",
       "review.investigator.arms.E.sensitivity=0.6",
       "review.irc.arms.C.false_positive=0.05", "review.irc.read_lag='9 days'",
       "review.variants.own={based_on='treatment-policy',no_scan='day-1',"
       "missed_visits_allowed=3}",
       "review.rules=own", "review.also_rules=['fda']",
       "endpoint.reader=investigator"});
  const AssessmentSpec& spec = s.review->assessment;
  const ArmAssessment& control = spec.arms[0];
  const ArmAssessment& experimental = spec.arms[1];
  CHECK(control.schedule.window() == 7);
  CHECK(experimental.schedule.window() == 3);
  CHECK(control.schedule.nominal_day(9) == 420);
  CHECK(experimental.schedule.nominal_day(9) == 504);
  CHECK(control.missed_probability == 0.2);
  CHECK(experimental.missed_probability == 0.03);
  CHECK(control.investigator.sensitivity == 0.85);
  CHECK(experimental.investigator.sensitivity == 0.6);
  CHECK(experimental.investigator.false_positive == 0.03);
  CHECK(control.committee.reader.false_positive == 0.05);
  CHECK(experimental.committee.reader.false_positive == 0.02);
  CHECK(spec.correlation == 0.5);
  CHECK(spec.stop_after_investigator == 0.9);
  CHECK(spec.committee_lag == 9.0);
  CHECK(spec.discontinuation.hazard == Approx(0.006 / days_per_month));
  CHECK(spec.discontinuation.new_therapy_probability == 0.5);
  CHECK(spec.discontinuation.new_therapy_delay_mean ==
        Approx(1.5 * days_per_month));
  CensoringRules own = treatment_policy_rules;
  own.no_scan = Treatment::day_1;
  own.missed_visits_allowed = 3;
  CHECK(s.review->rules.rules == own);
  CHECK(s.analysis.endpoint == EndpointView{Reviewer::investigator, own});
  CHECK(s.analysis.trigger == s.analysis.endpoint);
  REQUIRE(s.review->also_rules.size() == 1);
  CHECK(s.review->also_rules[0].rules == fda_rules);
}
