// Two configs, side by side.
#include "rehearse/study/compare.hpp"

#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"

namespace rehearse::cli {
namespace {

struct CompareOptions {
  ConfigOptions a;
  std::string b_file;             ///< empty: A with changes
  std::vector<std::string> with;  ///< KEY=VALUE, in B alone
  unsigned threads = 0;           ///< 0: all cores
  Format format = Format::table;
  ProgressChoice progress = ProgressChoice::automatic;
};

// As A is run: with its seed and as many replicates.
ConfigOptions options_of_b(const CompareOptions& options,
                           const LoadedConfig& a) {
  ConfigOptions b = options.a;
  if (!options.b_file.empty()) b.file = options.b_file;
  b.overrides.seed = a.seed_text;
  b.overrides.replicates = std::to_string(a.scenario.replicates);
  b.overrides.vary = options.with;
  b.overrides.vary_flag = "--with";
  return b;
}

void check_sides(const CompareOptions& options) {
  if (options.b_file.empty() && options.with.empty())
    throw UsageError{
        "there is nothing to compare with: name a second config, or say by "
        "--with KEY=VALUE what differs in B"};
  if (options.a.file == "-" && options.b_file == "-")
    throw UsageError{
        "both configs are standard input: write one of them into a file"};
}

std::string name_of_b(const CompareOptions& options) {
  std::string name = options.b_file.empty() ? options.a.file : options.b_file;
  for (const std::string& change : options.with)
    name += (&change == &options.with.front() ? " with " : ", ") + change;
  return name;
}

void run(const CompareOptions& options, Session& session) {
  check_sides(options);
  LoadedConfig a = load(options.a, session);
  LoadedConfig b = load(options_of_b(options, a), session);
  ProgressDisplay display{options.progress, session};
  const auto report = study_compare(
      {options.a.file, std::move(a)}, {name_of_b(options), std::move(b)},
      study_run(options.threads, display, session));
  display.erase();
  if (!report)
    return end_interrupted(session,
                           "compare: interrupted: start it again, or with "
                           "fewer --replicates");
  show(report_of(*report), options.format, session);
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "compare", "Two configs: what differs, and the difference in power");
  const auto options = std::make_shared<CompareOptions>();
  add_config(*command, options->a);
  command
      ->add_option("B", options->b_file,
                   "The config to compare with CONFIG (A); without it A again")
      ->type_name("");
  command
      ->add_option("--with", options->with,
                   "Change B alone; repeatable, e.g. "
                   "endpoint.effect.hazard_ratio=0.65")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  add_threads(*command, options->threads);
  add_simd(*command);
  add_progress(*command, options->progress);
  add_format(*command, options->format);
  add_terminal(*command, session);
  command->footer(
      "B takes the seed and the number of replicates of A, so that both are "
      "simulated on\nthe same random numbers: the difference has a far "
      "smaller error than the powers.\n--set changes both.\n"
      "Examples:\n"
      "  rehearse compare trial.toml amended.toml\n"
      "  rehearse compare trial.toml --with analysis.looks[0].events=100\n"
      "  rehearse compare trial.toml amended.toml --format json");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
