#pragma once

#include <atomic>

namespace rehearse::cli {

/// Has SIGINT, SIGTERM and SIGHUP set the flag that is returned. A later one
/// ends the program at once.
[[nodiscard]] const std::atomic<bool>& catch_interrupts();

/// Sets the flag, as a signal would.
void interrupt() noexcept;

}  // namespace rehearse::cli
