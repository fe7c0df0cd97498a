#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "binding.hpp"
#include "exclusions.hpp"
#include "faults.hpp"
#include "node.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/config/sweep_plan.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse::config {

/// No enrolment takes longer [days].
inline constexpr double longest_enrolment = 1000.0 * days_per_year;

// Parts are called in the order of load.cpp, one for each top table.

// From the tree that was read against the table of keys to the scenario, part
// by part, with the checks of what a table of keys can't say. A part that
// depends on another comes after it; what is wrong there was reported there
// and is left out of the checks here. Defaults that depend on other keys are
// put into the tree.

void read_trial(const Node& root, Scenario& scenario, Faults& faults);
void read_arms(const Node& root, Reading reading, Scenario& scenario,
               Faults& faults);
void read_factors(Node& root, Scenario& scenario, Faults& faults);
/// Where a config's own files are, and which were read.
struct SourceFolder {
  std::filesystem::path path;
  std::vector<InputRecord> read;
};
void read_sites(Node& root, SourceFolder& source, Scenario& scenario,
                Faults& faults);
/// Puts the known columns of [sites] file in its place; called by `read_sites`.
void read_site_file(SourceFolder& source,
                    std::span<const std::string_view> known, Node& sites,
                    Faults& faults);
void read_randomization(Node& root, Scenario& scenario, Faults& faults);
/// Errors in the conduct; before the randomization, whose lists are as long as
/// recorded levels need. Then what they ask of the randomization.
void read_conduct(Node& root, Scenario& scenario, Faults& faults);
void check_conduct(Node& root, const Scenario& scenario, Faults& faults);
/// What lists are beside their procedure: lengths and numbers. Called by
/// `read_randomization`.
void read_list_plan(Node& table, Scenario& scenario, Faults& faults);
/// When participants enter; after the sites. Of enrolment by sites the sites'
/// weights become their expected shares.
void read_enrolment(const Node& root, Scenario& scenario, Faults& faults);
/// Enrolment by sites; called by `read_enrolment`.
void read_site_enrolment(const Node& root, Scenario& scenario, Faults& faults);
void read_dropout(const Node& root, Scenario& scenario, Faults& faults);
void read_endpoint(const Node& root, Scenario& scenario, Faults& faults);
/// [endpoint.death]; called by `read_endpoint`.
void read_death(const Node& table, Scenario& scenario, Faults& faults);
/// Scans, readers and rules; after the analysis, whose endpoint it sets.
void read_review(Node& root, Scenario& scenario, Faults& faults);
/// What the stated effect is; after endpoint and review.
void read_calibration(const Node& root, Scenario& scenario, Faults& faults);
/// The analysis, or the hypotheses and their graph.
void read_analysis(Node& root, Scenario& scenario, Faults& faults);

/// Whose analysis a table states: the trial's, or a hypothesis's.
struct PlanFor {
  const Scenario& scenario;             // its factors and participants
  const AnalysisPlan* first = nullptr;  // the first's, of a further hypothesis
  std::optional<double> alpha = {};     // of a hypothesis
};
// Called by `read_analysis`, of a table that has all of its analysis.
[[nodiscard]] AnalysisPlan read_plan(Node& table, const PlanFor& whose,
                                     Faults& faults);
void read_looks(Node& table, const PlanFor& whose, AnalysisPlan& plan,
                Faults& faults);
/// Tests by their canonical names, in a table that was read.
void name_tests(Node& table, Faults& faults);
/// Whether there are such bounds; of a plan without faults. `before`: what is
/// said before the fault.
bool check_plan(const Node& table, const AnalysisPlan& plan, double allocation,
                Faults& faults, const std::string& before = "");
/// Gives the analysis of a hypothesis without a share, for which no bounds can
/// be solved, the greatest alpha that it can come to have.
void take_greatest_levels(Scenario& scenario, const Faults& faults);
void read_hypotheses(Node& root, Scenario& scenario, Faults& faults);
/// After the hypotheses.
void read_multiplicity(const Node& root, Scenario& scenario, Faults& faults);
/// [analysis] with what a hypothesis states of its own laid over it.
[[nodiscard]] Node analysis_of(const Node& root, const Node& hypothesis);
/// The same of the scenario's analysis: [analysis] where there are no
/// hypotheses.
[[nodiscard]] Node first_analysis(const Node& root);
/// What says how many events of its own a look comes at; nullptr for none.
[[nodiscard]] const Node* events_of(const Node& look);
/// Levels of factors that a node names; "all": none.
[[nodiscard]] std::vector<FactorLevel> read_population(
    const Node* node, const std::vector<Factor>& factors, Faults& faults);
/// What each look's futility is; `plan` has its looks.
void read_futility(const Node& analysis, AnalysisPlan& plan, Faults& faults);
/// Whether there are such bounds; of a scenario without faults.
void check_design(const Node& root, const Scenario& scenario, Faults& faults);
/// The prior of [assurance], what [size] solves for and [forecast].
void read_planning(const Node& root, Scenario& scenario, Faults& faults);
void read_simulation(const Node& root, Scenario& scenario);

/// Takes [sweep] out of a tree that isn't read yet: its keys and values are
/// those of other tables, checked when each cell is read.
[[nodiscard]] std::optional<SweepPlan> take_sweep(Node& raw, Faults& faults);

/// What spans the parts and is possible but unlikely.
void warn_of_the_unlikely(const Node& root, const Scenario& scenario,
                          Faults& faults);

/// An event-time model (domain.md §1).
[[nodiscard]] ModelSpec read_model(const Node& table, Faults& faults);

// ---- what several parts need ----

/// Days since enrolment opened of a date or duration that was read; negative
/// for a date before it. Reports a date that can't be placed.
[[nodiscard]] std::optional<double> days_of(const Node& moment,
                                            const Scenario& scenario,
                                            Faults& faults);

/// The table `key`; an empty one if it is absent or wrong.
[[nodiscard]] const Node& table_of(const Node& node, std::string_view key);

/// Reports every text that is empty, was there before, or looks like one that
/// was; `what` names them.
void check_names(const std::vector<const Node*>& names, std::string_view what,
                 Faults& faults);

/// Reports ends of periods that don't increase, are missing or stand in the
/// last period, which has none.
void check_ends(const List& periods, Faults& faults);

/// Periods of a list of tables, the last unbounded.
template <typename Period>
[[nodiscard]] std::vector<Period> read_periods(const List& tables,
                                               Faults& faults) {
  check_ends(tables, faults);
  auto periods = parts_of<Period>(tables);
  if (!periods.empty()) periods.back().until = unbounded;
  return periods;
}

/// The arm that a table is for, by its id; reports a name that is no arm's.
[[nodiscard]] std::optional<std::size_t> arm_named(const Member& member,
                                                   std::string_view path,
                                                   const Scenario& scenario,
                                                   Faults& faults);

/// Puts a default that depends on other keys into the table.
void fill_default(Node& table, std::string_view key, Content value);
/// The same of a list of `count` such values.
void fill_list(Node& table, std::string_view key, std::size_t count,
               const Content& value);

/// What `stratify_by` of a table names: indices of factors, and the site.
struct Strata {
  std::vector<std::size_t> factors;
  const Node* site = nullptr;  // where "site" stands
};
/// Reports unknown names and repetitions.
[[nodiscard]] Strata read_strata(const Node& table, const Scenario& scenario,
                                 Faults& faults);

/// Where tables have their values from, as they say.
[[nodiscard]] std::vector<StatedSource> sources_of(const Node& root,
                                                   Faults& faults);

}  // namespace rehearse::config
