#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "node.hpp"
#include "rehearse/core/errors.hpp"

namespace rehearse::config {

// Messages have one grammar: what is wrong (why) what to do. They are part of
// the product, and tests hold every one of them.

/// Collects what is wrong, so that a user sees all of it at once: of much
/// `most_diagnostics`, and how much more there is.
class Faults {
 public:
  /// `text` is the file's: faults show their line of it. It must outlive this.
  explicit Faults(std::string_view text) : text_(text) {}

  void error(const Mark& mark, std::string_view path, std::string_view message);
  void warn(const Mark& mark, std::string_view path, std::string_view message);
  void error(const Node& node, std::string_view message) {
    error(node.mark, node.path, message);
  }
  void warn(const Node& node, std::string_view message) {
    warn(node.mark, node.path, message);
  }
  // The same of a format and its arguments, one at least.
  template <typename First, typename... Rest>
  void error(const Mark& mark, std::string_view path,
             fmt::format_string<First, Rest...> message, First&& first,
             Rest&&... rest) {
    if (is_full()) return count(mark, path);  // without its words
    error(mark, path,
          fmt::format(message, std::forward<First>(first),
                      std::forward<Rest>(rest)...));
  }
  template <typename First, typename... Rest>
  void error(const Node& node, fmt::format_string<First, Rest...> message,
             First&& first, Rest&&... rest) {
    error(node.mark, node.path, message, std::forward<First>(first),
          std::forward<Rest>(rest)...);
  }
  template <typename First, typename... Rest>
  void warn(const Node& node, fmt::format_string<First, Rest...> message,
            First&& first, Rest&&... rest) {
    warn(node, fmt::format(message, std::forward<First>(first),
                           std::forward<Rest>(rest)...));
  }

  /// Whether no further error will be told.
  [[nodiscard]] bool is_full() const {
    return errors_.size() >= most_diagnostics;
  }
  [[nodiscard]] bool any_error() const { return !errors_.empty(); }
  /// \throws ConfigError with the errors in file order, if there are any.
  void throw_if_any() const;
  [[nodiscard]] std::vector<Diagnostic> warnings() const;

 private:
  using Fault = std::pair<std::uint64_t, Diagnostic>;  // order, what
  [[nodiscard]] Fault fault(const Mark& mark, std::string_view path,
                            std::string_view message) const;
  void count(const Mark& mark, std::string_view path);
  std::string_view text_;
  std::unordered_set<std::size_t> known_;  // hashes of errors
  std::size_t untold_ = 0;
  std::vector<Fault> errors_;
  std::vector<Fault> warnings_;
};

}  // namespace rehearse::config
