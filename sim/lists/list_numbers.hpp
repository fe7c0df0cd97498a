#pragma once

#include "rehearse/lists/randomization_list.hpp"

namespace rehearse {

/// A list with its columns and arms, without rows.
[[nodiscard]] RandomizationList empty_list(const Scenario& scenario,
                                           const ListOptions& options);

/// Gives every row its randomization number: `prefix`, and the scenario's
/// pattern.
/// \throws ConfigError if two rows would have the same number, or the pattern
/// needs a site that the list doesn't say.
void number_rows(RandomizationList& list, const Scenario& scenario,
                 const std::string& prefix);

}  // namespace rehearse
