#include "imbalance_tally.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/trial/strata.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

namespace {

void count(std::vector<std::uint64_t>& counts, std::uint32_t value) {
  if (value >= counts.size()) counts.resize(value + 1);
  ++counts[value];
}

void add_counts(std::vector<std::uint64_t>& counts,
                const std::vector<std::uint64_t>& more) {
  counts.resize(std::max(counts.size(), more.size()));
  for (std::size_t d = 0; d < more.size(); ++d) counts[d] += more[d];
}

// The mean of |D|^power over n replicates.
Figure moment(std::span<const std::uint64_t> counts, double n, double power) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t d = 0; d < counts.size(); ++d) {
    const double x = std::pow(static_cast<double>(d), power);
    sum += x * static_cast<double>(counts[d]);
    squares += x * x * static_cast<double>(counts[d]);
  }
  const double mean = sum / n;
  return {mean, std::sqrt(std::max(squares / n - mean * mean, 0.0) / (n - 1))};
}

ImbalanceDistribution distribution(std::span<const std::uint64_t> counts) {
  std::uint64_t total = 0;
  for (const std::uint64_t c : counts) total += c;
  const auto n = static_cast<double>(total);
  ImbalanceDistribution result;
  std::uint64_t below = 0;
  for (std::size_t d = 0; d < counts.size(); ++d) {
    result.probability.push_back(static_cast<double>(counts[d]) / n);
    below += counts[d];
    if (below * 20 < total * 19)  // not yet 95%
      result.q95 = static_cast<std::uint32_t>(d + 1);
  }
  result.mean = moment(counts, n, 1.0);
  result.mean_square = moment(counts, n, 2.0);
  const Proportion balanced = proportion_of(counts[0], total);
  result.balanced = {balanced.estimate, balanced.mcse, balanced.ci95};
  return result;
}

}  // namespace

AllocationMargins::AllocationMargins(const Scenario& scenario)
    : trial_size_(scenario.participants), factors_(scenario.factors.size()) {
  add("trial", 1.0);
  add_strata(scenario);
  if (!scenario.sites.empty()) first_site_ = size();
  const std::vector<double> shares = site_shares(scenario);
  for (std::size_t site = 0; site < shares.size(); ++site)
    add("site " + scenario.sites[site].id, shares[site]);
  std::vector<std::size_t> first_level;
  std::size_t cells = 1;
  for (const Factor& factor : scenario.factors) {
    first_level.push_back(size());
    cells *= factor.levels.size();
    for (std::size_t j = 0; j < factor.levels.size(); ++j)
      add(factor.name + '=' + factor.levels[j], factor.prevalence[j]);
  }
  for (std::size_t cell = 0; cell < cells; ++cell)
    for (std::size_t f = 0; f < factors_; ++f)
      level_margins_.push_back(static_cast<std::uint32_t>(
          first_level[f] + level_of(scenario, cell, f)));
}

void AllocationMargins::add(std::string name, double share) {
  names_.push_back(std::move(name));
  participants_.push_back(share * trial_size_);
}

void AllocationMargins::add_strata(const Scenario& scenario) {
  const std::vector<double> shares = stratum_shares(scenario);
  if (shares.size() == 1) return;
  first_stratum_ = size();
  for (std::size_t s = 0; s < shares.size(); ++s)
    add("stratum " + stratum_name(scenario, s), shares[s]);
}

void AllocationMargins::of(const Participants& people, std::size_t i,
                           std::vector<std::uint32_t>& out) const {
  out.assign(1, 0U);
  if (first_stratum_ > 0)
    out.push_back(
        static_cast<std::uint32_t>(first_stratum_ + people.stratum[i]));
  if (first_site_ > 0)
    out.push_back(static_cast<std::uint32_t>(first_site_ + people.site[i]));
  const auto levels =
      std::span{level_margins_}.subspan(people.cell[i] * factors_, factors_);
  out.insert(out.end(), levels.begin(), levels.end());
}

ImbalanceTally::ImbalanceTally(const AllocationMargins& margins,
                               std::vector<std::uint32_t> ratio)
    : margins_(margins),
      ratio_(std::move(ratio)),
      final_(margins.size()),
      maximum_(margins.size()),
      arms_(margins.size() * ratio_.size()),
      now_(margins.size()),
      most_(margins.size()) {}

std::uint32_t ImbalanceTally::imbalance(std::size_t margin) const {
  const auto arms =
      std::span{arms_}.subspan(margin * ratio_.size(), ratio_.size());
  std::int64_t most = 0;
  for (std::size_t k = 1; k < arms.size(); ++k)
    for (std::size_t j = 0; j < k; ++j)
      most = std::max(most, std::abs(std::int64_t{ratio_[j]} * arms[k] -
                                     std::int64_t{ratio_[k]} * arms[j]));
  return static_cast<std::uint32_t>(most);
}

void ImbalanceTally::add(const Participants& people) {
  std::ranges::fill(arms_, 0U);
  std::ranges::fill(now_, 0U);
  std::ranges::fill(most_, 0U);
  for (std::size_t i = 0; i < people.size(); ++i) {
    margins_.of(people, i, member_);
    for (const std::uint32_t margin : member_) {
      ++arms_[margin * ratio_.size() + people.arm[i]];
      now_[margin] = imbalance(margin);
      most_[margin] = std::max(most_[margin], now_[margin]);
    }
  }
  for (std::size_t margin = 0; margin < now_.size(); ++margin) {
    count(final_[margin], now_[margin]);
    count(maximum_[margin], most_[margin]);
  }
}

void ImbalanceTally::merge(const ImbalanceTally& other) {
  for (std::size_t margin = 0; margin < final_.size(); ++margin) {
    add_counts(final_[margin], other.final_[margin]);
    add_counts(maximum_[margin], other.maximum_[margin]);
  }
}

std::vector<MarginMetrics> ImbalanceTally::metrics() const {
  std::vector<MarginMetrics> all;
  for (std::size_t margin = 0; margin < final_.size(); ++margin)
    all.push_back({margins_.name(margin), margins_.participants(margin),
                   distribution(final_[margin]),
                   distribution(maximum_[margin])});
  return all;
}

}  // namespace rehearse
