#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_status.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/study/study_run.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/screen.hpp"

namespace rehearse::cli {

enum class ColorChoice { automatic, always, never };

/// The command line asks for what cannot be.
using UsageError = RequestError;

/// Another program that is needed is missing, or fails.
class UnavailableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One run of the program: what main and its subcommands share.
struct Session {
  std::string command_line;            ///< as it could be typed in a shell
  std::vector<std::string> arguments;  ///< the same, word by word
  ExitStatus status = ExitStatus::done;
  ColorChoice color = ColorChoice::automatic;
  bool quiet = false;       ///< nothing on stderr but errors
  bool repeatable = false;  ///< a manifest has the same bytes again
  /// What was read so far, for the manifest.
  mutable std::optional<InputRecord> config_file;
  mutable std::vector<InputRecord> inputs;
  /// What the config asks for that takes memory, in words: for the message if
  /// there is no more.
  mutable std::string size;
};

/// Colour for a stream: as asked, or if it is a terminal and NO_COLOR is unset
/// or empty (no-color.org).
[[nodiscard]] Color color_of(const Session& session, int file_descriptor);

/// What a stream's tables are made for: its colour and width.
[[nodiscard]] Screen screen_of(const Session& session, int file_descriptor);

/// `text` for humans, broken to fit standard output.
[[nodiscard]] std::string fitted(const std::string& text);

/// Reads a data file and keeps for the manifest that it was read.
/// \throws IoError as `read_input`.
[[nodiscard]] std::string read_and_record(const std::string& file,
                                          const Session& session);

/// Writes to standard output. \throws IoError (cannot_write).
void print(std::string_view text);

/// Writes to standard error; what cannot be written there is lost.
void print_error(std::string_view text);

/// Ends with the status of what was interrupted, and says what is left of it:
/// "rehearse WHAT".
void end_interrupted(Session& session, std::string_view what);

/// Says something that is no error, unless quiet was asked for.
void note(const Session& session, std::string_view text);

/// Prints warnings, unless quiet was asked for.
void warn(const Session& session, const std::vector<Diagnostic>& warnings);

}  // namespace rehearse::cli
