// Errors in the conduct of a trial: what they do to allocations and analyses.
#include "rehearse/trial/conduct.hpp"

#include <array>
#include <cmath>

#include "rehearse/montecarlo/allocation_metrics.hpp"
#include "rehearse/montecarlo/allocation_study.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "rehearse/trial/simulate.hpp"
#include "rehearse/trial/strata.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

// One list in blocks of four, of this many participants.
Scenario blocks(int participants) {
  Scenario s = w1_scenario();
  s.participants = participants;
  s.analysis.looks[0].events = participants / 2;
  return s;
}

// Two lists, by a factor that triples the hazard.
Scenario two_strata() {
  Scenario s = w1_scenario();
  s.factors = {{"f", {"a", "b"}, {0.4, 0.6}, {1.0, 3.0}}};
  s.randomization.stratify_by = s.analysis.stratify_by = {0};
  s.stratum_streams = {0, 1ULL << 40};
  return s;
}

// E[D^2] of the whole trial at its end.
Figure mean_square(const Scenario& s) {
  return allocation_metrics(s, 40'000, 2).margins[0].final.mean_square;
}

bool within(const Figure& figure, double expected) {
  return std::abs(figure.value - expected) <= 4.5 * figure.mcse;
}

}  // namespace

// In blocks that all are whole D is twice the participants of one arm who were
// given the other, less those of the other: 2 (B - B'), both binomial of N / 2
// and q, so that E[D^2] = 4 N q (1 - q). 40,000 replicates, 4.5 standard
// errors.
TEST_CASE("rows that are used up unbalance blocks", "[montecarlo][conduct]") {
  for (const double q : {0.02, 0.05, 0.3}) {
    Scenario s = blocks(200);
    CHECK(mean_square(s).value == 0.0);
    s.conduct = Conduct{};
    s.conduct->forced_allocation = q;
    CAPTURE(q);
    CHECK(within(mean_square(s), 4.0 * 200 * q * (1.0 - q)));
  }
}

// Of two participants in a block the first takes the second's row and leaves
// his; when the second has none to take, both have one arm.
TEST_CASE("rows that return keep the balance", "[montecarlo][conduct]") {
  Scenario s = blocks(2);
  s.randomization.procedure.block_sizes = {2};
  s.conduct = Conduct{};
  s.conduct->forced_allocation = 0.1;
  CHECK(within(mean_square(s), 8.0 * 0.1 * 0.9));
  s.conduct->forced_row = ForcedRow::returned;
  CHECK(within(mean_square(s), 4.0 * 0.1));
  // No more is left over in a long list: its last participants alone.
  s.participants = 200;
  CHECK(mean_square(s).value < 4.0);
}

// With probability 1 the second of two gets the arm that the first did not, by
// what was given and not by what was chosen: but where his kit is missing.
TEST_CASE("minimization counts what was given", "[montecarlo][conduct]") {
  Scenario s = blocks(2);
  s.factors = {{"f", {"a"}, {1.0}, {1.0}}};
  s.randomization = {};
  s.randomization.procedure.kind = ProcedureKind::minimization;
  s.randomization.procedure.probability = 1.0;
  s.randomization.minimize_over = {{0, 1.0}};
  CHECK(mean_square(s).value == 0.0);
  s.conduct = Conduct{};
  s.conduct->forced_allocation = 0.2;
  CHECK(within(mean_square(s), 4.0 * 0.2));
}

TEST_CASE("of several arms another is given by the ratio",
          "[montecarlo][conduct]") {
  Scenario s = blocks(6);
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.arms[0].allocation = 3;
  s.arms[1].allocation = 2;
  s.randomization.procedure.block_sizes = {6};
  s.endpoint.further = {{{{unbounded, 1.0}}, {}, {}}};
  s.further_dropout_hazard = {0.0};
  Scenario forced = s;
  forced.conduct = Conduct{};
  forced.conduct->forced_allocation = 0.5;
  const TrialPlan due{s};
  const TrialPlan given{forced};
  TrialSimulator a{due};
  TrialSimulator b{given};
  std::array<std::array<double, 3>, 3> count{};
  constexpr int replicates = 5000;
  for (std::uint64_t r = 0; r < replicates; ++r) {
    for (TrialSimulator* trial : {&a, &b}) {
      trial->enrol(r);
      trial->randomize(r);
    }
    for (std::size_t i = 0; i < 6; ++i)
      ++count[a.participants().arm[i]][b.participants().arm[i]];
  }
  const std::array<double, 3> ratio{3, 2, 1};
  for (std::size_t from = 0; from < 3; ++from)
    for (std::size_t to = 0; to < 3; ++to) {
      const double n = ratio[from] * replicates;
      const double p = from == to ? 0.5 : 0.5 * ratio[to] / (6.0 - ratio[from]);
      CAPTURE(from, to);
      CHECK(std::abs(count[from][to] - n * p) <
            4.5 * std::sqrt(n * p * (1.0 - p)));
    }
}

