#include <fmt/format.h>

#include <memory>
#include <thread>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse::cli {
namespace {

struct InfoOptions {
  ConfigOptions config;
  unsigned threads = 0;
  Format format = Format::table;
};

unsigned cores() { return std::max(1U, std::thread::hardware_concurrency()); }

using Facts = std::vector<Document::Fact>;

Facts program_facts() {
  const BuildInfo build = build_info();
  return {{"rehearse",
           fmt::format(
               "{}, revision {}", build.version,
               build.git_revision.empty() ? "unknown" : build.git_revision)},
          {"compiler", build.compiler + ", " + build.flags},
          {"libraries", libraries_text()},
          {"processor", fmt::format("{}, {} cores", processor_name(), cores())},
          {"SIMD", fmt::format("{} (of {})", simd_target(),
                               fmt::join(simd_targets(), ", "))}};
}

Document::Fact need_fact(const LoadedConfig& config, unsigned threads) {
  const double bytes =
      static_cast<double>(workspace_bytes(config.scenario, threads));
  return {
      "run",
      fmt::format("{} of {} replicates on {} threads: {:.2f} MB of workspaces",
                  config.scenario.id, grouped_text(config.scenario.replicates),
                  threads, bytes / 1e6)};
}

Report report_of(Facts facts) {
  constexpr std::size_t width = 12;
  Report report{{{"command", "info"}}, {}, {}};
  for (const auto& [name, text] : facts) {
    report.json[name] = text;
    report.rows.push_back({{"part", name}, {"words", text}});
  }
  report.document.add(Document::Heading{"rehearse"}, Document::Medium::paper);
  report.document.add(
      Document::Facts{std::move(facts), Document::Setting::notes, width});
  return report;
}

void run(const InfoOptions& options, const Session& session) {
  Facts facts = program_facts();
  const unsigned threads = options.threads > 0 ? options.threads : cores();
  if (!options.config.file.empty())
    facts.push_back(need_fact(load(options.config, session), threads));
  show(report_of(std::move(facts)), options.format, session);
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
  add_simd(*command);
  add_format(*command, options->format);
  add_terminal(*command, session);
  command->footer(
      "Examples:\n"
      "  rehearse info\n"
      "  rehearse info trial.toml --threads 8");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
