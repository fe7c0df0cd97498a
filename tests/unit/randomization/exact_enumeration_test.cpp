// Every figure of exact_metrics against the sequences of arms themselves.
#include <cmath>

#include "rehearse/randomization/exact_metrics.hpp"
#include "support/catch.hpp"
#include "unit/randomization/sequences.hpp"

using namespace rehearse;
using namespace rehearse::enumeration;

namespace {

void check_same(const Distribution& computed, const Distribution& expected) {
  for (std::size_t d = 0; d < std::max(computed.size(), expected.size()); ++d) {
    INFO("|D| = " << d);
    CHECK((d < computed.size() ? computed[d] : 0.0) ==
          Approx(d < expected.size() ? expected[d] : 0.0).margin(1e-12));
  }
}

// ---- the procedures ----

Design design_of(ProcedureKind kind, const std::vector<int>& ratio,
                 std::uint32_t list, int mti = 2) {
  ProcedureSpec spec;
  spec.kind = kind;
  spec.mti = mti;
  spec.lambda = 2;
  const bool needs_list = kind == ProcedureKind::random_allocation ||
                          kind == ProcedureKind::maximal;
  return {make_procedure(spec, ratio, list), Ratio(ratio.begin(), ratio.end()),
          needs_list ? list : 0};
}

Design blocks(const std::vector<int>& ratio, const std::vector<int>& sizes,
              const std::vector<int>& weights) {
  return {PermutedBlocks{ratio, sizes, weights},
          Ratio(ratio.begin(), ratio.end()), 0};
}

std::vector<Design> two_arms() {
  using Kind = ProcedureKind;
  return {design_of(Kind::complete, {1, 1}, 0),
          design_of(Kind::complete, {2, 1}, 0),
          design_of(Kind::random_allocation, {1, 1}, 10),
          design_of(Kind::random_allocation, {1, 1}, 4),  // begins anew
          design_of(Kind::random_allocation, {2, 1}, 6),
          design_of(Kind::urn, {1, 1}, 0),
          design_of(Kind::block_urn, {1, 1}, 0),
          design_of(Kind::block_urn, {1, 2}, 0),
          design_of(Kind::biased_coin, {1, 1}, 0),
          design_of(Kind::big_stick, {1, 1}, 0),
          design_of(Kind::chen, {1, 1}, 0, 3),
          design_of(Kind::maximal, {1, 1}, 10),
          design_of(Kind::maximal, {1, 1}, 5),
          blocks({1, 1}, {4}, {1}),
          blocks({1, 1}, {2, 4}, {1, 3}),
          blocks({1, 1}, {4, 6}, {1, 1}),
          blocks({2, 1}, {3, 6}, {1, 1}),
          blocks({1, 3}, {4, 8}, {2, 1})};
}

std::vector<Design> three_arms() {
  using Kind = ProcedureKind;
  return {design_of(Kind::complete, {1, 1, 1}, 0),
          design_of(Kind::complete, {2, 1, 1}, 0),
          design_of(Kind::random_allocation, {1, 1, 1}, 6),
          design_of(Kind::urn, {1, 1, 1}, 0),
          design_of(Kind::block_urn, {1, 2, 1}, 0),
          blocks({1, 1, 1}, {3, 6}, {1, 1}),
          blocks({2, 1, 1}, {4, 8}, {1, 2})};
}

void check_one_list(const Design& design, std::uint32_t length) {
  const AllocationMetrics metrics =
      exact_metrics(design.procedure, design.ratio,
                    {length,
                     {1.0},
                     {design.list > 0 ? design.list : length},
                     {},
                     {{"trial", {1.0}}}});
  const Sequences all = sequences_of(design, length);
  Distribution last;
  Distribution most;
  for (const auto& [arms, p] : all) {
    std::uint32_t highest = 0;
    std::uint32_t now = 0;
    for (std::size_t i = 1; i <= length; ++i) {
      now =
          imbalance(design.ratio, count(arms, 0, i, ~0U, design.ratio.size()));
      highest = std::max(highest, now);
    }
    add(last, now, p);
    add(most, highest, p);
  }
  check_same(metrics.margins[0].final.probability, last);
  check_same(metrics.margins[0].maximum.probability, most);
  const Right right =
      right_guesses(all, design.ratio, 1.0, std::vector(length, 1.0));
  CHECK(metrics.sees_all.convergence.value ==
        Approx(right.convergence / length).margin(1e-12));
  CHECK(metrics.sees_all.most_likely.value ==
        Approx(right.most_likely / length).margin(1e-10));
  CHECK(metrics.sees_all.most_likely.mcse == 0.0);
  CHECK(metrics.deterministic.value ==
        Approx(certain_share(all, length)).margin(1e-12));
  if (design.list == 0 || design.list == length)
    CHECK(*metrics.log2_lists ==
          Approx(std::log2(static_cast<double>(all.size()))).margin(1e-12));
}

}  // namespace

