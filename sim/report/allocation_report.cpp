#include "rehearse/report/allocation_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "allocation_cells.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;  // prints what isn't finite as null

std::string heading(const AllocationReport& report) {
  const Scenario& scenario = report.alternatives.front().config.scenario;
  return fmt::format("{}: randomization of {} participants", scenario.id,
                     scenario.participants);
}

Json figure_json(const Figure& figure) {
  Json json{{"value", figure.value}, {"mcse", figure.mcse}};
  if (figure.ci95) json["ci95"] = *figure.ci95;
  return json;
}

Json imbalance_json(const ImbalanceDistribution& imbalance) {
  return {{"mean", figure_json(imbalance.mean)},
          {"mean_square", figure_json(imbalance.mean_square)},
          {"balanced", figure_json(imbalance.balanced)},
          {"q95", imbalance.q95},
          {"probability", imbalance.probability}};
}

Json margins_json(const AllocationMetrics& metrics) {
  Json margins = Json::array();
  for (const MarginMetrics& margin : metrics.margins)
    margins.push_back({{"name", margin.name},
                       {"participants", margin.participants},
                       {"final_imbalance", imbalance_json(margin.final)},
                       {"maximum_imbalance", imbalance_json(margin.maximum)}});
  return margins;
}

// The numbers that belong to no margin, by the names of the CSV.
Json figures_json(const AllocationAlternative& alternative) {
  Json figures = Json::object();
  for (const AllocationQuantity& q : allocation_quantities(alternative)) {
    const bool of_margin = q.quantity == "participants" ||
                           q.quantity.starts_with("final_") ||
                           q.quantity.starts_with("maximum_");
    if (!of_margin) figures[q.quantity] = figure_json(q.figure);
  }
  return figures;
}

Json alternative_json(const AllocationAlternative& alternative) {
  const Scenario& scenario = alternative.config.scenario;
  Json json{{"name", alternative.name},
            {"randomization", randomization_words(scenario)},
            {"config_sha256", alternative.config.sha256},
            {"lists", scenario.stratum_streams.size()},
            {"seed_bits", reachable_bits(scenario)}};
  json.update(figures_json(alternative));
  json["margins"] = margins_json(alternative.metrics);
  return json;
}

}  // namespace

std::string allocation_table(const AllocationReport& report,
                             const Screen& screen) {
  const auto& [color, screen_width] = screen;
  std::string text = bold_text(heading(report), color) + '\n';
  for (const std::string& line : alternative_lines(report)) text += line + '\n';
  text += '\n' + aligned_text(allocation_cells(report), screen_width) + '\n';
  for (const std::string& line : allocation_legend(report)) text += line + '\n';
  return fitted_text(text, screen_width);
}

std::string allocation_markdown(const AllocationReport& report) {
  std::string text = "## " + heading(report) + "\n\n";
  for (const std::string& line : alternative_lines(report))
    text += "- " + line + '\n';
  text += '\n' + markdown_text(allocation_cells(report)) + '\n';
  for (const std::string& line : allocation_legend(report)) text += line + '\n';
  return text;
}

std::string allocation_csv(const AllocationReport& report) {
  TextTable table{{"alternative", "margin", "quantity", "value", "mcse",
                   "ci95_lower", "ci95_upper"},
                  {}};
  for (const AllocationAlternative& alternative : report.alternatives)
    for (const auto& [margin, quantity, figure] :
         allocation_quantities(alternative))
      table.rows.push_back({alternative.name, margin, quantity,
                            exact_text(figure.value), exact_text(figure.mcse),
                            figure.ci95 ? exact_text((*figure.ci95)[0]) : "",
                            figure.ci95 ? exact_text((*figure.ci95)[1]) : ""});
  return csv_text(table);
}

std::string allocation_json(const AllocationReport& report) {
  Json json{{"command", "randomize --report"},
            {"version", REHEARSE_VERSION},
            {"trial", report.alternatives.front().config.scenario.id},
            {"replicates", report.replicates},
            {"favoured_hazard_ratio", report.favoured_hazard_ratio}};
  Json alternatives = Json::array();
  for (const AllocationAlternative& alternative : report.alternatives)
    alternatives.push_back(alternative_json(alternative));
  json["alternatives"] = alternatives;
  return json.dump(2) + '\n';
}

}  // namespace rehearse
