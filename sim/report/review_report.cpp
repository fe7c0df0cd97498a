#include "review_report.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "estimate_text.hpp"
#include "look_figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

const char* reader_name(Reviewer reviewer) {
  return reviewer == Reviewer::committee ? "IRC" : "investigator";
}

const LookEstimate& last_look(const PowerEstimate& estimate) {
  return estimate.looks.back();
}

const ReviewEstimate& last_review(const PowerReport& report) {
  return report.estimate.reviews.back();
}

// Whether over the replicates the discrepancies bear the mark of a biased
// investigator.
bool is_suspect(const ReviewEstimate& review) {
  return suggests_biased_investigator(review.early.difference.estimate,
                                      review.late.difference.estimate);
}

Json ratio_json(const RatioEstimate& ratio) {
  return estimate_json(ratio.estimate, ratio.mcse);
}

Json mean_in(const MeanEstimate& m, double unit = 1.0) {
  return estimate_json(m.mean / unit, m.mcse / unit);
}

// exp of a mean logarithm, its error by the delta method.
struct Ratio {
  explicit Ratio(const MeanEstimate& log, double sign = 1.0)
      : value(std::exp(sign * log.mean)), mcse(value * log.mcse) {}
  [[nodiscard]] Json json() const { return estimate_json(value, mcse); }
  [[nodiscard]] std::string text() const { return with_error(value, mcse, 4); }

  double value;
  double mcse;
};

Ratio irc_over_investigator(const PowerReport& report) {
  const bool irc =
      report.config.scenario.review->primary == Reviewer::committee;
  return Ratio{report.other_reader->log_hazard_ratio_difference,
               irc ? -1.0 : 1.0};
}

std::string count_text(const MeanEstimate& mean) {
  if (mean.mean == 0.0) return "0";
  return fixed_text(mean.mean, decimals_by_error(mean.mcse, 1));
}

// Median over replicates of the observed medians, the arms in their order.
std::string medians_text(const Scenario& scenario, const LookEstimate& look) {
  std::string text;
  for (const std::size_t arm : printed_arms(scenario)) {
    const Distribution& d = look.median[arm];
    text += text.empty() ? "" : " / ";
    text += d.count == 0           ? "-"
            : std::isinf(d.median) ? "NR"
                                   : fixed_text(d.median / days_per_month, 1);
  }
  return text;
}

Figures endpoint_figures(const PowerReport& report,
                         const OtherEndpoint& endpoint) {
  const PowerEstimate& estimate = *endpoint.estimate;
  const LookEstimate& look = last_look(estimate);
  const bool is_primary = &estimate == &report.estimate;
  return {
      {"",
       {},
       "Endpoint at " + last_look(report.estimate).name,
       fmt::format("{}, {}", reader_name(endpoint.reviewer), endpoint.rules)},
      {"", {}, "Power", proportion_text(estimate.power)},
      {"",
       {},
       "Less the first's",
       is_primary ? "" : difference_text(estimate.difference)},
      {"",
       {},
       "HR",
       fixed_text(look.geometric_mean_hazard_ratio,
                  decimals_by_error(look.hazard_ratio.mcse, 3))},
      {"", {}, "Events", fixed_text(look.events.mean, 1)},
      {"", {}, "Medians [months]", medians_text(report.config.scenario, look)}};
}

// Fewer members than of the first endpoint: a comparison, not a second report.
// Bounds and triggers are the trial's, whose events the first endpoint counts.
Json endpoint_json(const PowerReport& report, const OtherEndpoint& endpoint) {
  const PowerEstimate& estimate = *endpoint.estimate;
  Json looks = Json::array();
  for (const LookEstimate& look : estimate.looks)
    looks.push_back(
        picked(look_json(report.config.scenario, estimate.looks, look),
               {"name", "reject", "cumulative_reject", "events",
                "events_by_arm", "z", "hazard_ratio", "median_months"}));
  return {{"reader", reader_key(endpoint.reviewer)},
          {"rules", endpoint.rules},
          {"power", proportion_json(estimate.power)},
          {"difference", proportion_json(estimate.difference)},
          {"hazard_ratio_over_primary",
           Ratio{estimate.log_hazard_ratio_difference}.json()},
          {"looks", looks}};
}

// Why participants' times end; a table leaves out what neither arm has.
Figures reason_figures(const ReviewEstimate& review, std::size_t arm) {
  Figures figures;
  for (std::size_t k = 0; k < reason_count; ++k) {
    const auto reason = static_cast<Reason>(k);
    const std::string name{text(reason)};
    const bool is_seen =
        review.reasons[0][k].mean != 0.0 || review.reasons[1][k].mean != 0.0;
    const std::string kind = is_event(reason) ? "event: " : "censored: ";
    figures.emplace_back(name, mean_json(review.reasons[arm][k]),
                         is_seen ? kind + name : "",
                         count_text(review.reasons[arm][k]));
  }
  return figures;
}

