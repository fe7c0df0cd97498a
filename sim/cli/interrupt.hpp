#pragma once

#include <atomic>

namespace rehearse::cli {

/// Has SIGINT and SIGTERM set the flag that is returned. Each does so once: the
/// next of its kind ends the program at once.
[[nodiscard]] const std::atomic<bool>& catch_interrupts();

/// Sets the flag, as a signal would.
void interrupt() noexcept;

}  // namespace rehearse::cli
