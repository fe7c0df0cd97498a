#include "rehearse/randomization/procedure.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

ProcedureSpec spec_of(ProcedureKind kind) {
  ProcedureSpec spec;
  spec.kind = kind;
  spec.block_sizes = {4};
  spec.block_weights = {1};
  spec.mti = 2;
  return spec;
}

std::vector<Assignment> list_of(const ProcedureSpec& spec,
                                const std::vector<int>& ratio,
                                std::uint32_t length, std::uint64_t replicate) {
  return make_list(make_procedure(spec, ratio, length),
                   {11, Purpose::allocation, replicate}, 0, length, length);
}

// Mean and mean square of the difference after `length`, over many lists.
std::array<double, 2> difference_moments(const ProcedureSpec& spec,
                                         std::uint32_t length, int lists) {
  double sum = 0.0;
  double squares = 0.0;
  for (int k = 0; k < lists; ++k) {
    int d = 0;
    for (const Assignment& a :
         list_of(spec, {1, 1}, length, static_cast<std::uint64_t>(k)))
      d += a.arm == 1 ? 1 : -1;
    sum += d;
    squares += d * d;
  }
  return {sum / lists, squares / lists};
}

constexpr std::array every_kind{ProcedureKind::complete,
                                ProcedureKind::random_allocation,
                                ProcedureKind::permuted_block,
                                ProcedureKind::biased_coin,
                                ProcedureKind::urn,
                                ProcedureKind::big_stick,
                                ProcedureKind::chen,
                                ProcedureKind::block_urn,
                                ProcedureKind::maximal};

}  // namespace

TEST_CASE("the block urn follows its paper's trace (R9)",
          "[randomization][exact][RND-05]") {
  // Zhao & Weng (2011), table 1: arm A (our 0) if the uniform is below its
  // share of the balls.
  const BlockUrn urn{{1, 1}, 3};
  std::array<std::uint32_t, 2> counts{};
  std::uint32_t total = 0;
  std::string arms;
  for (const double uniform :
       {.4026, .5654, .0927, .3080, .7758, .9219, .6115, .8604, .4848, .7746,
        .2345, .8507, .0661, .2630}) {
    std::array<double, 2> p{};
    probabilities(urn, AllocationCounts{counts, total, 0}, p);
    const std::size_t arm = uniform < p[0] ? 0 : 1;
    ++counts[arm];
    ++total;
    arms += arm == 0 ? 'A' : 'B';
  }
  CHECK(arms == "ABAABBBBABABAA");
}

TEST_CASE("a list keeps what its procedure promises",
          "[randomization][exact]") {
  for (std::uint64_t k = 0; k < 200; ++k) {
    for (const ProcedureKind kind :
         {ProcedureKind::big_stick, ProcedureKind::chen,
          ProcedureKind::maximal}) {
      int d = 0;
      for (const Assignment& a : list_of(spec_of(kind), {1, 1}, 31, k)) {
        d += a.arm == 1 ? 1 : -1;
        REQUIRE(std::abs(d) <= 2);
      }
      if (kind == ProcedureKind::maximal) REQUIRE(std::abs(d) == 1);
    }
    std::array<int, 3> counts{};
    for (const Assignment& a :
         list_of(spec_of(ProcedureKind::random_allocation), {1, 2, 1}, 48, k))
      ++counts[a.arm];
    REQUIRE(counts == std::array{12, 24, 12});
  }
}

TEST_CASE("after its length a list of counts begins anew",
          "[randomization][exact]") {
  const ProcedureSpec spec = spec_of(ProcedureKind::random_allocation);
  const std::vector<int> ratio{1, 1};
  const Procedure procedure = make_procedure(spec, ratio, 10);
  const auto& rule = std::get<RandomAllocation>(procedure);
  CountedSequence<RandomAllocation> sequence;
  std::vector<std::uint32_t> room(2);
  sequence.begin({3, Purpose::allocation, 0}, 0, 10, room);
  for (int list = 0; list < 20; ++list) {
    int d = 0;
    for (int i = 0; i < 10; ++i)
      d += sequence.next(rule, room).arm == 1 ? 1 : -1;
    REQUIRE(d == 0);
  }
}

TEST_CASE("imbalances vary as theory says", "[randomization][statistical]") {
  // The mean square of D within 5 standard errors (its standard deviation is
  // at most about 2.5 times itself for these); the mean within 5. Two-sided
  // 6e-7 each.
  constexpr int lists = 20'000;
  struct Case {
    ProcedureKind kind;
    std::uint32_t length;
    double square;
  };
  const auto [kind, length, square] = GENERATE(values<Case>({
      {ProcedureKind::complete, 24, 24.0},
      {ProcedureKind::urn, 24, 8.0},                // R7: n / 3
      {ProcedureKind::urn, 10, 10.0 / 3.0},         // R7
      {ProcedureKind::biased_coin, 60, 4.4260655},  // R6
      {ProcedureKind::permuted_block, 246, 0.0},    // lists end with a block
      {ProcedureKind::random_allocation, 24, 0.0},
  }));
  const auto [mean, mean_square] =
      difference_moments(spec_of(kind), length, lists);
  CHECK(std::abs(mean) <= 5 * std::sqrt(square / lists));
  CHECK(mean_square ==
        Approx(square).margin(5 * 2.5 * square / std::sqrt(double{lists})));
}

TEST_CASE("arms come in their ratio", "[randomization][statistical]") {
  // 4.5 binomial standard errors or fewer: the restricted procedures vary less.
  const std::vector<int> ratio{1, 3, 2};
  ProcedureSpec spec = spec_of(GENERATE(
      ProcedureKind::complete, ProcedureKind::block_urn,
      ProcedureKind::random_allocation, ProcedureKind::permuted_block));
  spec.block_sizes = {6};
  constexpr std::uint32_t length = 60'000;
  std::array<double, 3> counts{};
  for (const Assignment& a : list_of(spec, ratio, length, 5)) ++counts[a.arm];
  for (std::size_t arm = 0; arm < 3; ++arm) {
    const double p = ratio[arm] / 6.0;
    CHECK(std::abs(counts[arm] - p * length) <=
          4.5 * std::sqrt(length * p * (1 - p)));
  }
}

TEST_CASE("a procedure is refused where it is not defined", "[randomization]") {
  const std::vector<int> two_to_one{2, 1};
  const std::vector<int> three{1, 1, 1};
  for (const ProcedureKind kind : every_kind) {
    ProcedureSpec spec = spec_of(kind);
    spec.block_sizes = {6};
    const RatioLimits limits = defined_for(kind);
    if (limits == RatioLimits::any)
      CHECK_NOTHROW(make_procedure(spec, two_to_one, 12));
    else
      CHECK_THROWS_AS(make_procedure(spec, two_to_one, 12), PreconditionError);
    if (limits == RatioLimits::two_equal_arms)
      CHECK_THROWS_AS(make_procedure(spec, three, 12), PreconditionError);
    else
      CHECK_NOTHROW(make_procedure(spec, three, 12));
  }
}
