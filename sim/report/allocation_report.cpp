#include "rehearse/report/allocation_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "allocation_figures.hpp"
#include "enrolment_figures.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

const TrialConfig& config_of(const AllocationReport& report) {
  return report.alternatives.front().config;
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

std::vector<Figures> sites_of(const AllocationAlternative& alternative) {
  std::vector<Figures> sites;
  const std::vector<Site>& named = alternative.config.scenario.sites;
  for (std::size_t s = 0; s < named.size(); ++s)
    sites.push_back(site_figures(named[s].id, alternative.enrolment->sites[s]));
  return sites;
}

Json alternative_json(const AllocationAlternative& alternative) {
  const Scenario& scenario = alternative.config.scenario;
  Json json{{"name", alternative.name},
            {"randomization", randomization_words(scenario)},
            {"config_sha256", alternative.config.sha256},
            {"lists", scenario.stratum_streams.size()},
            {"seed_bits", reachable_bits(scenario)}};
  json.update(object_of(trial_figures(alternative)));
  json["margins"] = margins_json(alternative.metrics);
  if (!alternative.enrolment) return json;
  json["enrolment"] = enrolment_json(*alternative.enrolment);
  json["enrolment"]["sites"] = Json::array();
  for (const Figures& site : sites_of(alternative))
    json["enrolment"]["sites"].push_back(object_of(site));
  return json;
}

Json json_of(const AllocationReport& report) {
  Json json{{"command", "randomize --report"},
            {"version", REHEARSE_VERSION},
            {"trial", config_of(report).scenario.id},
            {"replicates", report.replicates},
            {"favoured_hazard_ratio", report.favoured_hazard_ratio},
            {"alternatives", Json::array()}};
  for (const AllocationAlternative& alternative : report.alternatives)
    json["alternatives"].push_back(alternative_json(alternative));
  return json;
}

// A margin may be one of hundreds of sites: numbers are rows here, not columns.
//
// A row for each number of an alternative; the distributions of imbalance are
// left to the JSON.
class Rows {
 public:
  void add(const AllocationAlternative& alternative) {
    for (const Json& margin : margins_json(alternative.metrics)) {
      const std::string name = margin["name"];
      add(alternative, name, "participants", margin["participants"]);
      for (const char* when : {"final_imbalance", "maximum_imbalance"})
        for (const char* what : {"mean", "mean_square", "balanced", "q95"})
          add(alternative, name, fmt::format("{}_{}", when, what),
              margin[when][what]);
    }
    if (alternative.enrolment) add_sites(alternative);
    const Json figures = object_of(trial_figures(alternative));
    for (const auto& [quantity, figure] : figures.items())
      add(alternative, "trial", quantity, figure);
  }

  [[nodiscard]] std::vector<Json> take() { return std::move(rows_); }

 private:
  void add_sites(const AllocationAlternative& alternative) {
    const EnrolmentEstimate& enrolment = *alternative.enrolment;
    for (std::size_t s = 0; s < enrolment.sites.size(); ++s)
      if (const auto& runout = enrolment.sites[s].runout)
        add(alternative, "site " + alternative.config.scenario.sites[s].id,
            "runout_probability",
            {{"value", runout->estimate},
             {"mcse", runout->mcse},
             {"ci95", runout->ci95}});
  }

  // Of a figure, or of a number that is exact.
  void add(const AllocationAlternative& alternative, const std::string& margin,
           const std::string& quantity, const Json& figure) {
    const bool is_exact = figure.is_number();
    rows_.push_back(
        {{"alternative", alternative.name},
         {"margin", margin},
         {"quantity", quantity},
         {"value", is_exact ? figure : figure["value"]},
         {"mcse", is_exact ? Json(0) : figure["mcse"]},
         {"ci95", is_exact ? no_limits() : figure.value("ci95", no_limits())}});
  }

  static Json no_limits() { return Json::array({nullptr, nullptr}); }

  std::vector<Json> rows_;
};

std::vector<std::string> words_of(const AllocationReport& report) {
  std::vector<std::string> lines;
  for (const AllocationAlternative& alternative : report.alternatives)
    lines.push_back(
        fmt::format("{}: {}", alternative.name,
                    randomization_words(alternative.config.scenario)));
  return lines;
}

std::vector<std::string> legend(const AllocationReport& report) {
  std::vector<std::string> lines{
      "Exact where no ± stands; ± is the Monte Carlo standard error of " +
          grouped_text(report.replicates) + " replicates.",
      "D: difference of the arms, r0 n1 - r1 n0 at an allocation ratio r1:r0; "
      "of strata, sites and levels: their average.",
      "Guessed right: by the arm that is behind among those seen in the "
      "stratum. A coin guesses two equal arms right half of the time.",
      "Where more lists are possible than seeds reach, not all can come out."};
  const bool losses = std::ranges::any_of(
      report.alternatives,
      [](const auto& alternative) { return alternative.losses.has_value(); });
  if (losses)
    lines.push_back(fmt::format(
        "Guessing: who expects the experimental arm enrols a participant of "
        "{:.4g} times the hazard, else of its inverse (an assumption).",
        report.favoured_hazard_ratio));
  return lines;
}

// The alternatives as columns. What none of them has is left out.
// Alternatives may differ in what can be known of them (sites, outcomes): all
// have the same rows, with a dash where one has nothing to say.
TextTable table_of(const AllocationReport& report) {
  std::vector<std::string> names;
  std::vector<Figures> items;
  for (const AllocationAlternative& alternative : report.alternatives) {
    names.push_back(alternative.name);
    items.push_back(margin_figures(report, alternative));
    for (ResultFigure& figure : trial_figures(alternative))
      items.back().push_back(std::move(figure));
  }
  TextTable table = figure_rows("", names, items);
  std::erase_if(table.rows, [](const std::vector<std::string>& row) {
    return std::all_of(row.begin() + 1, row.end(),
                       [](const std::string& cell) { return cell == "-"; });
  });
  return table;
}

Document document_of(const AllocationReport& report) {
  const Scenario& scenario = config_of(report).scenario;
  Document document;
  document.add(
      Document::Heading{fmt::format("{}: randomization of {} participants",
                                    scenario.id, scenario.participants)});
  document.add(Document::Items{words_of(report)});
  document.add(Document::Table{table_of(report)});
  for (const AllocationAlternative& alternative : report.alternatives)
    if (alternative.enrolment)
      document.add(
          Document::Table{figure_columns(sites_of(alternative)),
                          fmt::format("{}, by site: {}", alternative.name,
                                      enrolment_text(*alternative.enrolment))});
  document.add(Document::Note{legend(report)});
  return document;
}

}  // namespace

Report report_of(const AllocationReport& report) {
  Rows rows;
  for (const AllocationAlternative& alternative : report.alternatives)
    rows.add(alternative);
  return {json_of(report), rows.take(), document_of(report)};
}

}  // namespace rehearse
