// Trials of several hypotheses against the joint normal distribution of their
// statistics. Each probability lies within 4.5 standard errors but with
// probability 7e-6; there are 18.
#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/dunnett.hpp"
#include "rehearse/design/joint_log_rank.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

constexpr double months = 30.4375;

Look at_calendar(double days) {
  Look look;
  look.name = "final";
  look.calendar = days;
  return look;
}

Hypothesis hypothesis(const Scenario& s, const Comparison& comparison,
                      double alpha, double cut) {
  Hypothesis h;
  h.name = "H" + std::to_string(s.hypotheses.size() + 1);
  h.alpha = alpha;
  h.analysis.alpha = alpha;
  h.analysis.comparison = comparison;
  h.analysis.looks = {at_calendar(cut)};
  if (comparison.overall_survival) h.endpoint = HypothesisEndpoint::os;
  return h;
}

Scenario base(int participants) {
  Scenario s = w1_scenario();
  s.participants = participants;
  s.enrolment = {};
  s.enrolment.model = EnrolmentModel::uniform;
  s.enrolment.duration = 18.0 * months;
  s.replicates = 40'000;
  s.seed = 17;
  return s;
}

void check(const Proportion& found, double expected) {
  CAPTURE(found.estimate, found.mcse, expected);
  CHECK(std::abs(found.estimate - expected) < 4.5 * found.mcse);
}

Proportion any(const TrialEstimate& trial) {
  return trial.rejected.probability([](RejectedSet set) { return set != 0; });
}

// Progression and death of an arm whose PFS hazard is `pfs`.
IllnessDeath arm(double pfs, double fraction, double after) {
  IllnessDeath model;
  model.progression = constant_hazard((1.0 - fraction) * pfs);
  model.death_first = constant_hazard(fraction * pfs);
  model.death_after = constant_hazard(after);
  return model;
}

}  // namespace

TEST_CASE("PFS and overall survival are rejected together as theory has it",
          "[statistical][HYP-04]") {
  constexpr double fraction = 0.2;
  constexpr double after = 0.0024;
  const double control = std::log(2.0) / (6.8 * months);
  for (const double ratio : {1.0, 0.8}) {
    Scenario s = base(800);
    s.endpoint.effect = {{unbounded, ratio}};
    s.endpoint.death.first_event_fraction = fraction;
    s.endpoint.death.after_progression_hazard = after;
    s.endpoint.death.after_progression_hazard_ratio = ratio;
    s.hypotheses = {hypothesis(s, {}, 0.025, 24.0 * months)};
    Comparison os;
    os.overall_survival = true;
    s.hypotheses.push_back(hypothesis(s, os, 0.025, 42.0 * months));

    IllnessDeathTrial theory;
    theory.participants = 800.0;
    theory.arms = {arm(control, fraction, after),
                   arm(ratio * control, fraction, ratio * after)};
    theory.dropout_hazard = s.dropout_hazard;
    enrol_uniformly(theory, 18.0 * months);
    const double bound = normal_upper_quantile(0.025);
    const JointPower expected =
        joint_power(joint_logrank_moments(theory, 24.0 * months, 42.0 * months),
                    bound, bound);

    const TrialEstimate trial = estimate_trial(s, {});
    check(trial.each[0].power, expected.pfs);
    check(trial.each[1].power, expected.os);
    check(trial.rejected.probability([](RejectedSet set) { return set == 3; }),
          expected.both);
    check(any(trial), expected.either);
  }
}

TEST_CASE("two arms against one control err together as Dunnett has it",
          "[statistical][HYP-05]") {
  Scenario s = base(450);
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.randomization.procedure.block_sizes = {6};
  s.endpoint.effect = {{unbounded, 1.0}};
  s.endpoint.further = {{{{unbounded, 1.0}}, {}, {}}};
  s.further_dropout_hazard = {s.dropout_hazard[1]};
  const std::vector<double> allocation{1.0, 1.0};
  const double alpha = normal_upper_tail(dunnett_bound(allocation, 0.025));
  for (const std::size_t arm : {1U, 2U}) {
    Comparison comparison;
    comparison.arm = arm;
    s.hypotheses.push_back(hypothesis(s, comparison, alpha, 30.0 * months));
  }
  const TrialEstimate trial = estimate_trial(s, {});
  check(any(trial), 0.025);
  check(trial.each[0].power, alpha);
  check(trial.each[1].power, alpha);
}

