#pragma once

#include <optional>
#include <string>

#include "rehearse/montecarlo/estimates.hpp"

namespace rehearse {

// Estimates as text, without a digit that is noise.

/// In which unit estimates are written, and with how many decimals.
struct NumberStyle {
  double scale = 1.0;
  std::optional<int> decimals = {};  ///< none: as many as the error allows
};

/// "0.600 ± 0.012"; "-" if it isn't finite. At most `most` decimals.
[[nodiscard]] std::string with_error(double value, double mcse, int most,
                                     const NumberStyle& style = {});

/// The same with its sign.
[[nodiscard]] std::string signed_with_error(double value, double mcse, int most,
                                            const NumberStyle& style = {});

/// "0.8967 ± 0.0010"; near 0 and 1, where the error says little or is 0, the
/// interval: "0.9999 (0.9994–1.0000)".
[[nodiscard]] std::string proportion_text(const Proportion& p,
                                          const NumberStyle& style = {});

/// The number alone, with as many decimals as it is known to.
[[nodiscard]] std::string proportion_value(const Proportion& p,
                                           const NumberStyle& style = {});

/// "0.8948 to 0.8986".
[[nodiscard]] std::string interval_text(const Proportion& p);

/// Of a difference: "+0.012 ± 0.003"; where no replicate differs the interval,
/// "0.0000 (-0.0004 to +0.0004)".
[[nodiscard]] std::string difference_text(const Proportion& difference,
                                          const NumberStyle& style = {});

/// "+0.012", with as many decimals as it is known to.
[[nodiscard]] std::string difference_value(const Proportion& difference,
                                           const NumberStyle& style = {});

/// A mean in units of `unit`, "135.12 ± 0.17"; the error is left out where it
/// is too small to be seen.
[[nodiscard]] std::string expected_text(const Distribution& d, double unit);

}  // namespace rehearse
