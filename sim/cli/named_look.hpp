#pragma once

#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse::cli {

/// Which look has the name that `flag` gives. \throws UsageError.
[[nodiscard]] std::size_t look_named(const std::string& flag,
                                     const std::string& name,
                                     const std::vector<Look>& looks);

/// Which of the config's simulated hypotheses `--hypothesis` names; the first
/// where it isn't given (empty). 0 where the config has none.
/// \throws UsageError, also where there is nothing to name.
[[nodiscard]] std::size_t hypothesis_named(const std::string& name,
                                           const Scenario& scenario);

}  // namespace rehearse::cli
