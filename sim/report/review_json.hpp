#pragma once

#include <nlohmann/json.hpp>

#include "rehearse/report/power_report.hpp"

namespace rehearse {

/// What reviewers recorded, and what others would have found: the member
/// "review" of the JSON of `power`.
[[nodiscard]] nlohmann::ordered_json review_json(const PowerReport& report);

}  // namespace rehearse
