#pragma once

#include <string>
#include <vector>

#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

/// How a participant's observation ended at a data cut.
enum class EndReason { event, dropout, administrative };
[[nodiscard]] const char* name_of(EndReason reason);

/// What is known of a participant at a data cut.
struct Observed {
  double time;  ///< since entry [days]
  EndReason reason;
};

/// Of participant `index`, who entered before `cut` (since enrolment opened
/// [days]). An event on the day of dropout counts.
[[nodiscard]] Observed observed_at(double cut, const Participants& people,
                                   std::size_t index);
/// The same of their death: one after dropout isn't known, nor after the cut.
[[nodiscard]] Observed survival_at(double cut, const Participants& people,
                                   std::size_t index);

/// Which of `endpoint_views` the analysis is of.
[[nodiscard]] std::size_t view_of(const Scenario& scenario,
                                  const AnalysisPlan& analysis);

/// Whether the comparison is of participant `index`: of their arm, and of their
/// levels as `levels` has them.
[[nodiscard]] bool compares(const Scenario& scenario,
                            const AnalysisPlan& analysis,
                            const Participants& people, std::size_t index);
/// Whether they have all levels of its population.
[[nodiscard]] bool is_in_population(const Scenario& scenario,
                                    const AnalysisPlan& analysis,
                                    const Participants& people,
                                    std::size_t index);

/// Of each randomization stratum; "all" where there is but one.
[[nodiscard]] std::vector<std::string> randomization_stratum_names(
    const Scenario& scenario);

/// "factor=level;…" of the analysis's stratum that participant `index` is in;
/// "all" where there is but one.
[[nodiscard]] std::string analysis_stratum_name(const Scenario& scenario,
                                                const AnalysisPlan& analysis,
                                                const Participants& people,
                                                std::size_t index);

/// Place of each participant in the list of their stratum, from 1.
[[nodiscard]] std::vector<std::size_t> places_in_stratum(
    const Participants& people);

}  // namespace rehearse
