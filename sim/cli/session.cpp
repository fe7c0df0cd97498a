#include "cli/session.hpp"

#include <unistd.h>

#include <cstdlib>

#include "cli/terminal.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {

Color color_of(const Session& session, int file_descriptor) {
  if (session.color == ColorChoice::always) return Color::on;
  if (session.color == ColorChoice::never) return Color::off;
  const char* no_color = std::getenv("NO_COLOR");
  const bool unwanted = no_color != nullptr && *no_color != '\0';
  return !unwanted && ::isatty(file_descriptor) == 1 ? Color::on : Color::off;
}

Screen screen_of(const Session& session, int file_descriptor) {
  return {color_of(session, file_descriptor),
          columns_of(file_descriptor, Screen{}.width)};
}

std::string fitted(const std::string& text) {
  return fitted_text(text, columns_of(STDOUT_FILENO, Screen{}.width));
}

std::string read_and_record(const std::string& file, const Session& session) {
  std::string bytes = read_input(file);
  session.inputs.push_back(input_record(file, bytes));
  return bytes;
}

void print(std::string_view text) {
  write_all(STDOUT_FILENO, text, "standard output");
}

void print_error(std::string_view text) {
  try {
    write_all(STDERR_FILENO, text, "standard error");
  } catch (const IoError&) {  // there is no other place to say so
  }
}

void note(const Session& session, std::string_view text) {
  if (!session.quiet) print_error(text);
}

void warn(const Session& session, const std::vector<Diagnostic>& warnings) {
  note(session, diagnostics_text(warnings, Severity::warning,
                                 color_of(session, STDERR_FILENO)));
}

}  // namespace rehearse::cli