TEST_CASE("one list's figures are those of its sequences",
          "[randomization][exact]") {
  const std::vector<Design> designs = two_arms();
  for (std::size_t i = 0; i < designs.size(); ++i)
    for (const std::uint32_t length : {1U, 2U, 7U, 10U}) {
      INFO("design " << i << ", " << length << " participants");
      check_one_list(designs[i], length);
    }
}

TEST_CASE("one list's figures with three arms are those of its sequences",
          "[randomization][exact]") {
  const std::vector<Design> designs = three_arms();
  for (std::size_t i = 0; i < designs.size(); ++i)
    for (const std::uint32_t length : {2U, 5U, 7U}) {
      INFO("design " << i << ", " << length << " participants");
      check_one_list(designs[i], length);
    }
}

TEST_CASE("under mixed blocks of equal arms to go for the arm behind is best",
          "[randomization][exact]") {
  for (const auto& sizes : {std::vector{2, 4}, std::vector{4, 6},
                            std::vector{2, 4, 6}, std::vector{2, 8}}) {
    const Design design =
        blocks({1, 1}, sizes, std::vector<int>(sizes.size(), 1));
    const Right right = right_guesses(sequences_of(design, 12), design.ratio,
                                      1.0, std::vector(12, 1.0));
    CHECK(right.most_likely == Approx(right.convergence).epsilon(1e-12));
  }
  // Not so with unequal arms.
  const Design unequal = blocks({2, 1}, {3, 6}, {1, 1});
  const Right right = right_guesses(sequences_of(unequal, 8), unequal.ratio,
                                    1.0, std::vector(8, 1.0));
  CHECK(right.most_likely > right.convergence + 0.01);
}

namespace {

// P(n_0, n_1, …) of a trial's participants over the strata, one after another.
template <class Visit>
void each_split(std::uint32_t participants, const std::vector<double>& shares,
                Visit visit) {
  std::vector<std::uint32_t> split(shares.size());
  const auto split_rest = [&](auto& self, std::size_t s, std::uint32_t left,
                              double p) -> void {
    if (s + 1 == shares.size()) {
      split[s] = left;
      visit(split, p * std::pow(shares[s], left));
      return;
    }
    for (std::uint32_t n = 0; n <= left; ++n) {
      split[s] = n;
      const double ways = std::tgamma(left + 1.0) / std::tgamma(n + 1.0) /
                          std::tgamma(left - n + 1.0);
      self(self, s + 1, left - n, p * ways * std::pow(shares[s], n));
    }
  };
  split_rest(split_rest, 0, participants, 1.0);
}

using Signed = std::map<int, double>;  // P(D = d)

// Among a list's members after n.
Signed signed_imbalance(const Design& design, std::uint32_t n, double members) {
  Signed result;
  for (const auto& [arms, p] : sequences_of(design, n))
    for (std::uint32_t mask = 0; mask < (1U << n); ++mask) {
      const std::vector<int> counts = count(arms, 0, n, mask, 2);
      const int in = counts[0] + counts[1];
      const int d = static_cast<int>(design.ratio[0]) * counts[1] -
                    static_cast<int>(design.ratio[1]) * counts[0];
      result[d] += p * std::pow(members, in) *
                   std::pow(1.0 - members, static_cast<int>(n) - in);
    }
  return result;
}

Signed sum_of(const Signed& a, const Signed& b) {
  Signed sum;
  for (const auto& [d, p] : a)
    for (const auto& [e, q] : b) sum[d + e] += p * q;
  return sum;
}

// Of |D| of a margin over strata whose lists are of one design.
Distribution margin_imbalance(const Design& design, std::uint32_t participants,
                              const std::vector<double>& shares,
                              const std::vector<double>& members) {
  std::vector<std::vector<Signed>> of_list(shares.size());
  for (std::size_t s = 0; s < shares.size(); ++s)
    for (std::uint32_t n = 0; n <= participants; ++n)
      of_list[s].push_back(signed_imbalance(design, n, members[s]));
  Distribution result;
  each_split(participants, shares, [&](const auto& split, double p) {
    Signed sum{{0, p}};
    for (std::size_t s = 0; s < split.size(); ++s)
      sum = sum_of(sum, of_list[s][split[s]]);
    for (const auto& [d, weight] : sum)
      add(result, static_cast<std::uint32_t>(std::abs(d)), weight);
  });
  return result;
}

}  // namespace