struct AgreementName {
  const char* letter;
  const char* meaning;
};
constexpr std::array<AgreementName, agreement_count> agreements{
    {{"a1", "both, on the same day"},
     {"a2", "both, investigator later"},
     {"a3", "both, investigator earlier"},
     {"b", "investigator alone"},
     {"c", "IRC alone"},
     {"d", "neither"}}};

// How the two readers' progressions lie to one another.
Figures agreement_figures(const ReviewEstimate& review, std::size_t arm) {
  Figures figures;
  for (std::size_t k = 0; k < agreement_count; ++k) {
    const auto& [letter, meaning] = agreements[k];
    figures.emplace_back(letter, mean_json(review.agreement[arm][k]),
                         fmt::format("{} ({})", meaning, letter),
                         count_text(review.agreement[arm][k]));
  }
  return figures;
}

// Of tables alone: the JSON has rates by kind, then by arm, with the difference
// of the arms beside them.
Figures discrepancy_figures(const ReviewEstimate& review, std::size_t arm) {
  const auto rate = [&](const char* label, const Discrepancy& discrepancy) {
    const RatioEstimate& of_arm = discrepancy.by_arm[arm];
    return ResultFigure{
        "", {}, label, with_error(of_arm.estimate, of_arm.mcse, 4)};
  };
  return {rate("early discrepancy (b + a3) / (a1 + a2 + a3 + b)", review.early),
          rate("late discrepancy (c + a2) / (b + c + a2 + a3)", review.late)};
}

Json discrepancy_json(const Discrepancy& discrepancy,
                      const Scenario& scenario) {
  Json json = by_arm_json(scenario, [&](std::size_t arm) {
    return ratio_json(discrepancy.by_arm[arm]);
  });
  json["difference"] = ratio_json(discrepancy.difference);
  return json;
}

Json review_look_json(const std::string& name, const ReviewEstimate& review,
                      const Scenario& scenario) {
  Json json = {
      {"name", name},
      {"replicates", review.replicates},
      {"reasons", by_arm_json(scenario,
                              [&](std::size_t arm) {
                                return object_of(reason_figures(review, arm));
                              })},
      {"agreement", by_arm_json(scenario,
                                [&](std::size_t arm) {
                                  return object_of(
                                      agreement_figures(review, arm));
                                })},
      {"same_status", ratio_json(review.same_status)},
      {"early_discrepancy_rate", discrepancy_json(review.early, scenario)},
      {"late_discrepancy_rate", discrepancy_json(review.late, scenario)},
      {"biased_investigator_suspected", is_suspect(review)},
      {"single_trials_flagged", proportion_json(review.flagged)}};
  if (review.replicates > 0) return json;
  // Nobody was reviewed: nothing but its name and that number is known.
  for (auto& [key, value] : json.items())
    if (key != "name" && key != "replicates") value = nullptr;
  return json;
}

Json reading_cost_json(const ReadingCost& cost) {
  return {{"replicates", cost.replicates},
          {"power_with_perfect_reads", proportion_json(cost.perfect_power)},
          {"power_difference", proportion_json(cost.power)},
          {"last_look_delay_months", mean_in(cost.delay, days_per_month)},
          {"log_hazard_ratio_difference", mean_in(cost.log_hazard_ratio)}};
}

std::string months_text(double days, double mcse) {
  return with_error(days / days_per_month, mcse / days_per_month, 3);
}

// The reader must know that the error of the calibration comes on top of the
// errors beside the power.
Document::Fact calibration_fact(const Calibration& c) {
  return {"Calibrated",
          fmt::format(
              "latent control median {} months, latent hazard ratio "
              "{}\nas IRC observes them: {} months, {} ({} replicates, "
              "solved to {:g})\n(the errors of power and looks don't "
              "hold those of the calibration)",
              months_text(c.latent_median, c.latent_median_mcse),
              with_error(c.latent_hazard_ratio, c.latent_hazard_ratio_mcse, 4),
              months_text(c.observed_median.mean, c.observed_median.mcse),
              Ratio{c.observed_log_hazard_ratio}.text(),
              grouped_text(c.replicates), calibration_tolerance)};
}

Document::Fact readers_fact(const PowerReport& report) {
  const ReviewEstimate& review = last_review(report);
  const auto difference = [](const Discrepancy& d) {
    return signed_with_error(d.difference.estimate, d.difference.mcse, 4);
  };
  const char* mark =
      is_suspect(review)
          ? "MARK OF A BIASED INVESTIGATOR: early <= -0.075 and late >= +0.10"
          : "no mark of a biased investigator (early <= -0.075 and late >= "
            "+0.10)";
  return {"Readers",
          fmt::format("HR by IRC / HR by investigator {}\ndiscrepancy, "
                      "experimental less control: early {}, late {}\n{}\n"
                      "(single trials that would show it: {})",
                      irc_over_investigator(report).text(),
                      difference(review.early), difference(review.late), mark,
                      proportion_text(review.flagged))};
}

