#include "rehearse/store/sha256.hpp"

#include <sodium.h>

namespace rehearse {

static_assert(std::tuple_size_v<Sha256> == crypto_hash_sha256_BYTES);

// Hashing needs no sodium_init: it draws nothing.
Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  crypto_hash_sha256(digest.data(),
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  const Sha256 digest = sha256(bytes);
  std::string hex(2 * digest.size() + 1, '\0');  // sodium ends it with a NUL
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.pop_back();
  return hex;
}

}  // namespace rehearse
