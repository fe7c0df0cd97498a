#pragma once

namespace rehearse {

// The standard normal distribution, of Z.

/// P(Z >= z), accurate in the far tail too.
[[nodiscard]] double normal_upper_tail(double z);

/// z with P(Z >= z) = `probability`, in (0, 1).
[[nodiscard]] double normal_upper_quantile(double probability);

/// z with P(Z <= z) = `probability`, in [0, 1]; infinite at both ends.
[[nodiscard]] double normal_quantile(double probability);

[[nodiscard]] double normal_density(double z);

/// -log P(Z >= z), of any z. Beyond 35 by the asymptotic series of Mills' ratio
/// (Abramowitz & Stegun 1964, 26.2.12), exact to 1e-12.
[[nodiscard]] double normal_cumulative_hazard(double z);

/// Its derivative, density over upper tail: the inverse of Mills' ratio.
[[nodiscard]] double normal_hazard(double z);

/// The 0.975 quantile, of two-sided 95% limits.
inline constexpr double z_of_ci95 = 1.959963984540054;

}  // namespace rehearse
