// Libraries and processor of this machine.
#include <fmt/format.h>
#include <hwy/highway.h>
#include <sodium.h>
#include <toml++/impl/version.h>

#include <algorithm>
#include <boost/version.hpp>
#include <cctype>
#include <nlohmann/json.hpp>

#include "rehearse/store/build_info.hpp"

namespace rehearse {

std::vector<Library> library_versions() {
  const auto dotted = [](int major, int minor, int patch) {
    return fmt::format("{}.{}.{}", major, minor, patch);
  };
  return {
      {"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                       BOOST_VERSION % 100)},
      {"fmt",
       dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"Highway", dotted(HWY_MAJOR, HWY_MINOR, HWY_PATCH)},
      {"nlohmann_json",
       dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
              NLOHMANN_JSON_VERSION_PATCH)},
      {"libsodium", sodium_version_string()},
      {"toml++", dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
  };
}

std::string libraries_text() {
  std::vector<std::string> libraries;
  for (const auto& [name, version] : library_versions())
    libraries.push_back(name + ' ' + version);
  return fmt::format("{}", fmt::join(libraries, ", "));
}

std::string simd_target() {
  return hwy::TargetName(hwy::SupportedAndGeneratedTargets().front());
}

std::vector<std::string> simd_targets() {
  static const std::vector<std::string> names = [] {  // before one is chosen
    std::vector<std::string> all;
    for (const auto target : hwy::SupportedAndGeneratedTargets())
      all.emplace_back(hwy::TargetName(target));
    return all;
  }();
  return names;
}

bool use_simd_target(std::string_view name) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  (void)simd_targets();
  hwy::SetSupportedTargetsForTest(0);  // all again
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    const std::string_view known = hwy::TargetName(target);
    if (!std::ranges::equal(known, name, same)) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return true;
  }
  return false;
}

}  // namespace rehearse
