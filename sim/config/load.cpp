// From a text to a scenario: the order in which everything in this layer is
// done.
#include "rehearse/config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "max_size.hpp"
#include "overrides.hpp"
#include "parse.hpp"
#include "parts.hpp"
#include "read_keys.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/text.hpp"
#include "resolved.hpp"
#include "scenarios.hpp"

namespace rehearse {
namespace {

// Parsers recurse and copy: a file that is no config is refused before them.
void refuse_huge(std::string_view text, const std::string& name) {
  if (text.size() <= config::max_size) return;
  throw ConfigError{{{name,
                      fmt::format("the file is larger than {} MB (no config "
                                  "is): check that it is the one you mean",
                                  config::max_size / 1'000'000),
                      "", 0}}};
}

// What outcomes are simulated from. Where a list is all that can be had, it
// plays no part and is left out of the tree.
constexpr std::array outcome_tables{"enrolment",  "endpoint",   "dropout",
                                    "assessment", "review",     "calibration",
                                    "analysis",   "hypotheses", "multiplicity"};

// A list of three arms has no outcomes however much of them is stated: the
// simulator compares two.
bool has_outcomes(const config::Node& tree, Reading reading) {
  if (reading == Reading::simulation) return true;
  const auto given = [&](const char* key) {
    return config::find(tree, key) != nullptr;
  };
  return config::elements(tree, "arms").size() <= arm_count &&
         given("enrolment") && given("endpoint") && given("analysis");
}

// They would be printed in the resolved config, and change the hash of a list
// that they have no part in.
void leave_out_outcomes(config::Node& tree) {
  std::erase_if(std::get<config::Table>(tree.value),
                [](const config::Member& member) {
                  return std::ranges::find(outcome_tables, member.key) !=
                         outcome_tables.end();
                });
}

// Who is allocated, and how.
void read_allocation(config::Node& tree, config::SourceFolder& source,
                     Reading reading, Scenario& scenario,
                     config::Faults& faults) {
  config::read_trial(tree, scenario, faults);
  config::read_arms(tree, reading, scenario, faults);
  config::read_factors(tree, scenario, faults);
  config::read_sites(tree, source, scenario, faults);
  config::read_enrolment(tree, scenario, faults);  // it gives sites shares
  config::read_conduct(tree, scenario, faults);
  config::read_randomization(tree, scenario, faults);
  config::check_conduct(tree, scenario, faults);
  config::read_simulation(tree, scenario);
}

// In this order: each part finds in the scenario what it depends on.
void read_outcomes(config::Node& tree, Scenario& scenario,
                   config::Faults& faults) {
  config::read_endpoint(tree, scenario, faults);
  config::read_dropout(tree, scenario, faults);
  config::read_analysis(tree, scenario, faults);
  config::read_review(tree, scenario, faults);
  config::read_calibration(tree, scenario, faults);
  config::read_planning(tree, scenario, faults);
  config::check_design(tree, scenario, faults);
}

// Anything that can be simulated: what isn't stated plays no part in who gets
// which arm.
void set_neutral_outcomes(Scenario& scenario) {
  scenario.enrolment.duration = days_per_year;
  scenario.endpoint.control.median = days_per_year;
  scenario.endpoint.effect = {{unbounded, 1.0}};
}

config::Node parse_tree(std::string_view text, const std::string& name,
                        Dialect dialect) {
  refuse_huge(text, name);
  return dialect == Dialect::toml ? config::parse_toml(text, name)
                                  : config::parse_json(text, name);
}

// What is found in the config and then in its scenarios: each once, where it
// was found first.
struct Findings {
  std::vector<Diagnostic> all = {};
  std::size_t untold = 0;

  void add(const std::vector<Diagnostic>& found, const std::string& where,
           std::size_t more = 0) {
    untold += more;
    for (const Diagnostic& one : found) {
      if (!known_.insert(one.location + '\n' + one.message).second) continue;
      if (all.size() == most_diagnostics) {
        ++untold;
        continue;
      }
      all.push_back(one);
      all.back().message += where;
    }
  }

 private:
  std::unordered_set<std::string> known_ = {};
};

// `text` is what the tree was read from.
LoadedConfig load_tree(config::Node raw, std::string_view text,
                       const std::filesystem::path& folder,
                       const Overrides& overrides, Reading reading) {
  config::Faults faults{text};
  config::apply_overrides(overrides, raw, faults);
  LoadedConfig loaded;
  loaded.sweep = config::take_sweep(raw, faults);
  config::Node tree = config::read_keys(raw, reading, faults);
  loaded.has_outcomes = has_outcomes(tree, reading);
  if (!loaded.has_outcomes) leave_out_outcomes(tree);
  config::refuse_contradictions(tree, faults);
  config::SourceFolder source{folder, {}};
  read_allocation(tree, source, reading, loaded.scenario, faults);
  if (loaded.has_outcomes)
    read_outcomes(tree, loaded.scenario, faults);
  else
    set_neutral_outcomes(loaded.scenario);
  loaded.sources = config::sources_of(tree, faults);
  faults.throw_if_any();
  loaded.seed_text =
      *config::get<std::string>(config::table_of(tree, "simulation"), "seed");
  set_seed(loaded.seed_text, SeedUse::run, loaded.scenario);
  config::warn_of_the_unlikely(tree, loaded.scenario, faults);
  auto [toml, values] = config::resolve(tree);
  loaded.resolved_toml = std::move(toml);
  loaded.values = std::move(values);
  loaded.sha256 = sha256_hex(loaded.resolved_toml);
  loaded.warnings = faults.warnings();
  loaded.inputs = std::move(source.read);
  return loaded;
}

}  // namespace

LoadedConfig parse_config(std::string_view text, const std::string& name,
                          Dialect dialect, const std::filesystem::path& folder,
                          const Overrides& overrides, Reading reading) {
  return load_tree(parse_tree(text, name, dialect), text, folder, overrides,
                   reading);
}

LoadedConfig check_config(std::string_view text, const std::string& name,
                          Dialect dialect, const std::filesystem::path& folder,
                          const Overrides& overrides) {
  const config::Node tree = parse_tree(text, name, dialect);
  Findings faults;
  Findings warnings;
  const auto load = [&](config::Node read, const Overrides& changed,
                        const std::string& where) {
    LoadedConfig loaded;
    try {
      loaded = load_tree(std::move(read), text, folder, changed,
                         Reading::simulation);
      warnings.add(loaded.warnings, where);
    } catch (const ConfigError& error) {
      faults.add(error.diagnostics(), where, error.untold());
    }
    return loaded;
  };
  LoadedConfig loaded = load(tree, overrides, "");
  for (const std::string& scenario : config::scenario_names(tree)) {
    Overrides chosen = overrides;
    chosen.set.push_back("scenario=" + config::quoted(scenario));
    (void)load(config::with_one_scenario(tree, scenario), chosen,
               fmt::format(" [in scenario '{}']", scenario));
  }
  if (!faults.all.empty()) throw ConfigError{faults.all, faults.untold};
  loaded.warnings = std::move(warnings.all);
  return loaded;
}

}  // namespace rehearse
