#include "rehearse/forecast/future_table.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/moments.hpp"

namespace rehearse {
namespace {

// The smallest value that a share `level` of the sorted values doesn't exceed.
template <class Value>
Value quantile(const std::vector<Value>& sorted, double level) {
  const auto size = static_cast<double>(sorted.size());
  const double rank = std::clamp(std::ceil(level * size), 1.0, size);
  return sorted[static_cast<std::size_t>(rank) - 1];
}

// Variance of the mean of 0s and 1s of which neighbours belong together.
double variance_of_share(const std::vector<bool>& happens, double share) {
  double sum = 0.0;
  for (std::size_t f = 0; f + 1 < happens.size(); f += 2) {
    const double pair = (happens[f] ? 0.5 : 0.0) + (happens[f + 1] ? 0.5 : 0.0);
    sum += (pair - share) * (pair - share);
  }
  const auto pairs = static_cast<double>(happens.size() / 2);
  return sum / (pairs * pairs);
}

// Half the width of what lies within one error of a level.
double quantile_error(std::span<const double> days,
                      const std::vector<double>& sorted, double level) {
  const double day = quantile(sorted, level);
  std::vector<bool> below;
  for (const double one : days) below.push_back(one <= day);
  const double error = std::sqrt(variance_of_share(below, level));
  const double low = quantile(sorted, level - error);
  const double high = quantile(sorted, level + error);
  return high < not_reached ? (high - low) / 2.0 : not_reached;
}

// A pair of which both come to the milestone.
struct Pair {
  std::size_t number;
  double a;
  double b;
};

// One future in a hundred may be centuries away and would be all of the
// variance: it is taken for the day that the others don't pass.
std::vector<Pair> pairs_within_reach(std::span<const double> days) {
  std::vector<double> sorted(days.begin(), days.end());
  std::ranges::sort(sorted);
  while (!sorted.empty() && sorted.back() == not_reached) sorted.pop_back();
  if (sorted.empty()) return {};
  const double last = quantile(sorted, 0.99);
  std::vector<Pair> pairs;
  for (std::size_t f = 0; f + 1 < days.size(); f += 2)
    if (days[f] < not_reached && days[f + 1] < not_reached)
      pairs.push_back(
          {f / 2, std::min(days[f], last), std::min(days[f + 1], last)});
  return pairs;
}

// Mean square of a pair's differences, halved: the variance of what its futures
// don't share.
double variance_within(std::span<const Pair> pairs) {
  double sum = 0.0;
  for (const Pair& pair : pairs) sum += (pair.a - pair.b) * (pair.a - pair.b);
  return pairs.empty() ? 0.0 : sum / (2.0 * static_cast<double>(pairs.size()));
}

double variance_of(std::span<const Pair> pairs) {
  std::vector<double> days;
  for (const Pair& pair : pairs) days.insert(days.end(), {pair.a, pair.b});
  const Moments moments = Moments::of(days);
  return moments.squares /
         static_cast<double>(std::max<std::uint64_t>(1, moments.count));
}

}  // namespace

Proportion share_of_futures(const std::vector<bool>& happens) {
  const auto total = static_cast<double>(happens.size());
  const auto count = static_cast<double>(std::ranges::count(happens, true));
  const double share = count / total;
  const double variance = variance_of_share(happens, share);
  // As many independent ones would have this error; where all agree, so few.
  const bool all_agree = count == 0.0 || count == total;
  const double independent =
      all_agree
          ? total / 2.0
          : std::clamp(share * (1.0 - share) / variance, total / 2.0, total);
  Proportion result = proportion_of(
      static_cast<std::uint64_t>(std::llround(share * std::floor(independent))),
      static_cast<std::uint64_t>(independent));
  result.estimate = share;
  result.mcse = std::sqrt(share * (1.0 - share) / independent);
  return result;
}

VarianceByCause variance_by_cause(std::span<const double> days,
                                  const CausesDrawn& drawn, Counted counted) {
  std::vector<Pair> pairs = pairs_within_reach(days);
  const double whole = variance_of(pairs);
  const auto same_entries = std::ranges::partition(
      pairs, [](const Pair& pair) { return pair.number % 2 == 1; });
  const std::span<const Pair> others{pairs.begin(), same_entries.begin()};
  const double all = variance_within(pairs);
  const double of_others = variance_within(others);
  const double of_same = variance_within(same_entries);
  VarianceByCause result;
  // When so many have entered is a matter of entries alone.
  if (counted == Counted::events)
    result.chance = std::min(whole, drawn.enrolment ? of_same : all);
  if (drawn.enrolment)
    result.enrolment =
        std::clamp(of_others - result.chance, 0.0, whole - result.chance);
  const double left = whole - result.chance - result.enrolment;
  if (drawn.parameters)
    result.parameters = left;
  else if (drawn.enrolment)
    result.enrolment += left;
  else
    result.chance += left;
  return result;
}

MilestoneForecast milestone_forecast(const Milestone& milestone,
                                     std::optional<int> observed,
                                     std::span<const double> days,
                                     std::span<const double> by,
                                     const CausesDrawn& drawn) {
  MilestoneForecast result;
  result.milestone = milestone;
  result.observed = observed;
  std::vector<double> sorted(days.begin(), days.end());
  std::ranges::sort(sorted);
  for (std::size_t q = 0; q < forecast_levels.size(); ++q) {
    result.day[q] = quantile(sorted, forecast_levels[q]);
    result.day_mcse[q] = quantile_error(days, sorted, forecast_levels[q]);
  }
  const auto share_where = [&](auto happens) {
    std::vector<bool> which;
    for (const double day : days) which.push_back(happens(day));
    return share_of_futures(which);
  };
  result.never = share_where([](double day) { return day == not_reached; });
  for (const double limit : by)
    result.by.push_back(
        share_where([limit](double day) { return day <= limit; }));
  result.variance = variance_by_cause(days, drawn, milestone.counted);
  return result;
}

MonthForecast::Count count_forecast(const CountsByTime& counts,
                                    std::size_t time) {
  std::vector<std::uint32_t> values;
  for (std::size_t at = time; at < counts.counts.size();
       at += counts.until.size())
    values.push_back(counts.counts[at]);
  std::vector<double> pairs;  // their means, which are independent
  for (std::size_t f = 0; f + 1 < values.size(); f += 2)
    pairs.push_back((static_cast<double>(values[f]) + values[f + 1]) / 2.0);
  const Moments moments = Moments::of(pairs);
  std::ranges::sort(values);
  return {moments.mean, static_cast<double>(quantile(values, 0.05)),
          static_cast<double>(quantile(values, 0.95)),
          moments.sd() / std::sqrt(static_cast<double>(moments.count))};
}

}  // namespace rehearse
