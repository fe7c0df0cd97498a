#include <fmt/format.h>

#include <cmath>

#include "estimate_text.hpp"
#include "figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

// What is answered in the end.
const TrialSize& answer_size(const SizeReport& report) {
  return report.simulated ? report.simulated->answer.size : report.size;
}
const RoundedSize& answer(const SizeReport& report) {
  return report.simulated ? report.simulated->answer.rounded : report.rounded;
}

std::string size_months(double days) {
  return fixed_text(days / days_per_month, 1);
}

std::string participants_text(const RoundedSize& size) {
  return fmt::format(
      "{} participants",
      grouped_text(static_cast<std::uint64_t>(size.participants)));
}

// Of each look. This is where a figure of it is added.
std::vector<Figures> look_figures(const SizeReport& report,
                                  const TrialSize& size,
                                  const RoundedSize& rounded) {
  constexpr int below_events = 1;
  const auto& looks = report.config.scenario.analysis.looks;
  const std::vector<int> events =
      rounded_look_events(report.config.scenario.analysis, size, rounded);
  std::vector<Figures> items;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    const double fraction = size.look_events[k] / size.look_events.back();
    items.push_back(
        {{"name", looks[k].name},
         {"information_fraction", fraction, "  information fraction",
          fixed_text(fraction, 3), below_events},
         {"events", events[k], "Events", fmt::format("{}", events[k])},
         {"unrounded_events", size.look_events[k]},
         {"time_months", size.look_times[k] / days_per_month,
          "Expected time [months]", size_months(size.look_times[k]),
          below_events}});
  }
  return items;
}

Json looks_json(const SizeReport& report, const TrialSize& size,
                const RoundedSize& rounded) {
  Json json = Json::array();
  for (const Figures& look : look_figures(report, size, rounded))
    json.push_back(object_of(look));
  return json;
}

Json simulated_json(const SimulatedSize& size) {
  return {{"participants", size.rounded.participants},
          {"events", size.rounded.events},
          {"power", proportion_json(size.power)}};
}

Json simulation_json(const SizeReport& report) {
  const auto& [replicates, found, fewer, difference, formula] =
      *report.simulated;
  Json json = simulated_json(found);
  json["replicates"] = replicates;
  json["looks"] = looks_json(report, found.size, found.rounded);
  json["rate_multiple"] = found.size.entry_pace;
  json["changes"] = size_changes(report.config.scenario, report.solve,
                                 found.size, found.rounded);
  json["one_event_fewer"] = fewer ? simulated_json(*fewer) : Json();
  json["difference"] = estimate_json(difference.estimate, difference.mcse);
  json["formula"] = simulated_json(formula);
  return json;
}

Json formulas_json(const SizeReport& report) {
  if (!report.formulas) return nullptr;
  const auto& [schoenfeld, freedman, lachin_foulkes] = *report.formulas;
  return {{"schoenfeld_events", schoenfeld},
          {"freedman_events", freedman},
          {"lachin_foulkes_participants", lachin_foulkes}};
}

Json json_of(const SizeReport& report) {
  const TrialSize& size = report.size;
  Json json = head_json("size", report.config);
  json.update({{"alpha", report.config.scenario.analysis.alpha},
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
               {"formulas", formulas_json(report)},
               {"changes", size_changes(report.config.scenario, report.solve,
                                        report.size, report.rounded)}});
  if (report.simulated) json["simulated"] = simulation_json(report);
  return json;
}

// The answer: that of the simulation, where there is one.
// Programs read one size in CSV, the best that is known; the JSON has both.
std::vector<Json> rows_of(const SizeReport& report) {
  std::vector<Json> rows;
  for (const Json& look :
       looks_json(report, answer_size(report), answer(report))) {
    Json& row =
        rows.emplace_back(Json{{"trial", report.config.scenario.id},
                               {"config_sha256", report.config.sha256},
                               {"target_power", report.power},
                               {"solve", solve_name(report.solve)},
                               {"participants", answer(report).participants},
                               {"power", answer(report).power}});
    for (const auto& [key, value] : look.items())
      row[key == "name" ? "look" : key] = value;
    row["simulated_power"] = nullptr;
    row["simulated_power_mcse"] = nullptr;
    if (!report.simulated) continue;
    row["simulated_power"] = report.simulated->answer.power.estimate;
    row["simulated_power_mcse"] = report.simulated->answer.power.mcse;
  }
  return rows;
}

// "with 167 events and 252 participants".
std::string with_words(const RoundedSize& size) {
  return fmt::format("with {} events and {}", size.events,
                     participants_text(size));
}

using Facts = std::vector<Document::Fact>;

