#pragma once

#include <string>

namespace rehearse {

/// How a run of a program ended.
struct Ran {
  int status = 0;     ///< exit status, or 128 + the signal that ended it
  std::string out;    ///< what went to standard output
  std::string error;  ///< what went to standard error
};

}  // namespace rehearse
