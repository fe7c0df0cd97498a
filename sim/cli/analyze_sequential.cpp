#include <fmt/format.h>

#include <algorithm>

#include "cli/analyze.hpp"
#include "cli/named_look.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {}  // namespace

// What can be said of its looks here.
void check_sequential_plan(const AnalysisPlan& plan) {
  if (plan.test != SurvivalTest{})
    throw UsageError{
        "--design: the config's test isn't the log-rank (whose events are the "
        "information here): add --set analysis.test=logrank to the design, or "
        "leave --design out"};
  if (plan.null_hazard_ratio != 1.0)
    throw UsageError{fmt::format(
        "--design: the config tests against a hazard ratio of {:.6g} (z is "
        "against 1 here): leave --design out",
        plan.null_hazard_ratio)};
}

namespace {

// Those before `look`: as the plan has them, or as --earlier says.
std::vector<SeenLook> earlier_looks(const AnalyzeOptions& options,
                                    const AnalysisPlan& plan, double allocation,
                                    std::size_t look) {
  const GroupSequentialPlan planned = sequential_plan(plan, allocation);
  const bool in_events = planned.total_information.has_value();
  std::vector<SeenLook> seen(look);
  for (std::size_t k = 0; k < look; ++k)
    if (in_events) seen[k].events = planned.looks[k].information;
  for (const auto& [name, events, z] : options.earlier) {
    const std::size_t k = look_named("--earlier", name, plan.looks);
    if (k >= look)
      throw UsageError{
          fmt::format("--earlier: look '{}' isn't before look "
                      "'{}': leave it out",
                      name, options.look)};
    seen[k] = {events, z};
  }
  for (std::size_t k = 0; k < look; ++k)
    if (seen[k].events <= 0.0)
      throw UsageError{fmt::format(
          "--earlier: the events that look '{0}' had are not known (the config "
          "doesn't plan them): add --earlier '{0}=EVENTS'",
          plan.looks[k].name)};
  return seen;
}

void refuse_beside_one_analysis(const AnalyzeOptions& options) {
  const bool named = !options.hypothesis.empty();
  if (!named && options.looks.empty()) return;
  throw UsageError{fmt::format(
      "{}: the config has no [[hypotheses]] (its looks are of one analysis): "
      "leave it out",
      named ? "--hypothesis" : "--p")};
}

void check_order(const std::vector<SeenLook>& seen) {
  if (!std::ranges::is_sorted(seen, {}, &SeenLook::events))
    throw UsageError{fmt::format(
        "--look: the data have {} events, a look before has {} (events grow "
        "from look to look): check --look, or say with --earlier what it had",
        seen.back().events,
        std::ranges::max(seen, {}, &SeenLook::events).events)};
}

}  // namespace

void warn_of_strata(const AnalyzeOptions& options, const AnalysisPlan& plan,
                    const Session& session) {
  if (plan.stratify_by.empty() || !options.columns.strata.empty()) return;
  warn(session,
       {{options.design.file,
         "the config's test is stratified, that of the data isn't (no "
         "--stratum is given): add --stratum COLUMN for each factor of "
         "analysis.stratify_by",
         "", 0}});
}

SequentialAnswer sequential_answer(const AnalyzeOptions& options,
                                   const AnalyzeReport& report,
                                   const Session& session) {
  const LoadedConfig config = load(options.design, session);
  if (!config.scenario.hypotheses.empty())
    return hypothesis_answer(options, report, config, session);
  refuse_beside_one_analysis(options);
  const AnalysisPlan& plan = config.scenario.analysis;
  check_sequential_plan(plan);
  warn_of_strata(options, plan, session);
  const std::size_t look = look_named("--look", options.look, plan.looks);
  const double allocation = experimental_share(config.scenario);
  const LogRank& test = report.analysis->log_rank;
  const double events = test.observed[0] + test.observed[1];
  auto seen = earlier_looks(options, plan, allocation, look);
  SequentialAnswer answer;
  for (std::size_t k = 0; k < look; ++k)
    answer.earlier.push_back(plan.looks[k].name);
  answer.seen = seen;
  seen.push_back({events, test.z()});
  check_order(seen);
  answer.look = options.look;
  answer.events = static_cast<std::size_t>(events);
  answer.z = test.z();
  answer.alpha = plan.alpha;
  answer.inference =
      sequential_inference(plan, allocation, seen, test.variance);
  return answer;
}

}  // namespace rehearse::cli
