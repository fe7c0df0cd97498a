#include <fmt/format.h>

#include <algorithm>

#include "cli/output.hpp"
#include "cli/randomize.hpp"
#include "rehearse/report/allocation_report.hpp"
#include "rehearse/study/allocation.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse::cli {
namespace {

// Of a report, unless the command line says otherwise: errors of power are
// below 0.004, and those of paired differences below that.
constexpr const char* default_replicates = "20000";

// Keys of [randomization] that belong to its procedure.
const std::vector<std::string> procedure_keys{
    "procedure",     "block_sizes", "block_weights", "probability",
    "mti",           "lambda",      "initial_balls", "added_balls",
    "minimize_over", "imbalance"};

// Commas inside brackets, braces and quotes don't separate.
std::vector<std::string> split_keys(std::string_view text) {
  std::vector<std::string> keys(1);
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    quoted = quoted != (c == '"');
    depth += quoted ? 0 : (c == '[' || c == '{') - (c == ']' || c == '}');
    if (c == ',' && depth == 0 && !quoted)
      keys.emplace_back();
    else
      keys.back() += c;
  }
  return keys;
}

// "NAME: KEY=VALUE, …"; without a name it is a letter.
struct Alternative {
  std::string name;
  std::vector<std::string> keys;
};

Alternative parse_alternative(const std::string& text, std::size_t number) {
  Alternative alternative{std::string(1, static_cast<char>('A' + number % 26)),
                          {}};
  std::string_view rest = text;
  const auto colon = rest.find(':');
  if (colon < rest.find('=')) {
    alternative.name = trimmed(rest.substr(0, colon));
    rest.remove_prefix(colon + 1);
  }
  for (const std::string& key : split_keys(rest)) {
    if (key.find('=') == std::string::npos || trimmed(key).empty())
      throw UsageError{fmt::format(
          "--compare: '{}' states no key (an alternative is a list of "
          "KEY=VALUE of [randomization]): write e.g. --compare "
          "'sites: block_sizes=[4], stratify_by=[\"site\"]'",
          trimmed(key))};
    alternative.keys.emplace_back(trimmed(key));
  }
  return alternative;
}

bool sets(const Alternative& alternative, std::string_view key) {
  return std::ranges::any_of(alternative.keys, [&](const std::string& text) {
    return trimmed(text.substr(0, text.find('='))) == key;
  });
}

// The config's overrides and the alternative's: one that names a procedure
// begins without the keys of the config's, and minimization without strata.
Overrides overrides_of(const Alternative& alternative, Overrides overrides) {
  if (sets(alternative, "procedure")) {
    overrides.forget = procedure_keys;
    const bool minimization =
        std::ranges::any_of(alternative.keys, [](const std::string& text) {
          return text.starts_with("procedure") &&
                 text.find("minimization") != std::string::npos;
        });
    if (minimization)
      overrides.forget.insert(overrides.forget.end(),
                              {"stratify_by", "list_length", "overrun",
                               "runout_probability", "number_pattern"});
  }
  for (const std::string& key : alternative.keys)
    overrides.set.push_back("randomization." + key);
  return overrides;
}

// What is said of an alternative and not of the config itself: no line of the
// config says it.
std::vector<Diagnostic> of_alternative(
    const std::vector<Diagnostic>& found, const std::string& name,
    const std::vector<Diagnostic>& of_config) {
  std::vector<Diagnostic> own;
  for (const Diagnostic& one : found)
    if (std::ranges::count(of_config, one) == 0)
      own.push_back({"--compare '" + name + "'", one.message, "", 0});
  return own;
}

LoadedConfig load_alternative(const ConfigOptions& options,
                              const std::string& name) {
  try {
    return load_config(options.file, options.overrides, Reading::list);
  } catch (const ConfigError& error) {
    throw ConfigError{of_alternative(error.diagnostics(), name, {})};
  }
}

std::vector<AllocationAlternative> alternatives_of(
    const RandomizeOptions& options, const Session& session) {
  ConfigOptions own = options.config;
  if (!own.overrides.replicates) own.overrides.replicates = default_replicates;
  std::vector<AllocationAlternative> alternatives;
  LoadedConfig base = load(own, session, Reading::list);
  const std::vector<Diagnostic> said = base.warnings;
  alternatives.push_back({"config", std::move(base), {}, {}, {}});
  for (std::size_t i = 0; i < options.compare.size(); ++i) {
    const Alternative other = parse_alternative(options.compare[i], i);
    ConfigOptions changed = own;
    changed.overrides = overrides_of(other, own.overrides);
    LoadedConfig config = load_alternative(changed, other.name);
    warn(session, of_alternative(config.warnings, other.name, said));
    alternatives.push_back({other.name, std::move(config), {}, {}, {}});
  }
  return alternatives;
}

}  // namespace

void run_allocation_report(const RandomizeOptions& options, Session& session) {
  AllocationReport report;
  report.alternatives = alternatives_of(options, session);
  report.replicates = report.alternatives.front().config.scenario.replicates;
  report.favoured_hazard_ratio = options.favoured_hazard_ratio;
  bool whole = false;
  {
    ProgressDisplay display{options.progress, session};
    whole =
        study_allocation(report, study_run(options.threads, display, session));
  }
  if (!whole)
    return end_interrupted(
        session,
        "randomize: interrupted (nothing was written): start it again");
  show(report_of(report), options.format.value_or(Format::table), session);
}

}  // namespace rehearse::cli
