#include <fmt/format.h>

#include <cmath>

#include "analyzed.hpp"

namespace rehearse {
namespace {

constexpr std::size_t readable = 60;  // rows of an NPMLE on a screen

Json score_test_json(const IntervalScoreTest& test) {
  return {{"z", test.z()},
          {"p_one_sided", test.p_one_sided()},
          {"p_two_sided", test.p_two_sided()}};
}

Json hazards_json(const IntervalHazards& fit) {
  return {{"log_hazard_ratio", fit.log_hazard_ratio},
          {"se", fit.se},
          {"hazard_ratio", std::exp(fit.log_hazard_ratio)},
          {"ci95", ratio_limits(fit.log_ci95)},
          {"lr_chi_square", fit.lr_chi_square},
          {"p_one_sided", fit.p_one_sided()},
          {"p_two_sided", fit.p_two_sided()}};
}

Json npmle_json(const IntervalAnalysis& analysis, std::size_t arm) {
  const Npmle& npmle = analysis.npmle[arm];
  Json json{{"n", analysis.participants[arm]},
            {"events", analysis.events[arm]},
            {"log_likelihood", npmle.log_likelihood},
            {"breach", npmle.breach},
            {"median", {npmle.median[0], npmle.median[1]}},
            {"intervals", Json::array()}};
  for (const auto& [interval, probability, survival] : npmle.steps)
    json["intervals"].push_back({{"left", interval.left},
                                 {"right", interval.right},
                                 {"probability", probability},
                                 {"survival", survival}});
  return json;
}

// Between two scans the NPMLE says nothing of where it falls: a median is an
// interval too, often without an end.
std::string median_text(const std::array<double, 2>& median) {
  const auto [first, last] = median;
  if (std::isinf(first)) return "not reached";
  if (first == last) return time_text(first);
  return time_text(first) +
         (std::isinf(last) ? " or later" : " to " + time_text(last));
}

std::string interval_text(const InnermostInterval& interval) {
  const auto [left, right] = interval;
  if (left == right) return time_text(left);
  if (std::isinf(right)) return "after " + time_text(left);
  return fmt::format("({}, {}]", time_text(left), time_text(right));
}

std::string score_test_line(const AnalyzeReport& report,
                            const IntervalScoreTest& test) {
  if (test.variance <= 0.0) return "no information: no time compares the arms";
  return fmt::format("z {} ({}), {}", fixed_text(test.z(), 4),
                     direction_text(test.z(), report.arm[1]),
                     p_words(test.p_one_sided(), test.p_two_sided()));
}

// As of Cox's model, infinity is said, not printed.
std::string hazards_line(const IntervalHazards& fit) {
  if (std::isnan(fit.log_hazard_ratio))
    return "no estimate: no time compares the arms";
  if (std::isinf(fit.log_hazard_ratio))
    return fmt::format("{}: the likelihood never falls on the way there",
                       fit.log_hazard_ratio > 0.0 ? "infinite" : "0");
  return fmt::format("{} (95% limits {} to {}), log {} (se {})",
                     fixed_text(std::exp(fit.log_hazard_ratio), 4),
                     fixed_text(std::exp(fit.log_ci95[0]), 4),
                     fixed_text(std::exp(fit.log_ci95[1]), 4),
                     fixed_text(fit.log_hazard_ratio, 4),
                     fixed_text(fit.se, 4));
}

std::string likelihood_ratio_line(const IntervalHazards& fit) {
  if (std::isnan(fit.log_hazard_ratio)) return "none";
  return fmt::format("chi-square {}, {}", fixed_text(fit.lr_chi_square, 4),
                     p_words(fit.p_one_sided(), fit.p_two_sided()));
}

}  // namespace

Json intervals_json(const AnalyzeReport& report) {
  const IntervalAnalysis& analysis = *report.intervals;
  Json npmle = Json::object();
  for (const Role arm : compared_arms)
    npmle[report.arm[index_of(arm)]] = npmle_json(analysis, index_of(arm));
  return {{"sun", score_test_json(analysis.tests.sun)},
          {"finkelstein", score_test_json(analysis.tests.finkelstein)},
          {"proportional_hazards", hazards_json(analysis.hazards)},
          {"npmle", npmle}};
}

TextTable interval_arm_cells(const AnalyzeReport& report) {
  const IntervalAnalysis& analysis = *report.intervals;
  TextTable table{{"arm", "participants", "events", "median", "log-likelihood"},
                  {}};
  for (const Role role : compared_arms) {
    const std::size_t arm = index_of(role);
    table.rows.push_back({report.arm[arm],
                          fmt::format("{}", analysis.participants[arm]),
                          fmt::format("{}", analysis.events[arm]),
                          median_text(analysis.npmle[arm].median),
                          fixed_text(analysis.npmle[arm].log_likelihood, 4)});
  }
  return table;
}

TextTable npmle_cells(const AnalyzeReport& report) {
  const auto& arms = report.intervals->npmle;
  TextTable table{{"arm", "event in", "probability", "survival after"}, {}};
  if (arms[0].steps.size() + arms[1].steps.size() > readable) return table;
  for (const Role role : compared_arms)
    for (const auto& [interval, probability, survival] :
         arms[index_of(role)].steps)
      table.rows.push_back({report.arm[index_of(role)], interval_text(interval),
                            fixed_text(probability, 4),
                            fixed_text(survival, 4)});
  return table;
}

std::vector<Document::Fact> interval_facts(const AnalyzeReport& report) {
  const IntervalScoreTests& tests = report.intervals->tests;
  const IntervalHazards& hazards = report.intervals->hazards;
  return {{"Sun", score_test_line(report, tests.sun)},
          {"Finkelstein", score_test_line(report, tests.finkelstein)},
          {"Hazard ratio", hazards_line(hazards)},
          {"Likelihood ratio", likelihood_ratio_line(hazards)}};
}

}  // namespace rehearse
