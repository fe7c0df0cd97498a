#pragma once

namespace rehearse {

/// P(Z >= z) of a standard normal Z, accurate in the far tail too.
[[nodiscard]] double normal_upper_tail(double z);

/// z with P(Z >= z) = `probability`, in (0, 1).
[[nodiscard]] double normal_upper_quantile(double probability);

}  // namespace rehearse
