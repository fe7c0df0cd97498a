#include "rehearse/randomization/exact_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "randomization/filtered_guesses.hpp"
#include "randomization/known_arms.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/moments.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const std::vector<std::uint32_t> equal_arms{1, 1};

Procedure blocks(const std::vector<int>& sizes,
                 const std::vector<int>& ratio = {1, 1}) {
  return PermutedBlocks{ratio, sizes, std::vector<int>(sizes.size(), 1)};
}

Procedure two_armed(ProcedureKind kind, std::uint32_t length, int mti = 3) {
  ProcedureSpec spec;
  spec.kind = kind;
  spec.mti = mti;
  return make_procedure(spec, std::vector{1, 1}, length);
}

AllocationTrial one_list(std::uint32_t participants) {
  return {participants, {1.0}, {participants}, {}, {{"trial", {1.0}}}};
}

AllocationMetrics of_one_list(const Procedure& procedure,
                              std::uint32_t participants) {
  return exact_metrics(procedure, equal_arms, one_list(participants));
}

// The trial's, each stratum's and each site's margins, where all strata share
// the sites or each is a site.
AllocationTrial stratified(std::uint32_t participants,
                           const std::vector<double>& shares,
                           const std::vector<double>& sites) {
  AllocationTrial trial{participants, shares, {}, sites, {}};
  trial.stratum_length.assign(shares.size(), 60);
  trial.margins.push_back({"trial", std::vector<double>(shares.size(), 1.0)});
  for (std::size_t s = 0; s < shares.size(); ++s) {
    std::vector<double> only(shares.size(), 0.0);
    only[s] = 1.0;
    trial.margins.push_back({"stratum", std::move(only)});
  }
  for (const double site : sites)
    trial.margins.push_back({"site", std::vector<double>(shares.size(), site)});
  return trial;
}

}  // namespace

TEST_CASE("a full block is guessed right as Blackwell and Hodges say (R1)",
          "[randomization][exact][RND-01]") {
  const auto [size, share] = GENERATE(table<int, double>(
      {{2, 3.0 / 4}, {4, 17.0 / 24}, {6, 41.0 / 60}, {8, 373.0 / 560}}));
  const AllocationMetrics metrics =
      of_one_list(blocks({size}), static_cast<std::uint32_t>(size));
  CHECK(metrics.sees_all.convergence.value == Approx(share).epsilon(1e-12));
  CHECK(metrics.sees_all.most_likely.value == Approx(share).epsilon(1e-12));
  // domain: deterministic share 1 / (m + 1).
  CHECK(metrics.deterministic.value ==
        Approx(1.0 / (size / 2.0 + 1.0)).epsilon(1e-12));
}

TEST_CASE("blocks of 4 for 246 participants (R2)",
          "[randomization][exact][RND-01]") {
  const AllocationMetrics metrics = of_one_list(blocks({4}), 246);
  CHECK(metrics.sees_all.convergence.value == Approx(.707317).margin(1e-6));
  CHECK(metrics.deterministic.value == Approx(.330623).margin(1e-6));
  const MarginMetrics& trial = metrics.margins[0];
  CHECK(trial.final.mean_square.value == Approx(4.0 / 3.0).epsilon(1e-12));
  CHECK(trial.final.balanced.value == Approx(2.0 / 3.0).epsilon(1e-12));
  CHECK(trial.maximum.probability.size() == 3);  // max |D| = 2 …
  CHECK(trial.maximum.probability[2] ==
        Approx(1.0 - std::pow(2.0 / 3.0, 61) * 2.0 / 3.0));  // … nearly always
  REQUIRE(metrics.log2_lists.has_value());
  CHECK(*metrics.log2_lists ==
        Approx(61 * std::log2(6.0) + 2.0).epsilon(1e-12));
}

TEST_CASE("a cut block's imbalance is the hypergeometric's (R3)",
          "[randomization][exact][RND-01]") {
  const auto [size, drawn, variance] =
      GENERATE(table<int, std::uint32_t, double>({{4, 1, 1.0},
                                                  {4, 2, 4.0 / 3},
                                                  {4, 3, 1.0},
                                                  {6, 2, 8.0 / 5},
                                                  {6, 3, 9.0 / 5},
                                                  {8, 6, 12.0 / 7}}));
  const AllocationMetrics metrics = of_one_list(blocks({size}), drawn);
  CHECK(metrics.margins[0].final.mean_square.value ==
        Approx(variance).epsilon(1e-12));
}

