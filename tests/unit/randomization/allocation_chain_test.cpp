#include "rehearse/randomization/allocation_chain.hpp"

#include <cmath>
#include <map>
#include <string>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Sequences = std::map<std::string, double>;

// The probability of every sequence of `length` arms.
void add_sequences(AllocationChain& chain, std::uint32_t state,
                   std::uint32_t length, const std::string& arms,
                   double probability, Sequences& all) {
  if (arms.size() == length) {
    all[arms] += probability;
    return;
  }
  for (const ChainStep& step : chain.steps(state))
    add_sequences(chain, step.next, length,
                  arms + static_cast<char>('A' + step.arm),
                  probability * step.probability, all);
}

Sequences sequences_of(const Procedure& procedure,
                       const std::vector<std::uint32_t>& ratio,
                       std::uint32_t length, std::uint32_t list) {
  AllocationChain chain{procedure, ratio, list};
  Sequences all;
  add_sequences(chain, AllocationChain::start, length, "", 1.0, all);
  return all;
}

ProcedureSpec spec_of(ProcedureKind kind) {
  ProcedureSpec spec;
  spec.kind = kind;
  spec.mti = 2;
  return spec;
}

Procedure blocks(const std::vector<int>& ratio, const std::vector<int>& sizes,
                 const std::vector<int>& weights) {
  return PermutedBlocks{ratio, sizes, weights};
}

struct Case {
  Procedure procedure;
  std::vector<std::uint32_t> ratio;
  std::uint32_t length;
};

std::vector<Case> every_procedure() {
  std::vector<Case> cases;
  const auto add = [&](const ProcedureSpec& spec, const std::vector<int>& ratio,
                       std::uint32_t length) {
    cases.push_back({make_procedure(spec, ratio, length),
                     std::vector<std::uint32_t>(ratio.begin(), ratio.end()),
                     length});
  };
  for (const ProcedureKind kind :
       {ProcedureKind::complete, ProcedureKind::random_allocation,
        ProcedureKind::block_urn}) {
    add(spec_of(kind), {1, 1}, 8);
    add(spec_of(kind), {2, 1}, 6);
    add(spec_of(kind), {1, 1, 1}, 6);
  }
  add(spec_of(ProcedureKind::urn), {1, 1}, 8);
  add(spec_of(ProcedureKind::urn), {1, 1, 1}, 6);
  for (const ProcedureKind kind :
       {ProcedureKind::biased_coin, ProcedureKind::big_stick,
        ProcedureKind::chen, ProcedureKind::maximal}) {
    add(spec_of(kind), {1, 1}, 7);
    add(spec_of(kind), {1, 1}, 8);
  }
  cases.push_back({blocks({1, 1}, {4}, {1}), {1, 1}, 7});
  cases.push_back({blocks({1, 1}, {2, 4}, {1, 2}), {1, 1}, 8});
  cases.push_back({blocks({2, 1}, {3, 6}, {3, 1}), {2, 1}, 8});
  cases.push_back({blocks({1, 1, 1}, {3, 6}, {1, 1}), {1, 1, 1}, 6});
  return cases;
}

}  // namespace

TEST_CASE("a chain gives each sequence as often as the list does",
          "[randomization][statistical]") {
  // Chi-square of 60,000 lists by their sequences of arms below its mean + 5.5
  // standard deviations + 20: beyond the 1e-6 quantile for any df. 22 cases.
  constexpr std::uint64_t lists = 60'000;
  const std::vector<Case> cases = every_procedure();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& [procedure, ratio, length] = cases[i];
    const Sequences expected = sequences_of(procedure, ratio, length, length);
    std::map<std::string, int> counts;
    for (std::uint64_t k = 0; k < lists; ++k) {
      const auto list =
          make_list(procedure, {3, Purpose::allocation, k}, 0, length, length);
      std::string arms;
      for (std::uint32_t n = 0; n < length; ++n)
        arms += static_cast<char>('A' + list[n].arm);
      ++counts[arms];
    }
    double total = 0.0;
    double chi_square = 0.0;
    for (const auto& [arms, probability] : expected) {
      total += probability;
      const double mean = probability * lists;
      chi_square += std::pow(counts[arms] - mean, 2) / mean;
    }
    INFO("case " << i);
    CHECK(total == Approx(1.0).epsilon(1e-12));
    REQUIRE(counts.size() <= expected.size());  // none that can't come out
    const auto df = static_cast<double>(expected.size());
    CHECK(chi_square < df + 5.5 * std::sqrt(2.0 * df) + 20.0);
  }
}

TEST_CASE("the maximal procedure's sequences are equally likely (R8)",
          "[randomization][exact][RND-04]") {
  const auto [length, mti, count] = GENERATE(table<std::uint32_t, int, int>(
      {{6, 2, 18}, {8, 2, 54}, {8, 3, 68}, {10, 3, 232}}));
  ProcedureSpec spec = spec_of(ProcedureKind::maximal);
  spec.mti = mti;
  const Sequences all = sequences_of(
      make_procedure(spec, std::vector{1, 1}, length), {1, 1}, length, length);
  CHECK(static_cast<int>(all.size()) == count);
  for (const auto& [arms, probability] : all)
    CHECK(probability == Approx(1.0 / count).epsilon(1e-12));
}

TEST_CASE("a chain has few states", "[randomization][exact]") {
  const auto widest = [](const Procedure& procedure) {
    AllocationChain chain{procedure, std::vector{1U, 1U}, 60};
    std::size_t most = 0;
    const auto levels = unroll(chain, 300, 100'000);
    for (const ChainLevel& level : levels.value())
      most = std::max(most, level.states.size());
    return most;
  };
  CHECK(widest(CompleteRandomization{{1, 1}}) == 1);
  CHECK(widest(blocks({1, 1}, {4}, {1})) == 3);  // by arms drawn, as a table
  CHECK(widest(BiasedCoin{0.5, 3}) == 4);        // -3, -1, 1, 3
}

TEST_CASE("an unrolled chain is no larger than asked",
          "[randomization][exact]") {
  AllocationChain chain{WeiUrn{}, std::vector{1U, 1U}, 0};
  // 1, 2 and 1: after the first draw the urn holds the other arm alone.
  CHECK(unroll(chain, 2, 4).has_value());
  CHECK_FALSE(unroll(chain, 2, 3).has_value());
}

TEST_CASE("blocks of several sizes hide the chain's state",
          "[randomization][exact]") {
  const auto shows = [](const Procedure& procedure) {
    AllocationChain chain{procedure, std::vector{1U, 1U}, 8};
    return shows_its_state(*unroll(chain, 8, 1'000));
  };
  CHECK(shows(blocks({1, 1}, {4}, {1})));
  CHECK(shows(blocks({1, 1}, {2, 4}, {0, 1})));
  CHECK(shows(MaximalProcedure{2, 8}));
  CHECK_FALSE(shows(blocks({1, 1}, {2, 4}, {1, 1})));
}

TEST_CASE("a chain needs its list's length where the rule does",
          "[randomization]") {
  CHECK_THROWS_AS(
      (AllocationChain{RandomAllocation{{1, 1}, 2}, std::vector{1U, 1U}, 0}),
      PreconditionError);
}
