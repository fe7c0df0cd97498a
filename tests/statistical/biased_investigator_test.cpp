// What a biased investigator does, and what shows it.
#include <cmath>

#include "rehearse/config/load.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// The trial by independent review with one look and no strata.
Scenario one_look(const std::vector<std::string>& more) {
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
  s.replicates = 20'000;
  return s;
}

}  // namespace

// An investigator who sees less of the experimental arm's progressions: his
// endpoint rejects without an effect, the committee's no more often than
// alpha, and the discrepancies show it.
TEST_CASE("a biased investigator leaves a mark, and the committee its size",
          "[statistical][review]") {
  const std::vector<std::string> bias{
      "endpoint.effect.hazard_ratio=1",
      "review.investigator.arms.TQB2102.sensitivity=0.6",
      "review.investigator.arms.TQB2102.false_positive=0.015"};
  const Scenario s = one_look(bias);
  const auto all = estimate_powers(s, analysis_plans(s), {});
  CHECK(all[0].power.estimate < 0.025 + 4 * std::sqrt(0.025 * 0.975 / 20'000));
  CHECK(all[1].power.estimate > 0.10);
  const ReviewEstimate& review = all[0].reviews[0];
  CHECK(suggests_biased_investigator(review.early.difference.estimate,
                                     review.late.difference.estimate));
  CHECK(review.flagged.estimate > 0.2);
}
