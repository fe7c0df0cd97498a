#include "rehearse/analysis/ranked_times.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {
using Ranks = std::vector<std::uint64_t>;
}

TEST_CASE("times become ranks", "[analysis]") {
  const auto ranked = rank_times(std::vector{3.0, 1.0, 3.0, 2.5});
  CHECK(ranked.distinct == std::vector{1.0, 2.5, 3.0});
  CHECK(ranked.rank == Ranks{2, 0, 2, 1});
  CHECK(rank_times({}).distinct.empty());
}

TEST_CASE("times that only rounding tells apart are tied", "[analysis]") {
  CHECK(rank_times(std::vector{0.1 + 0.2, 0.3, 1.0}).rank == Ranks{0, 0, 1});
  // Within 2^-26 of the mean of 2,000, not of 1.
  CHECK(rank_times(std::vector{1999.99999, 2000.0}).rank == Ranks{0, 0});
  CHECK(rank_times(std::vector{1.0, 1.00001}).rank == Ranks{0, 1});
  // As in R, a unit in which all times are tiny ties them.
  CHECK(rank_times(std::vector{1e-9, 2e-9}).rank == Ranks{0, 0});
  // A chain is tied with its first.
  CHECK(rank_times(std::vector{1.0, 1.0 + 1e-8, 1.0 + 2e-8}).distinct ==
        std::vector{1.0});
}
