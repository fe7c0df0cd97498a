#include "rehearse/analysis/block_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

namespace {

// Less information than this is left to exact arithmetic: it may be none.
constexpr double least_information = 1e-3;
constexpr std::uint32_t all_lanes = 0xFFFF;

// A step by Halley's method, as `cox_estimate` takes it.
double halley(double score, double information, double skewness) {
  const double newton = std::clamp(score / information, -1.0, 1.0);
  return newton / (1.0 + newton * skewness / (2.0 * information));
}

}  // namespace

BlockSummarizer::BlockSummarizer(std::size_t participants, bool of_scans)
    : control_((participants + 16) * block_lanes),
      experimental_((participants + 16) * block_lanes),
      ties_(of_scans ? (participants + 16) * block_lanes : 0) {
  for (std::size_t n = 0; n < participants + 17; ++n)  // filled to sixteens
    inverse_.push_back(1.0 / static_cast<double>(n));
  lane_keys_.reserve(participants);
  workspace_.reserve(participants, 1);
}

// Bits of the lanes with ties.
std::uint32_t BlockSummarizer::sum_untied(const BlockRows& rows) {
  BlockScores scores;
  log_rank_scores(rows, inverse_, risk_, scores);
  std::uint32_t undone = 0;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    const double p1 = scores.p1[l];
    const double p2 = scores.p2[l];
    sums_.expected[l] = p1;
    sums_.variance[l] = sums_.information[l] = p1 - p2;
    sums_.skewness[l] = p1 - 3.0 * p2 + 2.0 * static_cast<double>(scores.p3[l]);
    if (scores.tied[l] == 0) undone |= 1U << l;
  }
  sums_.events = scores.events;
  sums_.experimental = scores.experimental;
  return undone;
}

// Bits of all lanes where the rows aren't those that are wanted.
std::uint32_t BlockSummarizer::sum_tied(const BlockRows& rows, Ties ties,
                                        double null_hazard_ratio) {
  BlockTieScores scores;
  tied_scores(rows, ties == Ties::efron, ties_, risk_, scores);
  for (std::size_t l = 0; l < block_lanes; ++l) {
    const double p1 = scores.expected[l];
    const double p2 = scores.p2[l];
    sums_.expected[l] = p1;
    sums_.variance[l] = scores.variance[l];
    sums_.information[l] = p1 - p2;
    sums_.skewness[l] = p1 - 3.0 * p2 + 2.0 * static_cast<double>(scores.p3[l]);
  }
  sums_.events = scores.events;
  sums_.experimental = scores.experimental;
  const bool done = ties == Ties::efron ||
                    (ties == Ties::breslow && null_hazard_ratio == 1.0);
  return done ? 0 : all_lanes;
}

// By the score at the hypothesis: at no effect the log-rank test.
void BlockSummarizer::test_null(double null_hazard_ratio,
                                BlockSummary& summary) {
  BlockCoxScore null{sums_.expected, sums_.variance, {}};
  if (null_hazard_ratio != 1.0) {
    Lanes<double> logs;
    std::ranges::fill(logs.of, std::log(null_hazard_ratio));
    cox_scores(risk_, logs, null);
  }
  for (std::size_t l = 0; l < block_lanes; ++l) {
    const double variance = null.information[l];
    summary.z[l] =
        (null.expected[l] - sums_.events[1][l]) / std::sqrt(variance);
    if (!(variance >= least_information) ||
        !(sums_.information[l] >= least_information))
      summary.undone |= 1U << l;
  }
}

void BlockSummarizer::summarize(const BlockData& data, Ties ties,
                                double null_hazard_ratio,
                                BlockSummary& summary) {
  const BlockRows rows{data.by_stratum, data.stratum_shift};
  risk_ = {std::span{control_}.first(rows.keys.size()),
           std::span{experimental_}.first(rows.keys.size())};
  summary.undone = data.beyond;
  summary.undone |= data.of_scans ? sum_tied(rows, ties, null_hazard_ratio)
                                  : sum_untied(rows);
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    for (std::size_t l = 0; l < block_lanes; ++l)
      summary.events[arm][l] = static_cast<std::uint32_t>(sums_.events[arm][l]);
  test_null(null_hazard_ratio, summary);
  fit_cox(summary);
  find_medians(data, summary);
}

// From the log-rank's sums to the estimate: a step in them, one in single
// precision, and steps in double until they are small, lane by lane.
void BlockSummarizer::fit_cox(BlockSummary& summary) {
  constexpr double converged = 1e-5;  // as `cox_estimate` has it
  constexpr int most_steps = 4;
  Lanes<double>& beta = summary.log_hazard_ratio;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    const double start = halley(sums_.events[1][l] - sums_.expected[l],
                                sums_.information[l], sums_.skewness[l]);
    const bool undone = (summary.undone >> l & 1U) != 0;
    beta[l] = undone ? 0.0 : std::clamp(start, -3.0, 3.0);
  }
  BlockCoxScore at;
  std::uint32_t open = all_lanes & ~summary.undone;
  const auto step = [&](std::size_t l) {
    return halley(sums_.events[1][l] - at.expected[l], at.information[l],
                  at.skewness[l]);
  };
  cox_scores_roughly(risk_, beta, at);
  for (std::size_t l = 0; l < block_lanes; ++l)
    if ((open >> l & 1U) != 0) beta[l] += step(l);
  for (int i = 0; i < most_steps && open != 0; ++i) {
    cox_scores(risk_, beta, at);
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
  median_rows(data.by_time, sums_.experimental, at);
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
  for (std::size_t i = rows - data.participants[lane]; i < rows; ++i) {
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
