#pragma once

#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Where a table of a config has its values from, as its `source` says.
struct StatedSource {
  std::string table;  ///< "endpoint.control"
  std::string text;
};

/// A scenario and the config that states it: what a result says of its origin.
struct TrialConfig {
  Scenario scenario;
  /// Whether outcomes can be simulated: two arms, and nothing absent that
  /// needs to be stated. False only where it was read for a list.
  bool has_outcomes = true;
  /// Every key with its value, defaults filled in, in one canonical form: the
  /// same statements give the same bytes, and reading them the same scenario.
  std::string resolved_toml;
  std::string sha256;     ///< of `resolved_toml`, 64 hex digits
  std::string seed_text;  ///< decimal, or 64 hex digits
  std::vector<StatedSource> sources = {};  ///< printed, not computed with
};

}  // namespace rehearse
