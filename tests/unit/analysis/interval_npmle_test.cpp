#include "rehearse/analysis/interval_npmle.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/analysis/kaplan_meier.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"
#include "support/interval_data.hpp"
#include "support/interval_em.hpp"
#include "support/shuffle.hpp"

using namespace rehearse;

namespace {

Npmle fit(const std::vector<IntervalObservation>& seen) {
  IntervalStratum memory;
  return interval_npmle(seen, memory);
}

}  // namespace

TEST_CASE("an NPMLE that can be done by hand", "[analysis][intervals]") {
  // Mass p on (0,1] and q on (1,2], 1 - p - q on (2,inf): p of one, p + q of
  // two, q of one, the rest of one. By symmetry p = q; 4 log p + log(1 - 2p).
  const auto npmle = fit({{0, 1}, {0, 2}, {0, 2}, {1, 2}, {2, unseen}});
  REQUIRE(npmle.steps.size() == 3);
  CHECK(npmle.steps[0].probability == Approx(0.4).epsilon(1e-12));
  CHECK(npmle.steps[1].probability == Approx(0.4).epsilon(1e-12));
  CHECK(npmle.steps[1].survival == Approx(0.2).epsilon(1e-12));
  CHECK(npmle.steps[2].survival == 0.0);
  CHECK(npmle.steps[2].interval == InnermostInterval{2, unseen});
  CHECK(npmle.log_likelihood ==
        Approx(2 * std::log(0.4) + 2 * std::log(0.8) + std::log(0.2)));
  CHECK(npmle.median == std::array{1.0, 2.0});
}

TEST_CASE("innermost intervals may have no mass", "[analysis][intervals]") {
  // (1,2] is the innermost of few: all its mass goes to its neighbours.
  const auto npmle = fit({{0, 1}, {0, 1}, {0, 2}, {1, 3}, {2, 3}, {2, 3}});
  REQUIRE(npmle.steps.size() == 2);
  CHECK(npmle.steps[0].interval == InnermostInterval{0, 1});
  CHECK(npmle.steps[0].probability == Approx(0.5).epsilon(1e-12));
  CHECK(npmle.steps[1].interval == InnermostInterval{2, 3});
  CHECK(npmle.breach < 1e-12);
}

TEST_CASE("exact and right-censored times give Kaplan-Meier",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{20250707};
  for (int set = 0; set < 100; ++set) {
    std::vector<IntervalObservation> seen;
    std::vector<Subject> subjects;
    for (int i = 0; i < 3 + set / 2; ++i) {
      const auto time = static_cast<double>(1 + engine() % 12);
      const bool event = engine() % 3 > 0;
      seen.push_back({time, event ? time : unseen});
      subjects.push_back({time, event, Role::control});
    }
    const DataSet data = data_set(subjects);
    const auto npmle = fit(seen);
    std::size_t steps = 0;
    for (const KaplanMeierPoint& point : kaplan_meier_curve(data.keys)) {
      if (point.events == 0) continue;
      REQUIRE(steps < npmle.steps.size());
      const NpmleStep& step = npmle.steps[steps++];
      CHECK(step.interval.left == data.times[point.tick]);
      CHECK(step.interval.right == step.interval.left);
      CHECK(step.survival == Approx(point.survival).margin(1e-12));
    }
    // What is left after the last event is beyond the last censoring.
    CHECK(npmle.steps.size() <= steps + 1);
    AnalysisWorkspace workspace;
    const MedianTicks median = kaplan_meier_medians(data.keys, workspace)[0];
    const bool by_censored = npmle.median[1] == unseen;
    CHECK(by_censored == !median.reached);
    if (median.reached)
      CHECK(npmle.median[0] ==
            0.5 * (data.times[median.first] + data.times[median.second]));
  }
}

TEST_CASE("the NPMLE is at the top: Gentleman and Geyer's conditions",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{20250707};
  IntervalStratum memory;
  for (std::size_t set = 0; set < 600; ++set) {
    const auto seen = random_intervals(engine, 1 + set % 300,
                                       std::array{2.0, 10.0, 1e4}[set % 3]);
    const auto npmle = interval_npmle(seen, memory);
    CHECK(npmle.breach < 1e-9);
    double sum = 0.0;
    for (const NpmleStep& step : npmle.steps) sum += step.probability;
    CHECK(sum == Approx(1.0).epsilon(1e-12));
  }
}

TEST_CASE("the NPMLE is where the EM algorithm goes", "[analysis][intervals]") {
  boost::random::mt19937_64 engine{1};
  for (std::size_t set = 0; set < 60; ++set) {
    const auto seen = random_intervals(engine, 4 + set % 40, 8.0);
    const auto slow = reference::Em{seen}.run(10'000, 0.0);
    const auto npmle = fit(seen);
    CHECK(npmle.log_likelihood > slow.log_likelihood - 1e-9);
    CHECK(npmle.log_likelihood < slow.log_likelihood + 1e-4);
  }
}

TEST_CASE("order of rows and scale of time don't matter",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{3};
  for (std::size_t set = 0; set < 50; ++set) {
    auto seen = random_intervals(engine, 60, 10.0);
    const auto before = fit(seen);
    shuffle(seen, engine);
    for (IntervalObservation& one : seen) {
      one.left = std::expm1(one.left / 9.0);
      one.right = std::expm1(one.right / 9.0);
    }
    const auto after = fit(seen);
    CHECK(after.log_likelihood == before.log_likelihood);
    REQUIRE(after.steps.size() == before.steps.size());
    for (std::size_t k = 0; k < after.steps.size(); ++k) {
      CHECK(after.steps[k].probability == before.steps[k].probability);
      CHECK(after.steps[k].interval.left ==
            std::expm1(before.steps[k].interval.left / 9.0));
    }
  }
}

TEST_CASE("an NPMLE of nobody, or of who says nothing",
          "[analysis][intervals]") {
  CHECK(fit({}).steps.empty());
  CHECK(fit({}).median == std::array{unseen, unseen});
  const auto npmle = fit({{0, unseen}, {3, unseen}});
  REQUIRE(npmle.steps.size() == 1);
  CHECK(npmle.steps[0].interval == InnermostInterval{3, unseen});
  CHECK(npmle.log_likelihood == 0.0);
  CHECK(npmle.median == std::array{3.0, unseen});
}

TEST_CASE("a large sample of every kind is fitted", "[analysis][intervals]") {
  boost::random::mt19937_64 engine{4};
  const auto npmle = fit(random_intervals(engine, 3000, 1e6));
  CHECK(npmle.breach < 1e-9);
}
