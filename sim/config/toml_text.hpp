#pragma once

#include <toml++/toml.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "path.hpp"

namespace rehearse::config {

/// A key as it is written in a path or a header: in quotes where it has to be.
[[nodiscard]] std::string key_text(const std::string& key);

/// A TOML text and the places in it that the library gives: lines and columns
/// of characters, from 1.
class TomlText {
 public:
  explicit TomlText(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t offset(const toml::source_position& at) const;
  [[nodiscard]] std::pair<std::size_t, std::size_t> range(
      const toml::source_region& region) const;
  /// Of a line behind the last one: the text's size.
  [[nodiscard]] std::size_t begin_of_line(std::size_t line) const;
  /// Whether the line is the header of the table at `path`.
  [[nodiscard]] bool is_header(std::size_t line,
                               std::span<const Step> path) const;

  [[nodiscard]] std::string replaced(std::size_t begin, std::size_t end,
                                     const std::string& by) const;
  [[nodiscard]] std::string appended(const std::string& more) const;

 private:
  std::string text_;
  std::vector<std::size_t> lines_;  // where each begins
};

}  // namespace rehearse::config
