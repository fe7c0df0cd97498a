#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "rehearse/design/explain_bound.hpp"

namespace rehearse {

/// A sentence that isn't understood.
class SentenceError : public std::runtime_error {
 public:
  SentenceError(const std::string& message, std::size_t column)
      : std::runtime_error(message), column_(column) {}
  /// Of the fault in the sentence, from 1.
  [[nodiscard]] std::size_t column() const noexcept { return column_; }

 private:
  std::size_t column_;
};

/// A published bound as it is typed:
///
///   p=0.0138 at 267 of 385 after 165
///   z=2.963 at 50% after 25% then 75%
///   hr=0.605 at 199 of 333 ratio 2:1
///
/// `p`, `z` or `hr` with the digits that are printed (a whole number counts as
/// having one decimal); the look's events of all that are planned, or the
/// fraction alone; what looks before (`after`) and between it and the last
/// (`then`) have; the allocation, 1:1 by default. \throws SentenceError.
[[nodiscard]] PrintedBound parse_bound_sentence(std::string_view text);

}  // namespace rehearse
