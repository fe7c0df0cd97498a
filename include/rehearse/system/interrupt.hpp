#pragma once

#include <atomic>
#include <memory>

namespace rehearse {

/// Has SIGINT, SIGTERM and SIGHUP (Windows: Ctrl-C, Ctrl-Break and a closed
/// console) set the flag that is returned. A later one ends the program at
/// once.
[[nodiscard]] const std::atomic<bool>& catch_interrupts();

/// Sets the flag, as a signal would.
void interrupt() noexcept;

/// What would end the program waits while this lives, so that it doesn't come
/// between two steps that belong together.
class InterruptsHeld {
 public:
  InterruptsHeld();
  ~InterruptsHeld();
  InterruptsHeld(const InterruptsHeld&) = delete;
  InterruptsHeld& operator=(const InterruptsHeld&) = delete;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace rehearse
