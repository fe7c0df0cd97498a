#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/analyze.hpp"
#include "cli/output.hpp"
#include "rehearse/data/observed_looks.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/parametric_graph.hpp"
#include "rehearse/design/parametric_test.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/report/graph_report.hpp"

namespace rehearse::cli {
namespace {

// A hypothesis without looks isn't tested: any plan is good for it.
GroupSequentialPlan plan_of(const Scenario& scenario,
                            const Hypothesis& hypothesis) {
  const AnalysisPlan& plan = hypothesis.analysis;
  if (plan.looks.empty()) return {};
  return sequential_plan(plan,
                         experimental_share(scenario, plan.comparison.arm));
}

// Tests of one group are of the same data cuts.
void check_together(const Scenario& scenario,
                    const std::vector<ObservedLook>& looks) {
  const auto groups = parametric_groups(scenario);
  for (const ObservedLook& a : looks)
    for (const ObservedLook& b : looks)
      if (groups[a.seen.hypothesis] == groups[b.seen.hypothesis] &&
          a.look == b.look && a.seen.analysis < b.seen.analysis)
        throw UsageError{fmt::format(
            "--p: '{}' is at analysis {}, '{}' at {} (their tests are of one "
            "data cut, whose shared events are known): give them one number",
            scenario.hypotheses[a.seen.hypothesis].name, a.seen.analysis,
            scenario.hypotheses[b.seen.hypothesis].name, b.seen.analysis)};
}

// Between arms only the control's events are shared; of one population they
// are the same.
bool needs_control_events(const Scenario& scenario, const ObservedLook& look,
                          const std::vector<ObservedLook>& looks) {
  const auto groups = parametric_groups(scenario);
  const auto comparison = [&](const ObservedLook& one) -> const Comparison& {
    return scenario.hypotheses[one.seen.hypothesis].analysis.comparison;
  };
  return std::ranges::any_of(looks, [&](const ObservedLook& other) {
    return groups[look.seen.hypothesis] == groups[other.seen.hypothesis] &&
           comparison(look).arm != comparison(other).arm &&
           comparison(look).population != comparison(other).population;
  });
}

std::vector<ParametricLook> parametric_looks(
    const Scenario& scenario, const std::vector<ObservedLook>& looks) {
  check_together(scenario, looks);
  std::vector<ParametricLook> all;
  for (const ObservedLook& look : looks) {
    if (look.seen.spending_time)
      throw UsageError{fmt::format(
          "--p: '{}' has a spending_time (which parametric tests take from the "
          "config): state hypotheses.spending_time, or leave the column out",
          scenario.hypotheses[look.seen.hypothesis].name)};
    if (!look.control_events && needs_control_events(scenario, look, looks))
      throw UsageError{fmt::format(
          "--p: the control's events at '{}' aren't there (of which the "
          "correlation with another arm in another population is made): add "
          "column control_events",
          scenario.hypotheses[look.seen.hypothesis].name)};
    all.push_back({look.seen, look.control_events.value_or(0.0)});
  }
  return all;
}

}  // namespace

GraphTest test_looks(const Scenario& scenario,
                     const std::vector<ObservedLook>& looks) {
  if (scenario.multiplicity.parametric)
    return test_by_intersections(scenario, initial_graph(scenario),
                                 parametric_looks(scenario, looks));
  std::vector<GroupSequentialPlan> plans;
  std::vector<LookBack> look_back;
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    plans.push_back(plan_of(scenario, hypothesis));
    look_back.push_back(hypothesis.look_back ? LookBack::all : LookBack::none);
  }
  std::vector<HypothesisLook> seen;
  for (const ObservedLook& look : looks) seen.push_back(look.seen);
  return test_by_graph(initial_graph(scenario), plans, seen, look_back);
}

void add_graph(CLI::App& command, AnalyzeOptions& options) {
  // The parser asks for DATA after it has called this.
  const auto read = [&command, &options](const std::string& file) {
    options.graph.file = file;
    command.get_option("DATA")->required(false);
  };
  command
      .add_option_function<std::string>(
          "--graph", read,
          "Instead of DATA: the trial's config, whose [[hypotheses]] are "
          "tested by their graph on the looks in --p: what is rejected, in "
          "which order, and what alpha is left")
      ->type_name("CONFIG");
  command
      .add_option(
          "--p", options.looks,
          "With --graph, or with --design for the looks that DATA are not of: "
          "a CSV, a row for each look that was had: hypothesis, "
          "look (its name, or its number from 1), events, p (one-sided; or z) "
          "and, where wanted, control_events (of parametric tests of several "
          "arms in several populations), "
          "spending_time and analysis (calendar order, from "
          "1; by default the look's number, or one more than that of the look "
          "before; of a look `with` one of the first hypothesis's that look's "
          "number)")
      ->type_name("FILE");
  add_set(command, options.graph.overrides,
          "With --graph: change one key of the config; repeatable");
}

void check_graph(const CLI::App& command, const AnalyzeOptions& options) {
  if (command.count("DATA") > 0)
    throw UsageError{fmt::format(
        "DATA doesn't go with --graph ('{0}' isn't read: the looks are in "
        "--p): write --p {0}, or leave it out",
        options.source.file)};
  if (options.looks.empty())
    throw UsageError{
        "--p is missing (--graph tests the looks that it lists): add --p FILE"};
  constexpr std::array<std::string_view, 7> applying{
      "--graph",  "--p",     "--set",  "--encoding",
      "--format", "--quiet", "--color"};
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 &&
        std::ranges::find(applying, option->get_name()) == applying.end())
      throw UsageError{fmt::format(
          "{} doesn't go with --graph (which reads looks, not participants): "
          "leave one out",
          option->get_name())};
}

void run_graph(const AnalyzeOptions& options, const Session& session) {
  if (options.graph.file == "-" && options.looks == "-")
    throw UsageError{
        "--graph and --p are both standard input (which is read once): give a "
        "file for one"};
  const LoadedConfig config = load(options.graph, session);
  const auto& hypotheses = config.scenario.hypotheses;
  if (hypotheses.empty())
    throw UsageError{
        "--graph: the config has no [[hypotheses]] (which a graph joins): add "
        "them, or use --design for a trial of one"};
  GraphReport report{config, options.looks, {}, {}};
  report.looks = observed_looks(
      read_csv(options.looks, options.source.encoding), hypotheses);
  report.test = test_looks(config.scenario, report.looks);
  warn(session, graph_warnings(report));
  show(report_of(report), options.format, session);
}

}  // namespace rehearse::cli
