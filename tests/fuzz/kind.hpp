#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "chance.hpp"

namespace rehearse::fuzz {

/// What became of an input: a result, or a fault with its documented status.
enum class Fate : std::uint8_t { accepted, refused };

/// One kind of what a user hands in. It begins with sound inputs, made or read
/// when it is made.
class Kind {
 public:
  Kind() = default;
  virtual ~Kind() = default;
  Kind(const Kind&) = delete;
  Kind& operator=(const Kind&) = delete;

  /// An input whole, by chance alone: how it is used, then its bytes.
  [[nodiscard]] virtual std::string input(Chance& chance) const = 0;
  /// \throws Broken, or whatever escapes from the readers.
  virtual Fate run(const std::string& input) = 0;
};

[[nodiscard]] std::unique_ptr<Kind> config_kind();
[[nodiscard]] std::unique_ptr<Kind> table_kind();
[[nodiscard]] std::unique_ptr<Kind> data_file_kind();
[[nodiscard]] std::unique_ptr<Kind> sweep_kind();
[[nodiscard]] std::unique_ptr<Kind> sealed_kind();

}  // namespace rehearse::fuzz
