#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rehearse {

// Elementary functions over columns, in place, within a few units in the last
// place: the same bytes on every instruction set. What overflows is at least
// 1e300.

/// x <- scale x^exponent, x >= 0, exponent > 0.
void power_column(std::span<double> column, double exponent, double scale);

/// x <- e^x - 1, x >= 0.
void expm1_column(std::span<double> column);

/// x <- scale e^(factor x), factor > 0.
void exponential_column(std::span<double> column, double factor, double scale);

/// A cumulative hazard to the standard normal z whose it is, P(Z > z) = e^-x,
/// x > 0: algorithm AS 241 (Wichura 1988, Appl. Stat. 37:477), beyond 700 the
/// asymptotic series of the tail.
void normal_column(std::span<double> column);

/// A whole arm's cumulative hazard to that of its uncured: h <- -log((e^-h -
/// cured) / (1 - cured)); 1e300 where the participant is cured.
void uncured_hazard_column(std::span<double> column, double cured);

/// x <- x times `factor`.
void scale_column(std::span<double> column, double factor);

/// x <- x times the participant's factor, `factors` by cell and then by arm (of
/// `arm_count`), times `factor`.
void scale_by_group(std::span<double> column,
                    std::span<const std::uint32_t> cells,
                    std::span<const std::uint8_t> arms,
                    std::span<const double> factors, std::size_t arm_count,
                    double factor);

}  // namespace rehearse
