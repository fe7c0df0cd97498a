#include <fmt/format.h>

#include "design_cells.hpp"
#include "heading.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

const char* const under_title =
    "Where the log hazard ratio is none, a quarter, a half, three quarters and "
    "all of the scenario's:";
const char* const course_title = "Expected course:";

// Each with the line end; a line end more after any.
std::string paragraph(const std::vector<std::string>& lines,
                      const std::string& line_end) {
  std::string text;
  for (const std::string& line : lines) text += line + line_end;
  return text.empty() ? text : text + '\n';
}

}  // namespace

std::string design_table(const DesignReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  std::string text = heading(report.config.scenario) + '\n';
  text += paragraph(interim_lines(report), "\n");
  text += bold_text("Power " + design_power_line(report), color) + "\n\n";
  text += paragraph(unexpected_lines(report), "\n");
  if (!report.design.looks.empty())
    text += aligned_text(design_look_cells(report), screen_width) + '\n';
  if (!report.design.under.empty() && report.design.analytic.power)
    text += std::string{under_title}.append("\n").append(
                aligned_text(design_effect_cells(report), screen_width)) +
            '\n';
  if (!report.design.course.empty())
    text += std::string{course_title}.append("\n").append(
                aligned_text(design_course_cells(report), screen_width)) +
            '\n';
  text += paragraph(assurance_lines(report), "\n");
  return fitted_text(
      text + "Config     " + report.config.sha256.substr(0, 12) + '\n',
      screen_width);
}

std::string design_markdown(const DesignReport& report) {
  std::string text = "## Design of " + heading(report.config.scenario) + "\n\n";
  text += paragraph(interim_lines(report), "  \n");
  text += fmt::format("**Power {}**\n\n", design_power_line(report));
  text += paragraph(unexpected_lines(report), "\n");
  if (!report.design.looks.empty())
    text += markdown_text(design_look_cells(report)) + '\n';
  if (!report.design.under.empty() && report.design.analytic.power)
    text += std::string{under_title}.append("\n\n").append(
                markdown_text(design_effect_cells(report))) +
            '\n';
  if (!report.design.course.empty())
    text += std::string{course_title}.append("\n\n").append(
                markdown_text(design_course_cells(report))) +
            '\n';
  text += paragraph(assurance_lines(report), "  \n");
  return text + "- Config: " + report.config.sha256.substr(0, 12) + '\n';
}

}  // namespace rehearse
