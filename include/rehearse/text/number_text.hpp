#pragma once

#include <cstdint>
#include <string>

namespace rehearse {

/// The shortest decimal that reads back as `value`; empty if it isn't finite.
[[nodiscard]] std::string exact_text(double value);

/// `value` with a fixed number of decimals; "-" if it isn't finite. What is
/// printed as zero has no sign.
[[nodiscard]] std::string fixed_text(double value, int decimals);

/// The same with the sign of a positive value.
[[nodiscard]] std::string signed_text(double value, int decimals);

/// Whom a z favours: "favours X", "against X", or, where four decimals of it
/// are zero, "favours neither arm".
[[nodiscard]] std::string direction_text(double z,
                                         const std::string& experimental);

/// A p-value: four decimals, or two digits where it is below 0.0001, and
/// "< 1e-300" where a double holds no more of it.
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
