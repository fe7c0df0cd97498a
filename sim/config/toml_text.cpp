#include "toml_text.hpp"

#include <algorithm>

#include "resolved.hpp"

namespace rehearse::config {

std::string key_text(const std::string& key) {
  const bool bare =
      key.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
      std::string::npos;
  return bare && !key.empty() ? key : config::quoted(key);
}

TomlText::TomlText(std::string text) : text_(std::move(text)), lines_{0} {
  if (!text_.empty() && text_.back() != '\n') text_ += '\n';
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') lines_.push_back(i + 1);
}

std::size_t TomlText::begin_of_line(std::size_t line) const {
  return line - 1 < lines_.size() ? lines_[line - 1] : text_.size();
}

std::size_t TomlText::offset(const toml::source_position& at) const {
  std::size_t byte = begin_of_line(at.line);
  for (std::size_t column = 1; column < at.column; ++column) {
    ++byte;
    // A character's further bytes.
    while (byte < text_.size() &&
           (static_cast<unsigned char>(text_[byte]) & 0xC0U) == 0x80)
      ++byte;
  }
  return std::min(byte, text_.size());
}

std::pair<std::size_t, std::size_t> TomlText::range(
    const toml::source_region& region) const {
  return {offset(region.begin), offset(region.end)};
}

bool TomlText::is_header(std::size_t line, std::span<const Step> path) const {
  const std::size_t begin = begin_of_line(line);
  std::string_view header =
      std::string_view{text_}.substr(begin, begin_of_line(line + 1) - begin);
  const auto skip_spaces = [&] {
    header.remove_prefix(
        std::min(header.find_first_not_of(" \t"), header.size()));
  };
  skip_spaces();
  if (!header.starts_with('[')) return false;
  header.remove_prefix(header.starts_with("[[") ? 2 : 1);
  for (const Step& step : path) {
    const auto* key = std::get_if<std::string>(&step);
    if (key == nullptr) continue;
    skip_spaces();
    const bool in_quotes = header.starts_with('"') || header.starts_with('\'');
    if (in_quotes) header.remove_prefix(1);
    if (!header.starts_with(*key)) return false;
    header.remove_prefix(key->size() + (in_quotes ? 1 : 0));
    skip_spaces();
    if (header.starts_with('.')) header.remove_prefix(1);
  }
  return header.starts_with(']');
}

std::string TomlText::replaced(std::size_t begin, std::size_t end,
                               const std::string& by) const {
  return text_.substr(0, begin) + by + text_.substr(end);
}

std::string TomlText::appended(const std::string& more) const {
  return text_ + more;
}

}  // namespace rehearse::config
