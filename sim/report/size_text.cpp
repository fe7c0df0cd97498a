#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "estimate_json.hpp"
#include "estimate_text.hpp"
#include "heading.hpp"
#include "power_cells.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

constexpr std::size_t command_width = 76;

// What is answered in the end.
const TrialSize& answer_size(const SizeReport& report) {
  return report.simulated ? report.simulated->answer.size : report.size;
}
const RoundedSize& answer(const SizeReport& report) {
  return report.simulated ? report.simulated->answer.rounded : report.rounded;
}

std::string months_text(double days) {
  return fixed_text(days / days_per_month, 1);
}

std::string size_words(const RoundedSize& size) {
  return fmt::format(
      "{} participants and {} events",
      grouped_text(static_cast<std::uint64_t>(size.participants)), size.events);
}

TextTable look_table(const SizeReport& report) {
  TextTable table{
      {"Look"},
      {{"Events"}, {"  information fraction"}, {"Expected time [months]"}}};
  const auto& looks = report.config.scenario.analysis.looks;
  const TrialSize& size = answer_size(report);
  const std::vector<int> events = rounded_look_events(size, answer(report));
  for (std::size_t k = 0; k < looks.size(); ++k) {
    table.header.push_back(looks[k].name);
    table.rows[0].push_back(fmt::format("{}", events[k]));
    table.rows[1].push_back(
        fixed_text(size.look_events[k] / size.look_events.back(), 3));
    table.rows[2].push_back(months_text(size.look_times[k]));
  }
  return table;
}

// "with 167 events and 252 participants".
std::string with_words(const RoundedSize& size) {
  return fmt::format(
      "with {} events and {} participants", size.events,
      grouped_text(static_cast<std::uint64_t>(size.participants)));
}

std::vector<std::string> simulation_lines(const SizeSimulation& simulation) {
  const Proportion& power = simulation.answer.power;
  const MeanEstimate& difference = simulation.difference;
  std::vector<std::string> lines{
      fmt::format("Simulated  power {} (95% interval {}),",
                  proportion_text(power), interval_text(power)),
      fmt::format("           {} replicates",
                  grouped_text(simulation.replicates))};
  if (simulation.fewer) {
    lines.push_back(fmt::format("One fewer  power {} {},",
                                proportion_text(simulation.fewer->power),
                                with_words(simulation.fewer->rounded)));
    lines.push_back(fmt::format(
        "           on the same random numbers: {} ± {} less",
        fixed_text(difference.mean, decimals_by_error(difference.mcse, 6)),
        fixed_text(difference.mcse, decimals_by_error(difference.mcse, 6))));
  }
  lines.push_back(fmt::format("By formula power {} {}",
                              proportion_text(simulation.formula.power),
                              with_words(simulation.formula.rounded)));
  return lines;
}

