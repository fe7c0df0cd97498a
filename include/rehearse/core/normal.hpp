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

/// The 0.975 quantile, of two-sided 95% limits.
inline constexpr double z_of_ci95 = 1.959963984540054;

}  // namespace rehearse
