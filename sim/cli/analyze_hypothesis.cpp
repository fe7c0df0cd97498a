// `analyze --design` of a trial of several hypotheses: the data's look among
// those that the hypotheses had, by the graph.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "cli/analyze.hpp"
#include "cli/named_look.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/report/graph_report.hpp"

namespace rehearse::cli {
namespace {

// The data's look: which of which hypothesis.
struct Place {
  std::size_t hypothesis;
  std::size_t look;
};

// All looks but the data's, whose own hypothesis has those before it.
std::vector<ObservedLook> other_looks(const AnalyzeOptions& options,
                                      const Scenario& scenario,
                                      const Place& place) {
  std::vector<ObservedLook> looks;
  if (!options.looks.empty()) {
    const CsvTable table = read_csv(options.looks, options.source.encoding);
    if (std::ranges::count(table.header, "analysis") > 0)
      throw UsageError{
          "--p: column 'analysis' isn't read with --design (the look of DATA "
          "has its usual place): remove it, or list all looks for --graph"};
    looks = observed_looks(table, scenario.hypotheses);
  }
  const Hypothesis& own = scenario.hypotheses[place.hypothesis];
  std::size_t had = 0;
  for (const ObservedLook& look : looks)
    if (look.seen.hypothesis == place.hypothesis) ++had;
  if (had > place.look)
    throw UsageError{fmt::format(
        "--p: it has look '{}' of '{}' (DATA are of it): remove that row",
        own.analysis.looks[place.look].name, own.name)};
  if (had < place.look)
    throw UsageError{fmt::format(
        "--p: look '{}' of '{}' isn't in it (its bound at '{}' depends on "
        "those before): add a row for it",
        own.analysis.looks[had].name, own.name,
        own.analysis.looks[place.look].name)};
  return looks;
}

// In their order: by hypothesis and look.
void add_data(const Scenario& scenario, const Place& place, const LogRank& data,
              std::vector<ObservedLook>& looks) {
  const double events = data.observed[0] + data.observed[1];
  const auto& own = scenario.hypotheses[place.hypothesis].analysis.looks;
  for (const ObservedLook& look : looks)
    if (look.seen.hypothesis == place.hypothesis && look.seen.events >= events)
      throw UsageError{fmt::format(
          "--look: the data have {} events, '{}' before it has {} in --p "
          "(events grow from look to look): correct one",
          events, own[look.look].name, look.seen.events)};
  looks.push_back({{place.hypothesis, usual_analysis(own, place.look), events,
                    data.z(), std::nullopt},
                   place.look,
                   normal_upper_tail(data.z()),
                   data.observed[0]});
  std::ranges::sort(looks, {}, [](const ObservedLook& look) {
    return std::tuple{look.seen.hypothesis, look.look};
  });
}

GraphAnswer graph_answer(const Scenario& scenario, const Place& place,
                         const GraphTest& test) {
  GraphAnswer answer;
  answer.hypothesis = scenario.hypotheses[place.hypothesis].name;
  for (const GraphRejection& rejection : test.rejections) {
    answer.rejected.push_back(scenario.hypotheses[rejection.hypothesis].name);
    answer.rejects |= rejection.hypothesis == place.hypothesis;
  }
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h)
    answer.alpha_left.emplace_back(scenario.hypotheses[h].name,
                                   test.hypotheses[h].alpha_left);
  return answer;
}

// Rejected before, its alpha is passed on: there is none to test the data at.
void refuse_rejected(const Scenario& scenario, const Place& place,
                     const GraphTest& test) {
  const auto found = std::ranges::find(test.rejections, place.hypothesis,
                                       &GraphRejection::hypothesis);
  const auto& own = scenario.hypotheses[place.hypothesis];
  if (found == test.rejections.end() || found->look == place.look) return;
  throw UsageError{fmt::format(
      "--look: '{}' was rejected at look '{}' by what --p says (later looks "
      "change nothing): ask for that look",
      own.name, own.analysis.looks[found->look].name)};
}

// Without alpha there is no bound, and nothing that one would give.
void drop_bounds(SequentialInference& inference) {
  inference.bounds = {infinity, -infinity, -infinity};
  inference.repeated_limits.reset();
  inference.stagewise.reset();
}

// What the data show, and the looks before.
void describe_looks(const AnalysisPlan& plan, const Place& place,
                    const std::vector<ObservedLook>& looks,
                    SequentialAnswer& answer) {
  for (const ObservedLook& look : looks)
    if (look.seen.hypothesis == place.hypothesis && look.look < place.look) {
      answer.earlier.push_back(plan.looks[look.look].name);
      answer.seen.push_back({look.seen.events, look.seen.z});
    }
}

}  // namespace

SequentialAnswer hypothesis_answer(const AnalyzeOptions& options,
                                   const AnalyzeReport& report,
                                   const TrialConfig& config,
                                   const Session& session) {
  const Scenario& scenario = config.scenario;
  if (!options.earlier.empty())
    throw UsageError{
        "--earlier: looks of a config with [[hypotheses]] are rows of a file "
        "(each hypothesis has its own): list them in --p"};
  const std::size_t h = hypothesis_named(options.hypothesis, scenario);
  AnalysisPlan plan = scenario.hypotheses[h].analysis;
  check_sequential_plan(plan);
  warn_of_strata(options, plan, session);
  const Place place{h, look_named("--look", options.look, plan.looks)};
  const LogRank& data = report.analysis->log_rank;
  const double events = data.observed[0] + data.observed[1];
  auto looks = other_looks(options, scenario, place);
  SequentialAnswer answer;
  describe_looks(plan, place, looks, answer);
  add_data(scenario, place, data, looks);
  const GraphTest test = test_looks(scenario, looks);
  refuse_rejected(scenario, place, test);
  const auto own = std::ranges::find_if(looks, [&](const ObservedLook& look) {
    return look.seen.hypothesis == h && look.look == place.look;
  });
  answer.look = options.look;
  answer.events = static_cast<std::size_t>(events);
  answer.z = data.z();
  answer.alpha =
      test.looks[static_cast<std::size_t>(own - looks.begin())].alpha;
  if (answer.alpha > 0.0) plan.alpha = answer.alpha;
  auto seen = answer.seen;
  seen.push_back({events, data.z()});
  answer.inference = sequential_inference(
      plan, experimental_share(scenario, plan.comparison.arm), seen,
      data.variance);
  if (answer.alpha == 0.0) drop_bounds(answer.inference);
  answer.graph = graph_answer(scenario, place, test);
  warn(session, graph_warnings({config, options.design.file, {}, {}}));
  return answer;
}

}  // namespace rehearse::cli
