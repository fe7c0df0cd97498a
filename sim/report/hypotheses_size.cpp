#include "rehearse/report/hypotheses_size.hpp"

#include <fmt/format.h>

#include "estimate_text.hpp"
#include "figures.hpp"
#include "hypothesis_words.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

std::string with_words(const SizedTrial& trial) {
  return fmt::format(
      "with {} events and {} participants", trial.events,
      grouped_text(static_cast<std::uint64_t>(trial.participants)));
}

// A look: a row of the table and of CSV, a member of the JSON.
Figures look_figures(const SizedLook& look) {
  return {{"hypothesis", look.hypothesis, "Hypothesis", look.hypothesis},
          {"look", look.look, "Look", look.look},
          {"events", optional_json(look.events), "Events",
           look.events ? fmt::format("{}", *look.events) : "-"}};
}

Json trial_json(const SizedTrial& trial) {
  return {{"participants", trial.participants},
          {"events", trial.events},
          {"power", proportion_json(trial.power)}};
}

Json json_of(const HypothesesSize& size) {
  Json json = head_json("size", size.config);
  json[size.is_hypothesis ? "hypothesis" : "success"] = size.what;
  json["alpha"] = size.config.scenario.multiplicity.alpha;
  json["target_power"] = size.power;
  json["solve"] = size.with_participants ? "participants" : "events";
  json["participants"] = size.answer.participants;
  json["events"] = size.answer.events;
  json["counted"] = {{"hypothesis", size.counted_hypothesis},
                     {"look", size.counted_look}};
  json["looks"] = Json::array();
  for (const SizedLook& look : size.answer.looks)
    json["looks"].push_back(object_of(look_figures(look)));
  json["changes"] = size.answer.changes;
  Json& simulated = json["simulated"] = trial_json(size.answer);
  simulated["replicates"] = size.replicates;
  simulated["one_event_fewer"] = size.fewer ? trial_json(*size.fewer) : Json();
  simulated["difference"] =
      size.difference ? proportion_json(size.difference) : Json();
  simulated["stated"] = trial_json(size.stated);
  return json;
}

std::vector<Json> rows_of(const HypothesesSize& size) {
  std::vector<Json> rows;
  for (const SizedLook& look : size.answer.looks) {
    Json& row = rows.emplace_back(
        Json{{"trial", size.config.scenario.id},
             {"config_sha256", size.config.sha256},
             {size.is_hypothesis ? "of_hypothesis" : "of_success", size.what},
             {"target_power", size.power},
             {"participants", size.answer.participants},
             {"simulated_power", size.answer.power.estimate},
             {"simulated_power_mcse", size.answer.power.mcse}});
    row.update(object_of(look_figures(look)));
  }
  return rows;
}

Document::Facts facts_of(const HypothesesSize& size) {
  Document::Facts facts;
  const auto add = [&](const char* name, std::string text) {
    facts.facts.push_back({name, std::move(text)});
  };
  add("Power", fmt::format("{} of {} (95% interval {}), {} replicates; asked "
                           "for {:.6g}",
                           proportion_text(size.answer.power), size.what,
                           interval_text(size.answer.power),
                           grouped_text(size.replicates), size.power));
  if (size.fewer)
    add("One fewer",
        fmt::format(
            "power {} {}; on the same random numbers the size found has "
            "{} more",
            proportion_text(size.fewer->power), with_words(*size.fewer),
            difference_text(*size.difference)));
  add("As stated",
      fmt::format("power {} {}", proportion_text(size.stated.power),
                  with_words(size.stated)));
  add("Sized",
      fmt::format("all events in proportion{}; counted at look '{}' "
                  "of '{}'",
                  size.with_participants ? ", and the participants with them"
                                         : ", the participants stay",
                  size.counted_look, size.counted_hypothesis));
  add("Config", size.config.sha256.substr(0, 12));
  return facts;
}

}  // namespace

Report report_of(const HypothesesSize& size) {
  Document document;
  document.add(
      Document::Heading{trial_heading(size.config.scenario), "Size of "});
  document.add(Document::Answer{fmt::format(
      "{} participants and {} events",
      grouped_text(static_cast<std::uint64_t>(size.answer.participants)),
      size.answer.events)});
  std::vector<Figures> looks;
  for (const SizedLook& look : size.answer.looks)
    looks.push_back(look_figures(look));
  document.add(Document::Table{figure_columns(looks)});
  document.add(facts_of(size));
  return {json_of(size), rows_of(size), std::move(document)};
}

}  // namespace rehearse
