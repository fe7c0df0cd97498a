#include "rehearse/design/hypothesis_graph.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_01.hpp>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Levels = std::vector<double>;
using Transitions = std::vector<Transition>;

double remaining(const HypothesisGraph& graph) {
  double sum = 0.0;
  for (std::size_t h = 0; h < graph.size(); ++h) sum += graph.alpha(h);
  return sum;
}

struct RandomGraph {
  Levels alphas;
  Transitions transitions;
};

// Every pair joined, each row's weights adding up to `row`.
RandomGraph random_graph(std::size_t size, double row,
                         boost::random::mt19937& words) {
  boost::random::uniform_01<double> uniform;
  RandomGraph graph{Levels(size), {}};
  for (double& alpha : graph.alphas) alpha = 0.001 * uniform(words);
  graph.alphas[0] = 0.0;
  for (std::size_t from = 0; from < size; ++from) {
    Levels weight(size);
    for (double& each : weight) each = 0.01 + uniform(words);
    weight[from] = 0.0;
    const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (std::size_t to = 0; to < size; ++to)
      if (to != from)
        graph.transitions.push_back({from, to, row * weight[to] / sum});
  }
  return graph;
}

// All of every row's weights equal.
Transitions complete(std::size_t size) {
  Transitions transitions;
  for (std::size_t from = 0; from < size; ++from)
    for (std::size_t to = 0; to < size; ++to)
      if (to != from)
        transitions.push_back({from, to, 1.0 / static_cast<double>(size - 1)});
  return transitions;
}

void check_levels(const Levels& levels, const Levels& expected) {
  REQUIRE(levels.size() == expected.size());
  for (std::size_t k = 0; k < levels.size(); ++k)
    CHECK(levels[k] == Approx(expected[k]).epsilon(1e-12).margin(1e-15));
}

Levels levels_of(const HypothesisGraph& graph) {
  Levels levels;
  for (std::size_t h = 0; h < graph.size(); ++h)
    levels.push_back(graph.alpha(h));
  return levels;
}

}  // namespace

// By hand from the update rule; weights of the graph of Maurer & Bretz (2013).
TEST_CASE("a rejection passes level and weights on", "[design][graph]") {
  const Levels alphas{0.0125, 0.0125, 0.0, 0.0};
  const Transitions transitions{{0, 1, 0.5}, {0, 2, 0.5}, {1, 0, 0.5},
                                {1, 3, 0.5}, {2, 1, 1.0}, {3, 0, 1.0}};
  HypothesisGraph graph{alphas, transitions};
  graph.reject(0);
  CHECK(graph.is_rejected(0));
  check_levels(levels_of(graph), {0.0, 0.01875, 0.00625, 0.0});
  CHECK(graph.weight(1, 2) == Approx(1.0 / 3.0).epsilon(1e-14));
  CHECK(graph.weight(1, 3) == Approx(2.0 / 3.0).epsilon(1e-14));
  CHECK(graph.weight(2, 1) == 1.0);
  CHECK(graph.weight(3, 1) == 0.5);
  CHECK(graph.weight(3, 2) == 0.5);
  graph.reject(1);
  check_levels(levels_of(graph), {0.0, 0.0, 0.0125, 0.0125});
  CHECK(graph.weight(2, 3) == Approx(1.0).epsilon(1e-14));
  graph.reject(2);
  check_levels(levels_of(graph), {0.0, 0.0, 0.0, 0.025});
}

TEST_CASE("two that pass all to each other leave nothing to the third",
          "[design][graph]") {
  const Transitions transitions{{0, 1, 1.0}, {1, 0, 1.0}, {2, 0, 1.0}};
  HypothesisGraph graph{Levels{0.01, 0.01, 0.005}, transitions};
  graph.reject(0);
  check_levels(levels_of(graph), {0.0, 0.02, 0.005});
  CHECK(graph.weight(1, 2) == 0.0);
  CHECK(graph.weight(2, 1) == 1.0);
  graph.reject(1);
  check_levels(levels_of(graph), {0.0, 0.0, 0.005});
}

