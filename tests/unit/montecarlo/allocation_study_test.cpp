#include "rehearse/montecarlo/allocation_study.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

constexpr std::uint64_t replicates = 20'000;

// Within 4.9 standard errors: a false alarm in a million.
void check_near(const Figure& figure, double exact) {
  CAPTURE(figure.value, figure.mcse, exact);
  CHECK(std::abs(figure.value - exact) <= 4.9 * figure.mcse + 1e-12);
}

// A list alone: nothing is said of enrolment, endpoint and analysis.
Scenario list_scenario(ProcedureKind kind, int participants,
                       std::vector<int> ratio = {1, 1}) {
  Scenario s;
  s.participants = participants;
  s.arms.resize(ratio.size());
  for (std::size_t k = 0; k < ratio.size(); ++k)
    s.arms[k].allocation = ratio[k];
  s.randomization.procedure.kind = kind;
  s.stratum_streams = {0};
  return s;
}

Scenario blocks(int participants, std::vector<int> sizes) {
  Scenario s = list_scenario(ProcedureKind::permuted_block, participants);
  s.randomization.procedure.block_weights.assign(sizes.size(), 1);
  s.randomization.procedure.block_sizes = std::move(sizes);
  return s;
}

void add_sites(Scenario& s, int count) {
  for (int site = 0; site < count; ++site)
    s.sites.push_back({std::to_string(site), 1.0});
}

Scenario minimization(int participants, double probability) {
  Scenario s = list_scenario(ProcedureKind::minimization, participants);
  s.factors = {{"f", {"a", "b"}, {0.5, 0.5}, {1.0, 1.0}}};
  s.randomization.procedure.probability = probability;
  s.randomization.minimize_over = {{0, 1.0}};
  return s;
}

const MarginMetrics& margin(const AllocationMetrics& metrics,
                            const std::string& name) {
  for (const MarginMetrics& m : metrics.margins)
    if (m.name == name) return m;
  FAIL("no margin " << name);
  return metrics.margins.front();
}

}  // namespace

TEST_CASE("blocks are guessed as Blackwell and Hodges say",
          "[montecarlo][statistical]") {
  // Oracle R1: whole blocks of 2 and 4.
  const auto [size, share] =
      GENERATE(table<int, double>({{2, 3.0 / 4}, {4, 17.0 / 24}}));
  const auto m = simulate_allocation(blocks(24, {size}), replicates, 2);
  check_near(m.sees_all.convergence, share);
  // Of 2, every block is guessed the same: half, and one.
  CHECK((m.sees_all.convergence.mcse > 0.0) == (size > 2));
  CHECK_FALSE(m.sees_own_site);
  CHECK(std::isnan(m.deterministic.value));
  CHECK(std::isnan(m.sees_all.most_likely.value));
}

TEST_CASE("procedures are guessed and balanced as is known",
          "[montecarlo][statistical]") {
  SECTION("oracle R4, blocks of 2 and 4: per participant of whole blocks") {
    // Of 1,200, the list's end counts for nothing.
    const auto m = simulate_allocation(blocks(1200, {2, 4}), 2000, 2);
    CHECK(m.sees_all.convergence.value == Approx(13.0 / 18).margin(1e-3));
  }
  SECTION("oracle R5, big stick") {
    Scenario s = list_scenario(ProcedureKind::big_stick, 246);
    s.randomization.procedure.mti = 2;
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(m.sees_all.convergence, 0.623984);
    CHECK(margin(m, "trial").maximum.probability.size() == 3);
  }
  SECTION("oracle R6, Efron's coin") {
    const Scenario s = list_scenario(ProcedureKind::biased_coin, 60);
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(m.sees_all.convergence, 0.6222265);
    check_near(margin(m, "trial").final.balanced, 0.5002191);
    check_near(margin(m, "trial").final.mean_square, 4.4260655);
  }
  SECTION("oracle R7, Wei's urn") {
    const Scenario s = list_scenario(ProcedureKind::urn, 24);
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(margin(m, "trial").final.mean_square, 8.0);
  }
  SECTION("oracle R10, the random allocation rule") {
    Scenario s = list_scenario(ProcedureKind::random_allocation, 246);
    s.stratum_lengths = {246};
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(m.sees_all.convergence, 0.537962);
    CHECK(margin(m, "trial").final.balanced.value == 1.0);
  }
}

