#include "rehearse/report/many_arms_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analyzed.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {
namespace {

std::vector<NamedArm> named_arms(const ManyArmsReport& report) {
  std::vector<NamedArm> arms;
  for (std::size_t a = 0; a < report.arms.size(); ++a)
    arms.push_back({report.arms[a], &report.survival[a]});
  return arms;
}

std::size_t sum(const ManyArmsReport& report, std::size_t ArmSurvival::*count) {
  std::size_t total = 0;
  for (const ArmSurvival& arm : report.survival) total += arm.*count;
  return total;
}

Json by_arm(const ManyArmsReport& report, const auto& values) {
  Json json = Json::object();
  for (std::size_t a = 0; a < report.arms.size(); ++a)
    json[report.arms[a]] = values[a];
  return json;
}

// p_holm beside p: with several pairs the second alone would mislead.
Json pair_json(const ManyArmsReport& report, const PairOfArms& pair) {
  const CoxFit& cox = pair.cox;
  return {{"experimental", report.arms[pair.experimental]},
          {"control", report.arms[pair.control]},
          {"z", pair.log_rank.z()},
          {"p_one_sided", pair.log_rank.p_one_sided()},
          {"p_two_sided", pair.log_rank.p_two_sided()},
          {"p_holm", pair.p_holm},
          {"hazard_ratio", std::exp(cox.log_hazard_ratio)},
          {"ci95", ratio_limits(cox.log_ci95)}};
}

Json json_of(const ManyArmsReport& report) {
  const auto test = report.log_rank.test();
  const double z = report.log_rank.trend_z(report.scores);
  const auto arms = named_arms(report);
  Json json{{"n", sum(report, &ArmSurvival::participants)},
            {"events", sum(report, &ArmSurvival::events)},
            {"strata", report.strata},
            {"left_out", report.left_out.size()},
            {"arms", report.arms}};
  if (!report.weight.empty()) json["weight"] = report.weight;
  json["logrank"] = {{"chi_square", test.chi_square},
                     {"degrees_of_freedom", test.degrees},
                     {"p", test.p},
                     {"observed", by_arm(report, report.log_rank.observed)},
                     {"expected", by_arm(report, report.log_rank.expected)}};
  json["trend"] = {{"scores", by_arm(report, report.scores)},
                   {"z", z},
                   {"p_one_sided", normal_upper_tail(z)},
                   {"p_two_sided", 2.0 * normal_upper_tail(std::abs(z))}};
  json["pairs"] = Json::array();
  for (const PairOfArms& pair : report.pairs)
    json["pairs"].push_back(pair_json(report, pair));
  json["ties"] = word_of(report.ties);
  json["kaplan_meier"] = kaplan_meier_json(arms);
  json["kaplan_meier_ci"] = word_of(report.confidence);
  json["follow_up"] = follow_up_json(report.follow_up, arms);
  const Json at = survival_at_json(arms);
  if (!at.empty()) json["survival_at"] = at;
  return json;
}

std::string heading(const ManyArmsReport& report) {
  return fmt::format("{}: {} participants, {} events, {} arms", report.data,
                     sum(report, &ArmSurvival::participants),
                     sum(report, &ArmSurvival::events), report.arms.size());
}

TextTable arm_cells(const ManyArmsReport& report) {
  TextTable table{
      {"arm", "score", "participants", "events", "expected", "median",
       fmt::format("95% limits ({})", word_of(report.confidence))},
      {}};
  for (std::size_t a = 0; a < report.arms.size(); ++a) {
    const ArmSurvival& arm = report.survival[a];
    table.rows.push_back(
        {report.arms[a], exact_text(report.scores[a]),
         fmt::format("{}", arm.participants), fmt::format("{}", arm.events),
         fixed_text(report.log_rank.expected[a], 2), time_text(arm.median),
         time_limits_text(arm.median_ci95)});
  }
  return table;
}

TextTable pair_cells(const ManyArmsReport& report) {
  TextTable table{
      {"pair", "z", "p two-sided", "p by Holm", "hazard ratio", "95% limits"},
      {}};
  for (const PairOfArms& pair : report.pairs) {
    const CoxFit& cox = pair.cox;
    table.rows.push_back(
        {report.arms[pair.experimental] + " : " + report.arms[pair.control],
         fixed_text(pair.log_rank.z(), 4), p_text(pair.log_rank.p_two_sided()),
         p_text(pair.p_holm), fixed_text(std::exp(cox.log_hazard_ratio), 4),
         std::isfinite(cox.se) ? limits_text(ratio_limits(cox.log_ci95))
                               : "-"});
  }
  return table;
}

// The overall test first: pairs are read only if it says that arms differ.
std::vector<Document::Fact> facts_of(const ManyArmsReport& report) {
  const auto test = report.log_rank.test();
  const double z = report.log_rank.trend_z(report.scores);
  std::vector<Document::Fact> facts;
  facts.push_back(
      {"Log-rank",
       test.degrees == 0
           ? "no information: no time compares the arms"
           : fmt::format("chi-square {} ({} degree{} of freedom), "
                         "p {}: that all arms are alike",
                         fixed_text(test.chi_square, 4), test.degrees,
                         test.degrees == 1 ? "" : "s", p_text(test.p))});
  facts.push_back(
      {"Trend",
       fmt::format("z {}{}, p {} one-sided, {} two-sided", fixed_text(z, 4),
                   z > 0.0   ? " (survival grows with the score)"
                   : z < 0.0 ? " (survival falls with the score)"
                             : "",
                   p_text(normal_upper_tail(z)),
                   p_text(2.0 * normal_upper_tail(std::abs(z))))});
  facts.push_back({"Strata", strata_text(report.strata, report.stratify_by)});
  if (!report.weight.empty())
    facts.push_back({"Weights", weight_text(report.weight)});
  facts.push_back(
      {"Follow-up", follow_up_line(report.follow_up, named_arms(report))});
  return facts;
}

}  // namespace

Report report_of(const ManyArmsReport& report) {
  Report all{json_of(report), {}, {}};
  all.rows = quantity_rows(all.json);
  all.document.add(Document::Heading{heading(report)});
  all.document.add(Document::Table{arm_cells(report)});
  all.document.add(
      Document::Facts{facts_of(report), Document::Setting::results});
  all.document.add(Document::Table{pair_cells(report)});
  all.document.add(Document::Table{
      survival_at_cells(named_arms(report), report.confidence)});
  return all;
}

std::vector<Diagnostic> many_arms_warnings(const ManyArmsReport& report) {
  std::vector<std::string> texts = report.doubts;
  if (report.tied_times > 0) texts.push_back(tied_text(report.tied_times));
  if (!report.left_out.empty())
    texts.push_back(left_out_text(report.left_out, report.unit));
  std::vector<Diagnostic> warnings;
  for (const std::string& text : texts)
    warnings.push_back({report.data, text, "", 0});
  return warnings;
}

}  // namespace rehearse
