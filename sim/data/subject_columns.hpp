#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rehearse/data/data_set.hpp"
#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

/// What ADSL and ADTTE both say of a participant: study, names, site, planned
/// arm.
class SubjectColumns {
 public:
  /// The listing must live as long.
  explicit SubjectColumns(const ListedTrial& report);

  /// As ADSL has them. Keys: USUBJID is the first.
  [[nodiscard]] std::vector<Variable> variables() const;
  /// Of participant `index`, in the order of `variables`.
  [[nodiscard]] std::vector<nlohmann::ordered_json> cells(
      std::size_t index) const;

  /// The arms' codes: numbers from 1, as the config states them.
  [[nodiscard]] std::vector<CodedTerm> arm_numbers() const;
  [[nodiscard]] std::size_t arm_number(std::size_t arm) const;
  /// The date so many days after the start of enrolment; null where the config
  /// has none.
  [[nodiscard]] nlohmann::ordered_json date(double days) const;

 private:
  const ListedTrial& report_;
  std::size_t digits_;  // of a participant's number
};

/// "Y" or "N" of the participants of a population that hypotheses are of, if
/// that isn't everybody: POP1FL, POP2FL, ... as hypotheses first name them.
struct PopulationFlag {
  std::string name;
  std::string label;
  std::string source;            ///< "Y: biomarker=positive"
  const AnalysisPlan* analysis;  ///< whose population it is
  [[nodiscard]] const char* of(const Scenario& scenario,
                               const Participants& people,
                               std::size_t index) const;
};

/// Points into the scenario.
[[nodiscard]] std::vector<PopulationFlag> population_flags(
    const Scenario& scenario);

/// Codes of a flag.
[[nodiscard]] std::vector<CodedTerm> yes_or_no();

/// Both data sets. A row of ADTTE for each participant and endpoint, and for
/// overall survival where deaths are told apart.
[[nodiscard]] DataSet adsl_set(const ListedTrial& report);
[[nodiscard]] DataSet adtte_set(const ListedTrial& report);

}  // namespace rehearse
