#include "calibration_cache.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/process.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using UnorderedJson = nlohmann::json;

constexpr std::size_t most_bytes = 64 * 1024;  // a solution takes 1

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

CachedCalibration unused(const fs::path& file, const std::string& why,
                         const char* what_to_do, bool may_be_replaced) {
  return {std::nullopt,
          fmt::format("the cached calibration {} is not used ({}): {}",
                      file.string(), why, what_to_do),
          may_be_replaced};
}

// Nothing if it can't be read, or is longer than a solution.
std::optional<std::string> short_text(const OpenFile& file) {
  std::string bytes(most_bytes, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto got =
        read_some(file.descriptor(), {&bytes[size], bytes.size() - size});
    if (got < 0) return std::nullopt;
    if (got == 0) {
      bytes.resize(size);
      return bytes;
    }
    size += static_cast<std::size_t>(got);
  }
  return std::nullopt;
}

// Nothing unless its hash is what it says.
std::optional<Calibration> parse(const std::string& text) {
  const UnorderedJson json = UnorderedJson::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("sha256") ||
      !json.contains("calibration"))
    return std::nullopt;
  const UnorderedJson& solution = json["calibration"];
  if (json["sha256"] != sha256_hex(solution.dump())) return std::nullopt;
  Calibration calibration;
  calibration.replicates = calibration_replicates;
  for (const Field& field : fields_of(calibration)) {
    const auto found = solution.find(field.name);
    if (found == solution.end() || !found->is_number()) return std::nullopt;
    field.value = found->get<double>();
  }
  if (!(calibration.latent_median > 0.0) ||
      !(calibration.latent_hazard_ratio > 0.0))
    return std::nullopt;
  return calibration;
}

}  // namespace

// Another build may find another solution in the last digits.
std::filesystem::path calibration_file(const std::string& config_sha256) {
  const fs::path folder = cache_folder();
  if (folder.empty()) return {};
  const BuildInfo build = build_info();
  if (build.git_revision.empty() || build.git_revision.ends_with("dirty"))
    return {};  // the code may have changed since
  return folder / "rehearse" /
         ("calibration-" + config_sha256 + '-' + build.version + '-' +
          build.git_revision + ".json");
}

CachedCalibration read_calibration(const fs::path& file) {
  // A pipe without a writer is not waited for, a link not followed.
  const OpenFile in = open_file(file, FileUse::read_plain);
  if (!in.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return unused(file, std::strerror(errno), "make it readable, or remove it",
                  false);
  }
  if (!regular_size(in.descriptor()))
    return unused(file, "it is no regular file", "remove it", false);
  const auto text = short_text(in);
  const auto calibration = text ? parse(*text) : std::nullopt;
  if (!calibration)
    return unused(file, "it was cut or changed", "it is solved for anew", true);
  return {calibration, {}, true};
}

void write_calibration(const fs::path& file, Calibration calibration) {
  std::error_code error;
  const fs::path folder = file.parent_path();
  fs::create_directories(folder.parent_path(), error);
  if (!make_folder(folder, Access::owner_only) && errno != EEXIST) return;
  fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return;
  UnorderedJson solution;
  for (const Field& field : fields_of(calibration))
    solution[field.name] = field.value;
  const UnorderedJson json{{"sha256", sha256_hex(solution.dump())},
                           {"calibration", solution}};
  try {
    write_file_atomically(file, json.dump(2) + '\n', Access::owner_only);
  } catch (const IoError&) {
  }
}

}  // namespace rehearse
