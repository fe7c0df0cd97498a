#include <fmt/format.h>

#include <memory>
#include <thread>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse::cli {
namespace {

struct InfoOptions {
  ConfigOptions config;
  unsigned threads = 0;
};

unsigned cores() { return std::max(1U, std::thread::hardware_concurrency()); }

std::string program_text() {
  const BuildInfo build = build_info();
  std::string libraries;
  for (const auto& [name, version] : library_versions())
    libraries +=
        fmt::format("{}{} {}", libraries.empty() ? "" : ", ", name, version);
  std::string targets;
  for (const std::string& target : simd_targets())
    targets += (targets.empty() ? "" : ", ") + target;
  return fmt::format(
      "rehearse    {}, revision {}\n"
      "compiler    {}, {}\n"
      "libraries   {}\n"
      "processor   {}, {} cores\n"
      "SIMD        {} (of {})\n",
      build.version,
      build.git_revision.empty() ? "unknown" : build.git_revision,
      build.compiler, build.flags, libraries, cpu_name(), cores(),
      simd_target(), targets);
}

std::string need_text(const LoadedConfig& config, unsigned threads) {
  const double bytes =
      static_cast<double>(workspace_bytes(config.scenario, threads));
  return fmt::format(
      "run         {} of {} replicates on {} threads: {:.2f} MB of "
      "workspaces\n",
      config.scenario.id, grouped_text(config.scenario.replicates), threads,
      bytes / 1e6);
}

void run(const InfoOptions& options, const Session& session) {
  std::string text = program_text();
  const unsigned threads = options.threads > 0 ? options.threads : cores();
  if (!options.config.file.empty())
    text += need_text(load(options.config, session), threads);
  print(fitted(text));
}

}  // namespace

void add_info(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "info", "The program, its libraries, this machine, what a run needs");
  const auto options = std::make_shared<InfoOptions>();
  add_config(*command, options->config);
  hide(*command, {"--seed"});
  command->get_option("CONFIG")->required(false);
  add_threads(*command, options->threads);
  add_terminal(*command, session);
  command->footer(
      "Examples:\n"
      "  rehearse info\n"
      "  rehearse info trial.toml --threads 8");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
