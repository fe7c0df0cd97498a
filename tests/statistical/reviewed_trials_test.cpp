// Reviewed trials against an independent simulation of the same definitions
// (200,000 trials each; rows P4 to P6 of the project's oracles). Fixed seeds.
// Probabilities and hazard ratios at 4 standard errors of the difference, a
// false alarm of 6e-5 each; times, medians and rates at the stated tolerances.
#include <cmath>

#include "rehearse/config/load.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr std::uint64_t replicates = 60'000;
constexpr double their_trials = 200'000;

// P5: one look, no strata, blocks of 4.
Scenario p5(const std::vector<std::string>& more) {
  Overrides overrides;
  overrides.set = {"analysis.looks=[{name='final',events=164}]",
                   "analysis.stratify_by=[]",
                   "randomization.stratify_by=[]",
                   "randomization.block_sizes=[4]",
                   "factors=[]",
                   "review.also_rules=[]"};
  overrides.set.insert(overrides.set.end(), more.begin(), more.end());
  Scenario s = load_config(REHEARSE_SOURCE_DIR "/configs/nct07008976-irc.toml",
                           overrides)
                   .scenario;
  s.replicates = replicates;
  return s;
}

Scenario p4() {
  Scenario s = p5({"assessment.missed_probability=0",
                   "review.discontinuation.hazard_per_month=0",
                   "review.investigator.sensitivity=1",
                   "review.investigator.false_positive=0",
                   "review.irc.sensitivity=1", "review.irc.false_positive=0"});
  return s;
}

PowerEstimate run(const Scenario& s) { return estimate_power(s, {}); }

void check_probability(double ours, double theirs) {
  const double se = std::sqrt(theirs * (1 - theirs) *
                              (1.0 / replicates + 1.0 / their_trials));
  CAPTURE(ours, theirs, se);
  CHECK(std::abs(ours - theirs) < 4 * se);
}

void check_hazard_ratio(const LookEstimate& look, double theirs) {
  const double se = look.estimation.log_hazard_ratio.sd *
                    std::sqrt(1.0 / replicates + 1.0 / their_trials);
  const double error = std::log(look.geometric_mean_hazard_ratio / theirs);
  CAPTURE(look.geometric_mean_hazard_ratio, theirs, se);
  CHECK(std::abs(error) < 4 * se + 1e-4);  // theirs has four digits
}

double months(const Distribution& d) { return d.mean / days_per_month; }

}  // namespace

TEST_CASE("P4: perfect reads of scans", "[statistical][oracle][review]") {
  const PowerEstimate e = run(p4());
  const LookEstimate& look = e.looks[0];
  check_probability(e.power.estimate, 0.8978);
  check_hazard_ratio(look, 0.6010);
  CHECK(std::abs(months(look.analysis_time) - 26.97) < 0.05);
  CHECK(std::abs(look.analysis_time.sd / days_per_month - 1.65) < 0.03);
  CHECK(std::abs(months(look.median[0]) - 7.47) < 0.05);
  CHECK(std::abs(months(look.median[1]) - 12.25) < 0.05);
}

TEST_CASE("P5: imperfect readers, IRC's events",
          "[statistical][oracle][review]") {
  const PowerEstimate e = run(p5({}));
  const LookEstimate& look = e.looks[0];
  check_probability(e.power.estimate, 0.7783);
  check_probability(look.reached, 0.9934);
  check_hazard_ratio(look, 0.6498);
  CHECK(std::abs(months(look.analysis_time) - 33.79) < 0.15);
  const ReviewEstimate& review = e.reviews[0];
  CHECK(std::abs(review.early.by_arm[0].estimate - 0.210) < 0.005);
  CHECK(std::abs(review.early.by_arm[1].estimate - 0.265) < 0.005);
  CHECK(std::abs(review.late.by_arm[0].estimate - 0.430) < 0.005);
  CHECK(std::abs(review.late.by_arm[1].estimate - 0.416) < 0.005);
  CHECK(std::abs(review.same_status.estimate - 0.804) < 0.005);
  CHECK_FALSE(suggests_biased_investigator(review.early.difference.estimate,
                                           review.late.difference.estimate));
}

TEST_CASE("P5: imperfect readers, the investigator's events",
          "[statistical][oracle][review]") {
  const PowerEstimate e = run(p5({"endpoint.reader='investigator'"}));
  check_probability(e.power.estimate, 0.7155);
  CHECK(std::abs(months(e.looks[0].analysis_time) - 24.19) < 0.05);
}

TEST_CASE("P6: imperfect readers without effect",
          "[statistical][oracle][review]") {
  const std::string null = "endpoint.effect.hazard_ratio=1";
  const PowerEstimate irc = run(p5({null}));
  check_probability(irc.power.estimate, 0.0252);
  CHECK(std::abs(months(irc.looks[0].analysis_time) - 26.74) < 0.15);
  for (const std::size_t arm : {0U, 1U}) {
    CHECK(std::abs(irc.reviews[0].early.by_arm[arm].estimate - 0.216) < 0.005);
    CHECK(std::abs(irc.reviews[0].late.by_arm[arm].estimate - 0.429) < 0.005);
  }
  const PowerEstimate investigator =
      run(p5({null, "endpoint.reader='investigator'"}));
  check_probability(investigator.power.estimate, 0.0253);
  CHECK(std::abs(months(investigator.looks[0].analysis_time) - 21.46) < 0.05);
}

// An investigator who sees less of the experimental arm's progressions: his
// endpoint rejects without an effect, the committee's no more often than
// alpha, and the discrepancies show it.
TEST_CASE("a biased investigator leaves a mark, and the committee its size",
          "[statistical][review]") {
  const std::vector<std::string> bias{
      "endpoint.effect.hazard_ratio=1",
      "review.investigator.arms.TQB2102.sensitivity=0.6",
      "review.investigator.arms.TQB2102.false_positive=0.015"};
  Scenario s = p5(bias);
  s.replicates = 20'000;
  const auto all = estimate_powers(s, analysis_plans(s), {});
  CHECK(all[0].power.estimate < 0.025 + 4 * std::sqrt(0.025 * 0.975 / 20'000));
  CHECK(all[1].power.estimate > 0.10);
  const ReviewEstimate& review = all[0].reviews[0];
  CHECK(suggests_biased_investigator(review.early.difference.estimate,
                                     review.late.difference.estimate));
  CHECK(review.flagged.estimate > 0.2);
}
