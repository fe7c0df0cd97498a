#pragma once

#include <cstddef>
#include <string>

namespace rehearse {

/// Most bytes of a file that are read; what is longer, or never ends, is
/// refused.
struct InputLimit {
  std::size_t bytes;
  std::string what;  ///< that no such file is longer: "a config", "a key"
};
inline const InputLimit data_limit{512'000'000, "a data file"};

/// All of a file, or of standard input for "-".
/// \throws IoError input_missing if it can't be read (it is missing, a folder,
/// or the disk fails), bad_data if it is longer than the limit.
[[nodiscard]] std::string read_input(const std::string& path,
                                     const InputLimit& limit = data_limit);

}  // namespace rehearse
