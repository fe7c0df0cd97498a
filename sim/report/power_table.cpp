#include <fmt/format.h>

#include <cmath>

#include "heading.hpp"
#include "power_cells.hpp"
#include "rehearse/report/fitted_text.hpp"
#include "rehearse/report/number_text.hpp"
#include "review_cells.hpp"

namespace rehearse {
namespace {

std::string power_line(const PowerReport& report, Color color) {
  const Proportion& power = report.estimate.power;
  return fmt::format("{}   (95% interval {})",
                     bold_text("Power " + proportion_text(power), color),
                     interval_text(power));
}

bool shows_review(const PowerReport& report) {
  return report.config.scenario.review && !report.estimate.reviews.empty();
}

std::string review_text(const PowerReport& report, std::size_t screen_width) {
  const bool two_read = report.other_reader.has_value();
  std::string text;
  if (two_read || !report.also_rules.empty())
    text += aligned_text(endpoint_cells(report), screen_width) + '\n';
  text += aligned_text(reason_cells(report), screen_width) + '\n';
  if (two_read)
    text += aligned_text(agreement_cells(report), screen_width) + '\n';
  for (const std::string& line : review_lines(report)) text += line + '\n';
  return two_read ? text + '\n' : text;
}

std::string review_markdown(const PowerReport& report) {
  std::string text = markdown_text(endpoint_cells(report)) + '\n' +
                     markdown_text(reason_cells(report)) + '\n';
  if (report.other_reader)
    text += markdown_text(agreement_cells(report)) + '\n';
  for (const std::string& line : review_lines(report))
    text += "    " + line + '\n';
  return report.other_reader ? text + '\n' : text;
}

}  // namespace

std::string power_table(const PowerReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  const std::string interruption = interruption_line(report);
  std::string text = heading(report.config.scenario) + '\n';
  if (!interruption.empty()) text += bold_text(interruption, color) + '\n';
  text += power_line(report, color) + "\n\n";
  text += aligned_text(look_cells(report), screen_width) + '\n';
  if (!report.also_tests.empty())
    text += aligned_text(test_cells(report), screen_width) + '\n';
  if (shows_review(report)) text += review_text(report, screen_width);
  for (const std::string& line : legend_lines()) text += line + '\n';
  text += "Theory     " + analytic_line(report) + '\n';
  text += "Expected   " + expected_line(report.estimate) + '\n';
  text += "Run        " + run_line(report) + '\n';
  return fitted_text(text, screen_width);
}

std::string power_markdown(const PowerReport& report) {
  const std::string interruption = interruption_line(report);
  std::string text = "## Power of " + heading(report.config.scenario) + "\n\n";
  if (!interruption.empty()) text += "**" + interruption + "**\n\n";
  text += fmt::format("**Power {}** (95% interval {})\n\n",
                      proportion_text(report.estimate.power),
                      interval_text(report.estimate.power));
  text += markdown_text(look_cells(report)) + '\n';
  if (!report.also_tests.empty())
    text += markdown_text(test_cells(report)) + '\n';
  text += markdown_text(estimation_cells(report)) + '\n';
  if (shows_review(report)) text += review_markdown(report);
  for (const std::string& line : legend_lines()) text += line + '\n';
  text += "\n- Theory: " + analytic_line(report) + '\n';
  text += "- Expected when the trial stops: " + expected_line(report.estimate) +
          '\n';
  text += "- Run: " + run_line(report) + '\n';
  return text;
}

std::vector<Diagnostic> power_warnings(const PowerEstimate& estimate) {
  std::vector<Diagnostic> warnings;
  for (const LookEstimate& look : estimate.looks) {
    if (look.reached == 1.0) continue;
    const double missed = 1.0 - look.reached;
    const double mcse = std::sqrt(look.reached * missed /
                                  static_cast<double>(estimate.replicates));
    warnings.push_back(
        {"",
         fmt::format(
             "look '{}': its trigger did not occur in {}% of the "
             "replicates (the test was made at the last observation, "
             "the statistics leave them out): ask for fewer events or "
             "more follow-up",
             look.name,
             fixed_text(100.0 * missed, decimals_by_error(100.0 * mcse, 4))),
         "", 0});
  }
  return warnings;
}

}  // namespace rehearse
