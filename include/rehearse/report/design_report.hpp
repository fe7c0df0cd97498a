#pragma once

#include <cstddef>
#include <optional>

#include "rehearse/design/trial_assurance.hpp"
#include "rehearse/design/trial_design.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// A result at an interim look, and the power that it leaves.
struct InterimAnswer {
  std::size_t look;
  double events;
  double z;
  double hazard_ratio;  ///< at which Z is that
  InterimPower power;
};

/// What `design` says: bounds, power and the expected course, no simulation.
struct DesignReport {
  TrialConfig config;
  TrialDesign design;
  std::optional<InterimAnswer> interim;
  std::optional<TrialAssurance> assurance;  ///< where the scenario has a prior
};

/// For print: the JSON of the contract; a row for each look.
[[nodiscard]] Report report_of(const DesignReport& report);

}  // namespace rehearse
