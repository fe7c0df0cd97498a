#include "rehearse/study/calibrate_config.hpp"

#include <filesystem>
#include <string>

#include "calibration_cache.hpp"
#include "rehearse/core/errors.hpp"

namespace rehearse {
namespace {

// \throws ConfigError where there is no solution.
Calibration solve(const Scenario& scenario, const StudyRun& run) {
  run.say("calibrating: solving for the disease behind what IRC observes …\n");
  ProgressState state;
  state.task = "calibration";
  run.show(state);
  try {
    return calibrate(scenario, run.options(state));
  } catch (const CalibrationError& error) {
    throw ConfigError{{{"calibration", error.what(), "", 0}}};
  }
}

}  // namespace

std::optional<Calibration> calibrate_config(Scenario& scenario,
                                            const std::string& config_sha256,
                                            const StudyRun& run) {
  if (scenario.stated == StatedEffect::latent) return std::nullopt;
  const std::filesystem::path file = calibration_file(config_sha256);
  CachedCalibration cached;
  if (!file.empty()) cached = read_calibration(file);
  if (!cached.fault.empty() && run.warn) run.warn({{"", cached.fault, "", 0}});
  std::optional<Calibration>& calibration = cached.calibration;
  if (!calibration) {
    calibration = solve(scenario, run);
    if (calibration->interrupted) return calibration;
    if (!file.empty() && cached.may_be_replaced)
      write_calibration(file, *calibration);
  }
  scenario = with_latent_effect(scenario, *calibration);
  return calibration;
}

}  // namespace rehearse
