#include "rehearse/analysis/many_arms.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numeric>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

using Counts = std::vector<double>;  // participants, by arm

// What the events `d` of one time and stratum say, with `n` at risk.
void add(const Counts& d, const Counts& n, ManyArmsLogRank& sum) {
  const double events = std::accumulate(d.begin(), d.end(), 0.0);
  const double at_risk = std::accumulate(n.begin(), n.end(), 0.0);
  if (events == 0.0) return;
  const double spread =
      at_risk > 1.0 ? events * (at_risk - events) / (at_risk - 1.0) : 0.0;
  for (std::size_t a = 0; a < n.size(); ++a) {
    const double share = n[a] / at_risk;
    sum.observed[a] += d[a];
    sum.expected[a] += events * share;
    for (std::size_t b = 0; b < n.size(); ++b)
      sum.covariance[a][b] +=
          spread * share * ((a == b ? 1.0 : 0.0) - n[b] / at_risk);
  }
}

// x' V^-1 x by Cholesky's factor of V, which is positive definite.
double quadratic_form(std::vector<std::vector<double>> v,
                      std::vector<double> x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      for (std::size_t k = 0; k < j; ++k) v[i][j] -= v[i][k] * v[j][k];
      v[i][j] /= v[j][j];
      v[i][i] -= v[i][j] * v[i][j];
      x[i] -= v[i][j] * x[j];
    }
    v[i][i] = std::sqrt(v[i][i]);
    x[i] /= v[i][i];
    sum += x[i] * x[i];
  }
  return sum;
}

// The arms that compare with others: their variance isn't 0.
std::vector<std::size_t> compared(const ManyArmsLogRank& sums) {
  std::vector<std::size_t> arms;
  for (std::size_t a = 0; a < sums.observed.size(); ++a)
    if (sums.covariance[a][a] > 0.0) arms.push_back(a);
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
  const auto arms = compared(*this);
  if (arms.size() < 2) return {};
  // The scores sum to 0: the last arm's is known from the others'.
  const std::size_t free = arms.size() - 1;
  std::vector<double> x(free);
  std::vector<std::vector<double>> v(free, std::vector<double>(free));
  for (std::size_t i = 0; i < free; ++i) {
    x[i] = observed[arms[i]] - expected[arms[i]];
    for (std::size_t j = 0; j < free; ++j)
      v[i][j] = covariance[arms[i]][arms[j]];
  }
  const double chi_square = quadratic_form(v, x);
  const boost::math::chi_squared distribution{static_cast<double>(free)};
  return {chi_square, free,
          boost::math::cdf(boost::math::complement(distribution, chi_square))};
}

double ManyArmsLogRank::trend_z(std::span<const double> scores) const {
  expect(scores.size() == observed.size(), "every arm has a score");
  double score = 0.0;
  double variance = 0.0;
  for (std::size_t a = 0; a < scores.size(); ++a) {
    score += scores[a] * (expected[a] - observed[a]);
    for (std::size_t b = 0; b < scores.size(); ++b)
      variance += scores[a] * covariance[a][b] * scores[b];
  }
  return variance > 0.0 ? score / std::sqrt(variance) : 0.0;
}

ManyArmsLogRank many_arms_log_rank(std::span<const ArmObservation> sorted,
                                   std::size_t strata, std::size_t arms) {
  expect(arms <= most_arms, "arms out of range");
  std::vector<Counts> at_risk(strata, Counts(arms, 0.0));
  for (const ArmObservation& seen : sorted) at_risk[seen.stratum][seen.arm]++;
  ManyArmsLogRank sum{Counts(arms), Counts(arms),
                      std::vector<Counts>(arms, Counts(arms))};
  for (auto first = sorted.begin(); first != sorted.end();) {
    Counts events(arms, 0.0);
    Counts leaving(arms, 0.0);
    auto last = first;
    for (; last != sorted.end() && last->tick == first->tick &&
           last->stratum == first->stratum;
         ++last) {
      leaving[last->arm]++;
      events[last->arm] += last->event ? 1.0 : 0.0;
    }
    Counts& n = at_risk[first->stratum];
    add(events, n, sum);
    for (std::size_t a = 0; a < arms; ++a) n[a] -= leaving[a];
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
