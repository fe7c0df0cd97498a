#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rehearse {

/// Makes the streams ready. One that is closed would be the next file that is
/// opened, and what is printed go into that: it gets what nothing can be
/// written to. Whoever reads us may stop to: we end as quietly as any other
/// filter. A file that may not grow further is reported like a full disk. Bytes
/// are as they are written.
void prepare_streams();

/// The command line's words in UTF-8, the program's name not among them.
[[nodiscard]] std::vector<std::string> command_line_words(int argc,
                                                          char** argv);

/// In UTF-8; nothing where it isn't set.
[[nodiscard]] std::optional<std::string> environment_variable(const char* name);

/// Where a user's programs keep what can be made again; empty where it isn't
/// known. XDG_CACHE_HOME where that is set.
[[nodiscard]] std::filesystem::path cache_folder();

/// The running program's file, to be read or run, whatever has its name now.
[[nodiscard]] std::filesystem::path own_file();

/// Where the running program lies; empty if the system doesn't say.
[[nodiscard]] std::filesystem::path own_place();

/// The libraries' files that the running program has loaded, but the system's
/// own.
[[nodiscard]] std::vector<std::filesystem::path> loaded_libraries();

/// Of all threads of this process [s].
[[nodiscard]] double processor_seconds();

/// Whose process this is; the number where there is no name.
[[nodiscard]] std::string user_name();
[[nodiscard]] std::string host_name();

/// As their makers call them; empty or "unknown" where the system doesn't say.
[[nodiscard]] std::string processor_name();
[[nodiscard]] std::string system_name();  ///< the operating system
[[nodiscard]] std::string kernel_name();  ///< its kernel, and for which machine

}  // namespace rehearse
