#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"

namespace rehearse {

/// A data file is wrong: the faults found, in file order, at "file:line:column"
/// (a row's line, and the number of the field in it, from 1), "file:line" or
/// "file". No fault shows its line, which may hold what a reader who is blinded
/// must not see.
class DataError : public IoError {
 public:
  /// `untold`: how many faults there are besides. At least one is told.
  explicit DataError(std::vector<Diagnostic> diagnostics,
                     std::size_t untold = 0);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept {
    return diagnostics_;
  }
  [[nodiscard]] std::size_t untold() const noexcept { return untold_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t untold_;
};

}  // namespace rehearse
