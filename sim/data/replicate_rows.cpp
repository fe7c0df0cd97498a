#include "rehearse/data/replicate_rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/data/view_names.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text_table.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {
namespace {

void append_number(std::string& text, double value) {
  text += ',';
  if (std::isfinite(value))
    fmt::format_to(std::back_inserter(text), "{}", value + 0.0);  // no -0
}

const char* stop_name(Stop stop) {
  switch (stop) {
    case Stop::none:
      return "";
    case Stop::efficacy:
      return "efficacy";
    case Stop::futility:
      return "futility";
    case Stop::harm:
      return "harm";
  }
  return "";
}

void append_row(std::string& text, const LookResult& look,
                const std::array<std::size_t, arm_count>& arms) {
  fmt::format_to(std::back_inserter(text), ",{:d},{:d},{:d},{}", look.reached,
                 look.reject, look.stop == Stop::efficacy, look.events);
  for (const std::size_t arm : arms)
    fmt::format_to(std::back_inserter(text), ",{}", look.events_by_arm[arm]);
  fmt::format_to(std::back_inserter(text), ",{}", look.participants);
  append_number(text, look.analysis_time / days_per_month);
  append_number(text, look.z);
  append_number(text, look.efficacy_z);
  append_number(text, look.hazard_ratio);
  for (const std::size_t arm : arms)
    append_number(text, look.median[arm] / days_per_month);
  append_number(text, look.log_hazard_ratio_se);
  append_number(text, look.futility_z);
  text += ',';
  text += stop_name(look.stop);
  text += ',';
}

void append_view(std::string& text, const ViewName& view) {
  text += ',';
  text += reader_key(view.reviewer);
  text += ',' + csv_field(view.rules);
}

}  // namespace

std::string replicate_header(const Scenario& scenario) {
  std::string text = "replicate,look,reached,reject,first_rejection,events";
  const bool by_role = !scenario.hypotheses.empty();
  const auto add_by_arm = [&](const char* name) {
    for (const std::size_t arm : printed_arms(scenario))
      text += ',' +
              csv_field(name +
                        (by_role ? std::string{word_of(static_cast<Role>(arm))}
                                 : scenario.arms[arm].id));
  };
  add_by_arm("events_");
  text += ",participants,analysis_time_months,z,efficacy_z,hazard_ratio";
  add_by_arm("median_months_");
  text += ",log_hazard_ratio_se,futility_z,stop,test";
  if (by_role) return text + ",hypothesis,alpha\n";
  if (scenario.review) text += ",reader,rules";
  return text + (other_levels(scenario) ? ",strata\n" : "\n");
}

namespace {

void append_hypotheses(std::string& text, const Scenario& scenario,
                       std::uint64_t replicate,
                       std::span<const LookResult> looks) {
  const auto arms = printed_arms(scenario);
  std::size_t i = 0;
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    if (hypothesis.endpoint == HypothesisEndpoint::external) continue;
    for (const Look& look : hypothesis.analysis.looks) {
      fmt::format_to(std::back_inserter(text), "{},", replicate);
      text += csv_field(look.name);
      append_row(text, looks[i], arms);
      text +=
          csv_field(test_text(hypothesis.analysis.test, TestTimes::durations));
      text += ',' + csv_field(hypothesis.name);
      append_number(text, looks[i++].level);
      text += '\n';
    }
  }
}

}  // namespace

void append_replicate_rows(std::string& text, const Scenario& scenario,
                           std::uint64_t replicate,
                           std::span<const LookResult> looks) {
  if (!scenario.hypotheses.empty())
    return append_hypotheses(text, scenario, replicate, looks);
  const AnalysisPlan& plan = scenario.analysis;
  const std::size_t tests = 1 + plan.also_tests.size();
  const auto views =
      scenario.review ? view_names(scenario) : std::vector<ViewName>(1);
  const auto other = other_levels(scenario);
  const std::size_t analyses = tests + views.size() - 1;  // by its own levels
  expect(looks.size() == plan.looks.size() * (analyses + (other ? 1 : 0)),
         "a replicate has the scenario's looks for each of its analyses");
  const auto arms = printed_arms(scenario);
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const std::size_t analysis = i / plan.looks.size();
    const std::size_t test = analysis < tests ? analysis : 0;
    fmt::format_to(std::back_inserter(text), "{},", replicate);
    text += csv_field(plan.looks[i % plan.looks.size()].name);
    append_row(text, looks[i], arms);
    text +=
        csv_field(test_text(test == 0 ? plan.test : plan.also_tests[test - 1],
                            TestTimes::durations));
    if (scenario.review)
      append_view(text, views[analysis < tests || analysis == analyses
                                  ? 0
                                  : analysis - tests + 1]);
    if (other)
      text.append(",").append(
          word_of(analysis == analyses ? *other : plan.levels));
    text += '\n';
  }
}

}  // namespace rehearse
