#include <fmt/format.h>

#include "design_cells.hpp"
#include "heading.hpp"
#include "rehearse/report/fitted_text.hpp"
#include "rehearse/report/number_text.hpp"

namespace rehearse {
namespace {

const char* const under_title =
    "Where the log hazard ratio is none, a quarter, a half, three quarters and "
    "all of the scenario's:";
const char* const course_title = "Expected course:";

std::string missing_line(const DesignReport& report) {
  const auto& looks = report.config.scenario.analysis.looks;
  const std::size_t known = report.design.looks.size();
  if (known == looks.size()) return "";
  return fmt::format(
      "Look {} is not to be expected ever: its events exceed "
      "what the participants and their follow-up give.",
      looks[known].name);
}

}  // namespace

std::string design_table(const DesignReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  std::string text = heading(report.config.scenario) + '\n';
  text += bold_text("Power " + design_power_line(report), color) + "\n\n";
  text += aligned_text(design_look_cells(report), screen_width) + '\n';
  const std::string missing = missing_line(report);
  if (!missing.empty()) text += missing + "\n\n";
  if (!report.design.under.empty() && report.design.analytic.power)
    text += std::string{under_title}.append("\n").append(
                aligned_text(design_effect_cells(report), screen_width)) +
            '\n';
  if (!report.design.course.empty())
    text += std::string{course_title}.append("\n").append(
                aligned_text(design_course_cells(report), screen_width)) +
            '\n';
  for (const std::string& line : assurance_lines(report)) text += line + '\n';
  if (report.assurance) text += '\n';
  for (const std::string& line : interim_lines(report)) text += line + '\n';
  if (report.interim) text += '\n';
  return fitted_text(
      text + "Config     " + report.config.sha256.substr(0, 12) + '\n',
      screen_width);
}

std::string design_markdown(const DesignReport& report) {
  std::string text = "## Design of " + heading(report.config.scenario) + "\n\n";
  text += fmt::format("**Power {}**\n\n", design_power_line(report));
  text += markdown_text(design_look_cells(report)) + '\n';
  const std::string missing = missing_line(report);
  if (!missing.empty()) text += missing + "\n\n";
  if (!report.design.under.empty() && report.design.analytic.power)
    text += std::string{under_title}.append("\n\n").append(
                markdown_text(design_effect_cells(report))) +
            '\n';
  if (!report.design.course.empty())
    text += std::string{course_title}.append("\n\n").append(
                markdown_text(design_course_cells(report))) +
            '\n';
  for (const std::string& line : assurance_lines(report)) text += line + "  \n";
  if (report.assurance) text += '\n';
  for (const std::string& line : interim_lines(report)) text += line + "  \n";
  if (report.interim) text += '\n';
  return text + "- Config: " + report.config.sha256.substr(0, 12) + '\n';
}

}  // namespace rehearse
