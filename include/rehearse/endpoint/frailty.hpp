#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace rehearse {

enum class FrailtyDistribution : std::uint8_t { gamma, lognormal };

/// A multiple Z of the hazard that all participants of a site share: mean 1.
struct Frailty {
  FrailtyDistribution distribution = FrailtyDistribution::gamma;
  double variance = 0.0;  ///< > 0
};

/// What a frailty does to a survival function: its Laplace transform, and the
/// hazard of those still at risk. With Z gamma, variance v (Hougaard 2000,
/// Analysis of Multivariate Survival Data, ch. 7)
///
///   E e^(-Z h) = (1 + v h)^(-1/v),   E Z e^(-Z h) = (1 + v h)^(-1/v - 1);
///
/// with Z lognormal, sums over the normal variable at equal steps (trapezoid
/// rule; relative error below 1e-9). Without a frailty both are e^-h.
class FrailtyMixture {
 public:
  FrailtyMixture() = default;
  /// \throws PreconditionError if the variance isn't in (0, 10].
  explicit FrailtyMixture(const std::optional<Frailty>& frailty);

  /// E e^(-Z h), h >= 0.
  [[nodiscard]] double survival(double h) const;
  /// E Z e^(-Z h): the density by h, whose ratio to the survival is the hazard
  /// ratio of those still at risk.
  [[nodiscard]] double density(double h) const;
  [[nodiscard]] bool none() const { return !frailty_; }

 private:
  struct Node {
    double weight;
    double ratio;
  };
  std::optional<Frailty> frailty_;
  std::vector<Node> nodes_;  // of a lognormal one
};

}  // namespace rehearse
