#include "rehearse/store/random_bytes.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "rehearse/core/errors.hpp"
#include "sodium_start.hpp"

namespace rehearse {

void start_sodium() {
  if (sodium_init() < 0)
    throw IoError{IoFault::internal,
                  "libsodium cannot start (no random bytes): try again"};
}

std::string random_bytes(std::size_t size) {
  start_sodium();
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), size);
  return bytes;
}

std::string random_hex(std::size_t bytes) {
  std::string hex;
  for (const char byte : random_bytes(bytes))
    hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

}  // namespace rehearse
