#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/text/diagnostics.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// What the reports of `analyze` on two arms and on more have in common.

/// A line of a report, after its name.
struct NamedLine {
  std::string name;
  std::string text;
};

/// With `text` from column `width` on.
[[nodiscard]] std::string labelled(const std::string& name, std::size_t width,
                                   const std::string& text, Color color);

[[nodiscard]] std::string_view word_of(Ties ties);

/// "1, 2, 3".
template <class Items>
[[nodiscard]] std::string list_text(const Items& items) {
  std::string text;
  for (const auto& item : items)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", item);
  return text;
}

/// "none", or how many by which columns.
[[nodiscard]] std::string strata_text(std::size_t strata,
                                      const std::vector<std::string>& columns);

/// What case weights of a column are.
[[nodiscard]] std::string weight_text(const std::string& column);

/// Warnings of distinct times taken for the one before, and of lines with a
/// missing value.
[[nodiscard]] std::string tied_text(std::size_t tied);
[[nodiscard]] std::string left_out_text(std::span<const std::size_t> left_out);

/// With a line end. A level of the data may be no UTF-8: it is replaced.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document);

/// Columns quantity, arm and value: a row for each number of a document, empty
/// where that is null.
[[nodiscard]] std::string quantities_csv(
    const nlohmann::ordered_json& document);

}  // namespace rehearse
