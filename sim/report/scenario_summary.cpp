#include "rehearse/report/scenario_summary.hpp"

#include <fmt/format.h>

#include <string_view>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

constexpr std::size_t label_width = 16;
constexpr std::size_t text_width = 80;

// A label, and its text broken between words so that it fits a screen.
std::string item(const std::string& label, std::string_view text) {
  std::string lines = fmt::format("{:<{}}", label, label_width);
  std::size_t used = display_width(label) > label_width ? text_width : 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (used > 0 && used + 1 + display_width(word) > text_width) {
      lines += '\n' + std::string(label_width, ' ');
      used = 0;
    }
    if (used > 0) lines += ' ';
    lines += word;
    used += (used > 0 ? 1 : 0) + display_width(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines + '\n';
}

std::string review_summary(const Scenario& scenario) {
  const ReviewPlan& plan = *scenario.review;
  std::string text = item("Scans", scan_words(scenario));
  if (plan.readers == Readers::perfect) {
    text += item("Readers", "one, perfect");
  } else {
    text += item("Readers", plan.primary == Reviewer::committee
                                ? "the analysis counts IRC's events"
                                : "the analysis counts the investigator's "
                                  "events");
    text +=
        item("  investigator", reader_words(scenario, Reviewer::investigator));
    text += item("  IRC", reader_words(scenario, Reviewer::committee));
    text += item("  both", reading_words(plan));
  }
  return text + item("Rules", rules_words(plan));
}

}  // namespace

std::vector<Diagnostic> theory_warnings(const Scenario& scenario) {
  if (!scenario.review) return {};
  if (scenario.stated == StatedEffect::observed_by_committee)
    return {{"",
             "the stated median and hazard ratio are taken for the disease's, "
             "whose events are seen when they happen (calibration, scans, "
             "readers and rules are not in it): simulate with `rehearse power`",
             "", 0}};
  return {{"",
           "theory takes events as seen when they happen (scans, readers and "
           "rules are not in it): simulate with `rehearse power`",
           "", 0}};
}

std::string scenario_summary(const TrialConfig& config) {
  const Scenario& scenario = config.scenario;
  const TrialPlan plan{scenario};
  std::string text = item("Trial", scenario.title.empty()
                                       ? scenario.id
                                       : scenario.id + ", " + scenario.title);
  text += item("Participants", arms_words(scenario));
  text += item("Factors", factors_words(scenario));
  if (!scenario.sites.empty())
    text += item("Sites", fmt::format("{}", scenario.sites.size()));
  text += item("Randomization", randomization_words(scenario));
  text += item("Enrolment", enrolment_words(scenario, plan));
  text += item("Endpoint", scenario.endpoint.name +
                               ", event-free survival of "
                               "the whole arms:");
  text += item("  control", survival_words(plan, 0));
  text += item("  experimental", survival_words(plan, 1));
  text += item("Effect", effect_words(scenario));
  if (scenario.stated == StatedEffect::observed_by_committee)
    text += item("Calibration",
                 "the control median and the hazard ratio are as IRC observes "
                 "them; power solves for the disease's");
  if (scenario.endpoint.death != DeathModel{})
    text += item("Death", death_words(scenario.endpoint.death));
  text += item("Dropout", dropout_words(scenario));
  if (scenario.review) text += review_summary(scenario);
  text += item("Test", test_words(scenario));
  text += item("Efficacy", efficacy_words(scenario.analysis));
  if (stops_for_futility(scenario.analysis))
    text += item("Futility", futility_words(scenario.analysis));
  if (scenario.analysis.harm)
    text += item("Harm", harm_words(scenario.analysis));
  const auto bounds =
      planned_bounds(scenario.analysis, experimental_share(scenario));
  for (std::size_t look = 0; look < bounds.size(); ++look)
    text += item("Look " + scenario.analysis.looks[look].name,
                 look_words(scenario.analysis.looks[look], bounds[look]));
  return text +
         item("Simulation",
              fmt::format("{} replicates, seed {}, config {}",
                          grouped_text(scenario.replicates), config.seed_text,
                          config.sha256.substr(0, 12)));
}

}  // namespace rehearse
