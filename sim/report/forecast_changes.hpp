#pragma once

#include "estimate_json.hpp"
#include "rehearse/report/forecast_change.hpp"
#include "rehearse/text/document.hpp"

namespace rehearse {

[[nodiscard]] Json changes_json(const ForecastChange& changes);

/// A table of the milestones, and how the counts stand to what was expected.
void add_changes(const ForecastChange& changes, Document& document);

}  // namespace rehearse
