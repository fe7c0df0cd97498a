#pragma once

#include <cstddef>
#include <string>

namespace rehearse {

/// Bytes that nobody can foretell, of the operating system's (libsodium).
/// \throws IoError (internal) if it gives none.
[[nodiscard]] std::string random_bytes(std::size_t size);

/// The same as hexadecimal digits, two for each byte.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace rehearse
