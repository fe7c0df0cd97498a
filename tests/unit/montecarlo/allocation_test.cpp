// The simulator's replicate k is the list with that stream, for every
// procedure.
#include "rehearse/trial/simulate.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

// Two factors, three sites, and everything that some procedure needs.
Scenario scenario_of(ProcedureKind kind) {
  Scenario s = w1_scenario();
  s.factors = {{"sex", {"f", "m"}, {0.4, 0.6}, {1.0, 1.0}},
               {"line", {"1", "2", "3"}, {0.5, 0.3, 0.2}, {1.0, 1.0, 1.0}}};
  s.sites = {{"A", 1.0}, {"B", 2.0}, {"C", 1.0}};
  ProcedureSpec& spec = s.randomization.procedure;
  spec.kind = kind;
  spec.block_sizes = {2, 4, 6};
  spec.block_weights = {1, 2, 1};
  s.randomization.stratify_by = {1};
  s.randomization.by_site = true;
  s.stratum_streams.clear();
  for (std::uint64_t stratum = 0; stratum < 9; ++stratum) {
    s.stratum_streams.push_back((stratum + 1) << 40);
    s.stratum_lengths.push_back(10);  // most lists begin anew
  }
  return s;
}

}  // namespace

TEST_CASE("the simulator allocates by the list that would run the trial",
          "[montecarlo][randomization]") {
  const auto kind = GENERATE(
      ProcedureKind::complete, ProcedureKind::random_allocation,
      ProcedureKind::permuted_block, ProcedureKind::biased_coin,
      ProcedureKind::urn, ProcedureKind::big_stick, ProcedureKind::chen,
      ProcedureKind::block_urn, ProcedureKind::maximal);
  const Scenario s = scenario_of(kind);
  const TrialPlan plan{s};
  TrialSimulator simulator{plan};
  const Procedure procedure = stratum_procedure(s);
  for (const std::uint64_t replicate : {0, 1, 77}) {
    simulator.enrol(replicate);
    simulator.randomize(replicate);
    const Participants& people = simulator.participants();
    for (std::uint32_t stratum = 0; stratum < 9; ++stratum) {
      // Lists that have an end are read up to it, the others beyond the length
      // that is planned: nothing begins anew there.
      const bool ends = kind == ProcedureKind::random_allocation ||
                        kind == ProcedureKind::maximal;
      const auto list =
          make_list(procedure, {s.seed, Purpose::allocation, replicate},
                    s.stratum_streams[stratum], 10, ends ? 10 : 300);
      std::size_t next = 0;
      for (std::size_t i = 0; i < people.size(); ++i) {
        if (people.stratum[i] != stratum || next == list.size()) continue;
        REQUIRE(people.arm[i] == list[next].arm);
        REQUIRE(people.block[i] == list[next].block);
        ++next;
      }
      REQUIRE(next > 5);
    }
  }
}

TEST_CASE("the simulator minimizes as the procedure alone does",
          "[montecarlo][randomization]") {
  Scenario s = scenario_of(ProcedureKind::minimization);
  s.randomization.procedure.probability = 0.8;
  s.randomization.stratify_by.clear();
  s.randomization.by_site = false;
  s.randomization.minimize_over = {{1, 1.0}, {std::nullopt, 0.5}, {0, 2.0}};
  s.stratum_streams = {7ULL << 40};
  const TrialPlan plan{s};
  TrialSimulator simulator{plan};
  Minimization alone{
      2, s.randomization.procedure, {{3, 1.0}, {3, 0.5}, {2, 2.0}}};
  for (const std::uint64_t replicate : {0, 5}) {
    simulator.enrol(replicate);
    simulator.randomize(replicate);
    const Participants& people = simulator.participants();
    alone.begin({s.seed, Purpose::allocation, replicate}, 7ULL << 40);
    for (std::size_t i = 0; i < people.size(); ++i) {
      // The cell numbers sex and line, line fastest.
      const std::vector<std::uint32_t> levels{
          people.cell[i] % 3, people.site[i], people.cell[i] / 3};
      REQUIRE(people.arm[i] == alone.next(levels));
    }
  }
}
