#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "heading.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/fitted_text.hpp"
#include "rehearse/report/number_text.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/report/text_table.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// Events of a look when the last one has the rounded number.
int rounded_events(const SizeReport& report, std::size_t look) {
  const double fraction =
      report.size.look_events[look] / report.size.look_events.back();
  return static_cast<int>(std::lround(fraction * report.rounded.events));
}

std::string months_text(double days) {
  return fixed_text(days / days_per_month, 1);
}

std::string result_line(const SizeReport& report) {
  return fmt::format(
      "{} participants and {} events",
      grouped_text(static_cast<std::uint64_t>(report.rounded.participants)),
      report.rounded.events);
}

TextTable look_table(const SizeReport& report) {
  TextTable table{
      {"Look"},
      {{"Events"}, {"  information fraction"}, {"Expected time [months]"}}};
  const auto& looks = report.config.scenario.analysis.looks;
  const TrialSize& size = report.size;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    table.header.push_back(looks[k].name);
    table.rows[0].push_back(fmt::format("{}", rounded_events(report, k)));
    table.rows[1].push_back(
        fixed_text(size.look_events[k] / size.look_events.back(), 3));
    table.rows[2].push_back(months_text(size.look_times[k]));
  }
  return table;
}

std::vector<std::string> detail_lines(const SizeReport& report) {
  const TrialSize& size = report.size;
  std::vector<std::string> lines{
      fmt::format("Power      {:.4f} with these; asked for {:.6g}, solved for "
                  "{}",
                  report.rounded.power, report.power, solve_name(report.solve)),
      fmt::format("Enrolment  {} months{}; follow-up {} months after the last "
                  "entry",
                  months_text(size.enrolment_end),
                  std::abs(size.entry_pace - 1.0) > 1e-9
                      ? fmt::format(", at {:.4g} times the config's rate",
                                    size.entry_pace)
                      : "",
                  months_text(size.last_look - size.enrolment_end)),
      fmt::format("Unrounded  {:.2f} participants, {:.2f} events",
                  size.participants, size.events)};
  if (report.formulas)
    lines.push_back(fmt::format(
        "Formulas   Schoenfeld {:.2f} events, Freedman {:.2f} events, "
        "Lachin-Foulkes {:.2f} participants",
        report.formulas->schoenfeld_events, report.formulas->freedman_events,
        report.formulas->lachin_foulkes_participants));
  if (size.inflation != 1.0)
    lines.push_back(fmt::format("           (each times {:.4f} for the looks)",
                                size.inflation));
  lines.push_back(
      "By         the asymptotic mean and variance of the log-rank "
      "test (Schoenfeld 1981, Lakatos 1988);");
  lines.push_back("           simulate it with `rehearse power`.");
  return lines;
}

Json looks_json(const SizeReport& report) {
  const auto& looks = report.config.scenario.analysis.looks;
  const TrialSize& size = report.size;
  Json json = Json::array();
  for (std::size_t k = 0; k < looks.size(); ++k)
    json.push_back({{"name", looks[k].name},
                    {"information_fraction",
                     size.look_events[k] / size.look_events.back()},
                    {"events", rounded_events(report, k)},
                    {"unrounded_events", size.look_events[k]},
                    {"time_months", size.look_times[k] / days_per_month}});
  return json;
}

}  // namespace

std::string size_json(const SizeReport& report) {
  const TrialSize& size = report.size;
  Json json = {{"command", "size"},
               {"version", REHEARSE_VERSION},
               {"trial", report.config.scenario.id},
               {"config_sha256", report.config.sha256},
               {"alpha", report.config.scenario.analysis.alpha},
               {"target_power", report.power},
               {"solve", solve_name(report.solve)},
               {"participants", report.rounded.participants},
               {"events", report.rounded.events},
               {"power", report.rounded.power},
               {"looks", looks_json(report)},
               {"enrolment_months", size.enrolment_end / days_per_month},
               {"rate_multiple", size.entry_pace},
               {"follow_up_months",
                (size.last_look - size.enrolment_end) / days_per_month},
               {"unrounded",
                {{"participants", size.participants},
                 {"events", size.events},
                 {"power", size.power}}},
               {"inflation", size.inflation},
               {"formulas", nullptr}};
  if (report.formulas)
    json["formulas"] = {
        {"schoenfeld_events", report.formulas->schoenfeld_events},
        {"freedman_events", report.formulas->freedman_events},
        {"lachin_foulkes_participants",
         report.formulas->lachin_foulkes_participants}};
  return json.dump(2) + '\n';
}

std::string size_csv(const SizeReport& report) {
  TextTable table{{"trial", "config_sha256", "target_power", "solve",
                   "participants", "power", "look", "information_fraction",
                   "events", "unrounded_events", "time_months"},
                  {}};
  for (const Json& look : looks_json(report))
    table.rows.push_back({report.config.scenario.id, report.config.sha256,
                          exact_text(report.power), solve_name(report.solve),
                          fmt::format("{}", report.rounded.participants),
                          exact_text(report.rounded.power), look.at("name"),
                          exact_text(look.at("information_fraction")),
                          exact_text(look.at("events")),
                          exact_text(look.at("unrounded_events")),
                          exact_text(look.at("time_months"))});
  return csv_text(table);
}

std::string size_table(const SizeReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  std::string text = "Size of " + heading(report.config.scenario) + '\n';
  text += bold_text(result_line(report), color) + "\n\n";
  text += aligned_text(look_table(report), screen_width) + '\n';
  for (const std::string& line : detail_lines(report)) text += line + '\n';
  return fitted_text(
      text + "Config     " + report.config.sha256.substr(0, 12) + '\n',
      screen_width);
}

std::string size_markdown(const SizeReport& report) {
  std::string text = "## Size of " + heading(report.config.scenario) + "\n\n";
  text += fmt::format("**{}**\n\n", result_line(report));
  text += markdown_text(look_table(report)) + '\n';
  for (const std::string& line : detail_lines(report)) text += line + "  \n";
  return text + "Config " + report.config.sha256.substr(0, 12) + '\n';
}

}  // namespace rehearse
