#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// A file that a run read, as it was then.
struct InputRecord {
  std::string name;    ///< as it was given; "-" is standard input
  std::string sha256;  ///< of its bytes, 64 hex digits

  bool operator==(const InputRecord&) const = default;
};

[[nodiscard]] InputRecord input_record(const std::string& name,
                                       std::string_view bytes);

}  // namespace rehearse
