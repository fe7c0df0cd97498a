// Oracles: Maurer & Bretz's (2013) case study, data as lrstat's manual page
// `fseqbon` has them; the trial of gMCPLite's vignette GraphicalMultiplicity.
// Both were recomputed apart from this project.
#include "rehearse/design/graph_test.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <limits>
#include <set>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "rehearse/design/repeated_p.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Numbers = std::vector<double>;

constexpr double no_bounds = std::numeric_limits<double>::infinity();

GroupSequentialPlan spending_plan(
    const Numbers& events,
    Spending family = Spending::lan_demets_obrien_fleming) {
  GroupSequentialPlan plan;
  plan.efficacy = FunctionSpending{family};
  for (const double each : events) plan.looks.push_back({each});
  return plan;
}

HypothesisLook look(std::size_t hypothesis, std::size_t analysis, double events,
                    double p) {
  return {hypothesis, analysis, events, normal_upper_quantile(p)};
}

// Of every hypothesis the same.
GraphTest test_all(const HypothesisGraph& graph,
                   const std::vector<GroupSequentialPlan>& plans,
                   const std::vector<HypothesisLook>& looks,
                   LookBack look_back) {
  return test_by_graph(graph, plans, looks,
                       std::vector<LookBack>(plans.size(), look_back));
}

std::vector<std::size_t> order_of(const GraphTest& test) {
  std::vector<std::size_t> order;
  for (const auto& each : test.rejections) order.push_back(each.hypothesis);
  return order;
}

HypothesisGraph maurer_bretz() {
  return {Numbers{0.0125, 0.0125, 0.0, 0.0},
          std::vector<Transition>{{0, 1, 0.5},
                                  {0, 2, 0.5},
                                  {1, 0, 0.5},
                                  {1, 3, 0.5},
                                  {2, 1, 1.0},
                                  {3, 0, 1.0}}};
}

std::vector<HypothesisLook> maurer_bretz_looks(std::size_t analyses) {
  const Numbers p[] = {{0.0062, 0.017, 0.009, 0.13},
                       {0.0002, 0.0035, 0.002, 0.06}};
  std::vector<HypothesisLook> looks;
  for (std::size_t k = 0; k < analyses; ++k)
    for (std::size_t h = 0; h < 4; ++h)
      looks.push_back(look(h, k, static_cast<double>(k + 1), p[k][h]));
  return looks;
}

const std::vector<GroupSequentialPlan> three_looks(4, spending_plan({1.0, 2.0,
                                                                     3.0}));

}  // namespace

TEST_CASE("Maurer and Bretz's case study", "[design][graph][oracle][HYP-01]") {
  const auto first = test_all(maurer_bretz(), three_looks,
                              maurer_bretz_looks(1), LookBack::none);
  CHECK(first.rejections.empty());
  CHECK(first.hypotheses[1].alpha_left == 0.0125);
  const Numbers at_first{0.114058, 0.168214, 0.131537, 0.382027};
  const Numbers at_second{0.002393, 0.017161, 0.011649, 0.128460};
  for (const LookBack look_back : {LookBack::none, LookBack::all}) {
    const auto second =
        test_all(maurer_bretz(), three_looks, maurer_bretz_looks(2), look_back);
    for (std::size_t h = 0; h < 4; ++h) {
      const auto& [left, repeated, sequential] = second.hypotheses[h];
      CHECK(*repeated[0] == Approx(at_first[h]).margin(1e-6));
      CHECK(*repeated[1] == Approx(at_second[h]).margin(1e-6));
      CHECK(sequential == repeated[1]);
      CHECK(left == Approx(h == 3 ? 0.025 : 0.0).margin(1e-15));
    }
    CHECK(order_of(second) == std::vector<std::size_t>{0, 1, 2});
    CHECK(second.rejections[1].alpha == Approx(0.01875));
    CHECK(second.rejections[2].alpha == Approx(0.0125));
    for (const auto& each : second.rejections) {
      CHECK(each.analysis == 1);
      CHECK(each.look == 1);
    }
  }
}