TEST_CASE("mixed blocks are guessed as their sizes, by size (R4)",
          "[randomization][exact][RND-02]") {
  // The share of a long list: what two more participants add, whose positions
  // in their blocks have settled.
  const auto [sizes, share] = GENERATE(table<std::vector<int>, double>(
      {{{2, 4}, 13.0 / 18}, {{2, 4, 6}, 253.0 / 360}}));
  const auto right = [&sizes = sizes](std::uint32_t n) {
    return n * of_one_list(blocks(sizes), n).sees_all.convergence.value;
  };
  CHECK((right(402) - right(400)) / 2.0 == Approx(share).epsilon(1e-9));
}

TEST_CASE("other procedures give their known figures (R5, R6, R7, R10)",
          "[randomization][exact][RND-03]") {
  CHECK(of_one_list(two_armed(ProcedureKind::big_stick, 246, 2), 246)
            .sees_all.convergence.value == Approx(.623984).margin(1e-6));
  const AllocationMetrics efron =
      of_one_list(two_armed(ProcedureKind::biased_coin, 60), 60);
  CHECK(efron.sees_all.convergence.value == Approx(.6222265).margin(1e-7));
  CHECK(efron.margins[0].final.balanced.value == Approx(.5002191).margin(1e-7));
  CHECK(efron.margins[0].final.mean_square.value ==
        Approx(4.4260655).margin(1e-7));
  for (const std::uint32_t n : {3U, 10U, 24U})
    CHECK(of_one_list(two_armed(ProcedureKind::urn, n), n)
              .margins[0]
              .final.mean_square.value == Approx(n / 3.0).epsilon(1e-12));
  const AllocationMetrics allocation =
      of_one_list(two_armed(ProcedureKind::random_allocation, 246), 246);
  CHECK(allocation.sees_all.convergence.value == Approx(.537962).margin(1e-6));
  CHECK(allocation.deterministic.value == Approx(1.0 / 124).margin(1e-6));
  CHECK(*allocation.log2_lists ==
        Approx((std::lgamma(247.0) - 2.0 * std::lgamma(124.0)) / std::log(2.0))
            .epsilon(1e-12));
}

TEST_CASE("the maximal procedure's lists are counted (R8)",
          "[randomization][exact][RND-04]") {
  const auto [length, mti, count] = GENERATE(table<std::uint32_t, int, double>(
      {{6, 2, 18}, {8, 2, 54}, {8, 3, 68}, {10, 3, 232}}));
  const AllocationMetrics metrics =
      of_one_list(two_armed(ProcedureKind::maximal, length, mti), length);
  CHECK(*metrics.log2_lists == Approx(std::log2(count)).epsilon(1e-12));
  CHECK(metrics.margins[0].final.balanced.value == Approx(1.0));
}

TEST_CASE("complete randomization is binomial, in strata too",
          "[randomization][exact][RND-03]") {
  AllocationTrial trial = stratified(100, {0.5, 0.3, 0.2}, {0.6, 0.4});
  const AllocationMetrics metrics =
      exact_metrics(two_armed(ProcedureKind::complete, 0), equal_arms, trial);
  const ImbalanceDistribution& final = metrics.margins[0].final;
  for (std::size_t d = 0; d <= 40; d += 2) {
    const double half = static_cast<double>(d) / 2.0;
    const double ways = std::lgamma(101.0) - std::lgamma(51.0 - half) -
                        std::lgamma(51.0 + half);
    CHECK(final.probability[d] ==
          Approx((d == 0 ? 1.0 : 2.0) * std::exp(ways - 100 * std::log(2.0)))
              .epsilon(1e-9));
    CHECK(final.probability[d + 1] < 1e-14);
  }
  // Binomial(100, 1/2): P(40..60) = .9648, P(41..59) = .9431; the mean of |D|
  // is 100 C(100, 50) / 2^100.
  CHECK(final.q95 == 20);
  CHECK(final.mean.value == Approx(7.958923738717876).epsilon(1e-9));
  for (const MarginMetrics& margin : metrics.margins)
    CHECK(margin.final.mean_square.value ==
          Approx(margin.participants).epsilon(1e-9));
  CHECK(metrics.sees_own_site->convergence.value == Approx(0.5));
  CHECK(metrics.sees_own_site->most_likely.value == Approx(0.5));
  CHECK(*metrics.log2_lists == Approx(180.0));
}

