#include "randomization/strata_imbalance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <map>
#include <numbers>
#include <numeric>
#include <utility>

#include "randomization/count_distributions.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

using Complex = std::complex<double>;

// Without the standard's care for infinities, which costs much.
Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(),
          a.real() * b.imag() + a.imag() * b.real()};
}

// A function of n, from `first` on; elsewhere negligible.
struct Run {
  std::uint32_t first = 0;
  std::vector<Complex> value;
};

// Their sum's, from low to high at most.
Run convolve(const Run& a, const Run& b, std::uint32_t low,
             std::uint32_t high) {
  const std::size_t begin = a.first + b.first;
  const std::size_t end = begin + a.value.size() + b.value.size() - 1;
  Run sum{std::max(low, a.first + b.first), {}};
  const std::size_t stop = std::min<std::size_t>(end, high + std::size_t{1});
  sum.value.resize(std::max<std::size_t>(stop, sum.first) - sum.first);
  const std::size_t skip = sum.first - begin;
  for (std::size_t i = 0; i < a.value.size(); ++i)
    for (std::size_t j = skip > i ? skip - i : 0; j < b.value.size(); ++j) {
      if (i + j >= skip + sum.value.size()) break;
      sum.value[i + j - skip] += times(a.value[i], b.value[j]);
    }
  return sum;
}

// E exp(z D) of a margin.
class Transform {
 public:
  Transform(std::span<const std::vector<ChainLevel>> lists,
            std::span<const std::uint32_t> ratio, std::uint32_t participants,
            std::span<const MarginStratum> strata)
      : lists_(lists),
        step_{-static_cast<double>(ratio[1]), static_cast<double>(ratio[0])},
        participants_(participants) {
    double rest = 1.0;
    for (const MarginStratum& stratum : strata) {
      rest -= stratum.share;
      add(stratum);
    }
    bound_sums();
    const double mean = participants * rest;
    if (mean > 1e-9) rest_ = poisson_counts(mean, participants);
    const CountDistribution all =
        poisson_counts(participants, 2 * participants);
    of_sum_ = all.probability[participants - all.first];
  }

  [[nodiscard]] Complex operator()(Complex z) const {
    Run sum{0, {1.0}};
    for (const auto& [list, members, counts] : groups_) {
      const std::vector<Complex> after = list_transform(list, members, z);
      for (const Counts& part : counts)
        sum = convolve(sum, weighted(part.count, after), part.low, part.high);
    }
    return given_total(sum);
  }

 private:
  // A stratum's participants; and those of it and all strata before it, but
  // for what is less probable than 1e-19.
  struct Counts {
    CountDistribution count;
    double share = 0.0;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
  };

  // Strata whose lists and members are alike, with their Poisson numbers.
  struct Group {
    std::size_t list;
    double members;
    std::vector<Counts> counts;
  };

  void add(const MarginStratum& stratum) {
    auto group = std::ranges::find_if(groups_, [&](const Group& g) {
      return g.list == stratum.list && g.members == stratum.members;
    });
    if (group == groups_.end()) {
      groups_.push_back({stratum.list, stratum.members, {}});
      group = groups_.end() - 1;
    }
    group->counts.push_back(
        {poisson_counts(participants_ * stratum.share,
                        std::min(participants_, longest(stratum.list))),
         stratum.share, 0, 0});
  }

  void bound_sums() {
    double share = 0.0;
    for (Group& group : groups_)
      for (Counts& part : group.counts) {
        share += part.share;
        const CountDistribution sum = binomial_counts(participants_, share);
        part.low = sum.first;
        part.high = sum.last();
      }
  }

  [[nodiscard]] std::uint32_t longest(std::size_t list) const {
    return static_cast<std::uint32_t>(lists_[list].size()) - 1;
  }

