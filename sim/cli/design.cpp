#include "rehearse/study/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "cli/commands.hpp"
#include "cli/explain_bound.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/report/design_report.hpp"
#include "rehearse/report/hypotheses_design.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

// Of z and hazard ratio one is given, or none.
struct InterimOptions {
  std::string look;  ///< empty: the first
  std::string z;
  std::string hazard_ratio;
  std::uint64_t events = 0;  ///< 0: those planned
  std::string old_z;         ///< by its deprecated name
  std::string old_ratio;     ///< the same
};

constexpr const char* interim_flags = "--interim-z, --interim-hazard-ratio";

struct DesignOptions {
  ConfigOptions config;
  Format format = Format::table;
  std::optional<std::string> out;
  InterimOptions interim;
  ExplainBoundOptions explain;
};

double number_of(const std::string& flag, const std::string& text,
                 double least) {
  const auto number = parse_number(text);
  if (!number || *number <= least)
    throw UsageError{fmt::format("{}: '{}' is no such number: write e.g. {} {}",
                                 flag, text, flag,
                                 flag == "--interim-z" ? "1.2" : "0.8")};
  return *number;
}

std::size_t interim_look(const std::string& name,
                         const std::vector<Look>& looks) {
  if (looks.size() < 2)
    throw UsageError{fmt::format(
        "{}: the config has one look (an interim result needs a look to come): "
        "add a look",
        interim_flags)};
  if (name.empty()) return 0;
  std::vector<std::string_view> names;
  for (std::size_t k = 0; k + 1 < looks.size(); ++k) {
    if (looks[k].name == name) return k;
    names.push_back(looks[k].name);
  }
  throw UsageError{fmt::format("--look: the config has no interim look '{}'{}",
                               name, suggestion(name, names))};
}

// A look has fewer events than the one after it, or than participants.
void check_events(std::uint64_t events, std::size_t look,
                  const DesignReport& report) {
  const double later = report.design.looks[look + 1].expected.events;
  if (static_cast<double>(events) < later) return;
  throw UsageError{fmt::format(
      "--events: {} events are as many as the next look's {:.6g} (an interim "
      "result is of fewer): give those of the interim look",
      events, later)};
}

std::optional<InterimAnswer> answer(const InterimOptions& options,
                                    const DesignReport& report) {
  if (options.z.empty() && options.hazard_ratio.empty()) {
    if (!options.look.empty() || options.events > 0)
      throw UsageError{
          "--look, --events: no interim result is given: add --interim-z or "
          "--interim-hazard-ratio"};
    return std::nullopt;
  }
  const Scenario& scenario = report.config.scenario;
  if (scenario.analysis.test != SurvivalTest{})
    throw UsageError{fmt::format(
        "{}: the config's test isn't the log-rank (conditional power has a "
        "formula here for that alone): add --set analysis.test=logrank",
        interim_flags)};
  const GroupSequentialPlan plan =
      sequential_plan(scenario.analysis, experimental_share(scenario));
  InterimAnswer at{};
  at.look = interim_look(options.look, scenario.analysis.looks);
  if (report.design.looks.size() < scenario.analysis.looks.size())
    throw UsageError{fmt::format(
        "{}: a look is not to be expected (its events are more than there can "
        "be, see `rehearse check`): plan fewer",
        interim_flags)};
  check_events(options.events, at.look, report);
  at.events = options.events > 0 ? static_cast<double>(options.events)
                                 : report.design.looks[at.look].expected.events;
  if (options.z.empty()) {
    at.hazard_ratio =
        number_of("--interim-hazard-ratio", options.hazard_ratio, 0.0);
    at.z = z_at_hazard_ratio(plan, at.events, at.hazard_ratio);
  } else {
    at.z = number_of("--interim-z", options.z, -1e6);
    at.hazard_ratio = hazard_ratio_at_z(plan, at.events, at.z);
  }
  at.power = interim_power(report.design, scenario, at.look, at.events, at.z);
  return at;
}

