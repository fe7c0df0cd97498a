#pragma once

namespace rehearse {

/// The standard normal's 0.975 quantile, of two-sided 95% limits.
inline constexpr double z_of_ci95 = 1.959963984540054;

}  // namespace rehearse