// Words of a command, each line but the last ended by a backslash.
std::vector<std::string> command_lines(const std::vector<std::string>& words) {
  std::vector<std::string> lines{"  "};
  for (const std::string& word : words) {
    if (lines.back().size() + word.size() > command_width) {
      lines.back() += '\\';
      lines.push_back("    ");
    }
    lines.back() += word + ' ';
  }
  lines.back().pop_back();
  return lines;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

// Follow-up after the last entry, or what is lacking of it.
std::string follow_up_words(const TrialSize& size) {
  const double follow_up = size.look_times.back() - size.enrolment_end;
  if (follow_up >= 0.0)
    return fmt::format("follow-up {} months after the last entry",
                       months_text(follow_up));
  return fmt::format("the last look {} months before the last entry",
                     months_text(-follow_up));
}

std::vector<std::string> detail_lines(const SizeReport& report) {
  const TrialSize& size = answer_size(report);
  std::vector<std::string> lines;
  if (report.simulated) lines = simulation_lines(*report.simulated);
  lines.push_back(fmt::format(
      "{}{:.4f} with these{}; asked for {:.6g}, solved for {}",
      report.simulated ? "Theory     power " : "Power      ",
      answer(report).power, report.simulated ? "" : " by the formula",
      report.power, solve_name(report.solve)));
  lines.push_back(fmt::format(
      "Enrolment  {} months{}; {}", months_text(size.enrolment_end),
      std::abs(size.entry_pace - 1.0) > 1e-9
          ? fmt::format(", at {:.4g} times the config's rate", size.entry_pace)
          : "",
      follow_up_words(size)));
  lines.push_back(fmt::format("Unrounded  {:.2f} participants, {:.2f} events",
                              size.participants, size.events));
  if (report.formulas)
    lines.push_back(fmt::format(
        "Formulas   Schoenfeld {:.2f} events, Freedman {:.2f} events, "
        "Lachin-Foulkes {:.2f} participants",
        report.formulas->schoenfeld_events, report.formulas->freedman_events,
        report.formulas->lachin_foulkes_participants));
  if (std::abs(report.size.inflation - 1.0) > 5e-5)
    lines.push_back(fmt::format("           (each times {:.4f} for the looks)",
                                report.size.inflation));
  lines.push_back(
      "By         the asymptotic mean and variance of the log-rank test");
  lines.push_back("           (Schoenfeld 1981, Lakatos 1988)");
  return lines;
}

// Until it is simulated.
std::vector<std::string> advice_lines(const SizeReport& report) {
  if (report.simulated) return {};
  std::vector<std::string> lines{
      "Simulated power is usually lower, with strata by 0.01 and more. Check "
      "it "
      "with"};
  for (std::string& line : command_lines(report.check_command))
    lines.push_back(std::move(line));
  lines.push_back(
      "or let `rehearse size --simulate` find the size that has the power.");
  return lines;
}

Json looks_json(const SizeReport& report, const TrialSize& size,
                const RoundedSize& rounded) {
  const auto& looks = report.config.scenario.analysis.looks;
  const std::vector<int> events = rounded_look_events(size, rounded);
  Json json = Json::array();
  for (std::size_t k = 0; k < looks.size(); ++k)
    json.push_back({{"name", looks[k].name},
                    {"information_fraction",
                     size.look_events[k] / size.look_events.back()},
                    {"events", events[k]},
                    {"unrounded_events", size.look_events[k]},
                    {"time_months", size.look_times[k] / days_per_month}});
  return json;
}

Json simulated_json(const SimulatedSize& size) {
  return {{"participants", size.rounded.participants},
          {"events", size.rounded.events},
          {"power", proportion_json(size.power)}};
}

Json simulation_json(const SizeReport& report) {
  const SizeSimulation& simulation = *report.simulated;
  Json json = simulated_json(simulation.answer);
  json["replicates"] = simulation.replicates;
  json["looks"] =
      looks_json(report, simulation.answer.size, simulation.answer.rounded);
  json["rate_multiple"] = simulation.answer.size.entry_pace;
  json["changes"] =
      size_changes(report.config.scenario, report.solve, simulation.answer.size,
                   simulation.answer.rounded);
  json["one_event_fewer"] =
      simulation.fewer ? simulated_json(*simulation.fewer) : Json(nullptr);
  json["difference"] = {{"estimate", simulation.difference.mean},
                        {"mcse", simulation.difference.mcse}};
  json["formula"] = simulated_json(simulation.formula);
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
               {"looks", looks_json(report, report.size, report.rounded)},
               {"enrolment_months", size.enrolment_end / days_per_month},
               {"rate_multiple", size.entry_pace},
               {"follow_up_months",
                (size.look_times.back() - size.enrolment_end) / days_per_month},
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
  json["changes"] = size_changes(report.config.scenario, report.solve,
                                 report.size, report.rounded);
  if (report.simulated) json["simulated"] = simulation_json(report);
  return json.dump(2) + '\n';
}

std::string size_csv(const SizeReport& report) {
  TextTable table{
      {"trial", "config_sha256", "target_power", "solve", "participants",
       "power", "look", "information_fraction", "events", "unrounded_events",
       "time_months", "simulated_power", "simulated_power_mcse"},
      {}};
  const auto simulated = [&](double Proportion::*field) {
    return report.simulated ? exact_text(report.simulated->answer.power.*field)
                            : "";
  };
  for (const Json& look :
       looks_json(report, answer_size(report), answer(report)))
    table.rows.push_back(
        {report.config.scenario.id, report.config.sha256,
         exact_text(report.power), solve_name(report.solve),
         fmt::format("{}", answer(report).participants),
         exact_text(answer(report).power), look.at("name"),
         exact_text(look.at("information_fraction")),
         exact_text(look.at("events")), exact_text(look.at("unrounded_events")),
         exact_text(look.at("time_months")), simulated(&Proportion::estimate),
         simulated(&Proportion::mcse)});
  return csv_text(table);
}

std::string size_table(const SizeReport& report, const Screen& screen) {
  const auto& [color, screen_width] = screen;
  std::string text = "Size of " + heading(report.config.scenario) + '\n';
  text += bold_text(size_words(answer(report)), color) + "\n\n";
  text += aligned_text(look_table(report), screen_width) + '\n';
  for (const std::string& line : detail_lines(report)) text += line + '\n';
  text += "Config     " + report.config.sha256.substr(0, 12) + '\n';
  for (const std::string& line : advice_lines(report)) text += line + '\n';
  return fitted_text(text, screen_width);
}

std::string size_markdown(const SizeReport& report) {
  std::string text = "## Size of " + heading(report.config.scenario) + "\n\n";
  text += fmt::format("**{}**\n\n", size_words(answer(report)));
  text += markdown_text(look_table(report)) + '\n';
  for (const std::string& line : detail_lines(report)) text += line + "  \n";
  text += "Config " + report.config.sha256.substr(0, 12) + '\n';
  if (report.simulated) return text;
  return text +
         "\nSimulated power is usually lower, with strata by 0.01 and "
         "more. Check it with\n\n    " +
         joined(report.check_command) + '\n';
}

}  // namespace rehearse
