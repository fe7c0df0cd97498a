#include "rehearse/trial/selection_bias.hpp"

#include <atomic>
#include <cmath>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/power_loss.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

constexpr double step = 0x1p-14;  // of durations [days]

Scenario blocks_of_2() {
  Scenario s = w1_scenario();
  s.randomization.procedure.block_sizes = {2};
  return s;
}

Scenario complete() {
  Scenario s = w1_scenario();
  s.randomization.procedure = {};
  s.randomization.procedure.kind = ProcedureKind::complete;
  return s;
}

void add_sites(Scenario& s, int count) {
  for (int site = 0; site < count; ++site)
    s.sites.push_back({std::to_string(site), 1.0});
}

void check_same(const SimulatedTrial& a, const SimulatedTrial& b) {
  REQUIRE(a.participants.event_time == b.participants.event_time);
  REQUIRE(a.participants.arm == b.participants.arm);
  REQUIRE(a.participants.dropout_time == b.participants.dropout_time);
  // The blind one is analysed in a block of replicates: sums are rounded in
  // another order.
  REQUIRE(a.looks[0].z == Approx(b.looks[0].z).margin(1e-10));
}

// How many times as long as without bias participant i lives (exponential
// times: the inverse of the multiple of his hazard).
double stretch(const SimulatedTrial& biased, const SimulatedTrial& blind,
               std::size_t i) {
  return biased.participants.event_time[i] / blind.participants.event_time[i];
}

}  // namespace

TEST_CASE("a bias of 1 changes nothing", "[montecarlo][exact]") {
  for (std::uint64_t number = 0; number < 60; ++number) {
    Scenario s = random_scenario(number);
    const SimulatedTrial blind = simulate_trial(s, number);
    s.selection_bias = {
        1.0, s.sites.empty() ? GuesserView::everybody : GuesserView::own_site};
    check_same(simulate_trial(s, number), blind);
  }
}

TEST_CASE("the second of each block of 2 is chosen", "[montecarlo][exact]") {
  Scenario s = blocks_of_2();
  add_sites(s, 3);
  const SimulatedTrial blind = simulate_trial(s, 5);
  s.selection_bias = {0.5, GuesserView::everybody};
  const SimulatedTrial biased = simulate_trial(s, 5);
  const Participants& people = biased.participants;
  REQUIRE(people.arm == blind.participants.arm);
  for (std::size_t i = 0; i < people.size(); ++i) {
    CAPTURE(i);
    const double expected = i % 2 == 0 ? 1.0 : people.arm[i] == 1 ? 2.0 : 0.5;
    const double tolerance = 4 * step / blind.participants.event_time[i];
    REQUIRE(std::abs(stretch(biased, blind, i) - expected) <= tolerance);
  }
}

TEST_CASE("who sees his own site's guesses by them alone",
          "[montecarlo][exact]") {
  Scenario s = w1_scenario();
  add_sites(s, 4);
  s.factors = {{"f", {"a", "b"}, {0.5, 0.5}, {1.0, 1.0}}};
  s.randomization.stratify_by = {0};
  s.stratum_streams = {0, 1ULL << 40};
  const bool by_site = GENERATE(false, true);
  s.randomization.by_site = by_site;
  if (by_site)
    for (std::uint64_t k = 2; k < 8; ++k) s.stratum_streams.push_back(k << 40);
  const SimulatedTrial blind = simulate_trial(s, 1);
  s.selection_bias = {0.8, GuesserView::own_site};
  const SimulatedTrial biased = simulate_trial(s, 1);
  const Participants& people = biased.participants;
  REQUIRE(people.site == blind.participants.site);
  int chosen = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    int lead = 0;  // of experimental, at his site in his stratum
    for (std::size_t j = 0; j < i; ++j)
      if (people.site[j] == people.site[i] && people.cell[j] == people.cell[i])
        lead += people.arm[j] == 1 ? 1 : -1;
    const double expected = lead == 0 ? 1.0 : lead < 0 ? 1.25 : 0.8;
    chosen += lead == 0 ? 0 : 1;
    const double tolerance = 4 * step / blind.participants.event_time[i];
    REQUIRE(std::abs(stretch(biased, blind, i) - expected) <= tolerance);
  }
  CHECK(chosen > 50);
}

TEST_CASE("2:1 is behind by its share", "[montecarlo][exact]") {
  Scenario s = w1_scenario();
  s.arms[0].allocation = 1;
  s.arms[1].allocation = 2;
  s.randomization.procedure.block_sizes = {3};
  const SimulatedTrial blind = simulate_trial(s, 9);
  s.selection_bias = {0.5, GuesserView::everybody};
  const SimulatedTrial biased = simulate_trial(s, 9);
  const auto& arm = biased.participants.arm;
  for (std::size_t i = 0; i + 3 <= arm.size(); i += 3) {
    // After a control comes experimental; after one experimental, control.
    const double second = arm[i] == 0 ? 2.0 : 0.5;
    const double third = arm[i + 2] == 0 ? 0.5 : 2.0;
    const auto& times = blind.participants.event_time;
    REQUIRE(stretch(biased, blind, i) == 1.0);
    REQUIRE(std::abs(stretch(biased, blind, i + 1) - second) <=
            4 * step / times[i + 1]);
    REQUIRE(std::abs(stretch(biased, blind, i + 2) - third) <=
            4 * step / times[i + 2]);
  }
}