TEST_CASE("a subgroup and all err together as their shared events have it",
          "[statistical][HYP-03]") {
  Scenario s = base(500);
  s.endpoint.effect = {{unbounded, 1.0}};
  s.factors = {{"marker", {"positive", "negative"}, {0.6, 0.4}, {1.0, 1.0}}};
  // Of all events those of the subgroup are a share of 0.6.
  Eigen::Matrix2d correlation;
  correlation << 1.0, std::sqrt(0.6), std::sqrt(0.6), 1.0;
  const std::vector<double> weights{0.5, 0.5};
  const double level =
      0.5 * 0.025 *
      weighted_level_factor(MatrixView{correlation}, weights, 0.025);
  Comparison subgroup;
  subgroup.population = {{0, 0}};
  s.hypotheses = {hypothesis(s, {}, level, 30.0 * months)};
  s.hypotheses.push_back(hypothesis(s, subgroup, level, 30.0 * months));
  const TrialEstimate trial = estimate_trial(s, {});
  check(any(trial), 0.025);
  CHECK(level > 0.0125);
}

// Both true: all intersections have their whole level, so that some is rejected
// with it; the subgroup's share is .6 of the events, and is so in the mean.
TEST_CASE("a parametric plan rejects some true hypothesis at its whole level",
          "[statistical]") {
  Scenario s = base(500);
  s.endpoint.effect = {{unbounded, 1.0}};
  s.factors = {{"marker", {"positive", "negative"}, {0.6, 0.4}, {1.0, 1.0}}};
  Comparison subgroup;
  subgroup.population = {{0, 0}};
  s.hypotheses = {hypothesis(s, {}, 0.0125, 30.0 * months)};
  s.hypotheses.push_back(hypothesis(s, subgroup, 0.0125, 30.0 * months));
  s.multiplicity.transitions = {{0, 1, 1.0}, {1, 0, 1.0}};
  s.replicates = 100'000;
  const TrialEstimate plain = estimate_trial(s, {});
  s.multiplicity.parametric = true;
  const TrialEstimate trial = estimate_trial(s, {});
  check(any(trial), 0.025);
  CHECK(any(plain).estimate < any(trial).estimate - 5.0 * any(plain).mcse);

  // P(all is rejected): beyond its level of both, or beyond alpha where the
  // subgroup is: of the bivariate normal.
  Eigen::Matrix2d correlation;
  correlation << 1.0, std::sqrt(0.6), std::sqrt(0.6), 1.0;
  const std::vector<double> weights{0.5, 0.5};
  const double level =
      0.5 * 0.025 *
      weighted_level_factor(MatrixView{correlation}, weights, 0.025);
  const double step = normal_upper_quantile(level);
  const double alone = normal_upper_quantile(0.025);
  const auto beyond = [&](std::vector<double> from) {
    return normal_box_probability(correlation, from,
                                  std::vector<double>{infinity, infinity})
        .value;
  };
  const double both =
      beyond({alone, step}) + beyond({step, alone}) - beyond({step, step});
  check(trial.rejected.probability([](RejectedSet set) { return set == 3; }),
        both);
  check(trial.each[0].power,
        level + beyond({alone, step}) - beyond({step, step}));
}

TEST_CASE("Dunnett's bound of two arms, as the engine finds it",
          "[statistical]") {
  Scenario s = base(450);
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.randomization.procedure.block_sizes = {6};
  s.endpoint.effect = {{unbounded, 1.0}};
  s.endpoint.further = {{{{unbounded, 1.0}}, {}, {}}};
  s.further_dropout_hazard = {s.dropout_hazard[1]};
  for (const std::size_t arm : {1U, 2U}) {
    Comparison comparison;
    comparison.arm = arm;
    s.hypotheses.push_back(hypothesis(s, comparison, 0.0125, 30.0 * months));
  }
  s.multiplicity.parametric = true;
  const TrialEstimate trial = estimate_trial(s, {});
  check(any(trial), 0.025);
  const std::vector<double> allocation{1.0, 1.0};
  check(trial.each[0].power,
        normal_upper_tail(dunnett_bound(allocation, 0.025)));
}
