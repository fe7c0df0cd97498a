#pragma once

#include <string>

namespace rehearse {

/// Who made a run, where, and when it ended.
struct RunOrigin {
  std::string date;  ///< UTC, "2026-11-29T19:05:50Z"
  std::string user;  ///< the process's; its number where it has no name
  std::string host;
};

/// Of this process, now.
[[nodiscard]] RunOrigin run_origin();

}  // namespace rehearse
