#pragma once

#include <array>
#include <cstdint>

namespace rehearse {

/// {low, high} of the two-sided 95% score interval for a proportion (Wilson
/// 1927, J. Am. Stat. Assoc. 22:209). `successes` <= `trials`, `trials` > 0.
/// Unlike estimate +- 1.96 standard errors it has a width at 0 and 1, and
/// covers near them.
[[nodiscard]] std::array<double, 2> wilson(std::uint64_t successes,
                                           std::uint64_t trials);

/// {low, high} of the two-sided 95% score interval for the difference of two
/// proportions of the same `trials` > 0 (Tango 1998, Stat. Med. 17:891), in
/// which so many had the first alone and so many the second alone. Where both
/// are 0 the limits are +-`wilson(0, trials)`'s.
[[nodiscard]] std::array<double, 2> tango(std::uint64_t only_first,
                                          std::uint64_t only_second,
                                          std::uint64_t trials);

}  // namespace rehearse