// By hand: q_j (1 - p) + p sum of q_i q_j / (1 - q_i) over the others.
TEST_CASE("lists are as long as recorded levels need",
          "[montecarlo][conduct]") {
  const auto two = recorded_prevalence({0.3, 0.7}, 0.1);
  CHECK(two[0] == Approx(0.3 * 0.9 + 0.7 * 0.1));
  CHECK(two[1] == Approx(0.7 * 0.9 + 0.3 * 0.1));
  const auto three = recorded_prevalence({0.2, 0.3, 0.5}, 0.2);
  CHECK(three[0] == Approx(0.8 * 0.2 + 0.2 * (0.3 * 0.2 / 0.7 + 0.5 * 0.4)));
  CHECK(three[0] + three[1] + three[2] == Approx(1.0));
  Scenario s = two_strata();
  s.conduct = Conduct{};
  s.conduct->misstratified = {{0, 0.1}};
  CHECK(stratum_shares(s)[0] == Approx(0.4 * 0.9 + 0.6 * 0.1));
  // Lists stay balanced to within a block; the true levels do not.
  const auto metrics = allocation_metrics(s, 4000, 2);
  const auto square = [&](const std::string& name) {
    for (const MarginMetrics& margin : metrics.margins)
      if (margin.name == name) return margin.final.mean_square.value;
    return -1.0;
  };
  CHECK(square("stratum f=a") < 2.0);
  CHECK(square("f=a") > 10.0);
}

// Everybody has his event in the end: those who are analysed are binomial.
TEST_CASE("the ineligible have a place and no event",
          "[montecarlo][conduct][SIM-12]") {
  Scenario s = blocks(200);
  s.dropout_hazard.fill(0.0);
  s.analysis.looks[0].events.reset();
  s.analysis.looks[0].follow_up = 40'000.0;
  s.analysis.planned_events = 180;
  s.conduct = Conduct{};
  s.conduct->ineligible = 0.1;
  s.replicates = 4000;
  const LookEstimate look = estimate_power(s, {}).looks[0];
  const double se = std::sqrt(200 * 0.1 * 0.9 / 4000);
  CHECK(std::abs(look.events.mean - 180.0) < 4.5 * se);
  CHECK(look.participants.mean == look.events.mean);
  CHECK(look.events.sd == Approx(std::sqrt(200 * 0.1 * 0.9)).epsilon(0.06));
}

TEST_CASE("a level, an arm and a time are those without errors",
          "[montecarlo][conduct]") {
  const Scenario s = two_strata();
  Scenario wrong = s;
  wrong.conduct = Conduct{};
  wrong.conduct->ineligible = 0.1;
  const auto none = simulate_trial(s, 3).participants;
  auto some = simulate_trial(wrong, 3).participants;
  CHECK(none.arm == some.arm);
  CHECK(none.event_time == some.event_time);
  // Who has an error at one probability has it at a larger one.
  wrong.conduct->misstratified = {{0, 0.05}};
  some = simulate_trial(wrong, 3).participants;
  wrong.conduct->misstratified = {{0, 0.2}};
  const auto more = simulate_trial(wrong, 3).participants;
  int few = 0;
  int many = 0;
  for (std::size_t i = 0; i < none.size(); ++i) {
    const bool is_wrong = some.recorded[i] != some.cell[i];
    few += is_wrong ? 1 : 0;
    many += more.recorded[i] != more.cell[i] ? 1 : 0;
    REQUIRE(some.cell[i] == none.cell[i]);
    if (is_wrong) REQUIRE(more.recorded[i] == some.recorded[i]);
  }
  CHECK(few > 3);
  CHECK(many > few);
}

TEST_CASE("both kinds of strata are analysed of the same replicates",
          "[montecarlo][conduct]") {
  Scenario s = two_strata();
  CHECK(analysis_plans(s).size() == 1);
  s.conduct = Conduct{};
  s.conduct->misstratified = {{0, 0.3}};
  s.replicates = 3000;
  const auto plans = analysis_plans(s);
  REQUIRE(plans.size() == 2);
  const auto both = estimate_powers(s, plans, {});
  Scenario corrected = s;
  corrected.analysis.levels = StratumLevels::corrected;
  const PowerEstimate alone = estimate_power(corrected, {});
  CHECK(both[1].power.estimate == alone.power.estimate);
  CHECK(both[1].looks[0].z.mean == alone.looks[0].z.mean);
  CHECK(both[1].difference.estimate ==
        Approx(both[1].power.estimate - both[0].power.estimate));
  // A factor that triples the hazard, wrong of three in ten: who knows the
  // true levels has more power.
  CHECK(both[1].difference.estimate > 4.5 * both[1].difference.mcse);
  s.analysis.stratify_by.clear();
  CHECK(analysis_plans(s).size() == 1);
}
