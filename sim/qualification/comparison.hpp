#pragma once

#include "rehearse/qualification/qualification.hpp"

namespace rehearse {

/// Within the tolerance, if both are numbers; the same, otherwise.
[[nodiscard]] bool agrees(const nlohmann::ordered_json& observed,
                          const nlohmann::ordered_json& expected,
                          double tolerance);

/// A comparison with its verdict.
[[nodiscard]] Check compared(Check check);

/// The arguments as one line.
[[nodiscard]] std::string line_of(const Arguments& arguments);

/// The first line of what the program said was wrong, after its status.
[[nodiscard]] std::string fault_of(const Ran& ran);

}  // namespace rehearse