// Takes a value that was given by its flag's deprecated name.
void take_old(std::string& value, const std::string& old, const char* flag,
              const char* old_flag, const Session& session) {
  if (old.empty()) return;
  warn(session,
       {{"",
         fmt::format("{} is an old name (it is an interim result, not what the "
                     "trial is designed for, which is "
                     "--set endpoint.effect.hazard_ratio=HR): write {}",
                     old_flag, flag),
         "", 0}});
  if (!value.empty())
    throw UsageError{
        fmt::format("{}: {} says it too: leave one out", old_flag, flag)};
  value = old;
}

InterimOptions interim_result(InterimOptions options, const Session& session) {
  take_old(options.z, options.old_z, "--interim-z", "--z", session);
  take_old(options.hazard_ratio, options.old_ratio, "--interim-hazard-ratio",
           "--hazard-ratio", session);
  if (!options.z.empty() && !options.hazard_ratio.empty())
    throw UsageError{
        "--interim-hazard-ratio excludes --interim-z: give one of them"};
  return options;
}

// An interim result is one hypothesis's, whose alpha is known.
void design_hypotheses(const DesignOptions& options, const TrialConfig& config,
                       const std::optional<RunFolder>& folder,
                       const Stopwatch& watch, Session& session) {
  const InterimOptions& interim = options.interim;
  if (!interim.z.empty() || !interim.hazard_ratio.empty())
    throw UsageError{
        fmt::format("{}: the config has several hypotheses (of which would the "
                    "result be?): leave [[hypotheses]] out",
                    interim_flags)};
  const Report result = hypotheses_design(config);
  show(result, options.format, session);
  if (folder)
    write_run(*folder, 1, config, files_of(result, config), watch, session);
}

void run(const DesignOptions& options, Session& session) {
  const Stopwatch watch;
  const InterimOptions interim = interim_result(options.interim, session);
  const TrialConfig config = load(options.config, session);
  warn(session, theory_warnings(config.scenario));
  const auto folder = run_folder(options.out, "design", config);
  if (!config.scenario.hypotheses.empty())
    return design_hypotheses(options, config, folder, watch, session);
  DesignReport report = study_design(config);
  report.interim = answer(interim, report);
  const Report result = report_of(report);
  show(result, options.format, session);
  if (folder)
    write_run(*folder, 1, config, files_of(result, config), watch, session);
}

void add_interim(CLI::App& command, InterimOptions& options) {
  command
      .add_option("--interim-hazard-ratio", options.hazard_ratio,
                  "Conditional and predictive power after an interim look that "
                  "found this hazard ratio")
      ->type_name("HR");
  command.add_option("--interim-z", options.z, "The same where Z was this")
      ->type_name("Z");
  command
      .add_option("--look", options.look,
                  "The interim look of that result (the first)")
      ->type_name("NAME");
  // Deprecated names: no group, so that help leaves them out.
  command.add_option("--hazard-ratio", options.old_ratio)->group("");
  command.add_option("--z", options.old_z)->group("");
  add_number(command, "--events", options.events, 1, 10'000'000,
             "Events at that look (those planned)");
}

}  // namespace

void add_design(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "design", "Bounds, analytic power, events and times; no simulation");
  const auto options = std::make_shared<DesignOptions>();
  add_config(*command, options->config);
  hide(*command, {"--seed", "--replicates"});
  add_interim(*command, options->interim);
  add_explain_bound(*command, options->explain);
  add_format(*command, options->format);
  add_out(*command, options->out, session);
  add_terminal(*command, session);
  command->footer(
      "Examples:\n"
      "  rehearse design trial.toml\n"
      "  rehearse design trial.toml --set analysis.looks[0].events=100 "
      "--format json\n"
      "  rehearse design trial.toml --interim-hazard-ratio 0.8   conditional "
      "and predictive power\n"
      "  rehearse design --explain-bound \"p=0.0138 at 267 of 385 after 165\"\n"
      "  rehearse design --explain-bound \"p=0.0124 at 0.67\" --alpha 0.025\n"
      "  rehearse design --explain-bound \"hr=0.605 at 199 of 333 ratio "
      "2:1\"");
  command->callback([command, options, &session] {
    check_explain_bound(*command, options->explain);
    if (command->count("--explain-bound") > 0)
      run_explain_bound(options->explain, options->format, session);
    else
      run(*options, session);
  });
}

}  // namespace rehearse::cli
