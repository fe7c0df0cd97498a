#include "rehearse/core/expect.hpp"
#include "trial_rows.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// Whether the reader called progression on a scan that was read.
Json call_of(Finding finding, Finding reader) {
  return (static_cast<unsigned>(finding) & static_cast<unsigned>(reader)) != 0
             ? 1
             : 0;
}

}  // namespace

ValueTable visit_rows(const ListedTrial& report) {
  expect(report.trial.review.has_value(), "visits are of a trial with scans");
  const Scenario& scenario = report.config.scenario;
  const Participants& people = report.trial.participants;
  const double cut = report.trial.looks[report.look].analysis_time;
  const auto& visits = report.trial.review->visits;
  const double lag = report.trial.review->committee_lag;
  ValueTable table{{"participant", "arm", "visit", "nominal_day", "actual_day",
                    "attended", "investigator_call", "irc_call", "irc_known"},
                   {}};
  for (std::size_t i = 0; i < visits.size(); ++i)
    for (const auto& [number, nominal_day, actual_day, finding] : visits[i]) {
      const bool attended = finding != Finding::missed;
      const bool known = attended && actual_day + lag <= cut - people.entry[i];
      table.rows.push_back(
          {i + 1, scenario.arms[people.arm[i]].id, number, nominal_day,
           actual_day, attended ? 1 : 0,
           attended ? call_of(finding, Finding::investigator) : Json(nullptr),
           known ? call_of(finding, Finding::committee) : Json(nullptr),
           known ? 1 : 0});
    }
  return table;
}

}  // namespace rehearse
