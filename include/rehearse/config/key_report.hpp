#pragma once

#include <vector>

#include "rehearse/config/key_reference.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// Each key that is meant, and below it those that it holds: what
/// `find_keys` gives.
[[nodiscard]] Report explanation(const std::vector<KeyEntry>& keys);

/// All keys, a part for each table of the config.
[[nodiscard]] Report keys_report();

}  // namespace rehearse