void add_simulation(const SizeSimulation& simulation, Facts& facts) {
  const Proportion& power = simulation.answer.power;
  const Proportion& difference = simulation.difference;
  facts.push_back(
      {"Simulated", fmt::format("power {} (95% interval {}),\n{} replicates",
                                proportion_text(power), interval_text(power),
                                grouped_text(simulation.replicates))});
  if (simulation.fewer)
    facts.push_back(
        {"One fewer",
         fmt::format("power {} {},\non the same random numbers: {} less",
                     proportion_text(simulation.fewer->power),
                     with_words(simulation.fewer->rounded),
                     with_error(difference.estimate, difference.mcse, 6))});
  facts.push_back(
      {"By formula",
       fmt::format("power {} {}", proportion_text(simulation.formula.power),
                   with_words(simulation.formula.rounded))});
}

// Follow-up after the last entry, or what is lacking of it.
std::string follow_up_words(const TrialSize& size) {
  const double follow_up = size.look_times.back() - size.enrolment_end;
  return follow_up >= 0.0
             ? fmt::format("follow-up {} months after the last entry",
                           size_months(follow_up))
             : fmt::format("the last look {} months before the last entry",
                           size_months(-follow_up));
}

void add_course(const TrialSize& size, Facts& facts) {
  const bool other_pace = std::abs(size.entry_pace - 1.0) > 1e-9;
  facts.push_back(
      {"Enrolment",
       fmt::format("{} months{}; {}", size_months(size.enrolment_end),
                   other_pace ? fmt::format(", at {:.4g} times the config's "
                                            "rate",
                                            size.entry_pace)
                              : "",
                   follow_up_words(size))});
  facts.push_back(
      {"Unrounded", fmt::format("{:.2f} participants, {:.2f} events",
                                size.participants, size.events)});
}

// Textbooks' answers stand beside ours: whoever checks a protocol by hand finds
// the number that he has.
void add_formulas(const SizeReport& report, Facts& facts) {
  const bool inflated = std::abs(report.size.inflation - 1.0) > 5e-5;
  const std::string times =
      fmt::format("(each times {:.4f} for the looks)", report.size.inflation);
  if (report.formulas)
    facts.push_back(
        {"Formulas",
         fmt::format("Schoenfeld {:.2f} events, Freedman {:.2f} events, "
                     "Lachin-Foulkes {:.2f} participants{}{}",
                     report.formulas->schoenfeld_events,
                     report.formulas->freedman_events,
                     report.formulas->lachin_foulkes_participants,
                     inflated ? "\n" : "", inflated ? times : "")});
  else if (inflated)
    facts.push_back({"", times});
}

Document::Facts facts_of(const SizeReport& report) {
  Facts facts;
  if (report.simulated) add_simulation(*report.simulated, facts);
  facts.push_back(
      {report.simulated ? "Theory" : "Power",
       fmt::format("{}{:.4f} with these{}; asked for {:.6g}, solved for {}",
                   report.simulated ? "power " : "", answer(report).power,
                   report.simulated ? "" : " by the formula", report.power,
                   solve_name(report.solve))});
  add_course(answer_size(report), facts);
  add_formulas(report, facts);
  facts.push_back({"By",
                   "the asymptotic mean and variance of the log-rank test\n"
                   "(Schoenfeld 1981, Lakatos 1988)"});
  facts.push_back({"Config", report.config.sha256.substr(0, 12)});
  return {std::move(facts), Document::Setting::paragraph};
}

// A size by a formula is never left without the command that tests it:
// simulated power is usually lower.
Document document_of(const SizeReport& report) {
  std::vector<std::string> names;
  for (const Look& look : report.config.scenario.analysis.looks)
    names.push_back(look.name);
  Document document;
  document.add(Document::Heading{"Size of " + heading(report.config.scenario)});
  document.add(Document::Answer{fmt::format("{} and {} events",
                                            participants_text(answer(report)),
                                            answer(report).events)});
  document.add(Document::Table{
      figure_rows("Look", names,
                  look_figures(report, answer_size(report), answer(report)))});
  document.add(facts_of(report));
  if (report.simulated) return document;
  document.add(
      Document::Note{{"Simulated power is usually lower, with strata by 0.01 "
                      "and more. Check it with"}});
  document.add(Document::Command{report.check_command});
  document.add(
      Document::Note{{"or let `rehearse size --simulate` find the size that "
                      "has the power."}},
      Document::Medium::terminal);
  return document;
}

}  // namespace

Report report_of(const SizeReport& report) {
  return {json_of(report), rows_of(report), document_of(report)};
}

}  // namespace rehearse
