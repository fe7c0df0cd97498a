#include "rehearse/study/design.hpp"

namespace rehearse {

DesignReport study_design(const TrialConfig& config) {
  DesignReport report{config, trial_design(config.scenario), {}, {}};
  if (config.scenario.prior && report.design.analytic.power)
    report.assurance = trial_assurance(config.scenario);
  return report;
}

}  // namespace rehearse
