#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "rehearse/store/run_folder.hpp"

namespace rehearse::cli {

// DIR may be left out; the config is never taken for it.
void add_out(CLI::App& command, std::optional<std::string>& out) {
  const auto read = [&out](const std::string& text) { out = text; };
  command
      .add_option_function<std::string>(
          "--out", read,
          fmt::format("Write a run folder; without DIR: "
                      "results/<trial>-{}-<config>/",
                      command.get_name()))
      ->expected(0, 1)
      ->type_name("[DIR]");
}

std::optional<std::filesystem::path> run_folder(
    const std::optional<std::string>& out, const std::string& command,
    const TrialConfig& config) {
  if (!out) return std::nullopt;
  if (!out->empty()) return *out;
  return default_run_folder(config.scenario.id, command, config.sha256);
}

void show(const Report& report, Format format, const Session& session) {
  print(print(report, format, screen_of(session, STDOUT_FILENO)));
}

std::vector<RunFile> files_of(const Report& report, const TrialConfig& config) {
  return {{"summary.json", print(report, Format::json)},
          {"table.csv", print(report, Format::csv)},
          {"table.md", print(report, Format::md)},
          {"config.resolved.toml", config.resolved_toml}};
}

}  // namespace rehearse::cli
