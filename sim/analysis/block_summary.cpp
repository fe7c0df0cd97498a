#include "rehearse/analysis/block_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

namespace {

// Less information than this is left to exact arithmetic: it may be none.
constexpr double least_information = 1e-3;

// A step by Halley's method, as `cox_estimate` takes it.
double halley(double score, double information, double skewness) {
  const double newton = std::clamp(score / information, -1.0, 1.0);
  return newton / (1.0 + newton * skewness / (2.0 * information));
}

}  // namespace

BlockSummarizer::BlockSummarizer(std::size_t participants) {
  for (std::size_t n = 0; n < participants + 17; ++n)  // filled to sixteens
    inverse_.push_back(1.0 / static_cast<double>(n));
  lane_keys_.reserve(participants);
  workspace_.reserve(participants, 1);
}

void BlockSummarizer::summarize(const BlockData& data, double null_hazard_ratio,
                                BlockSummary& summary) {
  const BlockRows rows{data.by_stratum, data.stratum_shift};
  log_rank_scores(rows, inverse_, scores_);
  BlockCoxScore null;
  if (null_hazard_ratio != 1.0) {
    Lanes<double> logs;
    std::ranges::fill(logs.of, std::log(null_hazard_ratio));
    cox_scores(rows, logs, null);
  }
  summary.undone = data.beyond;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    for (std::size_t arm = 0; arm < arm_count; ++arm)
      summary.events[arm][l] =
          static_cast<std::uint32_t>(scores_.events[arm][l]);
    const double observed = scores_.events[1][l];
    const bool at_one = null_hazard_ratio == 1.0;
    const double expected = at_one ? scores_.p1[l] : null.expected[l];
    const double variance =
        at_one ? scores_.p1[l] - scores_.p2[l] : null.information[l];
    summary.z[l] = (expected - observed) / std::sqrt(variance);
    const double information = scores_.p1[l] - scores_.p2[l];
    if (scores_.tied[l] == 0 || !(variance >= least_information) ||
        !(information >= least_information))
      summary.undone |= 1U << l;
  }
  fit_cox(rows, summary);
  find_medians(data, summary);
}

// From the log-rank's sums to the estimate: a step in them, one in single
// precision, and steps in double until they are small, lane by lane.
void BlockSummarizer::fit_cox(const BlockRows& rows, BlockSummary& summary) {
  constexpr double converged = 1e-5;  // as `cox_estimate` has it
  constexpr int most_steps = 4;
  Lanes<double>& beta = summary.log_hazard_ratio;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    const double p1 = scores_.p1[l];
    const double p2 = scores_.p2[l];
    const double start =
        halley(scores_.events[1][l] - p1, p1 - p2,
               p1 - 3.0 * p2 + 2.0 * static_cast<double>(scores_.p3[l]));
    const bool undone = (summary.undone >> l & 1U) != 0;
    beta[l] = undone ? 0.0 : std::clamp(start, -3.0, 3.0);
  }
  BlockCoxScore at;
  std::uint32_t open = 0xFFFFU & ~summary.undone;
  const auto step = [&](std::size_t l) {
    return halley(scores_.events[1][l] - at.expected[l], at.information[l],
                  at.skewness[l]);
  };
  cox_scores_roughly(rows, beta, at);
  for (std::size_t l = 0; l < block_lanes; ++l)
    if ((open >> l & 1U) != 0) beta[l] += step(l);
  for (int i = 0; i < most_steps && open != 0; ++i) {
    cox_scores(rows, beta, at);
    for (std::size_t l = 0; l < block_lanes; ++l) {
      if ((open >> l & 1U) == 0) continue;
      const double by = step(l);
      beta[l] += by;
      summary.log_hazard_ratio_se[l] =
          1.0 / std::sqrt(at.information[l] + by * at.skewness[l]);
      if (std::abs(by) < converged)
        open &= ~(1U << l);
      else if (!(std::abs(beta[l]) < 20.0))  // or not a number
        summary.undone |= 1U << l, open &= ~(1U << l), beta[l] = 0.0;
    }
  }
  summary.undone |= open;
  exp_lanes(beta, summary.hazard_ratio);
}

void BlockSummarizer::find_medians(const BlockData& data,
                                   BlockSummary& summary) {
  const std::size_t rows = data.by_time.size() / block_lanes;
  BlockMedians at;
  median_rows(data.by_time, scores_.experimental, at);
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    for (std::size_t l = 0; l < block_lanes; ++l) {
      const auto row = static_cast<std::size_t>(at.above[arm][l]);
      if ((summary.undone >> l & 1U) != 0) continue;
      if (at.perhaps[arm][l] != at.above[arm][l])
        summary.median[arm][l] = exact_median(data, l, arm);
      else if (row >= rows)
        summary.median[arm][l] = std::numeric_limits<double>::infinity();
      else
        summary.median[arm][l] =
            duration_step *
            (data.by_time[row * block_lanes + l] >> block_time_shift);
    }
}

double BlockSummarizer::exact_median(const BlockData& data, std::size_t lane,
                                     std::size_t arm) {
  constexpr auto ticks_per_step =
      static_cast<std::uint64_t>(ticks_per_day * duration_step);
  lane_keys_.clear();
  const std::size_t rows = data.by_time.size() / block_lanes;
  for (std::size_t i = rows - data.entered[lane]; i < rows; ++i) {
    const BlockKey key = data.by_time[i * block_lanes + lane];
    lane_keys_.push_back(pack((key >> block_time_shift) * ticks_per_step, 0,
                              static_cast<Role>(key >> 1 & 1U),
                              (key & 1U) == 0));
  }
  const MedianTicks median = kaplan_meier_medians(lane_keys_, workspace_)[arm];
  if (!median.reached) return std::numeric_limits<double>::infinity();
  return 0.5 * (time_of_tick(median.first) + time_of_tick(median.second));
}

}  // namespace rehearse
