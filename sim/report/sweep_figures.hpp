#pragma once

#include <string>
#include <vector>

#include "estimate_json.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/report/sweep_report.hpp"

namespace rehearse {

enum class SweepFigureKind { probability, exact, difference, mean };

/// A figure of a sweep's cell as tables show it.
struct SweepFigure {
  const char* name;   ///< by which the user asks for it
  const char* value;  ///< its column of `table.csv`
  const char* error;  ///< the column of its error; empty: it has none
  const char* label;
  SweepFigureKind kind;
  int most;  ///< decimals
};

/// Those that the table asks for; of a row for each cell the usual ones.
[[nodiscard]] std::vector<SweepFigure> figures_of(const SweepIdentity& sweep,
                                                  const SweepTable& table);

[[nodiscard]] bool is_probability(const SweepFigure& figure);

/// As the table names it, with the unit where it isn't 1.
[[nodiscard]] std::string label_of(const SweepFigure& figure,
                                   const SweepTable& table);

/// "0.8967 ± 0.0010", or the number alone.
[[nodiscard]] std::string figure_text(const SweepFigure& figure,
                                      const Json& cell, const SweepTable& table,
                                      ErrorPlace errors);

/// A cell's member as a number; NaN for null.
[[nodiscard]] double number(const Json& cell, const std::string& name);

/// By which the figure is known, as it is written; 0 where it is exact.
[[nodiscard]] double error_of(const SweepFigure& figure, const Json& cell,
                              const SweepTable& table);

}  // namespace rehearse
