#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// A pair of keys as lines of text, each with a checksum against typing errors.
struct KeyPair {
  std::string public_key;  ///< "rehearse-public-…": seals
  std::string secret_key;  ///< "rehearse-secret-…": opens
};

/// A new pair from the operating system's random bytes.
[[nodiscard]] KeyPair new_key_pair();

/// The key in a text that may hold comments around it; the public key where a
/// secret key's file says it in a comment. Nothing if there is none.
[[nodiscard]] std::optional<std::string> find_public_key(std::string_view text);
[[nodiscard]] std::optional<std::string> find_secret_key(std::string_view text);

/// Who can open a sealed file: each of these alone.
struct Sealing {
  std::vector<std::string> public_keys;
  std::optional<std::string> passphrase;
};

/// What a sealed file says of its content, for all to read and for nobody to
/// change.
struct SealedAs {
  std::string name;     ///< of the file: "list.csv"
  std::string purpose;  ///< what it is of: "randomization list W1-0123"

  bool operator==(const SealedAs&) const = default;
};

/// `bytes`, encrypted for those; the form is in sim/store/README.md. Key
/// boxes, passphrase hashing and the encryption itself are libsodium's (X25519,
/// Argon2id, XChaCha20-Poly1305).
/// \throws IoError bad_data if a public key is none.
[[nodiscard]] std::string seal(std::string_view bytes, const Sealing& sealing,
                               const SealedAs& as);

/// What opens a sealed file: one of the two.
struct Opening {
  std::optional<std::string> secret_key;
  std::optional<std::string> passphrase;
};

/// What was sealed, and as what; a file of version 1 doesn't say.
struct Opened {
  std::string bytes;
  SealedAs as;
};

/// `name` is what messages call the file.
/// \throws IoError bad_data if it is no sealed file, was changed or cut, is of
/// a later version, or the key or passphrase doesn't open it.
[[nodiscard]] Opened open_sealed(std::string_view sealed,
                                 const Opening& opening,
                                 const std::string& name);

}  // namespace rehearse
