#include "rehearse/design/graph_test.hpp"

#include <algorithm>
#include <set>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "rehearse/design/repeated_p.hpp"

namespace rehearse {

namespace {

// A hypothesis's plan and all that is seen of it.
struct Watched {
  GroupSequentialPlan plan;
  LookBack look_back;
  std::vector<SeenLook> seen{};
  std::vector<std::size_t> analysis{};  // of each, ascending
  std::vector<std::size_t> given{};     // the place of each among all looks
};

void watch(Watched& hypothesis, const HypothesisLook& look, std::size_t place) {
  auto& [plan, look_back, seen, analysis, given] = hypothesis;
  expect(seen.size() < plan.looks.size(), "the plan has no further look");
  expect(analysis.empty() || analysis.back() < look.analysis,
         "a hypothesis's looks are in the analyses' order");
  if (look.spending_time)
    plan.looks[seen.size()].spending_fraction = look.spending_time;
  seen.push_back({look.events, look.z});
  analysis.push_back(look.analysis);
  given.push_back(place);
}

std::vector<Watched> watched(std::span<const GroupSequentialPlan> plans,
                             std::span<const HypothesisLook> looks,
                             std::span<const LookBack> look_back) {
  std::vector<Watched> hypotheses;
  for (std::size_t h = 0; h < plans.size(); ++h)
    hypotheses.push_back({plans[h], look_back[h]});
  for (std::size_t i = 0; i < looks.size(); ++i) {
    expect(looks[i].hypothesis < plans.size(), "a look is of a hypothesis");
    watch(hypotheses[looks[i].hypothesis], looks[i], i);
  }
  return hypotheses;
}

// Bounds of the first looks at this level.
std::vector<LookBounds> first_bounds(const Watched& hypothesis, double alpha,
                                     std::size_t looks) {
  return bounds_at(efficacy_at_level(hypothesis.plan, alpha),
                   std::span{hypothesis.seen}.first(looks));
}

// The first look that rejects at this level, of those that count at this
// analysis.
std::optional<std::size_t> rejecting_look(const Watched& hypothesis,
                                          double alpha, std::size_t analysis) {
  const auto& had = hypothesis.analysis;
  const auto [here, after] = std::equal_range(had.begin(), had.end(), analysis);
  const auto end = static_cast<std::size_t>(after - had.begin());
  const auto first = hypothesis.look_back == LookBack::all
                         ? 0
                         : static_cast<std::size_t>(here - had.begin());
  if (first == end) return std::nullopt;
  const auto bounds = first_bounds(hypothesis, alpha, end);
  for (std::size_t look = first; look < end; ++look)
    if (*hypothesis.seen[look].z >= bounds[look].efficacy_z) return look;
  return std::nullopt;
}

// What the looks of this analysis came to be tested at, and earlier ones that
// reject at it.
void note_levels(std::span<const Watched> hypotheses,
                 const HypothesisGraph& graph, std::size_t analysis,
                 GraphTest& test) {
  const auto note = [&](std::size_t h, std::size_t look, double alpha) {
    TestedLook& tested = test.looks[hypotheses[h].given[look]];
    tested.alpha = alpha;
    if (alpha > 0.0)
      tested.efficacy_z =
          first_bounds(hypotheses[h], alpha, look + 1).back().efficacy_z;
  };
  const auto look_here = [&](std::size_t h) {
    const auto& had = hypotheses[h].analysis;
    const auto here = std::ranges::find(had, analysis);
    return here == had.end()
               ? std::nullopt
               : std::optional{static_cast<std::size_t>(here - had.begin())};
  };
  for (std::size_t h = 0; h < hypotheses.size(); ++h)
    if (const auto look = look_here(h)) note(h, *look, graph.alpha(h));
  for (const GraphRejection& each : test.rejections) {
    if (each.analysis != analysis) continue;
    if (const auto look = look_here(each.hypothesis))
      note(each.hypothesis, *look, each.alpha);
    note(each.hypothesis, each.look, each.alpha);
  }
}

TestedHypothesis tested(const Watched& hypothesis, double alpha_left) {
  auto repeated = repeated_p_by_look(hypothesis.plan, hypothesis.seen);
  const auto sequential = sequential_p(repeated);
  return {alpha_left, std::move(repeated), sequential};
}

}  // namespace

GraphTest test_by_graph(HypothesisGraph graph,
                        std::span<const GroupSequentialPlan> plans,
                        std::span<const HypothesisLook> looks,
                        std::span<const LookBack> look_back) {
  expect(plans.size() == graph.size(), "each hypothesis has a plan");
  expect(look_back.size() == graph.size(), "each looks back or doesn't");
  const auto hypotheses = watched(plans, looks, look_back);
  std::set<std::size_t> analyses;
  for (const HypothesisLook& look : looks) analyses.insert(look.analysis);
  GraphTest test;
  test.looks.resize(looks.size());
  for (const std::size_t analysis : analyses) {
    reject_in_turn(graph, [&](std::size_t h, double alpha) {
      const auto look = rejecting_look(hypotheses[h], alpha, analysis);
      if (look) test.rejections.push_back({h, analysis, *look, alpha});
      return look.has_value();
    });
    note_levels(hypotheses, graph, analysis, test);
  }
  for (std::size_t h = 0; h < graph.size(); ++h)
    test.hypotheses.push_back(tested(hypotheses[h], graph.alpha(h)));
  return test;
}

}  // namespace rehearse
