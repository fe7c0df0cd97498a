// How long the lists are and how their rows are numbered. A list is a promise:
// a config that states its lengths gives the same bytes in every version, and
// what is added so that lists don't run out goes behind what was there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "parts.hpp"
#include "rehearse/lists/number_pattern.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/randomization/procedure.hpp"
#include "rehearse/randomization/runout.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/poisson_gamma.hpp"
#include "rehearse/trial/strata.hpp"

namespace rehearse::config {
namespace {

constexpr std::uint64_t max_rows = 20'000'000;  // of all lists together
constexpr double default_overrun = 0.5;
constexpr double default_runout = 0.001;

// Sorted, so that "sex=f;site=3" and "site=3;sex=f" are one stratum.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(name, ';')) parts.emplace_back(part);
  std::ranges::sort(parts);
  return parts;
}

// Lengths that the config states, by the parts of the strata's names that
// they hold for: the default for none.
using StatedLengths = std::map<std::vector<std::string>, std::uint32_t>;

bool holds_for(const std::vector<std::string>& parts,
               const std::vector<std::string>& stratum) {
  return std::ranges::includes(stratum, parts);
}

// Lengths go by name and not by number: a stratum keeps its list when another
// factor or level is added before it.
StatedLengths stated_lengths(const Node& table,
                             const std::vector<std::string>& strata,
                             Faults& faults) {
  StatedLengths lengths;
  const Node* stated = find(table, "list_length");
  if (as<Table>(stated) == nullptr) return lengths;
  for (const Member& member : *as<Table>(stated)) {
    const auto* length = as<std::int64_t>(&member.value);
    if (length == nullptr) continue;
    std::vector<std::string> parts;
    if (member.key != "default") parts = parts_of(member.key);
    if (std::ranges::none_of(strata, [&](const std::string& name) {
          return holds_for(parts, parts_of(name));
        }))
      faults.error(member.value.key_mark, stated->path,
                   "'{}' is no stratum (they are named e.g. \"{}\", or by some "
                   "of its parts): correct it",
                   member.key, strata.front());
    lengths[parts] = static_cast<std::uint32_t>(*length);
  }
  return lengths;
}

// The entry with most parts that holds for a stratum; nothing if none does.
std::optional<std::uint32_t> stated_length(const StatedLengths& lengths,
                                           const std::string& stratum,
                                           const Node& table, Faults& faults) {
  const std::vector<std::string> parts = parts_of(stratum);
  const StatedLengths::value_type* best = nullptr;
  bool tied = false;
  for (const auto& entry : lengths) {
    if (!holds_for(entry.first, parts)) continue;
    tied = best != nullptr && best->first.size() == entry.first.size();
    if (best == nullptr || best->first.size() <= entry.first.size())
      best = &entry;
  }
  if (tied)
    faults.error(*find(table, "list_length"),
                 "two entries with as many parts hold for stratum \"{}\" "
                 "(which is its length?): add one for it",
                 stratum);
  return best == nullptr ? std::nullopt : std::optional{best->second};
}

// A list's whole pieces: as near to blocks as the procedure has them.
struct Pieces {
  std::uint32_t least = 1;  // a list has at least so many participants
  std::uint32_t unit = 1;   // and is a multiple of this
};

// Two whole blocks at least, so that a list doesn't end within its first.
Pieces pieces_of(const Scenario& scenario) {
  const ProcedureSpec& spec = scenario.randomization.procedure;
  int sum = 0;
  for (const Arm& arm : scenario.arms) sum += arm.allocation;
  const auto set = static_cast<std::uint32_t>(std::max(sum, 1));
  if (spec.kind == ProcedureKind::permuted_block && !spec.block_sizes.empty()) {
    const auto largest =
        static_cast<std::uint32_t>(std::ranges::max(spec.block_sizes));
    return {2 * largest, spec.block_sizes.size() == 1 ? largest : 1};
  }
  if (spec.kind == ProcedureKind::block_urn)
    return {2 * set * static_cast<std::uint32_t>(spec.lambda), 1};
  return {2 * set, spec.kind == ProcedureKind::random_allocation ? set : 1};
}

// The small margin keeps a product that is a whole number, but for its last
// bit, from being rounded up by a whole block.
std::uint32_t up_to(double length, double unit) {
  return static_cast<std::uint32_t>(
      std::min(std::ceil(length / unit - 1e-9) * unit, 4e9));
}

// Random allocation is balanced where its list ends and nowhere before.
void warn_of_unbalanced_end(const Node& table, const Scenario& scenario,
                            Faults& faults) {
  const bool at_end =
      scenario.randomization.procedure.kind == ProcedureKind::random_allocation;
  const std::vector<std::uint32_t>& lengths = scenario.stratum_lengths;
  if (!at_end || lengths.size() != 1) return;
  if (lengths[0] <= static_cast<std::uint32_t>(scenario.participants)) return;
  faults.warn(
      *find(table, "procedure"),
      "the arms are balanced at the list's end, {}, not after the trial's {} "
      "participants: set overrun = 0 if the list should end with the trial",
      lengths[0], scenario.participants);
}

// Too few rows stop a trial in the middle; that may be meant (a list in
// instalments), so it is a warning.
void check_rows(const Node& table, const Scenario& scenario, Faults& faults) {
  const auto rows =
      std::accumulate(scenario.stratum_rows.begin(),
                      scenario.stratum_rows.end(), std::uint64_t{0});
  if (rows < static_cast<std::uint64_t>(scenario.participants))
    faults.warn(table,
                "the lists have {} rows together, fewer than the {} "
                "participants (they would run out): lengthen list_length",
                rows, scenario.participants);
  if (rows <= max_rows) return warn_of_unbalanced_end(table, scenario, faults);
  faults.error(table,
               "the lists would have {} rows together (at most {} are made): "
               "shorten them or stratify by fewer",
               rows, max_rows);
}

// A stratum's list, and how many rows it needs so as not to run out: more of
// the same list, so that what a seed made before is how it begins. What depends
// on the length (a procedure with an end) is followed by further such lists.
void add_list(double length, double needed, Scenario& scenario) {
  const Pieces pieces = pieces_of(scenario);
  const std::uint32_t stated = up_to(length, pieces.unit);
  const std::uint32_t enough = up_to(std::max(length, needed), pieces.unit);
  const bool has_end = list_has_end(scenario.randomization.procedure.kind);
  scenario.stratum_lengths.push_back(has_end ? stated : enough);
  scenario.stratum_rows.push_back(has_end ? up_to(enough, stated) : enough);
}

// A site's own number is negative binomial, whose rate varies among trials and
// is a share of all: as much as its own rate does, and that of the others.
// Openings at random are not in it.
double rows_at_site(const Scenario& scenario, std::size_t site, double share,
                    double probability) {
  const auto participants = static_cast<std::uint32_t>(scenario.participants);
  const SitesPlan& plan = scenario.enrolment.by_site;
  const double least = rows_needed(participants, share, probability);
  if (!plan.rate_shape) return least;
  double squares = 0.0;
  for (const Site& one : scenario.sites) squares += one.weight * one.weight;
  const double own = scenario.sites[site].weight;
  const double variance =
      (1.0 - 2.0 * own + squares) / *plan.rate_shape;  // relative
  const RandomCount count{participants * share, 1.0 / variance};
  const int cap = scenario.sites[site].cap ? *scenario.sites[site].cap
                                           : plan.cap.value_or(participants);
  double rows = std::max(least, count.mean);
  while (rows < std::min<double>(cap, participants) &&
         count.at_least(std::floor(rows) + 1.0) > probability)
    rows += 1.0;
  return rows;
}

double rows_of_stratum(const Scenario& scenario, std::size_t stratum,
                       double share, double probability) {
  if (scenario.enrolment.model == EnrolmentModel::sites &&
      scenario.randomization.by_site)
    return rows_at_site(scenario, stratum % scenario.sites.size(), share,
                        probability);
  return rows_needed(static_cast<std::uint32_t>(scenario.participants), share,
                     probability);
}

// Lists that state their lengths keep their bytes for ever: a length is only
// made longer, never otherwise, by what is needed not to run out.
void read_lengths(const Node& table, Scenario& scenario, Faults& faults) {
  const std::vector<std::string> strata = stratum_names(scenario);
  const StatedLengths stated = stated_lengths(table, strata, faults);
  const std::vector<double> shares = stratum_shares(scenario);
  if (shares.size() != strata.size()) return;  // a factor's levels are wrong
  const double least = pieces_of(scenario).least;
  const double overrun = get<double>(table, "overrun").value_or(0.0);
  const auto& runout = scenario.randomization.runout_probability;
  const auto participants = static_cast<std::uint32_t>(scenario.participants);
  scenario.stratum_lengths.clear();
  scenario.stratum_rows.clear();
  double needed = 0.0;
  double needed_by = -1.0;  // of which share: computed once for those alike
  for (std::size_t s = 0; s < strata.size(); ++s) {
    if (const auto given = stated_length(stated, strata[s], table, faults)) {
      add_list(*given, 0.0, scenario);
      continue;
    }
    // Each list has an equal part of the probability (Bonferroni).
    if (runout && shares[s] != std::exchange(needed_by, shares[s]))
      needed = rows_of_stratum(scenario, s, shares[s],
                               *runout / static_cast<double>(strata.size()));
    add_list(std::max(participants * shares[s] * (1.0 + overrun), least),
             needed, scenario);
  }
  check_rows(table, scenario, faults);
}

// What a config that states no length begins with: the overrun, and what is
// needed beyond it.
void fill_lengths(Node& table, Scenario& scenario) {
  if (find(table, "list_length") == nullptr &&
      find(table, "overrun") == nullptr)
    fill_default(table, "runout_probability", default_runout);
  fill_default(table, "overrun", default_overrun);
  put_members(table, scenario.randomization);
}

// Minimization allocates by who came before: there is no list to be long.
void refuse_list_keys(const Node& table, Faults& faults) {
  for (const char* key : {"list_length", "overrun", "runout_probability"})
    if (const Node* given = find(table, key))
      faults.error(given->key_mark, table.path,
                   "'{}' doesn't go with minimization (it has no list made "
                   "ahead): remove it",
                   key);
}

}  // namespace

// The pattern's default differs: under minimization there is no stratum to
// number by.
void read_list_plan(Node& table, Scenario& scenario, Faults& faults) {
  const bool minimization =
      scenario.randomization.procedure.kind == ProcedureKind::minimization;
  fill_default(
      table, "number_pattern",
      std::string{minimization ? "R{row:04}" : "R{stratum:02}{seq:04}"});
  put_members(table, scenario.randomization);
  if (const auto pattern = get<std::string>(table, "number_pattern"))
    if (const auto fault = pattern_fault(*pattern))
      faults.error(*find(table, "number_pattern"), *fault);
  if (minimization) return refuse_list_keys(table, faults);
  fill_lengths(table, scenario);
  if (scenario.participants >= 2) read_lengths(table, scenario, faults);
}

}  // namespace rehearse::config
