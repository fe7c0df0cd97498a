#include "rehearse/study/calibrate_config.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/output_file.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::json;

// The fields of a calibration, by their names in the file.
struct Field {
  const char* name;
  double& value;
};

std::array<Field, 8> fields_of(Calibration& c) {
  return {
      {{"latent_median", c.latent_median},
       {"latent_median_mcse", c.latent_median_mcse},
       {"latent_hazard_ratio", c.latent_hazard_ratio},
       {"latent_hazard_ratio_mcse", c.latent_hazard_ratio_mcse},
       {"observed_median", c.observed_median.mean},
       {"observed_median_mcse", c.observed_median.mcse},
       {"observed_log_hazard_ratio", c.observed_log_hazard_ratio.mean},
       {"observed_log_hazard_ratio_mcse", c.observed_log_hazard_ratio.mcse}}};
}

// Empty where there is no home for it. Another build may find another
// solution in the last digits.
std::filesystem::path cache_file(const std::string& config_sha256) {
  std::filesystem::path folder;
  if (const char* cache = std::getenv("XDG_CACHE_HOME");
      cache != nullptr && *cache != '\0')
    folder = cache;
  else if (const char* home = std::getenv("HOME");
           home != nullptr && *home != '\0')
    folder = std::filesystem::path{home} / ".cache";
  else
    return {};
  const BuildInfo build = build_info();
  if (build.git_revision.empty() || build.git_revision.ends_with("dirty"))
    return {};  // the code may have changed since
  return folder / "rehearse" /
         ("calibration-" + config_sha256 + '-' + build.version + '-' +
          build.git_revision + ".json");
}

std::optional<Calibration> read_cache(const std::filesystem::path& file) {
  std::ifstream in{file};
  const Json json = Json::parse(in, nullptr, false);
  Calibration calibration;
  calibration.replicates = calibration_replicates;
  for (const Field& field : fields_of(calibration)) {
    const auto found = json.is_object() ? json.find(field.name) : json.end();
    if (found == json.end() || !found->is_number()) return std::nullopt;
    field.value = found->get<double>();
  }
  if (!(calibration.latent_median > 0.0) ||
      !(calibration.latent_hazard_ratio > 0.0))
    return std::nullopt;
  return calibration;
}

// A cache that can't be written is done without.
void write_cache(const std::filesystem::path& file, Calibration calibration) {
  if (file.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return;
  Json json;
  for (const Field& field : fields_of(calibration))
    json[field.name] = field.value;
  try {
    write_file_atomically(file, json.dump(2) + '\n');
  } catch (const IoError&) {
  }
}

}  // namespace

std::optional<Calibration> calibrate_config(Scenario& scenario,
                                            const std::string& config_sha256,
                                            const StudyRun& run) {
  if (scenario.stated == StatedEffect::latent) return std::nullopt;
  const std::filesystem::path file = cache_file(config_sha256);
  std::optional<Calibration> calibration = read_cache(file);
  if (!calibration) {
    run.say(
        "calibrating: solving for the disease behind what IRC observes …\n");
    ProgressState state;
    state.task = "calibration";
    run.show(state);
    try {
      calibration = calibrate(scenario, run.options(state));
    } catch (const CalibrationError& error) {
      throw ConfigError{{{"calibration", error.what(), "", 0}}};
    }
    if (calibration->interrupted) return calibration;
    write_cache(file, *calibration);
  }
  scenario = with_latent_effect(scenario, *calibration);
  return calibration;
}

}  // namespace rehearse