TEST_CASE("known procedures as graphs have their levels", "[design][graph]") {
  SECTION("Holm: alpha over those left, whatever order") {
    for (std::size_t size = 2; size <= most_hypotheses; ++size) {
      const double n = static_cast<double>(size);
      HypothesisGraph graph{Levels(size, 0.025 / n), complete(size)};
      for (std::size_t out = 1; out < size; ++out) {
        graph.reject(out % 2 == 1 ? out / 2 : size - out / 2);
        for (std::size_t h = 0; h < size; ++h)
          if (!graph.is_rejected(h))
            CHECK(graph.alpha(h) ==
                  Approx(0.025 / (n - static_cast<double>(out))));
      }
    }
  }
  SECTION("fixed sequence: all of alpha to the next") {
    HypothesisGraph graph{Levels{0.025, 0.0, 0.0},
                          Transitions{{0, 1, 1.0}, {1, 2, 1.0}}};
    graph.reject(0);
    check_levels(levels_of(graph), {0.0, 0.025, 0.0});
    graph.reject(1);
    check_levels(levels_of(graph), {0.0, 0.0, 0.025});
  }
  SECTION("fallback (Wiens 2003): own level and the one before's, if out") {
    const HypothesisGraph fallback{Levels{0.01, 0.01, 0.005},
                                   Transitions{{0, 1, 1.0}, {1, 2, 1.0}}};
    check_levels(attainable_alphas(fallback, 0), {0.01});
    check_levels(attainable_alphas(fallback, 1), {0.01, 0.02});
    check_levels(attainable_alphas(fallback, 2), {0.005, 0.015, 0.025});
    HypothesisGraph second_out = fallback;
    second_out.reject(1);
    check_levels(levels_of(second_out), {0.01, 0.0, 0.015});
  }
}

TEST_CASE("alpha is conserved, and the order of rejections forgotten",
          "[design][graph]") {
  boost::random::mt19937 words{20250801};
  boost::random::uniform_01<double> uniform;
  for (int repeat = 0; repeat < 200; ++repeat) {
    const std::size_t size = 2 + static_cast<std::size_t>(11 * uniform(words));
    const bool whole = repeat % 2 == 0;
    const auto [alphas, transitions] =
        random_graph(size, whole ? 1.0 : 0.7, words);
    HypothesisGraph one{alphas, transitions};
    HypothesisGraph other = one;
    const double total = remaining(one);
    double before = total;
    for (std::size_t h = 0; h + 1 < size; ++h) {
      one.reject(h);
      CHECK(remaining(one) <= before * (1.0 + 1e-12));
      before = remaining(one);
      if (whole) CHECK(before == Approx(total).epsilon(1e-12));
    }
    for (std::size_t h = size - 1; h-- > 0;) other.reject(h);
    CHECK(other.alpha(size - 1) == Approx(one.alpha(size - 1)).epsilon(1e-11));
  }
}

TEST_CASE("the order doesn't matter with some left over", "[design][graph]") {
  boost::random::mt19937 words{20250802};
  for (int repeat = 0; repeat < 100; ++repeat) {
    const auto [alphas, transitions] = random_graph(7, 0.9, words);
    HypothesisGraph one{alphas, transitions};
    HypothesisGraph other = one;
    for (const std::size_t h : {1U, 4U, 5U}) one.reject(h);
    for (const std::size_t h : {5U, 1U, 4U}) other.reject(h);
    for (const std::size_t h : {0U, 2U, 3U, 6U}) {
      CHECK(one.alpha(h) == Approx(other.alpha(h)).epsilon(1e-12));
      double row = 0.0;
      for (const std::size_t k : {0U, 2U, 3U, 6U}) {
        CHECK(one.weight(h, k) ==
              Approx(other.weight(h, k)).epsilon(1e-11).margin(1e-15));
        row += one.weight(h, k);
      }
      CHECK(one.weight(h, h) == 0.0);
      CHECK(row <= 1.0);
    }
  }
}

TEST_CASE("attainable levels are those of all subsets", "[design][graph]") {
  // Holm of 12: alpha / 12 … alpha.
  const HypothesisGraph holm{Levels(12, 0.025 / 12.0), complete(12)};
  const auto levels = attainable_alphas(holm, 4);
  REQUIRE(levels.size() == 12);
  for (std::size_t left = 12; left > 0; --left)
    CHECK(levels[12 - left] ==
          Approx(0.025 / static_cast<double>(left)).epsilon(1e-12));
  // Random orders of rejection come to no other.
  boost::random::mt19937 words{7};
  boost::random::uniform_01<double> uniform;
  const auto [alphas, transitions] = random_graph(6, 0.8, words);
  const HypothesisGraph graph{alphas, transitions};
  const auto attainable = attainable_alphas(graph, 2);
  CHECK(attainable.size() == 31);  // the first, alone, has nothing to pass on
  std::vector<int> met(attainable.size());
  for (int repeat = 0; repeat < 2000; ++repeat) {
    HypothesisGraph now = graph;
    for (int step = 0; step < 6; ++step) {
      const std::size_t level = level_index(attainable, now.alpha(2));
      CHECK(attainable[level] == Approx(now.alpha(2)).epsilon(1e-10));
      ++met[level];
      const auto h = static_cast<std::size_t>(6 * uniform(words));
      if (h != 2 && !now.is_rejected(h)) now.reject(h);
    }
  }
  CHECK(std::count(met.begin(), met.end(), 0) == 0);
  // One that waits: 0 is a level, and the rejected don't come back.
  HypothesisGraph sequence{Levels{0.025, 0.0}, Transitions{{0, 1, 1.0}}};
  check_levels(attainable_alphas(sequence, 1), {0.0, 0.025});
  sequence.reject(0);
  check_levels(attainable_alphas(sequence, 1), {0.025});
}