TEST_CASE("31 sites guess blocks within them, hardly central ones",
          "[montecarlo][statistical]") {
  Scenario s = blocks(246, {4});
  add_sites(s, 31);
  const auto central = simulate_allocation(s, replicates, 2);
  s.randomization.by_site = true;
  s.stratum_streams.clear();
  for (std::uint64_t k = 0; k < 31; ++k) s.stratum_streams.push_back(k << 40);
  const auto within = simulate_allocation(s, replicates, 2);
  // A list of n is as good as so many whole blocks and a cut one, which has
  // 1/2, 1/2 + 2/3 and 1/2 + 2/3 + 2/3 right guesses.
  double exact = 0.0;
  double probability = std::pow(30.0 / 31, 246);  // n = 0
  for (int n = 0; n <= 246; ++n) {
    constexpr double cut[]{0.0, 0.5, 0.5 + 2.0 / 3, 0.5 + 4.0 / 3};
    const int whole = n / 4;
    exact += probability * (whole * 17.0 / 6 + cut[n % 4]);
    probability *= (246.0 - n) / (n + 1) / 30;
  }
  check_near(within.sees_own_site->convergence, exact * 31 / 246);
  CHECK(within.sees_own_site->convergence.value == Approx(0.68).margin(0.005));
  CHECK(central.sees_own_site->convergence.value == Approx(0.50).margin(0.015));
}

TEST_CASE("blocks of 4 in 246 are as balanced as they must be",
          "[montecarlo][statistical]") {
  // Oracle R2.
  const Scenario s = blocks(246, {4});
  const auto m = simulate_allocation(s, replicates, 2);
  REQUIRE(m.margins.size() == 1);
  const MarginMetrics& trial = margin(m, "trial");
  CHECK(trial.participants == 246.0);
  check_near(m.sees_all.convergence, 0.707317);
  check_near(trial.final.balanced, 2.0 / 3);
  check_near(trial.final.mean_square, 4.0 / 3);
  check_near(trial.final.mean, 2.0 / 3);
  CHECK(trial.final.q95 == 2);
  CHECK(trial.final.probability.size() == 3);  // 0 and 2
  CHECK(trial.final.probability[1] == 0.0);
  CHECK(trial.maximum.probability == std::vector<double>{0.0, 0.0, 1.0});
  CHECK(trial.maximum.mean.mcse == 0.0);
  CHECK(participants_lost(s, trial).value ==
        Approx(trial.final.mean_square.value / 246));
}

