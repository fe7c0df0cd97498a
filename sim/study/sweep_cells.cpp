#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

#include "rehearse/study/power.hpp"
#include "sweep_groups.hpp"

namespace rehearse {
namespace {

// Analyses that are done on one simulation: bounds the memory of a large sweep
// over analysis keys.
constexpr std::size_t most_analyses = 64;
constexpr std::size_t most_cells = 1'000'000;

std::string cell_text(const std::vector<std::string>& keys,
                      const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t k = 0; k < keys.size(); ++k)
    text += fmt::format("{}{}={}", k == 0 ? "" : ", ", keys[k], values[k]);
  return text;
}

// What is found in a sweep's cells: what many have is one.
class CellFindings {
 public:
  explicit CellFindings(const std::vector<std::string>& keys) : keys_(keys) {}

  void add(const std::vector<Diagnostic>& findings,
           const std::vector<std::string>& values) {
    for (const Diagnostic& fault : findings) {
      const auto [at, is_new] =
          known_.try_emplace(name_of(fault), found_.size());
      if (!is_new) {
        if (at->second < found_.size()) ++found_[at->second].cells;
      } else if (found_.size() < most_diagnostics) {
        found_.push_back({fault, cell_text(keys_, values), 1});
      }
    }
  }

  [[nodiscard]] std::size_t untold() const {
    return known_.size() - found_.size();
  }

  // Each with how many of the cells have it.
  [[nodiscard]] std::vector<Diagnostic> of(std::size_t cells) const {
    std::vector<Diagnostic> findings;
    for (const Found& found : found_) {
      findings.push_back(found.fault);
      if (found.cells < cells)
        findings.back().message += fmt::format(" [{} of {} cells, first {}]",
                                               found.cells, cells, found.first);
      else if (cells > 1)
        findings.back().message += " [in every cell]";
    }
    return findings;
  }

 private:
  struct Found {
    Diagnostic fault;
    std::string first;
    std::size_t cells;
  };

  // A fault of a varied key, not of its value, is the same at each value.
  static std::string name_of(const Diagnostic& fault) {
    const std::string& at = fault.location;
    return (at.starts_with("--vary ") ? at.substr(0, at.find('=')) : at) +
           '\n' + fault.message;
  }

  const std::vector<std::string>& keys_;
  std::vector<Found> found_;
  std::unordered_map<std::string, std::size_t> known_;  // which of them
};

void check_size(const SweepPlan& plan) {
  double cells = 1.0;
  for (const SweepAxis& axis : plan.axes)
    cells *= static_cast<double>(axis.steps.size());
  if (cells > static_cast<double>(most_cells))
    throw RequestError{fmt::format(
        "the grid has {:.3g} cells (at most {} are done): vary fewer keys or "
        "values",
        cells, most_cells)};
}

// Warnings of the config as it stands, `known`, have been shown.
std::vector<Diagnostic> new_warnings(const std::vector<Diagnostic>& found,
                                     const std::vector<Diagnostic>& known) {
  std::vector<Diagnostic> others;
  for (const Diagnostic& warning : found)
    if (std::ranges::count(known, warning.message, &Diagnostic::message) == 0)
      others.push_back(warning);
  return others;
}

std::vector<std::string> changes_of(const std::vector<std::string>& keys,
                                    const std::vector<std::string>& values) {
  std::vector<std::string> changes;
  for (std::size_t k = 0; k < keys.size(); ++k)
    changes.push_back(keys[k] + '=' + values[k]);
  return changes;
}

// A cell of which its description is enough.
bool is_described(const SweepRequest& request, const Sweep& sweep,
                  std::size_t number) {
  return request.plan_made && !request.shard.holds(number) &&
         number != sweep.identity.reference &&
         number < request.plan_made->cells_sha256.size();
}

void add_cell(const std::vector<std::string>& values, Scenario scenario,
              const std::string& sha256, Sweep& sweep) {
  sweep.identity.cells_sha256.push_back(sha256);
  sweep.identity.values.push_back(values);
  sweep.cells.push_back(
      {sweep.cells.size(), values, std::move(scenario), sha256});
}

void read_cells(const SweepRequest& request, const ConfigReader& read,
                const LoadedConfig& base, const StudyRun& run, Sweep& sweep) {
  const auto& keys = sweep.identity.keys;
  CellFindings faults{keys};
  CellFindings warnings{keys};
  const auto cells = sweep_cells(sweep.plan);
  for (const SweepCell& cell : cells) {
    const std::size_t number = sweep.cells.size();
    if (is_described(request, sweep, number)) {
      add_cell(cell.values, {}, request.plan_made->cells_sha256[number], sweep);
      continue;
    }
    try {
      LoadedConfig loaded = read(changes_of(keys, cell.values));
      require_simulated(loaded.scenario);
      warnings.add(new_warnings(loaded.warnings, base.warnings), cell.values);
      add_cell(cell.values, std::move(loaded.scenario), loaded.sha256, sweep);
    } catch (const ConfigError& error) {
      faults.add(error.diagnostics(), cell.values);
    }
  }
  if (auto found = faults.of(cells.size()); !found.empty())
    throw ConfigError{std::move(found), faults.untold()};
  if (run.warn) run.warn(warnings.of(cells.size()));
}

// The step of an axis that leaves the config as it stands, if there is one.
const std::vector<std::string>* own_step(const SweepAxis& axis,
                                         const ConfigReader& read,
                                         const std::string& sha256) {
  const auto is_own = [&](const std::vector<std::string>& step) {
    try {
      return read(changes_of(axis.keys, step)).sha256 == sha256;
    } catch (const ConfigError&) {
      return false;  // reading the cells tells of it
    }
  };
  const auto own = std::ranges::find_if(axis.steps, is_own);
  return own == axis.steps.end() ? nullptr : &*own;
}

// Keys that the reference leaves out have the config's own value in it, where
// that is among theirs.
void complete_reference(SweepPlan& plan, const ConfigReader& read,
                        const std::string& sha256) {
  for (const SweepAxis& axis : plan.axes) {
    const bool stated =
        std::ranges::any_of(plan.reference, [&](const std::string& text) {
          return std::ranges::count(axis.keys, text.substr(0, text.find('='))) >
                 0;
        });
    const auto* step = stated ? nullptr : own_step(axis, read, sha256);
    if (step == nullptr) continue;
    std::ranges::move(changes_of(axis.keys, *step),
                      std::back_inserter(plan.reference));
  }
}

// To look for the config's own values is to read many configs: a description
// of the sweep says what was found.
std::size_t reference_of(const SweepRequest& request, const ConfigReader& read,
                         const LoadedConfig& base, SweepPlan& plan) {
  if (request.plan_made && plan.reference.empty())
    return request.plan_made->reference;
  complete_reference(plan, read, base.sha256);
  std::string fault;
  const std::size_t reference = reference_cell(plan, fault);
  if (!fault.empty()) throw RequestError{"--reference: " + fault};
  return reference;
}

}  // namespace

