#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rehearse {

/// A matrix or a part of one, wherever it is kept.
using MatrixView = Eigen::Ref<const Eigen::MatrixXd>;

/// A probability by numerical integration, and how far off it may be: half of
/// a 99% confidence interval over the lattice's shifts; 0 in closed form.
struct IntegratedProbability {
  double value = 0.0;
  double error = 0.0;
};

/// When integration may end: at an error of `relative` times the value (or
/// `absolute`), or after `points` evaluations for each of eight shifts.
struct IntegrationEffort {
  double relative = 1e-6;
  double absolute = 0.0;
  std::uint32_t points = 1U << 15;
};

inline constexpr std::size_t max_normal_dimensions = 64;

/// P(lower_i < Z_i < upper_i for all i), limits may be infinite, of a normal Z
/// with mean 0, variances 1 and this correlation, which may be singular. At
/// most 64 dimensions. The same bytes whenever it is called.
///
/// Genz (1992), J. Comput. Graph. Statist. 1:141; the order of variables and
/// the error of shifted lattice rules as Genz & Bretz (2009), "Computation of
/// Multivariate Normal and t Probabilities", sections 4.1.3 and 4.2.2; the
/// lattice is Richtmyer's (1951), square roots of primes. A variable that
/// earlier ones determine narrows the limits of the last of these.
[[nodiscard]] IntegratedProbability normal_box_probability(
    const MatrixView& correlation, std::span<const double> lower,
    std::span<const double> upper, const IntegrationEffort& effort = {});

/// P(Z_i >= bound_i for some i from `first` on, and for none before) of such a
/// Z: the sum over which of them is the first, so that no digits are lost to 1.
[[nodiscard]] IntegratedProbability normal_first_exceedance(
    const MatrixView& correlation, std::span<const double> bounds,
    std::size_t first, const IntegrationEffort& effort = {});

/// P(X >= z or Y >= z) of standard normal X and Y with this correlation:
/// Q(z) + 2 T(z, sqrt((1 - r) / (1 + r))). Owen (1956), Ann. Math. Statist.
/// 27:1075, eq. 2.1 at h = k.
[[nodiscard]] double normal_union_of_two(double z, double correlation);

}  // namespace rehearse
