#include "rehearse/store/sealed_file.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/random_bytes.hpp"
#include "rehearse/text/text.hpp"
#include "sodium_start.hpp"

namespace rehearse {
namespace {

constexpr std::string_view magic = "rehearse-sealed-2\n";
constexpr std::string_view magic_1 = "rehearse-sealed-1\n";  // without a name
constexpr std::string_view magic_of_any = "rehearse-sealed-";
constexpr std::string_view public_prefix = "rehearse-public-";
constexpr std::string_view secret_prefix = "rehearse-secret-";
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t longest_head = 1U << 16;  // some hundred keys
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
// What a passphrase costs to try: about a second and 256 MiB.
constexpr std::uint64_t hash_passes = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr std::uint64_t hash_memory = crypto_pwhash_MEMLIMIT_MODERATE;

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Bytes that are wiped when they are no longer needed.
class Secret {
 public:
  explicit Secret(std::size_t size) : bytes_(size, '\0') {}
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  ~Secret() { sodium_memzero(bytes_.data(), bytes_.size()); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  [[nodiscard]] unsigned char* data() { return bytes_of(bytes_); }
  [[nodiscard]] std::string_view text() const { return bytes_; }

 private:
  std::string bytes_;
};

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant),
                   '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(),
                    base64_variant);
  text.pop_back();  // the terminator
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(),
                        nullptr, &size, &end, base64_variant) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string checksum(std::string_view prefix, std::string_view key) {
  std::string sum(crypto_generichash_BYTES_MIN, '\0');
  const std::string text = std::string{prefix}.append(key);
  crypto_generichash(bytes_of(sum), sum.size(), bytes_of(text), text.size(),
                     nullptr, 0);
  return sum.substr(0, checksum_bytes);
}

std::string key_text(std::string_view prefix, std::string_view key) {
  return std::string{prefix}.append(
      base64(std::string{key} + checksum(prefix, key)));
}

// The key's bytes; nothing if the text is none or was mistyped.
std::optional<std::string> key_bytes(std::string_view prefix,
                                     std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  auto bytes = from_base64(text.substr(prefix.size()));
  if (!bytes || bytes->size() != crypto_box_PUBLICKEYBYTES + checksum_bytes)
    return std::nullopt;
  const std::string sum = bytes->substr(crypto_box_PUBLICKEYBYTES);
  bytes->resize(crypto_box_PUBLICKEYBYTES);
  return sum == checksum(prefix, *bytes) ? bytes : std::nullopt;
}

std::optional<std::string> find_key(std::string_view prefix,
                                    std::string_view text) {
  const auto at = text.find(prefix);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at);
  const auto end = rest.find_first_not_of(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
  return std::string{rest.substr(0, end)};
}

