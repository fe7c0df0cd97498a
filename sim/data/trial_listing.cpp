#include "rehearse/data/trial_listing.hpp"

#include "rehearse/montecarlo/graph_decision.hpp"
#include "subject_columns.hpp"
#include "trial_rows.hpp"

namespace rehearse {

std::vector<ListedLook> listed_looks(const Scenario& scenario) {
  std::vector<ListedLook> looks;
  const auto add = [&](std::size_t hypothesis, const AnalysisPlan& analysis) {
    for (const Look& look : analysis.looks)
      looks.push_back({hypothesis, &analysis, &look});
  };
  const auto simulated = simulated_hypotheses(scenario);
  for (const std::size_t h : simulated) add(h, scenario.hypotheses[h].analysis);
  if (simulated.empty()) add(0, scenario.analysis);
  return looks;
}

ValueTable trial_rows(const ListedTrial& report, TrialTable table) {
  switch (table) {
    case TrialTable::participants:
      return participant_rows(report);
    case TrialTable::visits:
      return visit_rows(report);
    case TrialTable::adtte:
      return table_of(adtte_set(report));
    case TrialTable::adsl:
      return table_of(adsl_set(report));
  }
  return {};
}

const char* table_name(TrialTable table) {
  switch (table) {
    case TrialTable::participants:
      return "participants";
    case TrialTable::visits:
      return "visits";
    case TrialTable::adtte:
      return "adtte";
    case TrialTable::adsl:
      return "adsl";
  }
  return "";
}

std::string trial_csv(const ListedTrial& report, TrialTable table) {
  return csv_of(trial_rows(report, table));
}

}  // namespace rehearse