TEST_CASE("bounds at the levels that a split alpha has",
          "[design][graph][oracle][HYP-02]") {
  const auto check = [](double alpha, const Numbers& z, const Numbers& p) {
    const SolvedPlan solved = efficacy_at_level(three_looks[0], alpha);
    BoundRecursion recursion;
    for (std::size_t k = 0; k < 3; ++k) {
      const double bound =
          recursion.next(solved, static_cast<double>(k + 1)).efficacy_z;
      CHECK(bound == Approx(z[k]).margin(5e-5));
      CHECK(normal_upper_tail(bound) == Approx(p[k]).margin(5e-7));
    }
  };
  check(0.0125, {4.1708, 2.8458, 2.2637}, {0.000015, 0.002215, 0.011796});
  check(0.01875, {3.9067, 2.6541, 2.1083}, {0.000047, 0.003976, 0.017501});
}

namespace {

// OS, PFS and response, each in a subgroup and in all; the spending time is
// the subgroup's information fraction.
struct SixHypotheses {
  HypothesisGraph graph{Numbers{0.01, 0.01, 0.004, 0.0, 0.0005, 0.0005},
                        std::vector<Transition>{{0, 1, 1.0},
                                                {1, 2, 0.5},
                                                {1, 3, 0.5},
                                                {2, 3, 1.0},
                                                {3, 4, 0.5},
                                                {3, 5, 0.5},
                                                {4, 5, 1.0},
                                                {5, 0, 0.5},
                                                {5, 1, 0.5}}};
  std::vector<GroupSequentialPlan> plans;
  std::vector<HypothesisLook> looks;

  void add(const Numbers& events, const Numbers& subgroup, const Numbers& p) {
    const std::size_t h = plans.size();
    plans.push_back(spending_plan(events));
    for (std::size_t k = 0; k < events.size(); ++k) {
      looks.push_back(look(h, k, events[k], p[k]));
      looks.back().spending_time = subgroup[k] / subgroup.back();
    }
  }
};

SixHypotheses six_hypotheses() {
  SixHypotheses trial;
  const Numbers os{185, 245, 295};
  const Numbers pfs{265, 310};
  trial.add(os, os, {0.03, 0.0001, 0.000001});
  trial.add({529, 700, 800}, os, {0.2, 0.15, 0.1});
  trial.add(pfs, pfs, {0.2, 0.001});
  trial.add({675, 750}, pfs, {0.3, 0.2});
  trial.add({378}, {1}, {0.00001});
  trial.add({756}, {1}, {0.1});
  return trial;
}

}  // namespace

TEST_CASE("six hypotheses with a spending time that isn't their information",
          "[design][graph][oracle][HYP-01]") {
  const auto trial = six_hypotheses();
  const Numbers p{1.03e-6, 0.12321863, 0.00113094, 0.23555844, 1e-5, 0.1};
  const Numbers left{0.0, 0.020, 0.0, 0.004, 0.0, 0.001};
  for (const LookBack look_back : {LookBack::none, LookBack::all}) {
    const auto test =
        test_all(trial.graph, trial.plans, trial.looks, look_back);
    for (std::size_t h = 0; h < 6; ++h) {
      const auto& hypothesis = test.hypotheses[h];
      CHECK(*hypothesis.sequential_p == Approx(p[h]).margin(1e-8));
      CHECK(hypothesis.alpha_left == Approx(left[h]).margin(1e-15));
    }
    // In calendar order: response at the first analysis, then OS before PFS.
    CHECK(order_of(test) == std::vector<std::size_t>{4, 0, 2});
    CHECK(test.rejections[0].analysis == 0);
    CHECK(test.rejections[1].analysis == 1);
    CHECK(test.rejections[2].analysis == 1);
  }
}

TEST_CASE("the vignette's bounds at another spending time move",
          "[design][graph]") {
  // 700 of 800 events: read there more is spent, and PFS's p is another.
  auto trial = six_hypotheses();
  for (HypothesisLook& each : trial.looks) each.spending_time.reset();
  const auto test =
      test_all(trial.graph, trial.plans, trial.looks, LookBack::none);
  // The same as stated by the plan's own spending fraction.
  auto stated = six_hypotheses();
  for (std::size_t k = 0; k < 2; ++k)
    stated.plans[3].looks[k].spending_fraction =
        stated.looks[8 + k].spending_time;
  for (HypothesisLook& each : stated.looks) each.spending_time.reset();
  const auto same =
      test_all(stated.graph, stated.plans, stated.looks, LookBack::none);
  CHECK(*same.hypotheses[3].sequential_p == Approx(0.23555844).margin(1e-8));
  CHECK(std::abs(*test.hypotheses[3].sequential_p - 0.23555844) > 1e-4);
}

