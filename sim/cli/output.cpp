#include "cli/output.hpp"

#include <fmt/format.h>

#include <string_view>

#include "cli/options.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/system/terminal.hpp"

namespace rehearse::cli {

// DIR may be left out; the config is never taken for it.
void add_out(CLI::App& command, std::optional<std::string>& out,
             Session& session) {
  const auto read = [&out](const std::string& text) { out = text; };
  command
      .add_option_function<std::string>(
          "--out", read,
          fmt::format("Write a run folder; without DIR: "
                      "results/<trial>-{}-<config>/",
                      command.get_name()))
      ->expected(0, 1)
      ->type_name("[DIR]");
  add_repeatable(command, session);
}

void add_repeatable(CLI::App& command, Session& session) {
  command
      .add_flag("--repeatable", session.repeatable,
                "With --out: no date, user, host, machine or times in the "
                "manifest, so that its bytes repeat (REHEARSE_REPEATABLE=1)")
      ->needs("--out");
}

RunRecord record_of(const std::string& seed, const std::string& config_sha256,
                    unsigned threads, const Stopwatch& watch,
                    const Session& session) {
  RunRecord record{session.command_line, seed, config_sha256, threads};
  record.arguments = session.arguments;
  record.config_file = session.config_file;
  record.inputs = session.inputs;
  const bool wished = environment_variable("REHEARSE_REPEATABLE") == "1";
  if (!session.repeatable && !wished) record.origin = run_origin();
  watch.record(record);
  return record;
}

std::optional<RunFolder> run_folder(const std::optional<std::string>& out,
                                    const std::string& command,
                                    const TrialConfig& config) {
  if (!out) return std::nullopt;
  const auto folder = out->empty() ? default_run_folder(config.scenario.id,
                                                        command, config.sha256)
                                   : std::filesystem::path{*out};
  return std::optional<RunFolder>{std::in_place, folder, command};
}

void write_run(const RunFolder& folder, unsigned threads,
               const TrialConfig& config, const std::vector<RunFile>& files,
               const Stopwatch& watch, const Session& session,
               const std::vector<std::string>& obsolete) {
  folder.write(
      record_of(config.seed_text, config.sha256, threads, watch, session),
      files, obsolete);
  note(session, "results are in " + folder.text() + "/\n");
}

Existing existing_of(const std::filesystem::path& file, bool force,
                     const std::string& why) {
  std::error_code unreadable;  // said when it is written
  if (force) return Existing::replaced;
  if (std::filesystem::exists(file, unreadable))
    throw IoError{IoFault::cannot_create,
                  fmt::format("{}: exists ({}): choose another name, or "
                              "overwrite it with --force",
                              file.string(), why)};
  return Existing::kept;
}

void check_printable(Format format) {
  if ((format == Format::docx || format == Format::xlsx) &&
      is_terminal(standard_output))
    throw UsageError{fmt::format(
        "--format {0}: a terminal can't show it (it is a file of an office "
        "program): send it to one, > FILE.{0}",
        word_of(format))};
}

void show(const Report& report, Format format, const Session& session) {
  check_printable(format);
  print(print(report, format, screen_of(session, standard_output)));
}

std::vector<RunFile> files_of(const Report& report, const TrialConfig& config) {
  return {{"summary.json", print(report, Format::json)},
          {"table.csv", print(report, Format::csv)},
          {"table.md", print(report, Format::md)},
          {"config.resolved.toml", config.resolved_toml}};
}

}  // namespace rehearse::cli
