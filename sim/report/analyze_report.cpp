#include "rehearse/report/analyze_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analyzed.hpp"
#include "rehearse/store/seed_json.hpp"

namespace rehearse {
namespace {

std::size_t sum(const std::array<std::size_t, arm_count>& by_arm) {
  return by_arm[0] + by_arm[1];
}

std::size_t participants_of(const AnalyzeReport& report) {
  if (!report.analysis) return sum(report.intervals->participants);
  const auto& arms = report.analysis->arms;
  return arms[0].participants + arms[1].participants;
}

std::size_t events_of(const AnalyzeReport& report) {
  if (!report.analysis) return sum(report.intervals->events);
  const auto& arms = report.analysis->arms;
  return arms[0].events + arms[1].events;
}

std::array<NamedArm, arm_count> named_arms(const AnalyzeReport& report) {
  std::array<NamedArm, arm_count> arms;
  for (std::size_t i = 0; i < arm_count; ++i) {
    const std::size_t arm = index_of(compared_arms[i]);
    arms[i] = {report.arm[arm], &report.analysis->arms[arm]};
  }
  return arms;
}

template <class Value>
Json by_arm(const AnalyzeReport& report, const Value& value) {
  Json json = Json::object();
  for (const Role arm : compared_arms)
    json[report.arm[index_of(arm)]] = value(index_of(arm));
  return json;
}

Json log_rank_json(const AnalyzeReport& report) {
  const LogRank& test = report.analysis->log_rank;
  return {{"z", test.z()},
          {"chi_square", test.chi_square()},
          {"p_one_sided", test.p_one_sided()},
          {"p_two_sided", test.p_two_sided()},
          {"observed",
           by_arm(report, [&](std::size_t arm) { return test.observed[arm]; })},
          {"expected",
           by_arm(report, [&](std::size_t arm) { return test.expected[arm]; })},
          {"variance", test.variance}};
}

Json cox_json(const CoxFit& fit, Ties ties) {
  return {{"log_hazard_ratio", fit.log_hazard_ratio},
          {"se", fit.se},
          {"hazard_ratio", std::exp(fit.log_hazard_ratio)},
          {"ci95", ratio_limits(fit.log_ci95)},
          {"score_chi_square", fit.score_chi_square},
          {"lr_chi_square", fit.lr_chi_square},
          {"ties", word_of(ties)}};
}

Json randomization_test_json(const AnalyzeReport& report) {
  const RandomizationTest& test = *report.randomization_test;
  Json json{{"procedure", report.procedure},
            {"statistic", "logrank z"},
            {"z", test.z},
            {"method", test.draws ? "draws" : "exact"}};
  if (test.draws) {
    json["draws"] = *test.draws;
    json["seed"] = seed_json(report.seed);
  } else {
    json["sequences"] = test.sequences;
  }
  json["p_one_sided"] = test.p_one_sided;
  json["mcse_one_sided"] = test.mcse_one_sided;
  json["p_two_sided"] = test.p_two_sided;
  json["mcse_two_sided"] = test.mcse_two_sided;
  return json;
}

Json json_of(const AnalyzeReport& report) {
  Json json{{"n", participants_of(report)},
            {"events", events_of(report)},
            {"strata", report.strata},
            {"left_out", report.left_out.size()}};
  if (!report.entry.empty()) json["entry"] = report.entry;
  if (!report.weight.empty()) json["weight"] = report.weight;
  if (report.analysis) {
    json["logrank"] = log_rank_json(report);
    json["cox"] = cox_json(report.analysis->cox, report.ties);
    const auto arms = named_arms(report);
    json["kaplan_meier"] = kaplan_meier_json(arms);
    json["kaplan_meier_ci"] = word_of(report.confidence);
    json["follow_up"] = follow_up_json(report.analysis->follow_up, arms);
    const Json at = survival_at_json(arms);
    if (!at.empty()) json["survival_at"] = at;
  }
  if (report.sequential) json["sequential"] = sequential_json(report);
  if (report.intervals) json["interval_censored"] = intervals_json(report);
  if (!report.tests.empty()) json["tests"] = tests_json(report.tests);
  if (report.randomization_test)
    json["randomization_test"] = randomization_test_json(report);
  return json;
}

std::string heading(const AnalyzeReport& report) {
  return fmt::format("{}: {} participants, {} events, {} against {}",
                     report.data, participants_of(report), events_of(report),
                     report.arm[1], report.arm[0]);
}

TextTable arm_cells(const AnalyzeReport& report) {
  TextTable table{{"arm", "participants", "events", "expected", "median",
                   fmt::format("95% limits ({})", word_of(report.confidence))},
                  {}};
  for (const Role role : compared_arms) {
    const ArmSurvival& arm = report.analysis->arms[index_of(role)];
    table.rows.push_back(
        {report.arm[index_of(role)], fmt::format("{}", arm.participants),
         fmt::format("{}", arm.events),
         fixed_text(report.analysis->log_rank.expected[index_of(role)], 2),
         time_text(arm.median), time_limits_text(arm.median_ci95)});
  }
  return table;
}

std::string log_rank_line(const AnalyzeReport& report) {
  const LogRank& test = report.analysis->log_rank;
  if (test.variance <= 0.0) return "no information: no time compares the arms";
  return fmt::format("z {} ({}), chi-square {}, p {} one-sided, {} two-sided",
                     fixed_text(test.z(), 4),
                     direction_text(test.z(), report.arm[1]),
                     fixed_text(test.chi_square(), 4),
                     p_text(test.p_one_sided()), p_text(test.p_two_sided()));
}

// A monotone likelihood has no finite estimate: saying why is worth more than
// printing a huge number with a huger error.
std::string cox_line(const AnalyzeReport& report) {
  const CoxFit& fit = report.analysis->cox;
  if (std::isnan(fit.log_hazard_ratio))
    return "no estimate: no time compares the arms";
  if (std::isinf(fit.log_hazard_ratio))
    return fmt::format(
        "hazard ratio {}: wherever both arms are at risk, all events are in "
        "{}",
        fit.log_hazard_ratio > 0.0 ? "infinite" : "0",
        report.arm[fit.log_hazard_ratio > 0.0 ? 1 : 0]);
  return fmt::format(
      "hazard ratio {} (95% limits {} to {}), log {} (se {}), {} ties",
      fixed_text(std::exp(fit.log_hazard_ratio), 4),
      fixed_text(std::exp(fit.log_ci95[0]), 4),
      fixed_text(std::exp(fit.log_ci95[1]), 4),
      fixed_text(fit.log_hazard_ratio, 4), fixed_text(fit.se, 4),
      word_of(report.ties));
}

std::string p_with_error(double p, double mcse) {
  if (mcse == 0.0) return p_text(p);
  const int decimals = decimals_by_error(mcse, 6);
  return fmt::format("{} ± {}", fixed_text(p, decimals),
                     fixed_text(mcse, decimals));
}

std::string randomization_line(const AnalyzeReport& report) {
  const RandomizationTest& test = *report.randomization_test;
  return fmt::format(
      "p {} one-sided, {} two-sided, of the log-rank z under {} ({})",
      p_with_error(test.p_one_sided, test.mcse_one_sided),
      p_with_error(test.p_two_sided, test.mcse_two_sided), report.procedure,
      test.draws
          ? fmt::format("{} draws, seed {}", grouped_text(*test.draws),
                        report.seed)
          : fmt::format("exact, {} sequences", grouped_text(test.sequences)));
}

// The order in which a reader judges: the test, the effect, what they rest on.
std::vector<Document::Fact> survival_facts(const AnalyzeReport& report) {
  std::vector<Document::Fact> facts{
      {"Log-rank", log_rank_line(report)},
      {"Cox", cox_line(report)},
      {"Strata", strata_text(report.strata, report.stratify_by)}};
  if (!report.entry.empty())
    facts.push_back({"Entry", fmt::format("late, after the time in column {}: "
                                          "at risk from then on",
                                          report.entry)});
  if (!report.weight.empty())
    facts.push_back({"Weights", weight_text(report.weight)});
  facts.push_back({"Follow-up", follow_up_line(report.analysis->follow_up,
                                               named_arms(report))});
  if (report.sequential)
    for (Document::Fact& fact : sequential_facts(report))
      facts.push_back(std::move(fact));
  if (report.randomization_test)
    facts.push_back({"Re-randomized", randomization_line(report)});
  return facts;
}

void add_survival(const AnalyzeReport& report, Document& document) {
  document.add(Document::Table{arm_cells(report)});
  document.add(
      Document::Facts{survival_facts(report), Document::Setting::results});
  document.add(Document::Table{
      survival_at_cells(named_arms(report), report.confidence)});
  document.add(Document::Table{test_cells(report.tests)});
}

// Both analyses of one file are one report: the second is a part of it, and
// doesn't say again what the first has said.
void add_intervals(const AnalyzeReport& report, Document& document) {
  constexpr std::size_t width = 19;
  if (report.analysis)
    document.add(
        Document::Heading{"Interval-censored", "", Document::Level::part});
  document.add(Document::Table{interval_arm_cells(report)});
  std::vector<Document::Fact> facts = interval_facts(report);
  if (!report.analysis)
    facts.push_back({"Strata", strata_text(report.strata, report.stratify_by)});
  document.add(
      Document::Facts{std::move(facts), Document::Setting::results, width});
  document.add(Document::Table{npmle_cells(report)});
}

// JSON has a zero with a sign; z and its like have none.
void drop_zero_signs(Json& json) {
  if (json.is_structured())
    for (Json& member : json) drop_zero_signs(member);
  else if (json.is_number_float() && json.get<double>() == 0.0)
    json = 0.0;
}

}  // namespace

Report report_of(const AnalyzeReport& report) {
  Report all{json_of(report), {}, {}};
  drop_zero_signs(all.json);
  all.rows = quantity_rows(all.json);
  all.document.add(Document::Heading{heading(report)});
  if (report.analysis) add_survival(report, all.document);
  if (report.intervals) add_intervals(report, all.document);
  return all;
}

std::vector<Diagnostic> analyze_warnings(const AnalyzeReport& report) {
  std::vector<Diagnostic> warnings;
  const auto warn = [&](const std::string& message) {
    warnings.push_back({report.data, message, "", 0});
  };
  for (const std::string& doubt : report.doubts) warn(doubt);
  if (report.tied_times > 0) warn(tied_text(report.tied_times));
  if (!report.possible_arms)
    warn(
        fmt::format("the arms can't have come from {} in this order (so that "
                    "the randomization test says nothing): check --config and "
                    "--order",
                    report.procedure));
  for (const AnalyzedTest& test : report.tests)
    if (test.result.carried_forward && report.open_end)
      warn(carried_forward_text(report, test));
  if (report.analysis)
    for (const std::string& text : early_end_texts(named_arms(report)))
      warn(text);
  if (!report.left_out.empty())
    warn(left_out_text(report.left_out, report.unit));
  return warnings;
}

}  // namespace rehearse
