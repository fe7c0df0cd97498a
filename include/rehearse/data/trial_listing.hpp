#pragma once

#include <cstdint>
#include <string>

#include "rehearse/montecarlo/simulated_trial.hpp"
#include "rehearse/text/value_table.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What one of `SimulatedTrial::looks` is of.
struct ListedLook {
  std::size_t hypothesis;        ///< of the scenario's, where there are some
  const AnalysisPlan* analysis;  ///< its own, or the only one
  const Look* look;
};

/// Of each of them, in their order. Points into the scenario.
[[nodiscard]] std::vector<ListedLook> listed_looks(const Scenario& scenario);

/// One replicate whole, and the look at whose data cut it is seen; that of
/// `trial.review`, where there is one.
struct ListedTrial {
  TrialConfig config;
  std::uint64_t replicate = 0;
  std::size_t look = 0;  ///< of all `listed_looks`
  SimulatedTrial trial;
};

/// What is listed of those who entered before the look's cut, in order of
/// entry. Times are exact.
enum class TrialTable {
  /// A row each. `time_days`, `event`, `arm` and `analysis_stratum` are what
  /// the look's test was made of: analysing them again gives its z; of a
  /// hypothesis those with `analysed` 1, whom it compares. Further
  /// `endpoint_views` have such columns of their own.
  participants,
  /// A row for each planned visit up to the cut and the end of the scans:
  /// when it was, whether it was attended, who called progression. Only where
  /// `trial.review` is.
  visits,
  /// A row for each participant and endpoint, and for overall survival where
  /// deaths are told apart; columns as in CDISC (2012), ADaM Basic Data
  /// Structure for Time-to-Event Analyses, version 1.0.
  adtte,
  /// A row each; columns as in CDISC (2021), ADaM Implementation Guide 1.3,
  /// with a flag of each population that hypotheses are of.
  adsl,
};

/// "participants", "visits", "adtte" or "adsl".
[[nodiscard]] const char* table_name(TrialTable table);

/// The table as CSV.
[[nodiscard]] std::string trial_csv(const ListedTrial& report,
                                    TrialTable table);
[[nodiscard]] ValueTable trial_rows(const ListedTrial& trial, TrialTable table);

}  // namespace rehearse
