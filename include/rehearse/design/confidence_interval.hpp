#pragma once

#include <array>
#include <cstdint>

namespace rehearse {

/// {low, high} of the exact two-sided interval for a proportion at
/// `confidence` in (0, 1) (Clopper & Pearson 1934). `successes` <= `trials`,
/// `trials` > 0.
[[nodiscard]] std::array<double, 2> clopper_pearson(std::uint64_t successes,
                                                    std::uint64_t trials,
                                                    double confidence = 0.95);

}  // namespace rehearse
