#include "rehearse/endpoint/frailty.hpp"

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>

#include "rehearse/endpoint/arm_model.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// E f(Z) by quadrature over the density.
template <class Function>
double mean_of(const Frailty& frailty, const Function& f) {
  boost::math::quadrature::exp_sinh<double> rule;
  const double v = frailty.variance;
  const double square = std::log1p(v);
  const boost::math::gamma_distribution<> gamma{1.0 / v, v};
  const boost::math::lognormal_distribution<> lognormal{-0.5 * square,
                                                        std::sqrt(square)};
  // By z = e^y, whose density vanishes at both ends.
  const auto at = [&](double z) {
    if (!(z > 1e-290 && z < 1e6)) return 0.0;
    return f(z) * (frailty.distribution == FrailtyDistribution::gamma
                       ? pdf(gamma, z)
                       : pdf(lognormal, z));
  };
  return rule.integrate(at, 1e-12);
}

}  // namespace

TEST_CASE("a frailty's transform is that of its density", "[endpoint][exact]") {
  for (const auto distribution :
       {FrailtyDistribution::gamma, FrailtyDistribution::lognormal})
    for (const double variance : {0.02, 0.1, 0.8})
      for (const double h : {0.01, 0.7, 5.0, 40.0}) {
        const Frailty frailty{distribution, variance};
        INFO("variance " << variance << ", h " << h);
        const FrailtyMixture mixture{frailty};
        CHECK(mixture.survival(h) == Approx(mean_of(frailty, [&](double z) {
                                       return std::exp(-z * h);
                                     })).epsilon(1e-7));
        CHECK(mixture.density(h) == Approx(mean_of(frailty, [&](double z) {
                                      return z * std::exp(-z * h);
                                    })).epsilon(1e-7));
      }
}

TEST_CASE("a large lognormal variance is summed finely enough",
          "[endpoint][exact]") {
  // Its steps against ones four times finer.
  const double variance = 10.0;
  const double sigma = std::sqrt(std::log1p(variance));
  for (const double h : {0.01, 1.0, 100.0, 1e4}) {
    double sum = 0.0;
    double total = 0.0;
    for (int i = -160; i <= 160; ++i) {
      const double x = i / 16.0;
      const double weight = std::exp(-0.5 * x * x);
      total += weight;
      sum += weight * std::exp(-h * std::exp(sigma * x - 0.5 * sigma * sigma));
    }
    const FrailtyMixture mixture{
        Frailty{FrailtyDistribution::lognormal, variance}};
    CHECK(mixture.survival(h) == Approx(sum / total).epsilon(1e-8));
  }
}

TEST_CASE("what is stated of a whole arm is mixed over frailty",
          "[endpoint][exact]") {
  const std::vector<HazardGroup> groups{{0.3, 1.0}, {0.7, 1.35}};
  for (const auto distribution :
       {FrailtyDistribution::gamma, FrailtyDistribution::lognormal})
    for (const double variance : {0.1, 2.0}) {
      const Frailty frailty{distribution, variance};
      const std::vector<ArmEffect> effects{{{{unbounded, 0.6}}, {}, {}}};
      ModelSpec median;
      median.median = 200.0;
      CHECK(ArmModels(median, effects, groups, FrailtyMixture{frailty})
                .survival(0, 200.0) == Approx(0.5).epsilon(1e-9));
      ModelSpec weibull;
      weibull.family = Family::weibull;
      weibull.survival = {{100.0, 0.8}, {300.0, 0.4}};
      const ArmModels arms{weibull, effects, groups, FrailtyMixture{frailty}};
      CHECK(arms.survival(0, 100.0) == Approx(0.8).epsilon(1e-9));
      CHECK(arms.survival(0, 300.0) == Approx(0.4).epsilon(1e-9));
      ModelSpec cure;
      cure.family = Family::cure;
      cure.cured = 0.2;
      cure.median = 250.0;
      cure.uncured = {ModelSpec{}};
      const ArmModels cured{cure, effects, groups, FrailtyMixture{frailty}};
      CHECK(cured.survival(0, 250.0) == Approx(0.5).epsilon(1e-9));
      CHECK(cured.survival(0, 1e7) == Approx(0.2).epsilon(1e-6));
    }
}
