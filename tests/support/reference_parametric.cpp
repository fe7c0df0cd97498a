#include "support/reference_parametric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "rehearse/analysis/multivariate_normal.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/design/analysis_design.hpp"

namespace reference {

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Those with all levels of both.
std::vector<FactorLevel> in_both(std::vector<FactorLevel> a,
                                 const std::vector<FactorLevel>& b) {
  for (const FactorLevel& one : b)
    if (std::ranges::find(a, one) == a.end()) a.push_back(one);
  return a;
}

class Joint {
 public:
  Joint(const Scenario& s, const std::vector<Participant>& people,
        const HypothesesTrial& trial)
      : s_(s), people_(people), trial_(trial), count_(s.hypotheses.size()) {}

  JointDecision decide() {
    const std::size_t looks = trial_.looks[0].size();
    result_.rejected.assign(count_, false);
    for (std::size_t k = 0; k < looks;) {
      std::map<std::size_t, std::size_t> now;
      const double day = trial_.looks[0][k].cut.time;
      for (; k < looks && trial_.looks[0][k].cut.time == day; ++k)
        for (std::size_t set = 1; set < std::size_t{1} << count_; ++set)
          now[set] |= beyond(set, k);
      for (std::size_t h = 0; h < count_; ++h)
        if (all_rejected(h, now)) result_.rejected[h] = true;
      for (const auto& [set, who] : now) before_[set] |= who;
    }
    return result_;
  }

 private:
  static bool has(std::size_t set, std::size_t h) {
    return (set >> h & 1U) != 0;
  }
  const AnalysisPlan& plan(std::size_t h) const {
    return s_.hypotheses[h].analysis;
  }
  double events(std::size_t h, std::size_t k) const {
    return trial_.looks[h][k].events[0] + trial_.looks[h][k].events[1];
  }

  // Its own earlier z counts for others, for itself only looking back.
  bool all_rejected(std::size_t h, std::map<std::size_t, std::size_t>& now) {
    for (const auto& [set, who] : now) {
      if (!has(set, h) || who != 0) continue;
      std::size_t earlier = before_[set];
      if (!s_.hypotheses[h].look_back) earlier &= ~(std::size_t{1} << h);
      if (earlier == 0) return false;
    }
    return true;
  }

  // Who is beyond the raised bounds of an intersection at look k. Without
  // transitions those of all together hold in each.
  std::size_t beyond(std::size_t set, std::size_t k) {
    const std::size_t all = (std::size_t{1} << count_) - 1;
    const auto& raised =
        raised_levels(s_.multiplicity.transitions.empty() ? all : set, k);
    std::size_t who = 0;
    for (std::size_t h = 0; h < count_; ++h) {
      const HypothesisLook& look = trial_.looks[h][k];
      if (!has(set, h) || !look.informed || raised.level[h] <= 0.0) continue;
      const double p = normal_upper_tail(look.z);
      result_.nearest =
          std::min(result_.nearest, std::abs(p / raised.level[h] - 1.0));
      if (p > raised.level[h]) continue;
      who |= std::size_t{1} << h;
      result_.raised += p > raised.own[h] ? 1 : 0;
    }
    return who;
  }

  struct Raised {
    std::vector<double> own, level;
    double spent = 0.0;
  };

  const Raised& raised_levels(std::size_t set, std::size_t k) {
    auto& known = raised_[{set, k}];
    if (known) return *known;
    Raised at{std::vector<double>(count_), std::vector<double>(count_), 0.0};
    std::vector<bool> others(count_);
    for (std::size_t h = 0; h < count_; ++h) others[h] = !has(set, h);
    const std::vector<double> shares = levels(s_, others);
    for (std::size_t h = 0; h < count_; ++h) {
      if (!has(set, h) || shares[h] <= 0.0) continue;
      const LookBounds bounds = own_bounds(h, shares[h], k);
      at.own[h] = normal_upper_tail(bounds.efficacy_z);
      at.spent += bounds.alpha_spent;
    }
    at.level = at.own;
    const double factor = solve(set, k, at);
    for (double& level : at.level) level *= factor;
    known = at;
    return *known;
  }

  LookBounds own_bounds(std::size_t h, double level, std::size_t k) {
    AnalysisPlan at = plan(h);
    at.alpha = level;
    const SolvedPlan solved =
        solved_plan(at, experimental_share(s_, at.comparison.arm));
    BoundRecursion recursion;
    LookBounds bounds;
    for (std::size_t j = 0; j <= k; ++j)
      bounds = recursion.next(solved, events(h, j));
    return bounds;
  }

