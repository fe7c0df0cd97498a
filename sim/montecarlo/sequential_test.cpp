#include "rehearse/montecarlo/sequential_test.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "rehearse/core/numbers.hpp"

namespace rehearse {

namespace {

// Ten times finer than the error of a hundred million replicates.
constexpr IntegrationEffort combination_effort{1e-4, 1e-7, 1U << 13};

bool is_combination(const SurvivalTest& test) {
  const auto* weighted = std::get_if<WeightedLogRankTest>(&test);
  return weighted != nullptr && weighted->weights.size() > 1;
}

}  // namespace

bool bounded_by_events(const AnalysisPlan& plan) {
  return plan.test == SurvivalTest{} ||
         (plan.looks.size() == 1 && !is_combination(plan.test));
}

SequentialTest::SequentialTest(const AnalysisPlan& plan, double allocation)
    : plan_(&plan),
      is_log_rank_(plan.test == SurvivalTest{}),
      bounds_(Combination{}) {
  SolvedPlan solved = solved_plan(plan, allocation);
  if (is_combination(plan.test)) {
    bounds_ = Combination{sequential_plan(plan, allocation), {}, {}, {}, 0.0};
  } else if (bounded_by_events(plan)) {
    bounds_ = std::make_shared<ActualBounds>(std::move(solved));
  } else {
    bounds_ = OwnInformationBounds{std::move(solved)};
  }
  events_.reserve(plan.looks.size());
}

void SequentialTest::reserve(std::size_t participants, std::size_t strata) {
  std::visit(
      [&](const auto& test) {
        if constexpr (std::is_same_v<std::decay_t<decltype(test)>,
                                     WeightedLogRankTest>)
          workspace_.weighted.reserve(participants, strata,
                                      test.weights.size());
        else if constexpr (!std::is_same_v<std::decay_t<decltype(test)>,
                                           IntervalTest>)
          workspace_.horizon.strata.reserve(strata);
      },
      plan_->test);
}

void SequentialTest::decide(std::size_t look, const LookData& data,
                            std::size_t strata, LookResult& result) {
  if (look == 0) restart();
  events_.push_back(static_cast<int>(data.events));
  const Decision decision = bounds_at(look, data, strata, result);
  result.efficacy_z = decision.efficacy_z;
  result.futility_z = decision.futility_z;
  result.reject = result.informed && decision.reject;
  result.harm = result.informed && result.z <= decision.harm_z;
  result.futility = !result.reject && is_futile(*plan_, look, result);
  result.level = plan_->alpha;
  result.stop = Stop::none;
  if (stopped_) return;
  if (result.reject)
    result.stop = Stop::efficacy;
  else if (result.harm)
    result.stop = Stop::harm;
  else if (result.futility)
    result.stop = Stop::futility;
  stopped_ = result.stop != Stop::none;
}

void SequentialTest::restart() {
  events_.clear();
  stopped_ = false;
  if (auto* own = std::get_if<OwnInformationBounds>(&bounds_)) own->restart();
  if (auto* combination = std::get_if<Combination>(&bounds_))
    combination->restart();
}

bool is_futile(const AnalysisPlan& plan, std::size_t look,
               const LookResult& result) {
  const auto* stated =
      std::get_if<FutilityAtHazardRatio>(&plan.looks[look].futility);
  // False where there is no estimate: NaN is above nothing.
  if (stated != nullptr) return result.hazard_ratio >= stated->hazard_ratio;
  return result.informed && result.z <= result.futility_z;
}

SequentialTest::Decision SequentialTest::bounds_at(std::size_t look,
                                                   const LookData& data,
                                                   std::size_t strata,
                                                   LookResult& result) {
  if (auto* combination = std::get_if<Combination>(&bounds_)) {
    const auto& test = std::get<WeightedLogRankTest>(plan_->test);
    const WeightedScores scores = weighted_log_rank(
        data.sorted, strata, {}, test.weights, workspace_.weighted);
    result.z = scores.largest_z();
    result.informed = !scores.informed().empty();
    return by_combination(*combination, look, result.z, scores);
  }
  double information = events_.back();
  if (!is_log_rank_) {
    const auto* of_intervals = std::get_if<IntervalTest>(&plan_->test);
    const TestStatistic found =
        of_intervals != nullptr
            ? interval_statistic(*of_intervals, data.intervals, strata,
                                 workspace_.intervals)
            : test_statistic(plan_->test, data.sorted, strata, {}, workspace_);
    result.z = found.z;
    result.informed = found.information > 0.0;
    information = found.information;
  }
  const auto decided = [&](const LookBounds& bounds) {
    return Decision{bounds.efficacy_z, bounds.futility_z, bounds.harm_z,
                    result.z >= bounds.efficacy_z};
  };
  if (auto* by_events = std::get_if<std::shared_ptr<ActualBounds>>(&bounds_))
    return decided((*by_events)->at(events_));
  return decided(std::get<OwnInformationBounds>(bounds_).next(events_.back(),
                                                              information));
}

SequentialTest::Decision SequentialTest::by_combination(
    Combination& combination, std::size_t look, double z,
    const WeightedScores& scores) const {
  const auto& [plan, looks, alpha, bounds, spent] = combination;
  Decision decision{infinity, -infinity, -infinity, false};
  const PlannedLook& here = plan.looks[look];
  if (const auto* stated = std::get_if<FutilityAtZ>(&here.futility))
    decision.futility_z = stated->z;
  const double may = cumulative_alpha(*plan_, plan, look, events_.back());
  MaxComboLook seen{scores.covariance, scores.informed()};
  if (!here.efficacy || may <= spent || seen.tests.empty()) return decision;
  combination.looks.push_back(std::move(seen));
  combination.alpha.push_back(may - spent);
  decision.efficacy_z = not_a_number;
  decision.reject = combination.rejects(z, correlation_matrix(scores));
  combination.spent = may;
  return decision;
}

void SequentialTest::Combination::restart() {
  looks.clear();
  alpha.clear();
  bounds.clear();
  spent = 0.0;
}

// P(first rejection here, at z) is at most P(the largest Z >= z), and at least
// that less what was spent before: where neither decides, the looks before are
// asked.
bool SequentialTest::Combination::rejects(double z,
                                          const MatrixView& correlation) {
  const double here = alpha.back();
  if (max_combo_rejects(correlation, z, here)) return true;
  if (looks.size() == 1 || !max_combo_rejects(correlation, z, spent + here))
    return false;
  const std::span<const MaxComboLook> all{looks};
  while (bounds.size() + 1 < looks.size())
    bounds.push_back(max_combo_next_bound(all.first(bounds.size() + 1), bounds,
                                          alpha[bounds.size()],
                                          combination_effort)
                         .z);
  std::vector<double> with_this = bounds;
  with_this.push_back(z);
  return max_combo_rejection_by_look(all, with_this, {}, combination_effort)
             .back()
             .value <= here;
}

}  // namespace rehearse
