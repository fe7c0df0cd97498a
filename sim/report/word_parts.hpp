#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// What sentences about a scenario are made of.

/// "6.8 months".
[[nodiscard]] std::string months_words(double days);

[[nodiscard]] std::string joined_words(const std::vector<std::string>& words,
                                       std::string_view separator);

/// "10%".
[[nodiscard]] std::string percent_words(double share);

[[nodiscard]] std::string factor_names(const Scenario& scenario,
                                       const std::vector<std::size_t>& factors);

}  // namespace rehearse
