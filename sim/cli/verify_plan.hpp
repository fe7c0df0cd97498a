#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verify.hpp"
#include "rehearse/store/manifest.hpp"
#include "rehearse/store/sealed_file.hpp"

namespace rehearse::cli {

inline constexpr std::string_view sealed_end = ".sealed";
inline constexpr const char* resolved_config = "config.resolved.toml";

/// The folder that is verified, its sealed files as what is in them.
class Original {
 public:
  Original(std::filesystem::path folder, std::optional<Opening> opening)
      : folder_(std::move(folder)), opening_(std::move(opening)) {}

  /// By its name without the seal. Nothing if it isn't there, or is sealed and
  /// nothing is given to open it. \throws IoError.
  [[nodiscard]] std::optional<std::string> content(
      const std::string& name) const;
  /// Whether it is there, and sealed, and nothing is given to open it.
  [[nodiscard]] bool is_closed(const std::string& name) const;
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::optional<Opening> opening_;
};

/// Whether a file of a result is there; its bytes. \throws IoError.
[[nodiscard]] bool is_there(const std::filesystem::path& file);
[[nodiscard]] std::string read_result(const std::filesystem::path& file);

[[nodiscard]] bool is_sweep(const Manifest& manifest);
[[nodiscard]] bool is_list(const Manifest& manifest);

/// How a result is made again; or why it can't be.
struct VerifyPlan {
  std::vector<std::string> arguments;
  std::string obstacle;  ///< "why: what to do"; empty: there is none
  /// NAME=VALUE. What the user's cache keeps (calibrations) is made again too.
  std::vector<std::string> environment = {};
};

/// Into the folder `again` of the scratch folder, into which config and seed
/// are put. \throws IoError.
[[nodiscard]] VerifyPlan verify_plan(const VerifyRequest& request,
                                     const Manifest& manifest,
                                     const Original& original,
                                     const std::filesystem::path& scratch);

}  // namespace rehearse::cli