TEST_CASE("guesses inflate what can be guessed", "[montecarlo][statistical]") {
  RunOptions options;
  options.threads = 2;
  Scenario s = blocks_of_2();
  s.replicates = 20'000;
  const PowerLosses blocks = power_losses(s, 0.8, options);
  REQUIRE(blocks.replicates == 20'000);
  REQUIRE(blocks.biased.size() == 1);
  // These are the smallest blocks.
  CHECK(blocks.power_change.estimate == 0.0);
  CHECK(blocks.power_change.mcse == 0.0);
  // W1's power by rpact and lrstat: oracles.csv, in blocks of 4.
  CHECK(std::abs(blocks.power.estimate - 0.8966) <
        4.9 * blocks.power.mcse + 1e-3);
  CHECK(std::abs(blocks.type_one_error.estimate - 0.025) <
        4.9 * blocks.type_one_error.mcse + 1e-3);
  const BiasedRejection& biased = blocks.biased[0];
  CHECK(biased.type_one_error_change.estimate >
        10 * biased.type_one_error_change.mcse);
  CHECK(biased.power_change.estimate > 10 * biased.power_change.mcse);
  // To first order: of each arm's hazards half are 0.8 or 1.25 times the
  // others, a mean log hazard ratio of log 0.8; with 161 events z has mean
  // -log(0.8) sqrt(161) / 2 = 1.416, less a little for the mixture. It is
  // above 1.96 with probability 0.293.
  CHECK(biased.type_one_error.estimate == Approx(0.293).margin(0.03));
  CHECK(biased.type_one_error.estimate - blocks.type_one_error.estimate ==
        Approx(biased.type_one_error_change.estimate));

  // Of a coin nothing can be guessed, and it is less balanced.
  Scenario coin = complete();
  coin.replicates = 20'000;
  const PowerLosses none = power_losses(coin, 0.8, options);
  CHECK(none.balanced_power.estimate == blocks.power.estimate);
  const Proportion& error = none.biased[0].type_one_error;
  CHECK(std::abs(error.estimate - 0.025) < 4.9 * error.mcse + 1e-3);
}

TEST_CASE("runs that were stopped say so", "[montecarlo][exact]") {
  Scenario s = w1_scenario();
  s.replicates = 1'000'000;
  std::atomic<bool> stop{false};
  RunOptions options;
  options.threads = 2;
  options.stop = &stop;  // in the second run
  options.progress = [&](std::uint64_t done) { stop = done > 1'005'000; };
  s.participants = 20;
  s.analysis.looks[0].events = 10;
  const PowerLosses losses = power_losses(s, 0.8, options);
  CHECK(losses.interrupted);
  CHECK(losses.replicates < s.replicates);
}

TEST_CASE("a difference is paired", "[montecarlo][exact]") {
  RunOptions options;
  options.threads = 2;
  std::uint64_t shown = 0;
  options.progress = [&](std::uint64_t done) { shown = done; };
  Scenario s = w1_scenario();
  s.randomization.procedure.block_sizes = {6};
  add_sites(s, 5);
  s.replicates = 5000;
  const PowerLosses losses = power_losses(s, 0.9, options);
  REQUIRE(losses.biased.size() == 2);
  CHECK(losses.biased[1].view == GuesserView::own_site);
  CHECK(losses.power_change.estimate ==
        Approx(losses.power.estimate - losses.balanced_power.estimate));
  // By the shares of replicates in which one rejects and the other doesn't.
  s.selection_bias = {0.9, GuesserView::own_site};
  Scenario blind = s;
  blind.selection_bias.reset();
  int gained = 0;
  int lost = 0;
  for (std::uint64_t k = 0; k < s.replicates; ++k) {
    const bool with = simulate_trial(s, k).looks[0].reject;
    const bool without = simulate_trial(blind, k).looks[0].reject;
    gained += with && !without ? 1 : 0;
    lost += without && !with ? 1 : 0;
  }
  const double n = 5000;
  const double change = (gained - lost) / n;
  CHECK(losses.biased[1].power_change.estimate == Approx(change));
  CHECK(losses.biased[1].power_change.mcse ==
        Approx(std::sqrt(((gained + lost) / n - change * change) / n)));
  CHECK(shown <= power_loss_replicates(s));
  CHECK(power_loss_replicates(s) == 35'000);
}