TEST_CASE("with look-back an earlier look counts at a later level",
          "[design][graph]") {
  // H2 has its only look at the first analysis, above its level then and below
  // what it has once H1 is out.
  const HypothesisGraph graph{Numbers{0.02, 0.005},
                              std::vector<Transition>{{0, 1, 1.0}}};
  const std::vector<GroupSequentialPlan> plans{spending_plan({50.0, 100.0}),
                                               spending_plan({80.0})};
  const std::vector<HypothesisLook> looks{
      look(0, 0, 50.0, 0.2), look(1, 0, 80.0, 0.015), look(0, 1, 100.0, 0.001)};
  const auto none = test_all(graph, plans, looks, LookBack::none);
  CHECK(order_of(none) == std::vector<std::size_t>{0});
  CHECK(none.hypotheses[1].alpha_left == Approx(0.025));
  const auto all = test_all(graph, plans, looks, LookBack::all);
  REQUIRE(order_of(all) == std::vector<std::size_t>{0, 1});
  CHECK(all.rejections[1].analysis == 1);
  CHECK(all.rejections[1].look == 0);
  CHECK(all.rejections[1].alpha == Approx(0.025));
  CHECK(all.looks[1].alpha == Approx(0.025));
  CHECK(all.looks[1].efficacy_z == Approx(1.959964));
  CHECK(none.looks[1].alpha == Approx(0.005));
  CHECK(all.hypotheses[1].alpha_left == 0.0);
  const auto own = [&](LookBack first, LookBack second) {
    return test_by_graph(graph, plans, looks, std::vector{first, second});
  };
  CHECK(order_of(own(LookBack::all, LookBack::none)) == order_of(none));
  CHECK(order_of(own(LookBack::none, LookBack::all)) == order_of(all));
}

TEST_CASE("a look is tested at its hypothesis's level", "[design][graph]") {
  const auto test = test_all(maurer_bretz(), three_looks, maurer_bretz_looks(2),
                             LookBack::none);
  const Numbers alpha{0.0125, 0.0125, 0.0, 0.0, 0.0125, 0.01875, 0.0125, 0.025};
  REQUIRE(test.looks.size() == alpha.size());
  for (std::size_t i = 0; i < alpha.size(); ++i)
    CHECK(test.looks[i].alpha == Approx(alpha[i]).margin(1e-15));
  CHECK(test.looks[0].efficacy_z == Approx(4.1708).margin(5e-5));
  CHECK(test.looks[2].efficacy_z == no_bounds);
  CHECK(test.looks[4].efficacy_z == Approx(2.8458).margin(5e-5));
  CHECK(test.looks[5].efficacy_z == Approx(2.6541).margin(5e-5));
  // Once it is rejected a further look has no level.
  auto looks = maurer_bretz_looks(2);
  looks.push_back(look(0, 2, 3.0, 0.001));
  const auto third =
      test_all(maurer_bretz(), three_looks, looks, LookBack::none);
  CHECK(third.looks.back().alpha == 0.0);
  CHECK(third.looks.back().efficacy_z == no_bounds);
}

