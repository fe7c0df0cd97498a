#include "rehearse/store/sha256.hpp"

#include <openssl/evp.h>

#include "rehearse/core/expect.hpp"

namespace rehearse {

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(),
                              nullptr, EVP_sha256(), nullptr);
  expect(done == 1, "SHA-256 is always there");
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const unsigned byte : sha256(bytes)) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15U];
  }
  return hex;
}

}  // namespace rehearse
