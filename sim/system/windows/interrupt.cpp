#include "rehearse/system/interrupt.hpp"

#include <mutex>

#include "system/windows/wide_text.hpp"

namespace rehearse {
namespace {

// Windows calls the handler on a thread of its own.
std::atomic<bool> interrupted{false};
std::atomic<::ULONGLONG> first_event{0};  // [ms]
std::mutex steps;

constexpr ::ULONGLONG one_event = 300;  // [ms]

// Unless it is handled, the system ends the process when this returns.
::BOOL WINAPI on_event(::DWORD) {
  if (!interrupted.exchange(true)) {
    first_event.store(::GetTickCount64());
    return TRUE;
  }
  if (::GetTickCount64() - first_event.load() <= one_event) return TRUE;
  const std::scoped_lock between{steps};
  return FALSE;
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  static const ::BOOL caught = ::SetConsoleCtrlHandler(on_event, TRUE);
  (void)caught;
  return interrupted;
}

void interrupt() noexcept { interrupted.store(true); }

struct InterruptsHeld::Held {
  std::scoped_lock<std::mutex> lock{steps};
};

InterruptsHeld::InterruptsHeld() : held_(std::make_unique<Held>()) {}
InterruptsHeld::~InterruptsHeld() = default;

}  // namespace rehearse