// Maurer & Bretz's condition: what a level rejects all higher ones do.
TEST_CASE("bounds fall as alpha rises", "[design][graph]") {
  GroupSequentialPlan plan = spending_plan({10.0, 40.0, 50.0, 90.0, 100.0});
  const std::vector<SeenLook> seen{
      {12.0, {}}, {35.0, {}}, {60.0, {}}, {88.0, {}}, {104.0, {}}};
  for (const RejectionRule& rule : std::vector<RejectionRule>{
           FunctionSpending{},
           FunctionSpending{Spending::lan_demets_obrien_fleming},
           FunctionSpending{Spending::lan_demets_pocock},
           FunctionSpending{Spending::hwang_shih_decani, -8.0},
           FunctionSpending{Spending::hwang_shih_decani, 4.0},
           FunctionSpending{Spending::kim_demets, 3.0}, WangTsiatis{0.0},
           WangTsiatis{0.5}, HaybittlePeto{3.0},
           PointSpending{{0.001, 0.002, 0.01, 0.02, 0.025}}}) {
    plan.efficacy = rule;
    auto before = bounds_at(efficacy_at_level(plan, 1e-7), seen);
    for (double alpha = 1.5e-7; alpha < 0.2; alpha *= 1.5) {
      const auto now = bounds_at(efficacy_at_level(plan, alpha), seen);
      CAPTURE(rule.index(), alpha);
      for (std::size_t k = 0; k < seen.size(); ++k)
        CHECK((now[k].efficacy_z == before[k].efficacy_z ||
               now[k].efficacy_z <= before[k].efficacy_z + 1e-7));
      before = now;
    }
  }
}

// With it a trial that rejects at levels that it comes to have has passed the
// bounds of the greatest of them.
TEST_CASE("binding futility bounds fall as alpha rises too",
          "[design][graph]") {
  for (const Spending beta :
       {Spending::lan_demets_obrien_fleming, Spending::lan_demets_pocock,
        Spending::hwang_shih_decani})
    for (const Spending family :
         {Spending::lan_demets_obrien_fleming, Spending::lan_demets_pocock}) {
      GroupSequentialPlan plan = spending_plan({40.0, 70.0, 100.0}, family);
      plan.futility = FutilityRule::binding;
      plan.beta = FunctionSpending{beta, -2.0};
      plan.looks[0].futility = plan.looks[1].futility = FutilityBySpending{};
      std::vector<LookBounds> before(3);
      for (double alpha = 1e-4; alpha < 0.2; alpha *= 1.5) {
        plan.alpha = alpha;
        const auto solved = solve_design(plan);
        CAPTURE(static_cast<int>(beta), static_cast<int>(family), alpha);
        REQUIRE(std::holds_alternative<GroupSequentialDesign>(solved));
        const auto& now = std::get<GroupSequentialDesign>(solved).bounds;
        for (std::size_t k = 0; k < 3 && before[2].alpha_spent > 0.0; ++k) {
          CHECK(now[k].efficacy_z <= before[k].efficacy_z + 1e-7);
          CHECK(now[k].futility_z <= before[k].futility_z + 1e-7);
        }
        before = now;
      }
    }
}

// A look rejects at a level if and only if its repeated p is at most that, so
// that looking back over all is a graph of fixed tests of sequential p.
TEST_CASE("bounds and p-values come to the same decisions", "[design][graph]") {
  boost::random::mt19937 words{1305};
  boost::random::normal_distribution<double> normal;
  std::vector<GroupSequentialPlan> plans = three_looks;
  plans[1].efficacy = FunctionSpending{Spending::lan_demets_pocock};
  plans[2].efficacy = FunctionSpending{Spending::hwang_shih_decani, -2.0};
  plans[3].efficacy = WangTsiatis{0.25};
  int rejected = 0;
  for (int repeat = 0; repeat < 40; ++repeat) {
    std::vector<HypothesisLook> looks;
    for (std::size_t h = 0; h < 4; ++h)
      for (std::size_t k = 0; k < 3; ++k)
        looks.push_back({h, k, static_cast<double>(k + 1),
                         1.2 + 0.4 * static_cast<double>(k) + normal(words)});
    const auto test = test_all(maurer_bretz(), plans, looks, LookBack::all);
    HypothesisGraph graph = maurer_bretz();
    reject_in_turn(graph, [&](std::size_t h, double alpha) {
      const auto& p = test.hypotheses[h].sequential_p;
      return p && *p <= alpha;
    });
    rejected += static_cast<int>(test.rejections.size());
    for (std::size_t h = 0; h < 4; ++h)
      CHECK(test.hypotheses[h].alpha_left ==
            Approx(graph.alpha(h)).margin(1e-15));
    for (const auto& each : test.rejections) {
      const auto& p = test.hypotheses[each.hypothesis].repeated_p[each.look];
      REQUIRE(p);
      CHECK(*p <= each.alpha * (1.0 + 1e-9));
    }
  }
  CHECK(rejected > 20);
  CHECK(rejected < 140);
}
