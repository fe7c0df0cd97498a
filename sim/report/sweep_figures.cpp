#include "sweep_figures.hpp"

#include <algorithm>
#include <cmath>

#include "estimate_text.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

using Kind = SweepFigureKind;

// The first ones are the usual ones of a table of cells.
constexpr std::size_t usual = 5;
constexpr SweepFigure all_figures[] = {
    {"power", "power", "power_mcse", "Power", Kind::probability, 6},
    {"analytic_power", "analytic_power", "", "Analytic", Kind::exact, 4},
    {"difference", "difference", "difference_mcse", "Less the reference's",
     Kind::difference, 6},
    {"expected_events", "expected_events", "expected_events_mcse",
     "Expected events", Kind::mean, 1},
    {"expected_duration_months", "expected_duration_months",
     "expected_duration_months_mcse", "Duration [months]", Kind::mean, 2},
    {"last_look_time_months", "last_look_time_months_mean",
     "last_look_time_months_mcse", "Last look [months]", Kind::mean, 2},
    {"last_look_z", "last_look_z_mean", "last_look_z_mcse", "Last look's z",
     Kind::mean, 3}};

double scale_of(const SweepFigure& figure, const SweepTable& table) {
  const bool percent =
      table.unit == ProbabilityUnit::percent && is_probability(figure);
  return percent ? 100.0 : 1.0;
}

NumberStyle style_of(const SweepFigure& figure, const SweepTable& table) {
  return {scale_of(figure, table), table.digits};
}

Proportion proportion(const SweepFigure& figure, const Json& cell) {
  const std::string name = figure.value;
  return {
      number(cell, name),
      number(cell, figure.error),
      {number(cell, name + "_ci95_lower"), number(cell, name + "_ci95_upper")}};
}

std::string probability_text(const SweepFigure& figure, const Json& cell,
                             const NumberStyle& style, ErrorPlace errors) {
  const Proportion p = proportion(figure, cell);
  return errors == ErrorPlace::cell ? proportion_text(p, style)
                                    : proportion_value(p, style);
}

// The reference's own difference is none.
std::string paired_text(const SweepFigure& figure, const Json& cell,
                        const NumberStyle& style, ErrorPlace errors) {
  const Proportion d = proportion(figure, cell);
  if (d.ci95[0] == d.ci95[1]) return "reference";
  return errors == ErrorPlace::cell ? difference_text(d, style)
                                    : difference_value(d, style);
}

std::string mean_text(const SweepFigure& figure, const Json& cell,
                      const NumberStyle& style, ErrorPlace errors) {
  const double value = number(cell, figure.value);
  const double mcse = number(cell, figure.error);
  if (errors == ErrorPlace::cell && mcse > 0.0)
    return with_error(value, mcse, figure.most, style);
  return fixed_text(
      value, style.decimals.value_or(decimals_by_error(mcse, figure.most)));
}

std::string exact_text(const SweepFigure& figure, const Json& cell,
                       const NumberStyle& style) {
  const int decimals = style.scale > 1.0 ? figure.most - 2 : figure.most;
  return fixed_text(style.scale * number(cell, figure.value),
                    style.decimals.value_or(decimals));
}

}  // namespace

std::vector<std::string> sweep_figure_names() {
  std::vector<std::string> names;
  for (const SweepFigure& figure : all_figures) names.emplace_back(figure.name);
  return names;
}

std::vector<SweepFigure> figures_of(const SweepIdentity& sweep,
                                    const SweepTable& table) {
  std::vector<SweepFigure> figures;
  for (const std::string& name : table.figures)
    figures.push_back(
        *std::ranges::find(all_figures, name, &SweepFigure::name));
  if (!figures.empty()) return figures;
  if (table.is_wide()) return {all_figures[0]};
  for (std::size_t i = 0; i < usual; ++i)
    if (all_figures[i].kind != Kind::exact ||
        sweep.analytic == AnalyticColumn::present)
      figures.push_back(all_figures[i]);
  return figures;
}

bool is_probability(const SweepFigure& figure) {
  return figure.kind != Kind::mean;
}

std::string label_of(const SweepFigure& figure, const SweepTable& table) {
  const auto own = table.names.find(figure.name);
  const std::string label =
      own == table.names.end() ? figure.label : own->second;
  const bool says_unit =
      scale_of(figure, table) == 1.0 || label.find('%') != std::string::npos;
  return says_unit ? label : label + " [%]";
}

std::string figure_text(const SweepFigure& figure, const Json& cell,
                        const SweepTable& table, ErrorPlace errors) {
  const NumberStyle style = style_of(figure, table);
  switch (figure.kind) {
    case Kind::probability:
      return probability_text(figure, cell, style, errors);
    case Kind::exact:
      return exact_text(figure, cell, style);
    case Kind::difference:
      return paired_text(figure, cell, style, errors);
    case Kind::mean:
      return mean_text(figure, cell, style, errors);
  }
  return "";
}

double number(const Json& cell, const std::string& name) {
  const Json& value = cell.at(name);
  return value.is_null() ? std::nan("") : value.get<double>();
}

double error_of(const SweepFigure& figure, const Json& cell,
                const SweepTable& table) {
  if (figure.kind == Kind::exact) return 0.0;
  if (figure.kind == Kind::mean) return number(cell, figure.error);
  return scale_of(figure, table) * precision_of(proportion(figure, cell));
}

}  // namespace rehearse
