#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/system/ran.hpp"

namespace rehearse {

/// The status of a program that was stopped since it took too long.
inline constexpr int timed_out = -1;

/// The program of that name that a shell would find; empty if there is none.
[[nodiscard]] std::filesystem::path program_on_path(const char* name);

/// Runs a program with `arguments` (its name not among them) in `folder`, and
/// waits for it. Its standard input is empty. `environment` (NAME=VALUE) is
/// added to ours and holds before it. `hear` is given each piece of standard
/// error when it comes. A signal that interrupts us (`catch_interrupts`) is
/// passed on to it and all that it started. One that takes longer than `limit`
/// is ended with these, and its status is `timed_out`.
/// \throws IoError (internal) if it can't be started.
[[nodiscard]] Ran run_program(
    const std::filesystem::path& file,
    const std::vector<std::string>& arguments,
    const std::filesystem::path& folder,
    const std::vector<std::string>& environment = {},
    const std::function<void(std::string_view)>& hear = {},
    std::optional<std::chrono::seconds> limit = std::nullopt);

}  // namespace rehearse
