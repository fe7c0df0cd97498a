#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "rehearse/design/trial_assurance.hpp"
#include "rehearse/design/trial_design.hpp"
#include "rehearse/text/screen.hpp"
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

/// The JSON document of `design`, with a line end.
[[nodiscard]] std::string design_json(const DesignReport& report);

/// A row for each look; columns as the keys of the JSON.
[[nodiscard]] std::string design_csv(const DesignReport& report);

/// A section of a Markdown document.
[[nodiscard]] std::string design_markdown(const DesignReport& report);

[[nodiscard]] std::string design_table(const DesignReport& report,
                                       const Screen& screen);

}  // namespace rehearse
