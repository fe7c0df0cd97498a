#include "cli/interrupt.hpp"

#include <csignal>

namespace rehearse::cli {
namespace {

// A signal handler reaches nothing but globals; setting this is safe in one.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) { interrupt(); }

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  return interrupted;
}

void interrupt() noexcept { interrupted.store(true); }

}  // namespace rehearse::cli
