#pragma once

#include <cstddef>
#include <cstdint>

namespace rehearse::fuzz {

/// What an input may take.
inline constexpr unsigned most_seconds = 20;
inline constexpr std::size_t most_bytes = 1'000'000'000;

/// Statuses with which a process ends that the guard stopped, or a sanitizer.
enum GuardStatus : std::uint8_t {
  too_slow = 97,
  too_large = 98,
  sanitizer_report = 99,
};

/// From here on an input that takes too long or too much memory ends the
/// process, and sanitizers report to what is standard error now.
void start_guard();
/// Begins an input.
void guard_input();
/// Ends it: the most bytes that it had at once.
[[nodiscard]] std::size_t unguard_input();

}  // namespace rehearse::fuzz
