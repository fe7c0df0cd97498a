#include "rehearse/analysis/many_arms.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numeric>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/in_double.hpp"

namespace rehearse {
namespace {

using Counts = Eigen::VectorXd;  // participants, by arm

// What the events `d` of one time and stratum say, with `n` at risk.
void add(const Counts& d, const Counts& n, ManyArmsLogRank& sum) {
  const double events = d.sum();
  const double at_risk = n.sum();
  if (events == 0.0) return;
  const double spread =
      at_risk > 1.0 ? events * (at_risk - events) / (at_risk - 1.0) : 0.0;
  const Counts share = n / at_risk;
  sum.observed += d;
  sum.expected += events * share;
  sum.covariance.diagonal() += spread * share;
  sum.covariance -= spread * share * share.transpose();
}

// The arms that compare with others: their variance isn't 0.
std::vector<Eigen::Index> compared(const ManyArmsLogRank& sums) {
  std::vector<Eigen::Index> arms;
  for (Eigen::Index a = 0; a < sums.observed.size(); ++a)
    if (sums.covariance(a, a) > 0.0) arms.push_back(a);
  return arms;
}

PairOfArms compared_pair(std::span<const ArmObservation> sorted,
                         std::size_t strata, std::size_t control,
                         std::size_t experimental, Ties ties) {
  AnalysisWorkspace workspace;
  std::vector<ObservationKey> keys;
  for (const auto& [tick, stratum, arm, event] : sorted)
    if (arm == control || arm == experimental)
      keys.push_back(pack(
          tick, stratum,
          arm == experimental ? Role::experimental : Role::control, event));
  std::ranges::sort(keys);
  return {control, experimental, log_rank(keys, strata, workspace),
          fit_cox(keys, strata, ties, workspace)};
}

void adjust_by_holm(std::vector<PairOfArms>& pairs) {
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto p = [&](std::size_t i) { return pairs[i].log_rank.p_two_sided(); };
  std::ranges::sort(order, {}, p);
  double largest = 0.0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double left = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, left * p(order[rank])));
    pairs[order[rank]].p_holm = largest;
  }
}

}  // namespace

ManyArmsLogRank::Test ManyArmsLogRank::test() const {
  auto arms = compared(*this);
  if (arms.size() < 2) return {};
  arms.pop_back();  // scores sum to 0: its own is known from the others'
  const Eigen::VectorXd score = (observed - expected)(arms);
  const Eigen::MatrixXd variance = covariance(arms, arms);
  const double chi_square = score.dot(variance.llt().solve(score));
  const boost::math::chi_squared_distribution<double, InDouble> distribution{
      static_cast<double>(arms.size())};
  return {chi_square, arms.size(),
          boost::math::cdf(boost::math::complement(distribution, chi_square))};
}

double ManyArmsLogRank::trend_z(std::span<const double> scores) const {
  const auto size = static_cast<Eigen::Index>(scores.size());
  expect(size == observed.size(), "every arm has a score");
  const Eigen::Map<const Eigen::VectorXd> c{scores.data(), size};
  const double variance = c.dot(covariance * c);
  return variance > 0.0 ? c.dot(expected - observed) / std::sqrt(variance)
                        : 0.0;
}

ManyArmsLogRank many_arms_log_rank(std::span<const ArmObservation> sorted,
                                   std::size_t strata, std::size_t arms) {
  expect(arms <= most_arms, "arms out of range");
  const auto size = static_cast<Eigen::Index>(arms);
  const Counts none = Counts::Zero(size);
  std::vector<Counts> at_risk(strata, none);
  for (const ArmObservation& seen : sorted) at_risk[seen.stratum][seen.arm]++;
  ManyArmsLogRank sum{none, none, Eigen::MatrixXd::Zero(size, size)};
  for (auto first = sorted.begin(); first != sorted.end();) {
    Counts events = none;
    Counts leaving = none;
    auto last = first;
    for (; last != sorted.end() && last->tick == first->tick &&
           last->stratum == first->stratum;
         ++last) {
      leaving[last->arm]++;
      events[last->arm] += last->event ? 1.0 : 0.0;
    }
    Counts& n = at_risk[first->stratum];
    add(events, n, sum);
    n -= leaving;
    first = last;
  }
  return sum;
}

std::vector<PairOfArms> compare_pairs(std::span<const ArmObservation> sorted,
                                      std::size_t strata, std::size_t arms,
                                      Ties ties,
                                      std::optional<std::size_t> experimental) {
  std::vector<PairOfArms> pairs;
  for (std::size_t first = 0; first < arms; ++first)
    for (std::size_t later = first + 1; later < arms; ++later)
      pairs.push_back(first == experimental
                          ? compared_pair(sorted, strata, later, first, ties)
                          : compared_pair(sorted, strata, first, later, ties));
  adjust_by_holm(pairs);
  return pairs;
}

std::vector<ObservationKey> keys_of_arm(std::span<const ArmObservation> sorted,
                                        std::size_t arm) {
  std::vector<ObservationKey> keys;
  for (const ArmObservation& seen : sorted)
    if (seen.arm == arm)
      keys.push_back(pack(seen.tick, seen.stratum, Role::control, seen.event));
  std::ranges::sort(keys);
  return keys;
}

}  // namespace rehearse
