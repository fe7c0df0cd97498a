#include "rehearse/system/interrupt.hpp"

#include <pthread.h>
#include <time.h>

#include <csignal>
#include <cstdint>

namespace rehearse {
namespace {

// A signal handler reaches nothing but globals; setting these is safe in one.
std::atomic<bool> interrupted{false};
std::atomic<std::int64_t> first_signal{0};  // [ms]
static_assert(std::atomic<bool>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

// Whoever ends a process group may well signal a process twice at once.
constexpr std::int64_t one_signal = 300;  // [ms]

std::int64_t milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void on_signal(int signal) {
  if (!interrupted.exchange(true)) {
    first_signal.store(milliseconds());
  } else if (milliseconds() - first_signal.load() > one_signal) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  // Whoever is to outlive its terminal (nohup) ignores this one.
  struct sigaction before {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
  return interrupted;
}

void interrupt() noexcept { interrupted.store(true); }

struct InterruptsHeld::Held {
  sigset_t before{};
};

InterruptsHeld::InterruptsHeld() : held_(std::make_unique<Held>()) {
  sigset_t ends;
  sigemptyset(&ends);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
    sigaddset(&ends, signal);
  ::pthread_sigmask(SIG_BLOCK, &ends, &held_->before);
}

InterruptsHeld::~InterruptsHeld() {
  ::pthread_sigmask(SIG_SETMASK, &held_->before, nullptr);
}

}  // namespace rehearse
