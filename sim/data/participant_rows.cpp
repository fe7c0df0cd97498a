#include <algorithm>

#include "participant_columns.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/data/view_names.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "trial_rows.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;
using Cells = std::vector<Json>;

// Of a row, around the factors.
const std::vector<std::string> columns_before{"participant", "site", "stratum"};
const std::vector<std::string> columns_after{
    "block",      "seq_in_stratum",  "arm",       "entry_days",
    "event_days", "dropout_days",    "time_days", "event",
    "reason",     "analysis_stratum"};

// Factors whose recorded level may not be the true one.
std::vector<std::size_t> recorded_factors(const Scenario& scenario) {
  std::vector<std::size_t> factors;
  if (scenario.conduct)
    for (const auto& [factor, probability] : scenario.conduct->misstratified)
      factors.push_back(factor);
  return factors;
}

// Who switches therapy is drawn where overall survival is a hypothesis.
bool tells_switching(const Scenario& scenario) {
  return !scenario.hypotheses.empty() &&
         scenario.endpoint.death.switching.has_value();
}

// What was added where there is more to tell.
std::vector<std::string> further_columns(const ListedTrial& report) {
  std::vector<std::string> columns;
  const Scenario& scenario = report.config.scenario;
  if (!report.trial.participants.progression.empty())
    columns = {"progression_days", "death_days"};
  for (const std::size_t factor : recorded_factors(scenario))
    columns.push_back("recorded_" + scenario.factors[factor].name);
  if (!report.trial.participants.ineligible.empty())
    columns.emplace_back("ineligible");
  if (tells_switching(scenario)) columns.emplace_back("switched_days");
  if (!scenario.hypotheses.empty()) columns.emplace_back("analysed");
  if (!report.trial.review) return columns;
  for (const char* name :
       {"new_therapy_days", "scans_stopped_days", "cut_days"})
    columns.emplace_back(name);
  for (const ViewName& view : view_names(report.config.scenario))
    if (!view.name.empty())
      for (const char* column : {"time_days_", "event_", "reason_"})
        columns.push_back(column + view.name);
  return columns;
}

void append(std::vector<std::string>& all,
            const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// A factor may have the name of one of our columns.
std::vector<std::string> columns_of(const ListedTrial& report) {
  std::vector<std::string> ours = columns_before;
  append(ours, columns_after);
  append(ours, further_columns(report));
  std::vector<std::string> columns = columns_before;
  for (const Factor& factor : report.config.scenario.factors)
    columns.push_back(std::ranges::find(ours, factor.name) == ours.end()
                          ? factor.name
                          : "factor_" + factor.name);
  columns.insert(columns.end(), ours.begin() + std::ssize(columns_before),
                 ours.end());
  return columns;
}

Json latent(double days) { return days < never ? Json(days) : Json(nullptr); }

void add_outcome(Cells& row, const Outcome& outcome) {
  row.emplace_back(outcome.time);
  row.emplace_back(is_event(outcome.reason) ? 1 : 0);
  row.emplace_back(text(outcome.reason));
}

// Time, event and reason of the look's analysis.
void add_analysed(Cells& row, const ListedTrial& report,
                  const AnalysisPlan& analysis, std::size_t index) {
  const bool survival = analysis.comparison.overall_survival;
  if (report.trial.review && !survival)
    return add_outcome(
        row, report.trial.review
                 ->outcomes[view_of(report.config.scenario, analysis)][index]);
  const double cut = report.trial.looks[report.look].analysis_time;
  const Participants& people = report.trial.participants;
  const Observed seen = survival ? survival_at(cut, people, index)
                                 : observed_at(cut, people, index);
  row.emplace_back(seen.time);
  row.emplace_back(seen.reason == EndReason::event ? 1 : 0);
  row.emplace_back(name_of(seen.reason));
}

void add_further(Cells& row, const ListedTrial& report,
                 const AnalysisPlan& analysis, std::size_t index) {
  const Participants& people = report.trial.participants;
  if (!people.progression.empty()) {
    row.push_back(latent(people.progression[index]));
    row.push_back(latent(people.death[index]));
  }
  const Scenario& scenario = report.config.scenario;
  for (const std::size_t factor : recorded_factors(scenario))
    row.emplace_back(scenario.factors[factor].levels[level_of(
        scenario, people.cell_by(StratumLevels::randomized, index), factor)]);
  if (!people.ineligible.empty()) row.emplace_back(people.ineligible[index]);
  if (tells_switching(scenario)) row.push_back(latent(people.switched[index]));
  if (!scenario.hypotheses.empty())
    row.emplace_back(compares(scenario, analysis, people, index) ? 1 : 0);
  if (!report.trial.review) return;
  const ReviewListing& review = *report.trial.review;
  row.push_back(latent(review.histories[index].new_therapy));
  row.push_back(latent(review.histories[index].scans_stopped));
  row.emplace_back(report.trial.looks[report.look].analysis_time -
                   people.entry[index]);
  for (std::size_t view = 1; view < review.outcomes.size(); ++view)
    add_outcome(row, review.outcomes[view][index]);
}

Cells participant_row(const ListedTrial& report, const AnalysisPlan& analysis,
                      std::size_t index, std::size_t place,
                      const std::string& stratum) {
  const Scenario& scenario = report.config.scenario;
  const Participants& people = report.trial.participants;
  const std::size_t cell = people.cell[index];
  Cells row{index + 1};
  row.push_back(people.site.empty()
                    ? Json(nullptr)
                    : Json(scenario.sites[people.site[index]].id));
  row.emplace_back(stratum);
  for (std::size_t f = 0; f < scenario.factors.size(); ++f)
    row.emplace_back(scenario.factors[f].levels[level_of(scenario, cell, f)]);
  row.emplace_back(people.block[index] + 1);
  row.emplace_back(place);
  row.emplace_back(scenario.arms[people.arm[index]].id);
  row.emplace_back(people.entry[index]);
  row.push_back(latent(people.event_time[index]));
  row.push_back(latent(people.dropout_time[index]));
  add_analysed(row, report, analysis, index);
  row.emplace_back(analysis_stratum_name(scenario, analysis, people, index));
  add_further(row, report, analysis, index);
  return row;
}

}  // namespace

ValueTable participant_rows(const ListedTrial& report) {
  const Participants& people = report.trial.participants;
  const double cut = report.trial.looks[report.look].analysis_time;
  const auto places = places_in_stratum(people);
  const Scenario& scenario = report.config.scenario;
  const auto strata = randomization_stratum_names(scenario);
  const AnalysisPlan& analysis = *listed_looks(scenario)[report.look].analysis;
  ValueTable table{columns_of(report), {}};
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
    table.rows.push_back(participant_row(report, analysis, i, places[i],
                                         strata[people.stratum[i]]));
  return table;
}

}  // namespace rehearse