Sweep read_sweep(const SweepRequest& request, const ConfigReader& read,
                 const StudyRun& run) {
  const LoadedConfig base = read({});
  Sweep sweep{request.plan, {}, {}, base.resolved_toml};
  check_size(sweep.plan);
  const std::size_t reference = reference_of(request, read, base, sweep.plan);
  SweepIdentity& identity = sweep.identity;
  identity.trial = base.scenario.id;
  identity.config_sha256 = base.sha256;
  identity.seed = base.seed_text;
  identity.keys = sweep_keys(sweep.plan);
  identity.reference = reference;
  if (request.precision)
    identity.precision = fmt::format("{}", *request.precision);
  identity.analytic = request.analytic;
  identity.shard = request.shard;
  read_cells(request, read, base, run, sweep);
  if (request.plan_made &&
      identity_sha256(*request.plan_made) != identity_sha256(identity))
    throw RequestError{
        "--plan: it is of another sweep (config, cells, seed, precision or "
        "version differ): leave it out, or have it written again"};
  return sweep;
}

std::vector<Group> groups_of(const Sweep& sweep,
                             const std::vector<std::size_t>& wanted) {
  const auto& keys = sweep.identity.keys;
  std::map<std::string, std::size_t> known;
  std::vector<Group> groups;
  for (const std::size_t number : wanted) {
    const Cell& cell = sweep.cells[number];
    // The disease that is solved for depends on the analysis, and what a graph
    // decides on all of them.
    const bool alone =
        cell.scenario.stated == StatedEffect::observed_by_committee ||
        !cell.scenario.hypotheses.empty();
    std::string simulated;
    for (std::size_t k = 0; k < keys.size(); ++k)
      if (alone || !is_analysis_key(keys[k]))
        simulated +=
            fmt::format("{}:{};", cell.values[k].size(), cell.values[k]);
    const auto [at, is_new] = known.try_emplace(simulated, groups.size());
    if (is_new) groups.emplace_back();
    const std::size_t tests = 1 + cell.scenario.analysis.also_tests.size();
    if (groups[at->second].size() * tests >= most_analyses) {
      at->second = groups.size();
      groups.emplace_back();
    }
    groups[at->second].push_back(&cell);
  }
  return groups;
}

}  // namespace rehearse
