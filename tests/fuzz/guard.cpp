#include "guard.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

// Of the sanitizers' run time: GCC ships no header for the first two.
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*)(const volatile void*, std::size_t),
    void (*)(const volatile void*));
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void*);
extern "C" void __sanitizer_set_report_fd(void*);

extern "C" const char* __asan_default_options() {
  return "exitcode=99:detect_leaks=0:allocator_may_return_null=0:"
         "quarantine_size_mb=16:handle_abort=1";
}
extern "C" const char* __ubsan_default_options() {
  return "print_stacktrace=1:exitcode=99";
}

namespace rehearse::fuzz {
namespace {

std::atomic<std::ptrdiff_t> held{0};
std::atomic<std::ptrdiff_t> peak{0};

void on_allocation(const volatile void* /*place*/, std::size_t size) {
  const auto now = held += static_cast<std::ptrdiff_t>(size);
  if (now > peak) peak = now;
  if (now > static_cast<std::ptrdiff_t>(most_bytes)) ::_exit(too_large);
}

void on_release(const volatile void* place) {
  if (place == nullptr) return;
  held -= static_cast<std::ptrdiff_t>(
      __sanitizer_get_allocated_size(const_cast<const void*>(place)));
}

void on_alarm(int /*signal*/) { ::_exit(too_slow); }

}  // namespace

void start_guard() {
  __sanitizer_install_malloc_and_free_hooks(on_allocation, on_release);
  __sanitizer_set_report_fd(
      reinterpret_cast<void*>(static_cast<std::intptr_t>(::dup(2))));
  std::signal(SIGALRM, on_alarm);
}

void guard_input() {
  held = 0;
  peak = 0;
  ::alarm(most_seconds);
}

std::size_t unguard_input() {
  ::alarm(0);
  return static_cast<std::size_t>(peak.load());
}

}  // namespace rehearse::fuzz
