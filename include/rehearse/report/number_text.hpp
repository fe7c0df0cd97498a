#pragma once

#include <cstdint>
#include <string>

namespace rehearse {

/// The shortest decimal that reads back as `value`; empty if it isn't finite.
[[nodiscard]] std::string exact_text(double value);

/// `value` with a fixed number of decimals; "-" if it isn't finite.
[[nodiscard]] std::string fixed_text(double value, int decimals);

/// A p-value: four decimals, or two digits where it is below 0.0001.
[[nodiscard]] std::string p_text(double p);

/// "100,000".
[[nodiscard]] std::string grouped_text(std::uint64_t value);

/// Decimals to print of an estimate whose standard error is `mcse` > 0, so
/// that no digit printed is noise: two digits of an error that begins with 10
/// to 35, one of a larger (Particle Data Group, Review of Particle Physics
/// 2022, introduction, section 5.3). At most `most`, which also holds where
/// the error is 0 or unknown.
[[nodiscard]] int decimals_by_error(double mcse, int most);

}  // namespace rehearse