  // The factor by which P(some beyond its bound up to look k) is what has been
  // spent: by halving, in its logarithm.
  double solve(std::size_t set, std::size_t k, const Raised& at) {
    const double before = k > 0 ? raised_levels(set, k - 1).spent : 0.0;
    const double largest = std::ranges::max(at.own);
    if (at.spent <= before || largest <= 0.0) return 1.0;
    double low = 0.0;
    double high = std::log(at.spent / largest);
    if (high <= 0.0) return 1.0;
    for (int i = 0; i < 16; ++i) {
      const double middle = 0.5 * (low + high);
      (some_beyond(set, k, at, std::exp(middle)) < at.spent ? low : high) =
          middle;
    }
    return std::exp(0.5 * (low + high));
  }

  double some_beyond(std::size_t set, std::size_t k, const Raised& at,
                     double factor) {
    struct Test {
      std::size_t h, look;
      double bound;
    };
    std::vector<Test> tests;
    for (std::size_t j = 0; j <= k; ++j) {
      const std::vector<double>& level =
          j == k ? at.own : raised_levels(set, j).level;
      for (std::size_t h = 0; h < count_; ++h)
        if (level[h] > 0.0)
          tests.push_back(
              {h, j,
               normal_upper_quantile(
                   std::min(1.0 - 1e-12, level[h] * (j == k ? factor : 1.0)))});
    }
    const auto n = static_cast<Eigen::Index>(tests.size());
    Eigen::MatrixXd correlation(n, n);
    std::vector<double> from(tests.size(), -infinite);
    std::vector<double> to;
    for (Eigen::Index a = 0; a < n; ++a) {
      const Test& one = tests[static_cast<std::size_t>(a)];
      to.push_back(one.bound);
      for (Eigen::Index b = 0; b < n; ++b) {
        const Test& other = tests[static_cast<std::size_t>(b)];
        correlation(a, b) =
            a == b ? 1.0 : correlation_of(one.h, one.look, other.h, other.look);
      }
    }
    return 1.0 -
           normal_box_probability(correlation, from, to, {1e-6, 1e-7, 1U << 12})
               .value;
  }

  double correlation_of(std::size_t a, std::size_t k, std::size_t b,
                        std::size_t l) {
    const double root = std::sqrt(events(a, k) * events(b, l));
    return root > 0.0 ? together(a, b, std::min(k, l)) / root : 0.0;
  }

  // Events in both tests at look k; of two arms what their allocation makes of
  // the events that each look added.
  double together(std::size_t a, std::size_t b, std::size_t k) {
    if (a == b) return events(a, k);
    auto& known = together_[{a, b, k}];
    if (known) return *known;
    double sum = 0.0;
    if (plan(a).comparison.arm == plan(b).comparison.arm) {
      sum = counted(a, b, k);
    } else {
      for (std::size_t j = 0; j <= k; ++j) sum += added(a, b, j);
    }
    known = sum;
    return sum;
  }

  double counted(std::size_t a, std::size_t b, std::size_t k) const {
    AnalysisPlan both = plan(a);
    both.comparison.population =
        in_both(plan(a).comparison.population, plan(b).comparison.population);
    const double cut = trial_.looks[a][k].cut.time;
    return static_cast<double>(std::ranges::count_if(
        observe(s_, both, people_, cut), &Observation::event));
  }

  double added(std::size_t a, std::size_t b, std::size_t k) const {
    const auto since = [&](std::size_t h) {
      return events(h, k) - (k > 0 ? events(h, k - 1) : 0.0);
    };
    const auto control = [&](std::size_t h) {
      return static_cast<double>(trial_.looks[h][k].events[0]) -
             (k > 0 ? trial_.looks[h][k - 1].events[0] : 0.0);
    };
    const double few = std::min(control(a), control(b));
    const double many = std::max(control(a), control(b));
    const bool same =
        plan(a).comparison.population == plan(b).comparison.population;
    const double shared = same ? 1.0 : many > 0.0 ? few / many : 0.0;
    return std::sqrt(experimental_share(s_, plan(a).comparison.arm) *
                     experimental_share(s_, plan(b).comparison.arm) * shared *
                     since(a) * since(b));
  }

  const Scenario& s_;
  const std::vector<Participant>& people_;
  const HypothesesTrial& trial_;
  std::size_t count_;
  JointDecision result_;
  std::map<std::size_t, std::size_t> before_;  // of each set, who was beyond
  std::map<std::pair<std::size_t, std::size_t>, std::optional<Raised>> raised_;
  std::map<std::array<std::size_t, 3>, std::optional<double>> together_;
};

}  // namespace

JointDecision test_jointly(const Scenario& scenario,
                           const std::vector<Participant>& people,
                           const HypothesesTrial& trial) {
  return Joint{scenario, people, trial}.decide();
}

}  // namespace reference