TEST_CASE("rejections in turn go back to the first", "[design][graph]") {
  HypothesisGraph graph{Levels{0.01, 0.015, 0.0},
                        Transitions{{1, 0, 1.0}, {0, 2, 1.0}}};
  const Levels p{0.02, 0.015, 0.03};
  std::vector<std::size_t> order;
  reject_in_turn(graph, [&](std::size_t h, double alpha) {
    if (p[h] > alpha) return false;
    order.push_back(h);
    return true;
  });
  CHECK(order == std::vector<std::size_t>{1, 0});
  CHECK(graph.alpha(2) == Approx(0.025));
}

namespace {

std::string place_of(const InvalidGraph& invalid) {
  if (invalid.hypothesis)
    return "hypothesis " + std::to_string(*invalid.hypothesis + 1) + ":";
  if (invalid.transition)
    return "transition " + std::to_string(*invalid.transition + 1) + ":";
  return "a graph";
}

}  // namespace

TEST_CASE("a graph that can't be says where and why", "[design][graph]") {
  using enum GraphFault;
  const auto check = [](GraphFault fault, std::string_view where,
                        const std::function<void(RandomGraph&)>& spoil) {
    RandomGraph graph{{0.01, 0.015, 0.0}, {{0, 1, 0.5}, {0, 2, 0.5}}};
    REQUIRE_FALSE(graph_fault(graph.alphas, graph.transitions, 0.025));
    spoil(graph);
    const auto found = graph_fault(graph.alphas, graph.transitions, 0.025);
    REQUIRE(found);
    CHECK(found->fault == fault);
    CHECK(place_of(*found) == where);
  };
  using Graph = RandomGraph&;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check(hypotheses_count, "a graph", [](Graph g) { g.alphas.clear(); });
  check(hypotheses_count, "a graph", [](Graph g) { g.alphas.resize(13); });
  check(alpha_range, "hypothesis 1:", [](Graph g) { g.alphas[0] = -0.01; });
  check(alpha_range, "hypothesis 2:", [nan](Graph g) { g.alphas[1] = nan; });
  check(alpha_total, "hypothesis 3:", [](Graph g) { g.alphas[2] = 1e-6; });
  check(unknown_hypothesis, "transition 3:", [](Graph g) {
    g.transitions.push_back({1, 3, 0.5});
  });
  check(transition_to_itself,
        "transition 1:", [](Graph g) { g.transitions[0].to = 0; });
  check(transition_twice,
        "transition 2:", [](Graph g) { g.transitions[1].to = 1; });
  check(weight_range,
        "transition 2:", [](Graph g) { g.transitions[1].weight = 0.0; });
  check(weight_range,
        "transition 1:", [](Graph g) { g.transitions[0].weight = 1.1; });
  check(weight_range,
        "transition 1:", [nan](Graph g) { g.transitions[0].weight = nan; });
  check(weight_total,
        "transition 2:", [](Graph g) { g.transitions[1].weight = 0.51; });
  check(unreachable,
        "hypothesis 3:", [](Graph g) { g.transitions.pop_back(); });
  // Reached by one that is itself reached, whatever the transitions' order.
  const Transitions chain{{2, 3, 1.0}, {1, 2, 1.0}, {0, 1, 1.0}};
  CHECK_FALSE(graph_fault(Levels{0.025, 0.0, 0.0, 0.0}, chain, 0.025));
  // A circle without level reaches nobody.
  const Transitions circle{{1, 2, 1.0}, {2, 1, 1.0}};
  const auto found = graph_fault(Levels{0.025, 0.0, 0.0}, circle, 0.025);
  REQUIRE(found);
  CHECK(found->hypothesis == 1U);
  // Thirds written out are no fault.
  const Transitions thirds{
      {0, 1, 0.3333333334}, {0, 2, 0.3333333333}, {0, 3, 0.3333333334}};
  CHECK_FALSE(graph_fault(Levels(4, 0.00625), thirds, 0.025));
}