void hash_passphrase(std::string_view passphrase, std::string_view salt,
                     std::uint64_t passes, std::uint64_t memory, Secret& key) {
  if (crypto_pwhash(key.data(), crypto_secretbox_KEYBYTES, passphrase.data(),
                    passphrase.size(), bytes_of(salt), passes, memory,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw IoError{IoFault::internal,
                  "the passphrase cannot be hashed (it takes 256 MiB of "
                  "memory): make room"};
}

std::string key_line(std::string_view file_key, const std::string& recipient) {
  const auto key = key_bytes(public_prefix, recipient);
  if (!key)
    throw IoError{IoFault::bad_data,
                  fmt::format("'{}' is no public key (or was mistyped): copy "
                              "the line that 'rehearse keygen' printed",
                              recipient)};
  std::string box(file_key.size() + crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal(bytes_of(box), bytes_of(file_key), file_key.size(),
                      bytes_of(std::string_view{*key})) != 0)
    throw IoError{IoFault::bad_data,
                  fmt::format("'{}' is a public key that nobody has the secret "
                              "one of: copy the line that 'rehearse keygen' "
                              "printed",
                              recipient)};
  return "key " + base64(box) + '\n';
}

std::string passphrase_line(std::string_view file_key,
                            std::string_view passphrase) {
  const std::string salt = random_bytes(crypto_pwhash_SALTBYTES);
  const std::string nonce = random_bytes(crypto_secretbox_NONCEBYTES);
  Secret key{crypto_secretbox_KEYBYTES};
  hash_passphrase(passphrase, salt, hash_passes, hash_memory, key);
  std::string box(file_key.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(bytes_of(box), bytes_of(file_key), file_key.size(),
                        bytes_of(nonce), key.data());
  return fmt::format("passphrase {} {} {} {}\n", hash_passes, hash_memory,
                     base64(salt), base64(nonce + box));
}

[[noreturn]] void refuse(const std::string& name, const char* what) {
  throw IoError{IoFault::bad_data, fmt::format("{}: {}", name, what)};
}

std::optional<std::string> open_key_line(
    const std::vector<std::string_view>& words, const std::string& secret) {
  if (words.size() != 2 || words[0] != "key") return std::nullopt;
  const auto box = from_base64(words[1]);
  if (!box || box->size() < crypto_box_SEALBYTES) return std::nullopt;
  std::string public_key(crypto_box_PUBLICKEYBYTES, '\0');
  crypto_scalarmult_base(bytes_of(public_key),
                         bytes_of(std::string_view{secret}));
  std::string file_key(box->size() - crypto_box_SEALBYTES, '\0');
  if (crypto_box_seal_open(bytes_of(file_key), bytes_of(std::string_view{*box}),
                           box->size(), bytes_of(public_key),
                           bytes_of(std::string_view{secret})) != 0)
    return std::nullopt;
  return file_key;
}

std::optional<std::string> open_passphrase_line(
    const std::vector<std::string_view>& words, std::string_view passphrase) {
  if (words.size() != 5 || words[0] != "passphrase") return std::nullopt;
  // Costs other than ours would let a file ask for all memory.
  if (words[1] != std::to_string(hash_passes) ||
      words[2] != std::to_string(hash_memory))
    return std::nullopt;
  const auto salt = from_base64(words[3]);
  const auto box = from_base64(words[4]);
  constexpr std::size_t around =
      crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (!salt || salt->size() != crypto_pwhash_SALTBYTES || !box ||
      box->size() < around)
    return std::nullopt;
  Secret key{crypto_secretbox_KEYBYTES};
  hash_passphrase(passphrase, *salt, hash_passes, hash_memory, key);
  std::string file_key(box->size() - around, '\0');
  const unsigned char* nonce = bytes_of(std::string_view{*box});
  if (crypto_secretbox_open_easy(
          bytes_of(file_key), nonce + crypto_secretbox_NONCEBYTES,
          box->size() - crypto_secretbox_NONCEBYTES, nonce, key.data()) != 0)
    return std::nullopt;
  return file_key;
}

// The file's key, from the line of the header that `opening` opens.
std::string file_key_of(std::string_view header, const Opening& opening,
                        const std::string& name) {
  std::optional<std::string> secret;
  if (opening.secret_key) {
    secret = key_bytes(secret_prefix, *opening.secret_key);
    if (!secret)
      throw IoError{IoFault::bad_data,
                    "the secret key is none (or was mistyped): give the file "
                    "that 'rehearse keygen' wrote"};
  }
  bool tried = false;  // each passphrase costs a second: there is one at most
  for (const std::string_view line : split(header, '\n')) {
    const auto words = split(line, ' ');
    if (words.empty()) continue;
    auto key = secret ? open_key_line(words, *secret) : std::nullopt;
    if (!key && opening.passphrase && !tried) {
      key = open_passphrase_line(words, *opening.passphrase);
      tried = words[0] == "passphrase";
    }
    if (key && key->size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
      return *key;
  }
  refuse(name, secret ? "this key doesn't open it (it is sealed for others, "
                        "or was changed): try another key"
                      : "this passphrase doesn't open it (it is another one, "
                        "or the file was changed): try again");
}

// Of the line of the header that begins so.
std::string said_in(std::string_view header, std::string_view word) {
  for (const std::string_view line : split(header, '\n'))
    if (line.starts_with(word)) return std::string{line.substr(word.size())};
  return "";
}

}  // namespace

KeyPair new_key_pair() {
  start_sodium();
  std::string public_key(crypto_box_PUBLICKEYBYTES, '\0');
  Secret secret_key{crypto_box_SECRETKEYBYTES};
  crypto_box_keypair(bytes_of(public_key), secret_key.data());
  return {key_text(public_prefix, public_key),
          key_text(secret_prefix, secret_key.text())};
}

std::optional<std::string> find_public_key(std::string_view text) {
  return find_key(public_prefix, text);
}

std::optional<std::string> find_secret_key(std::string_view text) {
  return find_key(secret_prefix, text);
}

std::string seal(std::string_view bytes, const Sealing& sealing,
                 const SealedAs& as) {
  start_sodium();
  const Secret file_key{
      random_bytes(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)};
  std::string sealed =
      fmt::format("{}name {}\npurpose {}\n", magic, as.name, as.purpose);
  for (const std::string& recipient : sealing.public_keys)
    sealed += key_line(file_key.text(), recipient);
  if (sealing.passphrase)
    sealed += passphrase_line(file_key.text(), *sealing.passphrase);
  sealed += '\n';
  const std::string nonce =
      random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  std::string body(bytes.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES,
                   '\0');
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes_of(body), &size, bytes_of(bytes), bytes.size(),
      bytes_of(std::string_view{sealed}), sealed.size(), nullptr,
      bytes_of(std::string_view{nonce}), bytes_of(file_key.text()));
  return sealed + nonce + body;
}

Opened open_sealed(std::string_view sealed, const Opening& opening,
                   const std::string& name) {
  start_sodium();
  if (!sealed.starts_with(magic) && !sealed.starts_with(magic_1))
    refuse(name, sealed.starts_with(magic_of_any)
                     ? "it was sealed by a later version: open it with that"
                     : "it is no sealed file: check its name");
  const auto blank = sealed.substr(0, longest_head).find("\n\n");
  if (blank == std::string_view::npos)
    refuse(name, "it was cut (its head has no end): get it again");
  const std::string_view header = sealed.substr(0, blank + 2);
  const std::string_view rest = sealed.substr(header.size());
  constexpr std::size_t nonce_bytes =
      crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (rest.size() < nonce_bytes + tag_bytes)
    refuse(name, "it was cut (its body is too short): get it again");
  const Secret key{file_key_of(header, opening, name)};
  std::string bytes(rest.size() - nonce_bytes - tag_bytes, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          bytes_of(bytes), &size, nullptr, bytes_of(rest) + nonce_bytes,
          rest.size() - nonce_bytes, bytes_of(header), header.size(),
          bytes_of(rest), bytes_of(key.text())) != 0)
    refuse(name, "it was changed or cut (its seal is broken): get it again");
  return {std::move(bytes),
          {said_in(header, "name "), said_in(header, "purpose ")}};
}

}  // namespace rehearse
