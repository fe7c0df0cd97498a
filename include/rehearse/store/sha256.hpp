#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rehearse {

using Sha256 = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of `bytes`.
[[nodiscard]] Sha256 sha256(std::string_view bytes);

/// The same as 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace rehearse