TEST_CASE("an open-label trial's sites guess as the protocol decides",
          "[randomization][exact][RND-07]") {
  // domain: blocks of 4 within 31 small sites are guessed right 68% of the
  // time, central stratified blocks 50%.
  const std::vector<double> sites(31, 1.0 / 31);
  const AllocationMetrics within =
      exact_metrics(blocks({4}), equal_arms, stratified(246, sites, {}));
  CHECK(within.sees_all.convergence.value == Approx(.68).margin(.005));
  CHECK_FALSE(within.sees_own_site.has_value());
  const AllocationMetrics central =
      exact_metrics(blocks({4, 6}), equal_arms,
                    stratified(246, std::vector<double>(8, 0.125), sites));
  CHECK(central.sees_own_site->convergence.value == Approx(.5).margin(.01));
  CHECK(central.sees_own_site->most_likely.value == Approx(.5).margin(.01));
  CHECK(central.sees_own_site->most_likely.mcse > 0.0);
  CHECK(central.sees_own_site->most_likely.mcse < 0.001);
  CHECK(central.sees_own_site->most_likely.value >
        central.sees_own_site->convergence.value -
            4 * central.sees_own_site->most_likely.mcse);
}

namespace {

// What many simulated lists of 246 give, by list.
struct Simulated {
  std::vector<double> square, balanced, highest, right;
};

Simulated simulate(const Procedure& procedure, std::uint32_t lists) {
  Simulated all;
  for (std::uint64_t k = 0; k < lists; ++k) {
    const auto list =
        make_list(procedure, {77, Purpose::allocation, k}, 0, 246, 246);
    int d = 0;
    int highest = 0;
    double right = 0.0;
    for (int i = 0; i < 246; ++i) {
      const int step = list[static_cast<std::size_t>(i)].arm == 1 ? 1 : -1;
      right += d == 0 ? 0.5 : d * step < 0 ? 1.0 : 0.0;
      d += step;
      highest = std::max(highest, std::abs(d));
    }
    all.square.push_back(d * d);
    all.balanced.push_back(d == 0 ? 1.0 : 0.0);
    all.highest.push_back(highest);
    all.right.push_back(right / 246.0);
  }
  return all;
}

// Within 4 standard errors; where all lists are alike, the same.
void check_mean(const std::vector<double>& column, double expected) {
  const Moments moments = Moments::of(column);
  CHECK(moments.mean ==
        Approx(expected).margin(
            1e-9 + 4.0 * moments.sd() /
                       std::sqrt(static_cast<double>(column.size()))));
}

}  // namespace

