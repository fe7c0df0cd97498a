#include "rehearse/data/ongoing_data.hpp"

#include <algorithm>

#include "data_faults.hpp"
#include "ongoing_checks.hpp"
#include "ongoing_fields.hpp"
#include "ongoing_rows.hpp"

namespace rehearse {
namespace {

FollowUp status_of(const OngoingRow& row) {
  if (*row.event) return FollowUp::event;
  return *row.dropout ? FollowUp::dropout : FollowUp::ongoing;
}

// Models know of no time 0; who was randomized on the last day has none
// either.
OngoingParticipant participant_of(const OngoingRow& row,
                                  const OngoingTrial& trial, double origin) {
  constexpr double half_a_day = 0.5;
  OngoingParticipant one;
  one.randomized = *row.randomized - origin;
  one.time = row.open_ended ? trial.cutoff - one.randomized + trial.time_origin
                            : *row.time;
  if (one.time == 0.0) one.time = half_a_day;
  one.status = status_of(row);
  one.arm = row.arm;
  one.site = row.site;
  if (row.last_scan) one.last_scan = *row.last_scan - *row.randomized;
  one.pending_read = row.pending;
  return one;
}

// In order of entry; those of one day, as they stand.
void sort_by_entry(std::vector<OngoingRow>& rows) {
  std::ranges::stable_sort(
      rows, {}, [](const OngoingRow& row) { return *row.randomized; });
}

OngoingTrial trial_of(const std::vector<OngoingRow>& rows,
                      const Scenario& scenario, const OngoingChoice& choice) {
  OngoingTrial trial;
  trial.origin = scenario.start_date.empty() ? date_of(*rows[0].randomized)
                                             : scenario.start_date;
  const double origin = day_of_date(trial.origin);
  trial.cutoff = cutoff_day(choice) - origin;
  trial.time_origin = choice.time_origin;
  for (const OngoingRow& row : rows)
    trial.participants.push_back(participant_of(row, trial, origin));
  return trial;
}

}  // namespace

OngoingData ongoing_data(const CsvTable& table, const Scenario& scenario,
                         const OngoingChoice& choice) {
  static_cast<void>(cutoff_day(choice));
  const OngoingFields fields = ongoing_fields(table, scenario, choice);
  DataFaults faults{table};
  auto rows = ongoing_rows(table, scenario, choice, fields, faults);
  check_ongoing(table, scenario, choice, fields, rows, faults);
  faults.throw_if_any();
  OngoingData data;
  data.warnings = ongoing_warnings(table, scenario, choice, fields, rows);
  sort_by_entry(rows);
  data.trial = trial_of(rows, scenario, choice);
  for (OngoingRow& row : rows) data.ids.push_back(std::move(row.id));
  return data;
}

}  // namespace rehearse