TEST_CASE("a margin over strata has the imbalance of its sequences",
          "[randomization][exact][RND-07]") {
  constexpr std::uint32_t participants = 5;
  const std::vector<double> shares{0.5, 0.2, 0.3};
  const std::vector<std::vector<double>> margins{
      {1, 1, 1}, {1, 0, 1}, {0, 1, 0}, {0.3, 0.3, 0.3}, {0.25, 1, 0}};
  std::vector<Design> designs = two_arms();
  std::erase_if(designs, [](const Design& d) { return d.list > 6; });
  for (std::size_t i = 0; i < designs.size(); ++i) {
    const Design& design = designs[i];
    AllocationTrial trial{participants, shares, {}, {}, {}};
    trial.stratum_length.assign(3, design.list);
    for (const auto& members : margins) trial.margins.push_back({"", members});
    const AllocationMetrics metrics =
        exact_metrics(design.procedure, design.ratio, trial);
    for (std::size_t m = 0; m < margins.size(); ++m) {
      INFO("design " << i << ", margin " << m);
      check_same(metrics.margins[m].final.probability,
                 margin_imbalance(design, participants, shares, margins[m]));
    }
  }
}

TEST_CASE("a stratum's lists differ by their lengths",
          "[randomization][exact]") {
  // The lists of 2 and of 6 of a random allocation, two participants: 1 - 1 in
  // the short one, in the long one with probability 3/5.
  const AllocationMetrics metrics =
      exact_metrics(RandomAllocation{{1, 1}, 2}, Ratio{1, 1},
                    {2,
                     {0.5, 0.5},
                     {2, 6},
                     {},
                     {{"short", {1, 0}}, {"long", {0, 1}}, {"all", {1, 1}}}});
  CHECK(metrics.margins[0].final.balanced.value == Approx(0.25 + 0.25));
  CHECK(metrics.margins[1].final.balanced.value == Approx(0.25 + 0.25 * 0.6));
  CHECK(metrics.margins[2].final.balanced.value ==
        Approx(0.25 + 0.25 * 0.6 + 0.5 * 0.5));
  CHECK(*metrics.log2_lists == Approx(std::log2(2.0) + std::log2(20.0)));
}

TEST_CASE("a stratum's maximum is mixed over its participants",
          "[randomization][exact]") {
  const Design design = two_arms()[8];  // Efron's coin
  const AllocationMetrics metrics = exact_metrics(
      design.procedure, design.ratio,
      {6, {0.4, 0.6}, {0, 0}, {}, {{"all", {1, 1}}, {"first", {1, 0}}}});
  Distribution most;
  each_split(6, {0.4, 0.6}, [&](const auto& split, double p) {
    for (const auto& [arms, q] : sequences_of(design, split[0])) {
      std::uint32_t highest = 0;
      for (std::size_t i = 1; i <= arms.size(); ++i)
        highest = std::max(highest,
                           imbalance(design.ratio, count(arms, 0, i, ~0U, 2)));
      add(most, highest, p * q);
    }
  });
  check_same(metrics.margins[1].maximum.probability, most);
}

TEST_CASE("a site's guesses are those of its sequences",
          "[randomization][statistical]") {
  // Convergence exactly; the most likely arm within 4.5 of its Monte Carlo
  // standard errors (7e-6 two-sided, 36 figures) and the filter's rounding.
  const std::vector<double> sites{0.6, 0.3, 0.1};
  const std::vector<double> shares{0.6, 0.4};
  constexpr std::uint32_t participants = 7;
  std::vector<Design> designs = two_arms();
  const std::vector<Design> more = three_arms();
  designs.insert(designs.end(), more.begin() + 3, more.end());
  for (std::size_t i = 0; i < designs.size(); ++i) {
    const Design& design = designs[i];
    const AllocationMetrics metrics = exact_metrics(
        design.procedure, design.ratio,
        {participants, shares, {design.list, design.list}, sites, {}});
    std::vector<std::vector<double>> reached(
        2, std::vector<double>(participants, 0.0));
    each_split(participants, shares, [&](const auto& split, double p) {
      for (std::size_t s = 0; s < 2; ++s)
        for (std::uint32_t n = 0; n < split[s]; ++n) reached[s][n] += p;
    });
    const Sequences all = sequences_of(design, participants);
    Right expected;
    for (std::size_t s = 0; s < 2; ++s)
      for (const double site : sites) {
        const Right right = right_guesses(all, design.ratio, site, reached[s]);
        expected.convergence += site * right.convergence / participants;
        expected.most_likely += site * right.most_likely / participants;
      }
    INFO("design " << i);
    CHECK(metrics.sees_own_site->convergence.value ==
          Approx(expected.convergence).margin(1e-12));
    const Figure& likely = metrics.sees_own_site->most_likely;
    CHECK(likely.mcse < 0.002);
    CHECK(likely.value ==
          Approx(expected.most_likely).margin(4.5 * likely.mcse + 1e-9));
  }
}
