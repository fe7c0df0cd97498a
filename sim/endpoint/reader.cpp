#include "rehearse/endpoint/reader.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {

namespace {

constexpr double normal_end = 9.0;  // the tail beyond is below 1e-18

// P(a reader calls) given what the readers share.
class Reader {
 public:
  Reader(const ReaderAccuracy& accuracy, double correlation, TumourState state)
      : probability_(state == TumourState::progressed
                         ? accuracy.sensitivity
                         : accuracy.false_positive),
        quantile_(normal_quantile(probability_)),
        shared_(std::sqrt(correlation)),
        own_(std::sqrt(1.0 - correlation)) {
    expect(probability_ >= 0.0 && probability_ <= 1.0,
           "a reader's probability must be in [0, 1]");
  }
  [[nodiscard]] double probability() const { return probability_; }
  [[nodiscard]] double given(double z) const {
    const double x = quantile_ - shared_ * z;
    if (own_ == 0.0) return x > 0.0 ? 1.0 : 0.0;
    return normal_upper_tail(-x / own_);
  }
  // Where `given` is a half, and steep if the correlation is high.
  [[nodiscard]] double turn() const {
    return shared_ > 0.0 ? quantile_ / shared_ : 0.0;
  }

 private:
  double probability_;
  double quantile_;
  double shared_;
  double own_;
};

// Expectation over Z of what depends on it smoothly but for the turns.
template <class Function>
double over_normal(Function f, std::vector<double> turns) {
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 31>;
  for (double& turn : turns) turn = std::clamp(turn, -normal_end, normal_end);
  turns.push_back(-normal_end);
  turns.push_back(normal_end);
  turns.push_back(0.0);
  std::ranges::sort(turns);
  double sum = 0.0;
  for (std::size_t i = 1; i < turns.size(); ++i)
    if (turns[i] > turns[i - 1])
      sum += Quadrature::integrate(
          [&](double z) { return normal_density(z) * f(z); }, turns[i - 1],
          turns[i], 15, 1e-12);
  return sum;
}

CallProbabilities joint(const Reader& investigator, double committee,
                        double both) {
  const double most = std::min(investigator.probability(), committee);
  const double least =
      std::max(0.0, investigator.probability() + committee - 1.0);
  both = std::clamp(both, least, most);
  return {both, investigator.probability() - both, committee - both};
}

}  // namespace

CallProbabilities call_probabilities(const ReaderAccuracy& investigator,
                                     const Committee& committee,
                                     double correlation, TumourState state) {
  expect(correlation >= 0.0 && correlation <= 1.0,
         "the correlation of reads must be in [0, 1]");
  const Reader inv{investigator, correlation, state};
  const Reader irc{committee.reader, correlation, state};
  if (!committee.adjudication)
    return joint(
        inv, irc.probability(),
        over_normal([&](double z) { return inv.given(z) * irc.given(z); },
                    {inv.turn(), irc.turn()}));
  const Reader second{committee.adjudication->second, correlation, state};
  const Reader judge{committee.adjudication->adjudicator, correlation, state};
  const auto decision = [&](double z) {
    const double a = irc.given(z);
    const double b = second.given(z);
    return a * b + (a + b - 2.0 * a * b) * judge.given(z);
  };
  const std::vector<double> turns{inv.turn(), irc.turn(), second.turn(),
                                  judge.turn()};
  return joint(
      inv, over_normal(decision, turns),
      over_normal([&](double z) { return inv.given(z) * decision(z); }, turns));
}

FindingTable::FindingTable(double missed_probability,
                           const std::array<CallProbabilities, 2>& calls) {
  expect(missed_probability >= 0.0 && missed_probability <= 1.0,
         "the probability of a missed visit must be in [0, 1]");
  const double made = 0x1p32 * (1.0 - missed_probability);
  const auto words = [made](double probability) {
    return static_cast<std::uint64_t>(std::llround(made * probability));
  };
  missed_from_ = words(1.0);
  for (std::size_t state = 0; state < calls.size(); ++state) {
    const auto& [both, investigator, committee] = calls[state];
    limits_[state] = {words(both), words(both + investigator),
                      words(both + investigator + committee)};
  }
}

}  // namespace rehearse
