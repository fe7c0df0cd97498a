#include "rehearse/design/ongoing_trials.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {

namespace {

// Tails are found to 1e-8 of a total from here on with what is left out always.
constexpr double ordinary_total = 1e-4;
constexpr double left_out = 0.2;  // of what is negligible, in each tail

// A Gaussian of standard deviation h times a polynomial-like factor is
// integrated to 1e-13 by 20 nodes over 8 h (bound of the quadrature's error on
// a Bernstein ellipse: Trefethen 2008, SIAM Review 50(1), theorem 4.5).
using Panel = boost::math::quadrature::gauss<double, 20>;
constexpr double panel_sd = 8.0;

struct Nodes {
  std::vector<double> at;  // ascending
  std::vector<double> weight;
};

Nodes panel_nodes(double low, double high, double smallest_sd) {
  Nodes nodes;
  if (!(low < high)) return nodes;
  const auto panels =
      static_cast<int>(std::ceil((high - low) / (panel_sd * smallest_sd)));
  const double half = 0.5 * (high - low) / panels;
  const auto& abscissa = Panel::abscissa();  // the positive half, ascending
  const auto& weight = Panel::weights();
  for (int panel = 0; panel < panels; ++panel) {
    const double centre = low + (2 * panel + 1) * half;
    const auto add = [&](std::size_t i, double sign) {
      nodes.at.push_back(centre + sign * half * abscissa[i]);
      nodes.weight.push_back(half * weight[i]);
    };
    for (std::size_t i = abscissa.size(); i-- > 0;) add(i, -1.0);
    for (std::size_t i = 0; i < abscissa.size(); ++i) add(i, 1.0);
  }
  return nodes;
}

// Density at `score` of masses at `from` (ascending), each spread by a normal
// of mean 0. Those more than `reach_sd` standard deviations away add next to
// nothing to it (at 9 of them less than 1e-17), and are many where looks are
// close together.
double spread_density(const std::vector<double>& from,
                      const std::vector<double>& mass, double score,
                      double variance, double reach_sd) {
  const double reach = reach_sd * std::sqrt(variance);
  const double scale = -0.5 / variance;
  const auto first = std::ranges::lower_bound(from, score - reach);
  double sum = 0.0;
  for (auto i = static_cast<std::size_t>(first - from.begin());
       i < from.size() && from[i] <= score + reach; ++i) {
    const double distance = score - from[i];
    sum += mass[i] * std::exp(scale * distance * distance);
  }
  return sum / std::sqrt(2.0 * std::numbers::pi * variance);
}

}  // namespace

OngoingTrials::OngoingTrials() = default;

void OngoingTrials::resolve(double smallest) {
  expect(smallest > 0.0, "nothing is of the order of 0");
  if (smallest >= ordinary_total) return;
  const double share = smallest / ordinary_total;
  negligible_ = std::min(negligible_, std::max(1e-12 * share * share, 1e-300));
  truncation_sd_ =
      std::max(truncation_sd_, normal_upper_quantile(left_out * negligible_));
}

// Densities are needed as far out as trials are counted, and there exactly.
double OngoingTrials::reach_sd() const { return truncation_sd_ + 1.75; }

void OngoingTrials::go_to(ScoreMoments look) {
  expect(look.information > 0.0 && look.information >= here_.information,
         "information must not fall from look to look");
  const double growth = look.information - here_.information;
  // Less growth than 1 event in 10^10 is rounding, or is as good as none.
  if (growth <= 1e-10 * look.information) return;
  const bool some_stop = std::isfinite(lower_) || std::isfinite(upper_);
  if (some_stop) advance(growth);
  here_ = look;
}

// Moves the density from the last look to this one and truncates it there.
void OngoingTrials::advance(double next_growth) {
  const double sd = std::sqrt(here_.information);
  const double low = std::max(lower_ * sd, here_.mean - truncation_sd_ * sd);
  const double high = std::min(upper_ * sd, here_.mean + truncation_sd_ * sd);
  const double growth = here_.information - from_.information;
  const double drift = here_.mean - from_.mean;
  // The integrand of the next look is Gaussian in what came and what comes.
  const double smallest_sd =
      std::sqrt(growth * next_growth / (growth + next_growth));
  Nodes nodes = panel_nodes(low, high, smallest_sd);
  for (std::size_t i = 0; i < nodes.at.size(); ++i)
    nodes.weight[i] *=
        spread_density(score_, mass_, nodes.at[i] - drift, growth, reach_sd());
  score_ = std::move(nodes.at);
  mass_ = std::move(nodes.weight);
  from_ = here_;
  lower_ = -std::numeric_limits<double>::infinity();
  upper_ = std::numeric_limits<double>::infinity();
}

// P(Z >= z) (sign 1) or P(Z <= z) (sign -1), those who stop here included.
double OngoingTrials::tail_of_all(double z, double sign) const {
  const double growth = here_.information - from_.information;
  const double at = z * std::sqrt(here_.information) - here_.mean + from_.mean;
  const double scale = sign / std::sqrt(2.0 * growth);
  double sum = 0.0;
  for (std::size_t i = 0; i < score_.size(); ++i)
    sum += mass_[i] * std::erfc((at - score_[i]) * scale);
  return 0.5 * sum;
}

double OngoingTrials::density_of_all(double z) const {
  const double growth = here_.information - from_.information;
  const double sd = std::sqrt(here_.information);
  const double at = z * sd - here_.mean + from_.mean;
  return sd * spread_density(score_, mass_, at, growth, reach_sd());
}

double OngoingTrials::upper_tail(double z) const {
  if (z >= upper_) return 0.0;
  const double from = std::max(z, lower_);
  return tail_of_all(from, 1.0) -
         (std::isfinite(upper_) ? tail_of_all(upper_, 1.0) : 0.0);
}

double OngoingTrials::lower_tail(double z) const {
  if (z <= lower_) return 0.0;
  const double to = std::min(z, upper_);
  return tail_of_all(to, -1.0) -
         (std::isfinite(lower_) ? tail_of_all(lower_, -1.0) : 0.0);
}

// Of the tail that `sign` says, as tail_of_all. Works on y = sign z, so that
// the tail falls in y.
double OngoingTrials::quantile(double probability, double sign) const {
  const double stops = sign > 0.0 ? upper_ : lower_;
  const double target =
      probability + (std::isfinite(stops) ? tail_of_all(stops, sign) : 0.0);
  const double mean = sign * here_.mean / std::sqrt(here_.information);
  double high = mean + normal_upper_quantile(target);
  if (probability < negligible_) return sign * high;
  double low = mean - 2.0 * truncation_sd_;
  // The tail is log-concave in y (Prékopa 1973), so Newton's method on its
  // logarithm comes to the root from above, monotonically; the bracket is for
  // tails that underflow.
  double y = high;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double tail = tail_of_all(sign * y, sign);
    (tail < target ? high : low) = y;
    double next = y + std::log(tail / target) * tail / density_of_all(sign * y);
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    if (std::abs(next - y) < 1e-6) return sign * next;  // quadratic: 1e-12 off
    y = next;
  }
  return sign * y;
}

double OngoingTrials::upper_quantile(double probability) const {
  return quantile(probability, 1.0);
}

double OngoingTrials::lower_quantile(double probability) const {
  return quantile(probability, -1.0);
}

void OngoingTrials::stop_above(double z) { upper_ = std::min(upper_, z); }

void OngoingTrials::stop_below(double z) { lower_ = std::max(lower_, z); }

}  // namespace rehearse
