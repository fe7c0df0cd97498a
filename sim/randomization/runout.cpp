#include "rehearse/randomization/runout.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "randomization/count_distributions.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/randomization/uniformity.hpp"

namespace rehearse {
namespace {

constexpr double small_enough = 1e-9;  // the sum of the strata's own
constexpr double most_work = 5e8;      // products: half a second

// The sum's distribution; terms that can't matter are left out at its ends.
CountDistribution sum_of(const CountDistribution& a, const CountDistribution& b,
                         std::uint32_t most, double& work) {
  work += static_cast<double>(a.probability.size()) *
          static_cast<double>(b.probability.size());
  if (work > most_work) return a;
  CountDistribution sum{a.first + b.first, {}};
  std::vector<double>& p = sum.probability;
  p.resize(a.probability.size() + b.probability.size() - 1);
  for (std::size_t i = 0; i < a.probability.size(); ++i)
    for (std::size_t k = 0; k < b.probability.size(); ++k)
      p[i + k] += a.probability[i] * b.probability[k];
  if (sum.first > most) return {most, {0.0}};
  p.resize(std::min<std::size_t>(p.size(), most - sum.first + 1));
  const double negligible = 1e-40 * std::ranges::max(p);
  while (p.size() > 1 && p.back() <= negligible) p.pop_back();
  const auto begin =
      std::ranges::find_if(p, [&](double q) { return q > negligible; });
  if (begin == p.end()) return {most, {0.0}};
  sum.first += static_cast<std::uint32_t>(begin - p.begin());
  p.erase(p.begin(), begin);
  return sum;
}

// Of `times` independent counts that are all distributed alike.
CountDistribution sum_of_alike(CountDistribution one, std::uint32_t times,
                               std::uint32_t most, double& work) {
  CountDistribution sum{0, {1.0}};
  for (; times > 0; times /= 2) {
    if (times % 2 == 1) sum = sum_of(sum, one, most, work);
    if (times > 1) one = sum_of(one, one, most, work);
  }
  return sum;
}

double at(const CountDistribution& counts, std::uint32_t n) {
  return n < counts.first || n > counts.last()
             ? 0.0
             : counts.probability[n - counts.first];
}

}  // namespace

Runout runout_of(std::uint32_t participants, std::span<const double> shares,
                 std::span<const std::uint64_t> rows) {
  expect(shares.size() == rows.size(), "each stratum has a list");
  double each = 0.0;
  std::map<std::pair<double, std::uint64_t>, std::uint32_t> alike;
  for (std::size_t s = 0; s < shares.size(); ++s) {
    if (shares[s] <= 0.0) continue;
    const std::uint64_t most = std::min<std::uint64_t>(rows[s], participants);
    each += binomial_at_least(participants, shares[s], most + 1);
    ++alike[{shares[s], most}];
  }
  if (each < small_enough) return {each, false};
  const std::uint32_t n = participants;
  CountDistribution sum{0, {1.0}};
  double work = 0.0;
  for (const auto& [list, strata] : alike) {
    const CountDistribution one =
        poisson_counts(n * list.first, static_cast<std::uint32_t>(list.second));
    sum = sum_of(sum, sum_of_alike(one, strata, n, work), n, work);
    if (work > most_work) return {std::min(each, 1.0), true};
  }
  const double all = at(poisson_counts(n, 0xFFFFFFFF), n);
  return {std::clamp(1.0 - at(sum, n) / all, 0.0, 1.0), false};
}

std::uint32_t rows_needed(std::uint32_t participants, double share,
                          double probability) {
  expect(probability > 0.0, "no finite list is never too short");
  std::uint32_t enough = participants;
  std::uint32_t few = 0;
  while (few < enough) {
    const std::uint32_t rows = few + (enough - few) / 2;
    if (binomial_at_least(participants, share, rows + 1) <= probability)
      enough = rows;
    else
      few = rows + 1;
  }
  return enough;
}

}  // namespace rehearse
