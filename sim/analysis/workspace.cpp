#include "rehearse/analysis/workspace.hpp"

#include <algorithm>

namespace rehearse {

void AnalysisWorkspace::reserve(std::size_t participants, std::size_t strata) {
  // Columns are read eight rows at a time, and one row is written ahead.
  const std::size_t rows = participants / 8 * 8 + 16;
  control.resize(std::max(control.size(), rows));
  experimental.resize(std::max(experimental.size(), rows));
  for (auto& keys : arm) keys.resize(std::max(keys.size(), participants + 1));
  at_risk.resize(std::max(at_risk.size(), strata));
}

}  // namespace rehearse
