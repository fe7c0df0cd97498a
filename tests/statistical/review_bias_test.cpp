// What a biased investigator does to the size of each reader's endpoint, and
// the mark by which he is known. Fixed seeds.
#include <cmath>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;

namespace {

constexpr std::uint64_t replicates = 40'000;

// Of the trial's own endpoint, then of the other reader's at the same cuts.
std::vector<PowerEstimate> run(std::vector<std::string> set) {
  Scenario scenario = reviewed_trial(std::move(set));
  scenario.replicates = replicates;
  return estimate_powers(scenario, analysis_plans(scenario), {});
}

// He sees less of the progressions in the arm that he favours.
std::vector<std::string> biased(std::vector<std::string> more) {
  more.insert(more.end(), {"review.investigator.arms.E.sensitivity=0.60",
                           "review.investigator.arms.E.false_positive=0.01",
                           "endpoint.effect.hazard_ratio=1"});
  return more;
}

bool is_marked(const PowerEstimate& estimate) {
  const ReviewEstimate& review = estimate.reviews.back();
  return suggests_biased_investigator(review.early.difference.estimate,
                                      review.late.difference.estimate);
}

}  // namespace

// Sizes are compared at 4 standard errors or more, a false alarm in 16,000
// each. 0.0252 is the size without a bias (P6).
TEST_CASE("a biased investigator spoils his endpoint, not the IRC's",
          "[statistical][review][size]") {
  const auto e = run(biased({}));
  CHECK(is_marked(e[0]));
  CHECK(e[0].reviews[0].flagged.estimate > 0.5);  // in most single trials
  // His own: he finds a hazard ratio of 0.80 where there is none.
  CHECK(e[1].power.estimate > 0.2);
  CHECK(e[1].looks[0].geometric_mean_hazard_ratio < 0.85);
  // IRC's: where his call ends the scans, the arm that he favours is read for
  // longer, so that IRC censors the other arm at progressions it would have
  // called. Measured: a hazard ratio of 1.016 and a size of 0.020.
  CHECK(e[0].power.estimate < 0.025);
  CHECK(e[0].looks[0].geometric_mean_hazard_ratio ==
        Approx(1.016).margin(0.005));
}

TEST_CASE("where scans go on the IRC's endpoint keeps its size",
          "[statistical][review][size]") {
  const auto e = run(biased({"review.stop_after_investigator=0"}));
  CHECK(std::abs(e[0].power.estimate - 0.0252) < 4 * e[0].power.mcse);
  CHECK(e[1].power.estimate > 0.2);
  CHECK(is_marked(e[0]));
}

TEST_CASE("a biased investigator's endpoint as the primary one",
          "[statistical][review][size]") {
  const auto e = run(biased({"endpoint.reader=investigator"}));
  CHECK(e[0].power.estimate > 0.2);
  CHECK(e[1].power.estimate < 0.0252 + 4 * e[1].power.mcse);
  CHECK(is_marked(e[0]));
}

TEST_CASE("readers without a bias bear no mark, whatever the effect",
          "[statistical][review][IRC-07]") {
  const auto e = run({});
  CHECK_FALSE(is_marked(e[0]));
  CHECK(e[0].reviews[0].flagged.estimate < 0.05);
  CHECK_FALSE(is_marked(run({"endpoint.effect.hazard_ratio=1"})[0]));
}
