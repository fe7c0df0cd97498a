#include <fmt/format.h>

#include <cmath>

#include "estimate_text.hpp"
#include "heading.hpp"
#include "power_cells.hpp"
#include "rehearse/design/event_times.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/number_text.hpp"
#include "review_cells.hpp"

namespace rehearse {
namespace {

// The interval stands behind it, so that near 0 and 1 it need not stand twice.
std::string power_value(const Proportion& power) {
  return is_at_boundary(power) ? proportion_value(power)
                               : proportion_text(power);
}

std::string power_line(const PowerReport& report, Color color) {
  const Proportion& power = report.estimate.power;
  return fmt::format("{}   (95% interval {})",
                     bold_text("Power " + power_value(power), color),
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
  const std::string theory = analytic_line(report);
  if (!theory.empty()) text += "Theory     " + theory + '\n';
  text += "Expected   " + expected_line(report.estimate) + '\n';
  text += "Run        " + run_line(report) + '\n';
  return fitted_text(text, screen_width);
}

std::string power_markdown(const PowerReport& report) {
  const std::string interruption = interruption_line(report);
  std::string text = "## Power of " + heading(report.config.scenario) + "\n\n";
  if (!interruption.empty()) text += "**" + interruption + "**\n\n";
  text += fmt::format("**Power {}** (95% interval {})\n\n",
                      power_value(report.estimate.power),
                      interval_text(report.estimate.power));
  text += markdown_text(look_cells(report)) + '\n';
  if (!report.also_tests.empty())
    text += markdown_text(test_cells(report)) + '\n';
  text += markdown_text(estimation_cells(report)) + '\n';
  if (shows_review(report)) text += review_markdown(report);
  for (const std::string& line : legend_lines()) text += line + '\n';
  const std::string theory = analytic_line(report);
  text += theory.empty() ? "\n" : "\n- Theory: " + theory + '\n';
  text += "- Expected when the trial stops: " + expected_line(report.estimate) +
          '\n';
  text += "- Run: " + run_line(report) + '\n';
  return text;
}

namespace {

// In percent, with as many digits as it is known to.
std::string percent_text(const Proportion& p) {
  return fixed_text(100.0 * p.estimate,
                    decimals_by_error(100.0 * precision_of(p), 2)) +
         '%';
}

// Below this share of the replicates nobody is told.
constexpr double rare = 0.001;

void warn_of_reached(const LookEstimate& look,
                     std::vector<Diagnostic>& warnings) {
  if (look.reached.estimate == 1.0) return;
  Proportion missed = look.reached;
  missed.estimate = 1.0 - missed.estimate;
  warnings.push_back(
      {"",
       fmt::format("look '{}': its trigger did not occur in {} of the "
                   "replicates (the test was made at the last observation, "
                   "the statistics leave them out): ask for fewer events or "
                   "more follow-up",
                   look.name, percent_text(missed)),
       "", 0});
}

void warn_of_few_events(const LookEstimate& look,
                        std::vector<Diagnostic>& warnings) {
  if (!(look.few_events.estimate > rare)) return;
  std::string why = "a normal z or a hazard ratio says little then";
  if (look.no_estimate.estimate > 0.0)
    why += fmt::format(
        "; in {} there is no hazard ratio to estimate, and nothing stops",
        percent_text(look.no_estimate));
  warnings.push_back(
      {"",
       fmt::format(
           "look '{}': in {} of the replicates an arm has fewer than {} "
           "events ({}): plan the look later",
           look.name, percent_text(look.few_events), few_events, why),
       "", 0});
}

}  // namespace

std::vector<Diagnostic> power_warnings(const PowerEstimate& estimate) {
  std::vector<Diagnostic> warnings;
  for (const LookEstimate& look : estimate.looks) {
    warn_of_reached(look, warnings);
    warn_of_few_events(look, warnings);
  }
  return warnings;
}

}  // namespace rehearse
