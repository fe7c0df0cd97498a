#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// What this program was made from.
struct BuildInfo {
  std::string version;
  std::string git_revision;  ///< empty if it wasn't built from a repository
  std::string compiler;
  std::string flags;
};
[[nodiscard]] BuildInfo build_info();

/// A library that results or files depend on, with its version.
struct Library {
  std::string name;
  std::string version;
};
[[nodiscard]] std::vector<Library> library_versions();

/// The same in one line: "Boost 1.74.0, fmt 9.1.0".
[[nodiscard]] std::string libraries_text();

/// The best instruction set of this processor for which the kernels were
/// compiled, as Highway calls it.
[[nodiscard]] std::string simd_target();

/// All instruction sets that this processor could use, best first.
[[nodiscard]] std::vector<std::string> simd_targets();

/// Has the kernels use one of `simd_targets` from here on, named in any case;
/// false if it is none of them. Results don't depend on it.
[[nodiscard]] bool use_simd_target(std::string_view name);

}  // namespace rehearse