TEST_CASE("at 246 participants the exact figures are the simulated ones",
          "[randomization][statistical]") {
  // 4 standard errors: 6e-5 two-sided each, 0.3% over the 44 figures.
  const Procedure procedure =
      GENERATE(two_armed(ProcedureKind::complete, 246),
               two_armed(ProcedureKind::random_allocation, 246),
               two_armed(ProcedureKind::biased_coin, 246),
               two_armed(ProcedureKind::urn, 246),
               two_armed(ProcedureKind::big_stick, 246),
               two_armed(ProcedureKind::chen, 246),
               two_armed(ProcedureKind::block_urn, 246),
               two_armed(ProcedureKind::maximal, 246), blocks({4}),
               blocks({4, 6}), blocks({2, 4, 6}));
  const MarginMetrics margin = of_one_list(procedure, 246).margins[0];
  const Simulated simulated = simulate(procedure, 4'000);
  check_mean(simulated.square, margin.final.mean_square.value);
  check_mean(simulated.balanced, margin.final.balanced.value);
  check_mean(simulated.highest, margin.maximum.mean.value);
  check_mean(simulated.right,
             of_one_list(procedure, 246).sees_all.convergence.value);
}

TEST_CASE("a filter on simulated lists is right for one who sees all, too",
          "[randomization][statistical]") {
  // 4.5 standard errors: 7e-6 two-sided.
  AllocationChain chain{blocks({3, 6}, {2, 1}), std::vector{2U, 1U}, 0};
  const auto levels = unroll(chain, 29, 10'000);
  const std::vector<double> reached(30, 1.0);
  const auto exact = most_likely_guesses(levels.value());
  double expected = 0.0;
  for (const double right : exact.value()) expected += right;
  std::vector<double> sums(4'000);
  for (std::size_t k = 0; k < sums.size(); ++k)
    sums[k] = filtered_guesses({*levels, reached, 1.0}, 0.5,
                               WordStream{{5, Purpose::allocation, k}, 0});
  const Moments moments = Moments::of(sums);
  const double mcse = moments.sd() / std::sqrt(4'000.0);
  CHECK(mcse < 0.05);
  CHECK(moments.mean + 15.0 == Approx(expected).margin(4.5 * mcse));
}

TEST_CASE("beyond its room the most likely arm is simulated",
          "[randomization][statistical]") {
  const AllocationMetrics metrics =
      exact_metrics(blocks({3, 6, 9, 12, 15}, {2, 1}),
                    std::vector<std::uint32_t>{2, 1}, one_list(120));
  CHECK(metrics.sees_all.most_likely.mcse > 0.0);
  CHECK(metrics.sees_all.most_likely.mcse < 0.002);
  // At least as good as the arm that the ratio makes likelier.
  CHECK(metrics.sees_all.most_likely.value > 2.0 / 3.0);
  CHECK(metrics.sees_all.most_likely.value >
        metrics.sees_all.convergence.value);
}

TEST_CASE("what has no exact method is left open", "[randomization][exact]") {
  AllocationTrial trial = stratified(60, {0.5, 0.5}, {0.5, 0.5});
  const AllocationMetrics two = exact_metrics(blocks({4}), equal_arms, trial);
  CHECK_FALSE(two.margins[0].final.probability.empty());
  CHECK(two.margins[0].maximum.probability.empty());
  for (const Figure& unknown :
       {two.margins[0].maximum.mean, two.margins[0].maximum.mean_square,
        two.margins[0].maximum.balanced}) {
    CHECK(std::isnan(unknown.value));
    CHECK(unknown.mcse == 0.0);
  }
  CHECK_FALSE(two.margins[1].maximum.probability.empty());
  const AllocationMetrics three = exact_metrics(
      blocks({6}, {1, 1, 1}), std::vector<std::uint32_t>{1, 1, 1}, trial);
  CHECK(three.margins[0].final.probability.empty());
  CHECK_FALSE(three.margins[1].final.probability.empty());
  // Too large a table: an urn's counts of four arms after 2,000.
  const AllocationMetrics large = exact_metrics(
      WeiUrn{4, 1, 1}, std::vector<std::uint32_t>{1, 1, 1, 1}, one_list(2'000));
  CHECK(large.margins[0].participants == 2'000.0);
  CHECK(large.margins[0].final.probability.empty());
  CHECK(std::isnan(large.sees_all.convergence.value));
  CHECK_FALSE(large.log2_lists.has_value());
}

TEST_CASE("what would take too long is left open", "[randomization]") {
  const Procedure complete = two_armed(ProcedureKind::complete, 0);
  const AllocationMetrics some = of_one_list(complete, 3'000);
  CHECK_FALSE(some.margins[0].maximum.probability.empty());
  // Its maximum takes n^2 steps, of which there would be 10^11, and its final
  // imbalances have 10^8 probabilities.
  const AllocationMetrics many = of_one_list(complete, 60'000);
  CHECK(many.margins[0].maximum.probability.empty());
  CHECK(many.margins[0].final.probability.empty());
}

TEST_CASE("lists without lengths are not counted", "[randomization][exact]") {
  AllocationTrial trial = one_list(10);
  trial.stratum_length.clear();
  const AllocationMetrics open = exact_metrics(blocks({4}), equal_arms, trial);
  CHECK_FALSE(open.log2_lists.has_value());
  CHECK(open.deterministic.value ==
        of_one_list(blocks({4}), 10).deterministic.value);
}

TEST_CASE("a trial's parts must fit together", "[randomization]") {
  AllocationTrial trial = one_list(10);
  trial.margins[0].share_of_stratum.push_back(1.0);
  CHECK_THROWS_AS(exact_metrics(blocks({4}), equal_arms, trial),
                  PreconditionError);
  trial = one_list(10);
  trial.stratum_length.push_back(10);
  CHECK_THROWS_AS(exact_metrics(blocks({4}), equal_arms, trial),
                  PreconditionError);
}
