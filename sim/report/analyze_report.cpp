#include "rehearse/report/analyze_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzed_intervals.hpp"
#include "analyzed_sequential.hpp"
#include "analyzed_survival.hpp"
#include "analyzed_tests.hpp"
#include "analyzed_words.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;  // prints what isn't finite as null

constexpr std::array printed_arms{Role::experimental, Role::control};
std::size_t index_of(Role arm) { return static_cast<std::size_t>(arm); }

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
    const std::size_t arm = index_of(printed_arms[i]);
    arms[i] = {report.arm[arm], &report.analysis->arms[arm]};
  }
  return arms;
}

template <class Value>
Json by_arm(const AnalyzeReport& report, const Value& value) {
  Json json = Json::object();
  for (const Role arm : printed_arms)
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
          {"ci95", {std::exp(fit.log_ci95[0]), std::exp(fit.log_ci95[1])}},
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

Json document(const AnalyzeReport& report) {
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
  for (const Role role : printed_arms) {
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

// What isn't said of every data set.
std::vector<NamedLine> data_lines(const AnalyzeReport& report) {
  std::vector<NamedLine> lines;
  if (!report.entry.empty())
    lines.push_back({"Entry", fmt::format("late, after the time in column {}: "
                                          "at risk from then on",
                                          report.entry)});
  if (!report.weight.empty())
    lines.push_back({"Weights", weight_text(report.weight)});
  return lines;
}

// Of a part of the report that not every one has.
std::string lines_text(const std::vector<NamedLine>& lines, std::size_t width,
                       Color color) {
  std::string text;
  for (const auto& [name, line] : lines)
    text += labelled(name, width, line, color);
  return text;
}

std::string lines_markdown(const std::vector<NamedLine>& lines) {
  std::string text;
  for (const auto& [name, line] : lines)
    text += fmt::format("- {}: {}\n", name, line);
  return text;
}

std::vector<NamedLine> lines_of_sequential(const AnalyzeReport& report) {
  return report.sequential ? sequential_lines(report)
                           : std::vector<NamedLine>{};
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

std::string survival_table(const AnalyzeReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  constexpr std::size_t width = 11;
  const auto arms = named_arms(report);
  const TextTable at = survival_at_cells(arms, report.confidence);
  const std::string data = lines_text(data_lines(report), width, color);
  return '\n' + aligned_text(arm_cells(report), screen_width) + '\n' +
         labelled("Log-rank", width, log_rank_line(report), color) +
         labelled("Cox", width, cox_line(report), color) +
         labelled("Strata", width,
                  strata_text(report.strata, report.stratify_by), color) +
         data +
         labelled("Follow-up", width,
                  follow_up_line(report.analysis->follow_up, arms), color) +
         lines_text(lines_of_sequential(report), width, color) +
         (report.randomization_test
              ? labelled("Re-randomized", 15, randomization_line(report), color)
              : std::string{}) +
         (at.rows.empty() ? std::string{}
                          : '\n' + aligned_text(at, screen_width)) +
         (report.tests.empty()
              ? std::string{}
              : '\n' + aligned_text(test_cells(report.tests), screen_width));
}

std::string survival_markdown(const AnalyzeReport& report) {
  const auto arms = named_arms(report);
  const TextTable at = survival_at_cells(arms, report.confidence);
  const std::string data = lines_markdown(data_lines(report));
  return '\n' + markdown_text(arm_cells(report)) +
         "\n- Log-rank: " + log_rank_line(report) +
         "\n- Cox: " + cox_line(report) +
         "\n- Strata: " + strata_text(report.strata, report.stratify_by) +
         '\n' + data +
         "- Follow-up: " + follow_up_line(report.analysis->follow_up, arms) +
         '\n' + lines_markdown(lines_of_sequential(report)) +
         (report.randomization_test
              ? "- Re-randomized: " + randomization_line(report) + '\n'
              : std::string{}) +
         (at.rows.empty() ? std::string{} : '\n' + markdown_text(at)) +
         (report.tests.empty()
              ? std::string{}
              : '\n' + markdown_text(test_cells(report.tests)));
}

constexpr std::string_view interval_title = "Interval-censored";

std::string interval_table(const AnalyzeReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  constexpr std::size_t width = 19;
  std::string text;
  if (report.analysis)
    text += '\n' + bold_text(std::string{interval_title}, color) + '\n';
  text += '\n' + aligned_text(interval_arm_cells(report), screen_width) + '\n';
  for (const auto& [name, line] : interval_lines(report))
    text += labelled(name, width, line, color);
  if (!report.analysis)
    text += labelled("Strata", width,
                     strata_text(report.strata, report.stratify_by), color);
  const TextTable npmle = npmle_cells(report);
  if (!npmle.rows.empty()) text += '\n' + aligned_text(npmle, screen_width);
  return text;
}

std::string interval_markdown(const AnalyzeReport& report) {
  std::string text;
  if (report.analysis) text += fmt::format("\n### {}\n", interval_title);
  text += '\n' + markdown_text(interval_arm_cells(report)) + '\n';
  for (const auto& [name, line] : interval_lines(report))
    text += fmt::format("- {}: {}\n", name, line);
  if (!report.analysis)
    text += fmt::format("- Strata: {}\n",
                        strata_text(report.strata, report.stratify_by));
  const TextTable npmle = npmle_cells(report);
  if (!npmle.rows.empty()) text += '\n' + markdown_text(npmle);
  return text;
}

}  // namespace

namespace {

// JSON has a zero with a sign; z and its like have none.
void drop_zero_signs(Json& json) {
  if (json.is_structured())
    for (Json& member : json) drop_zero_signs(member);
  else if (json.is_number_float() && json.get<double>() == 0.0)
    json = 0.0;
}

}  // namespace

std::string analyze_json(const AnalyzeReport& report) {
  Json json = document(report);
  drop_zero_signs(json);
  return json_text(json);
}

std::string analyze_csv(const AnalyzeReport& report) {
  return quantities_csv(document(report));
}

std::string analyze_table(const AnalyzeReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  return fitted_text(
      heading(report) + '\n' +
          (report.analysis ? survival_table(report, screen) : "") +
          (report.intervals ? interval_table(report, screen) : ""),
      screen_width);
}

std::string analyze_markdown(const AnalyzeReport& report) {
  return "## " + heading(report) + '\n' +
         (report.analysis ? survival_markdown(report) : "") +
         (report.intervals ? interval_markdown(report) : "");
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
  if (!report.left_out.empty()) warn(left_out_text(report.left_out));
  return warnings;
}

}  // namespace rehearse
