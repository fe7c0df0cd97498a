#pragma once

#include "rehearse/core/errors.hpp"

namespace rehearse::cli {

/// Exit statuses of the command line (sysexits.h where it has one).
enum class ExitStatus : int {
  done = 0,
  gate_not_met = 1,
  usage = 64,
  bad_data = 65,
  input_missing = 66,
  unavailable = 69,
  internal = 70,
  no_memory = 71,
  cannot_create = 73,
  cannot_write = 74,
  interrupted = 75,
  bad_config = 78,
};

[[nodiscard]] constexpr ExitStatus exit_status_of(IoFault fault) {
  switch (fault) {
    case IoFault::input_missing:
      return ExitStatus::input_missing;
    case IoFault::bad_data:
      return ExitStatus::bad_data;
    case IoFault::cannot_create:
      return ExitStatus::cannot_create;
    case IoFault::cannot_write:
      return ExitStatus::cannot_write;
    case IoFault::internal:
      break;
  }
  return ExitStatus::internal;
}

}  // namespace rehearse::cli