// Imperfect reads can't be told from the disease in a real trial; here the same
// participants are read twice.
Document::Fact reading_fact(const ReadingCost& cost) {
  return {
      "Reading",
      fmt::format("errors and lag: power {}, last look {} months, hazard ratio "
                  "x {}\n(against perfect reads on the same random numbers, {} "
                  "replicates)",
                  difference_text(cost.power),
                  signed_with_error(cost.delay.mean / days_per_month,
                                    cost.delay.mcse / days_per_month, 2),
                  Ratio{cost.log_hazard_ratio}.text(),
                  grouped_text(cost.replicates))};
}

// The arms as columns.
template <class OfArm>
TextTable arm_table(const PowerReport& report, const char* title,
                    const OfArm& figures_of) {
  const Scenario& scenario = report.config.scenario;
  std::vector<std::string> names;
  std::vector<Figures> items;
  for (const std::size_t arm : printed_arms(scenario)) {
    names.push_back(scenario.arms[arm].id);
    items.push_back(figures_of(arm));
  }
  return figure_rows(
      fmt::format("{} at {}", title, last_look(report.estimate).name), names,
      items);
}

Document::Facts review_facts(const PowerReport& report) {
  Document::Facts facts{{}, Document::Setting::code};
  if (report.calibration)
    facts.facts.push_back(calibration_fact(*report.calibration));
  if (!report.other_reader || last_review(report).replicates == 0) return facts;
  facts.facts.push_back(readers_fact(report));
  if (report.reading_cost)
    facts.facts.push_back(reading_fact(*report.reading_cost));
  return facts;
}

}  // namespace

Json picked(const Json& object, const std::vector<std::string>& keys) {
  Json json = Json::object();
  for (const std::string& key : keys) json[key] = object.at(key);
  return json;
}

std::vector<OtherEndpoint> other_endpoints(const PowerReport& report) {
  if (!report.config.scenario.review) return {};
  const ReviewPlan& plan = *report.config.scenario.review;
  std::vector<OtherEndpoint> others;
  for (std::size_t i = 0; i < report.also_rules.size(); ++i)
    others.push_back(
        {&report.also_rules[i], plan.primary, plan.also_rules[i].name});
  if (report.other_reader)
    others.push_back(
        {&*report.other_reader, other_reviewer(plan.primary), plan.rules.name});
  return others;
}

Json calibration_json(const Calibration& c) {
  return {
      {"target", "irc-observed"},
      {"latent_median_months",
       estimate_json(c.latent_median / days_per_month,
                     c.latent_median_mcse / days_per_month)},
      {"latent_hazard_ratio",
       estimate_json(c.latent_hazard_ratio, c.latent_hazard_ratio_mcse)},
      {"observed_median_months", mean_in(c.observed_median, days_per_month)},
      {"observed_hazard_ratio", Ratio{c.observed_log_hazard_ratio}.json()},
      {"tolerance", calibration_tolerance},
      {"replicates", c.replicates}};
}

Json review_json(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const ReviewPlan& plan = *scenario.review;
  Json json = {{"reader", reader_key(plan.primary)},
               {"rules", plan.rules.name},
               {"estimation_of", "latent hazard ratio"},
               {"also_analysed", Json::array()},
               {"looks", Json::array()}};
  for (const OtherEndpoint& other : other_endpoints(report))
    json["also_analysed"].push_back(endpoint_json(report, other));
  if (report.other_reader)
    json["hazard_ratio_irc_over_investigator"] =
        irc_over_investigator(report).json();
  for (std::size_t k = 0; k < report.estimate.reviews.size(); ++k)
    json["looks"].push_back(review_look_json(
        report.estimate.looks[k].name, report.estimate.reviews[k], scenario));
  if (report.reading_cost)
    json["reading_cost"] = reading_cost_json(*report.reading_cost);
  return json;
}

void add_review(const PowerReport& report, Document& document) {
  const ReviewPlan& plan = *report.config.scenario.review;
  const ReviewEstimate& review = last_review(report);
  const auto others = other_endpoints(report);
  std::vector<Figures> endpoints{endpoint_figures(
      report, {&report.estimate, plan.primary, plan.rules.name})};
  for (const OtherEndpoint& other : others)
    endpoints.push_back(endpoint_figures(report, other));
  using Table = Document::Table;
  if (!others.empty()) document.add(Table{figure_columns(endpoints)});
  if (review.replicates == 0) return document.add(review_facts(report));
  document.add(Table{
      arm_table(report, "Participants by how time ends",
                [&](std::size_t arm) { return reason_figures(review, arm); })});
  if (report.other_reader)
    document.add(
        Table{arm_table(report, "Progression seen by", [&](std::size_t arm) {
          Figures all = agreement_figures(review, arm);
          for (ResultFigure& rate : discrepancy_figures(review, arm))
            all.push_back(std::move(rate));
          return all;
        })});
  document.add(review_facts(report));
}

}  // namespace rehearse