  // After n = 0, 1, … participants of a list.
  [[nodiscard]] std::vector<Complex> list_transform(std::size_t list,
                                                    double members,
                                                    Complex z) const {
    const std::array<Complex, 2> weight{
        1.0 - members + members * std::exp(z * step_[0]),
        1.0 - members + members * std::exp(z * step_[1])};
    std::vector<Complex> after;
    std::vector<Complex> now{1.0};
    std::vector<Complex> next;
    for (const ChainLevel& level : lists_[list]) {
      after.push_back(std::accumulate(now.begin(), now.end(), Complex{}));
      if (&level == &lists_[list].back()) break;
      next.assign((&level + 1)->states.size(), Complex{});
      for (std::size_t place = 0; place < now.size(); ++place) {
        const std::array<Complex, 2> on{times(now[place], weight[0]),
                                        times(now[place], weight[1])};
        for (const ChainStep& step : level.from(place))
          next[step.next] += step.probability * on[step.arm];
      }
      std::swap(now, next);
    }
    return after;
  }

  static Run weighted(const CountDistribution& count,
                      const std::vector<Complex>& after) {
    Run run{count.first, {}};
    for (std::size_t i = 0; i < count.probability.size(); ++i)
      run.value.push_back(count.probability[i] * after[count.first + i]);
    return run;
  }

  // The strata's numbers and the rest's sum to the trial's.
  [[nodiscard]] Complex given_total(const Run& sum) const {
    Complex total{};
    for (std::size_t i = 0; i < sum.value.size(); ++i) {
      const auto n = sum.first + static_cast<std::uint32_t>(i);
      if (n > participants_) break;
      const std::uint32_t others = participants_ - n;
      if (others >= rest_.first && others <= rest_.last())
        total += sum.value[i] * rest_.probability[others - rest_.first];
    }
    return total / of_sum_;
  }

  std::span<const std::vector<ChainLevel>> lists_;
  std::array<double, 2> step_;  // of D, by arm
  std::uint32_t participants_;
  std::vector<Group> groups_;
  CountDistribution rest_{0, {1.0}};  // participants in other strata
  double of_sum_ = 1.0;               // that independent numbers sum to all
};

// Least c with P(sign D > c) < 1e-15 by the best of some exponents.
std::int64_t tail_bound(const Transform& transform, double sign,
                        std::uint32_t most) {
  double best = most;
  for (int power = -6; power <= 1; ++power) {
    const double t = std::ldexp(1.0, power);
    const double moment = transform(Complex{sign * t}).real();
    if (std::isfinite(moment) && moment > 0.0)
      best = std::min(best, (std::log(moment) - std::log(1e-15)) / t);
  }
  return static_cast<std::int64_t>(std::ceil(best));
}

}  // namespace

std::vector<double> strata_imbalance(
    std::span<const std::vector<ChainLevel>> lists,
    std::span<const std::uint32_t> ratio, std::uint32_t participants,
    std::span<const MarginStratum> strata) {
  expect(ratio.size() == 2, "an imbalance over strata is between two arms");
  const Transform transform{lists, ratio, participants, strata};
  const std::int64_t high = tail_bound(transform, 1.0, participants * ratio[0]);
  const std::int64_t low = tail_bound(transform, -1.0, participants * ratio[1]);
  const std::int64_t period = low + high + 1;
  const double unit = 2.0 * std::numbers::pi / static_cast<double>(period);
  std::vector<Complex> wave(static_cast<std::size_t>(period));
  for (std::int64_t k = 0; k < period; ++k)
    wave[static_cast<std::size_t>(k)] =
        std::polar(1.0, unit * static_cast<double>(k));
  std::vector<double> probability(
      static_cast<std::size_t>(std::max(low, high)) + 1);
  // The other half of the frequencies has the conjugates.
  for (std::int64_t k = 0; 2 * k <= period; ++k) {
    const Complex value = transform({0.0, unit * static_cast<double>(k)});
    const double twice = k == 0 || 2 * k == period ? 1.0 : 2.0;
    for (std::int64_t d = -low; d <= high; ++d) {
      const std::int64_t turn = ((-k * d) % period + period) % period;
      probability[static_cast<std::size_t>(std::abs(d))] +=
          twice * times(value, wave[static_cast<std::size_t>(turn)]).real() /
          static_cast<double>(period);
    }
  }
  for (double& p : probability) p = std::max(p, 0.0);
  return probability;
}

}  // namespace rehearse
