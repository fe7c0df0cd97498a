#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/arm_model.hpp"
#include "rehearse/endpoint/disease.hpp"
#include "rehearse/randomization/allocate.hpp"
#include "rehearse/randomization/minimization.hpp"
#include "rehearse/trial/enrolment.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/scenario.hpp"
#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {

/// Cells of factor levels (last factor fastest), with the strata they are in.
struct CellMap {
  std::size_t count = 1;
  std::vector<std::uint32_t> randomization_stratum;  ///< without the site
  std::vector<std::uint32_t> analysis_stratum;
  std::size_t randomization_strata = 1;  ///< without sites
  std::size_t analysis_strata = 1;
};

/// Analysis stratum of each cell, and how many there are.
struct AnalysisStrata {
  std::vector<std::uint32_t> of_cell;
  std::size_t count = 1;
  friend bool operator==(const AnalysisStrata&,
                         const AnalysisStrata&) = default;
};

/// Level of `factor` in `cell`.
[[nodiscard]] std::size_t level_of(const Scenario& scenario, std::size_t cell,
                                   std::size_t factor);

/// Canonical name of a randomization stratum: factor=level;…;site=id. Empty
/// where there is one stratum.
[[nodiscard]] std::string stratum_name(const Scenario& scenario,
                                       std::size_t stratum);

/// The arms' shares without a common divisor.
[[nodiscard]] std::vector<std::uint32_t> reduced_ratio(
    const Scenario& scenario);

/// The procedure that makes each stratum's list; not of minimization.
[[nodiscard]] Procedure stratum_procedure(const Scenario& scenario);

/// Minimization over the scenario's factors, nobody allocated yet.
[[nodiscard]] Minimization trial_minimization(const Scenario& scenario);

/// Instead of a mean time to dropout where nobody drops out [days].
inline constexpr double never_drops_out = 1e300;

/// A scenario made ready to be simulated: everything solved and tabulated
/// once. Shared by all threads, never changed.
struct TrialPlan {
  explicit TrialPlan(const Scenario& scenario);

  [[nodiscard]] std::size_t randomization_strata() const {
    return cells.randomization_strata * (site_is_stratum ? sites : 1);
  }
  /// Share of an experimental arm in those who are in it or in the control.
  [[nodiscard]] double share_of(std::size_t arm) const {
    return ratio[arm] / static_cast<double>(ratio[0] + ratio[arm]);
  }
  /// Strata by `factors`, the last fastest.
  [[nodiscard]] AnalysisStrata strata_by(
      std::span<const std::size_t> factors) const;
  /// Whether each cell has all of these levels.
  [[nodiscard]] std::vector<bool> cells_with(
      std::span<const FactorLevel> population) const;
  /// Participant i's level of each minimized factor.
  void minimized_levels_of(const Participants& people, std::size_t i,
                           std::span<std::uint32_t> levels) const;

  std::size_t participants;
  std::uint64_t seed;
  EnrolmentProfile enrolment;                   ///< but of enrolment by sites
  std::optional<SiteEnrolment> site_enrolment;  ///< instead, where it is
  CellMap cells;
  /// For each factor: P(level <= j), j = 0 … levels - 2.
  std::vector<std::vector<double>> level_bounds;
  std::size_t sites;                ///< 0: none are told apart
  std::vector<double> site_bounds;  ///< P(site <= j), j = 0 … sites - 2
  bool site_is_stratum;
  bool allocation_needs_sites;       ///< as strata, or minimized over
  std::vector<std::uint32_t> ratio;  ///< of the arms, reduced
  std::optional<SelectionBias> selection_bias;  ///< empty: no stage is run
  std::optional<Conduct> conduct;               ///< the same
  /// As it is before the first participant: every simulator has a copy.
  std::variant<StratifiedAllocator, Minimization> allocator;
  /// Minimization: level of each minimized factor in each cell, factor by
  /// factor; an empty column stands for the site.
  std::vector<std::vector<std::uint32_t>> minimized_levels;
  std::uint64_t first_item;        ///< of minimization's stream
  std::optional<Frailty> frailty;  ///< of the sites
  ArmModels arms;
  std::vector<double> mean_dropout;  ///< of each arm [days]
  DeathModel death;
  DiseaseModel disease;                      ///< `death`, made ready
  std::vector<std::size_t> factor_levels;    ///< how many each factor has
  std::optional<AssessmentPlan> assessment;  ///< empty: seen at once
};

}  // namespace rehearse