TEST_CASE("complete randomization is a random walk",
          "[montecarlo][statistical]") {
  const Scenario s = list_scenario(ProcedureKind::complete, 10);
  const auto m = simulate_allocation(s, 100'000, 2);
  const MarginMetrics& trial = margin(m, "trial");
  check_near(m.sees_all.convergence, 0.5);
  check_near(trial.final.mean_square, 10.0);
  check_near(trial.final.balanced, 252.0 / 1024);
  check_near(trial.final.mean, 2520.0 / 1024);  // 10 C(10,5) / 2^10
  // P(max |D| = 1 in 10) = 2^5 / 2^10: every pair is balanced.
  REQUIRE(trial.maximum.probability.size() == 11);
  check_near({trial.maximum.probability[1], std::sqrt(31.0 / 1024 / 1e5)},
             1.0 / 32);
  check_near(participants_lost(s, trial), 1.0);
  // D^2 has variance 2 n (n - 1).
  CHECK(trial.final.mean_square.mcse ==
        Approx(std::sqrt(180.0 / 1e5)).epsilon(0.03));
}

TEST_CASE("unequal and several arms have their own D and guesses",
          "[montecarlo][statistical]") {
  SECTION("2:1, complete: D = n_0 - 2 n_1 has variance 2 n") {
    Scenario s = list_scenario(ProcedureKind::complete, 30, {4, 2});
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(margin(m, "trial").final.mean_square, 60.0);
    check_near(participants_lost(s, margin(m, "trial")), 1.0);
  }
  SECTION("1:1:1 in blocks of 3") {
    Scenario s = list_scenario(ProcedureKind::permuted_block, 31, {1, 1, 1});
    s.randomization.procedure.block_sizes = {3};
    s.randomization.procedure.block_weights = {1};
    const auto m = simulate_allocation(s, replicates, 2);
    // In a block 1/3, 1/2 and 1; the 31st begins another.
    check_near(m.sees_all.convergence, (10 * (11.0 / 6) + 1.0 / 3) / 31);
    CHECK(margin(m, "trial").final.probability[1] == 1.0);
  }
}

TEST_CASE("a site that sees its own knows less than who sees all",
          "[montecarlo][statistical]") {
  // One block of 2 over 2 sites: the second participant is at the first's site
  // with probability 1/2.
  Scenario s = blocks(2, {2});
  add_sites(s, 2);
  SECTION("central") {
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(m.sees_all.convergence, 0.75);
    check_near(m.sees_own_site->convergence, (0.5 + 0.75) / 2);
    // A site's D is 0 if it has none or both.
    check_near(margin(m, "site 1").final.balanced, 0.5);
    CHECK(margin(m, "site 1").participants == 1.0);
  }
  SECTION("within site") {
    s.randomization.by_site = true;
    s.stratum_streams = {0, 1ULL << 40};
    const auto m = simulate_allocation(s, replicates, 2);
    check_near(m.sees_all.convergence, (0.5 + 0.75) / 2);
    CHECK(m.sees_own_site->convergence.value == m.sees_all.convergence.value);
    check_near(margin(m, "stratum site=1").final.balanced, 0.5);
    // D = 0 in two of four cases: both at one site.
    check_near(margin(m, "trial").final.balanced, 0.5 + 0.25);
  }
}

TEST_CASE("strata are named, and each is looked at", "[montecarlo][exact]") {
  Scenario s = blocks(200, {2});
  s.factors = {{"f", {"a", "b"}, {0.25, 0.75}, {1.0, 1.0}},
               {"g", {"c", "d", "e"}, {0.5, 0.25, 0.25}, {1.0, 1.0, 1.0}}};
  add_sites(s, 2);
  s.randomization.stratify_by = {1, 0};
  s.randomization.by_site = true;
  for (std::uint64_t k = 0; k < 12; ++k) s.stratum_streams.push_back(k << 40);
  s.stratum_streams.erase(s.stratum_streams.begin());
  const auto m = simulate_allocation(s, 2000, 2);
  REQUIRE(m.margins.size() == 1 + 12 + 2 + 5);
  CHECK(m.margins[1].name == "stratum g=c;f=a;site=0");
  CHECK(m.margins[12].name == "stratum g=e;f=b;site=1");
  CHECK(margin(m, "stratum g=d;f=b;site=0").participants ==
        Approx(200 * 0.25 * 0.75 * 0.5));
  CHECK(margin(m, "f=b").participants == 150.0);
  for (std::size_t k = 1; k <= 12; ++k)  // in blocks of 2
    CHECK(m.margins[k].maximum.probability.size() == 2);
  CHECK(margin(m, "g=c").maximum.probability.size() <= 5);  // of 4 lists
  CHECK(margin(m, "trial").maximum.probability.size() > 5);
}

TEST_CASE(
    "minimization by one factor without chance is blocks of 2 in each "
    "level",
    "[montecarlo][statistical]") {
  const auto m = simulate_allocation(minimization(9, 1.0), replicates, 2);
  const MarginMetrics& a = margin(m, "f=a");
  CHECK(a.maximum.probability.size() == 2);
  // A level's size is binomial (9, 1/2): odd with probability 1/2.
  check_near(a.final.balanced, 0.5);
  // One of the two is odd, so the trial's D is -1 or 1.
  CHECK(margin(m, "trial").final.probability == std::vector<double>{0.0, 1.0});
  // Every second one of a level is certain: 4 of 9, for one level is odd.
  check_near(m.deterministic, 4 / 9.0);
  check_near(m.sees_all.most_likely, (4 + 5 * 0.5) / 9.0);
  CHECK(m.deterministic.mcse < 1e-9);
}

TEST_CASE("minimization with chance prefers by its probability",
          "[montecarlo][statistical]") {
  // Two participants: with probability 1/2 of one level, the second then gets
  // the other arm with 0.8; otherwise all is even.
  const auto m = simulate_allocation(minimization(2, 0.8), replicates, 2);
  check_near(m.sees_all.most_likely, (0.5 + 0.5 * (0.8 + 0.5)) / 2);
  // Convergence sees no levels: right with 0.8 or 1/2.
  check_near(m.sees_all.convergence, (0.5 + 0.5 * (0.8 + 0.5)) / 2);
  check_near(margin(m, "trial").final.balanced, 0.5 * (0.8 + 0.5));
  CHECK(m.deterministic.value == 0.0);
}

TEST_CASE("any number of threads gives the same metrics",
          "[montecarlo][exact][threads]") {
  Scenario s = random_scenario(11);
  const auto one = simulate_allocation(s, 5000, 1);
  const auto many = simulate_allocation(s, 5000, 5);
  CHECK(one.sees_all.convergence.value == many.sees_all.convergence.value);
  CHECK(one.sees_all.convergence.mcse == many.sees_all.convergence.mcse);
  REQUIRE(one.margins.size() == many.margins.size());
  for (std::size_t k = 0; k < one.margins.size(); ++k) {
    CHECK(one.margins[k].final.probability ==
          many.margins[k].final.probability);
    CHECK(one.margins[k].maximum.mean_square.mcse ==
          many.margins[k].maximum.mean_square.mcse);
  }
}

TEST_CASE("a study of lists tells how far it is", "[montecarlo]") {
  const Scenario s = random_scenario(11);
  std::vector<std::uint64_t> told;
  const auto alone = simulate_allocation(s, 5000, 3);
  const auto watched = simulate_allocation(
      s, 5000, 3, [&](std::uint64_t done) { told.push_back(done); });
  REQUIRE_FALSE(told.empty());
  CHECK(std::is_sorted(told.begin(), told.end()));
  CHECK(told.back() == 5000);
  CHECK(watched.sees_all.convergence.value == alone.sees_all.convergence.value);
}

TEST_CASE("an error needs two replicates", "[montecarlo][error]") {
  const Scenario list = blocks(12, {4});
  CHECK_THROWS_AS(simulate_allocation(list, 1, {}), PreconditionError);
  const AllocationMetrics two = simulate_allocation(list, 2, {});
  CHECK(margin(two, "trial").final.mean_square.value == 0.0);
  CHECK(two.sees_all.convergence.value > 0.5);
}

TEST_CASE("outcomes that a config states say nothing of its lists",
          "[montecarlo][exact]") {
  const Scenario list = blocks(30, {4, 6});
  const double alone =
      simulate_allocation(list, 500, {}).sees_all.convergence.value;
  const auto with = [&](const EndpointPlan& endpoint) {
    Scenario s = list;
    s.endpoint = endpoint;
    return simulate_allocation(s, 500, {}).sees_all.convergence.value;
  };
  EndpointPlan endpoint;
  endpoint.control.median = 200.0;
  endpoint.effect = {{90.0, 1.0}, {unbounded, 0.6}};
  CHECK(with(endpoint) == alone);
  endpoint.effect.clear();
  endpoint.experimental = ModelSpec{};
  endpoint.experimental->median = 300.0;
  CHECK(with(endpoint) == alone);
}
