#include "cli/session.hpp"

#include <fmt/format.h>

#include "cli/terminal.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/system/terminal.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {

Color color_of(const Session& session, int file_descriptor) {
  if (session.color == ColorChoice::always) return Color::on;
  if (session.color == ColorChoice::never) return Color::off;
  const bool unwanted = !environment_variable("NO_COLOR").value_or("").empty();
  return !unwanted && is_terminal(file_descriptor) ? Color::on : Color::off;
}

Screen screen_of(const Session& session, int file_descriptor) {
  return {color_of(session, file_descriptor),
          columns_of(file_descriptor, Screen{}.width)};
}

std::string fitted(const std::string& text) {
  return fitted_text(text, columns_of(standard_output, Screen{}.width));
}

std::string read_and_record(const std::string& file, const Session& session) {
  std::string bytes = read_input(file);
  session.inputs.push_back(input_record(file, bytes));
  return bytes;
}

void print(std::string_view text) {
  write_all(standard_output, text, "standard output");
}

void print_error(std::string_view text) {
  try {
    write_all(standard_error, text, "standard error");
  } catch (const IoError&) {  // there is no other place to say so
  }
}

void end_interrupted(Session& session, std::string_view what) {
  session.status = ExitStatus::interrupted;
  print_error(fmt::format("rehearse {}\n", what));
}

void note(const Session& session, std::string_view text) {
  if (!session.quiet) print_error(text);
}

void warn(const Session& session, const std::vector<Diagnostic>& warnings) {
  note(session, diagnostics_text(warnings, Severity::warning,
                                 color_of(session, standard_error)));
}

}  // namespace rehearse::cli
