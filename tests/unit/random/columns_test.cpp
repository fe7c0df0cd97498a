#include "rehearse/random/columns.hpp"

#include <Random123/philox.h>
#include <hwy/targets.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/lanes.hpp"
#include "rehearse/random/word_stream.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"
#include "support/random123_words.hpp"

using namespace rehearse;

namespace {

const StreamAddress address{99, Purpose::progression, 12345};

// One uniform straight from the library: 53 bits, open at 0.
double reference_uniform(std::uint64_t first_item, std::size_t i) {
  const std::uint64_t item = first_item + i / 2;
  const PhiloxCounter words =
      random123_words(address.counter(item), address.key());
  const std::uint64_t low = words[i % 2 * 2];
  const std::uint64_t high = words[i % 2 * 2 + 1];
  return std::ldexp(static_cast<double>(((high << 32 | low) >> 11) + 1), -53);
}

// What `fill` gives on each instruction set that this machine has.
template <class Fill>
std::vector<std::pair<std::int64_t, std::vector<double>>> each_column(
    std::size_t size, Fill fill) {
  std::vector<std::pair<std::int64_t, std::vector<double>>> columns;
  on_every_target([&](std::int64_t target) {
    columns.emplace_back(target, std::vector<double>(size));
    fill(columns.back().second);
  });
  return columns;
}

bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace

TEST_CASE("a column's uniforms are the library's, on every instruction set",
          "[random][exact]") {
  const std::size_t size = GENERATE(1U, 2U, 3U, 15U, 16U, 17U, 246U);
  const std::uint64_t first = GENERATE(0ULL, 0xFFFF'FFFEULL, 5ULL << 32);
  const auto columns =
      each_column(size, [&](auto& out) { fill_uniform(address, first, out); });
  REQUIRE(!columns.empty());
  for (const auto& [target, column] : columns) {
    CAPTURE(hwy::TargetName(target), size, first);
    for (std::size_t i = 0; i < size; ++i)
      REQUIRE(column[i] == reference_uniform(first, i));
  }
}

TEST_CASE("exponentials are -log of the uniforms", "[random][exact]") {
  constexpr std::size_t size = 100'000;
  std::vector<double> uniform(size);
  fill_uniform(address, 0, uniform);
  const auto columns =
      each_column(size, [&](auto& out) { fill_exponential(address, 0, out); });
  for (const auto& [target, column] : columns) {
    CAPTURE(hwy::TargetName(target));
    for (std::size_t i = 0; i < size; ++i)
      REQUIRE(column[i] ==
              Approx(-std::log(uniform[i])).epsilon(2e-15).margin(2e-16));
    CHECK(same_bytes(column, columns.front().second));
  }
}

TEST_CASE("a block's columns are those of its replicates, on every target",
          "[random][exact]") {
  const std::size_t rows = GENERATE(1U, 2U, 7U, 8U, 9U, 247U);
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target), rows);
    const StreamAddress first{99, Purpose::dropout, 0xFFFF'FFF0};
    Column<double> uniform(rows * block_lanes);
    Column<double> exponential(rows * block_lanes);
    fill_uniform(first, 3, uniform, block_lanes);
    fill_exponential(first, 3, exponential, block_lanes);
    std::vector<double> one(rows);
    for (std::size_t l = 0; l < block_lanes; ++l) {
      const StreamAddress address{99, Purpose::dropout, first.replicate + l};
      fill_uniform(address, 3, one);
      for (std::size_t i = 0; i < rows; ++i)
        REQUIRE(uniform[i * block_lanes + l] == one[i]);
      fill_exponential(address, 3, one);
      for (std::size_t i = 0; i < rows; ++i)
        REQUIRE(exponential[i * block_lanes + l] == one[i]);
    }
  });
}

TEST_CASE("exponentials have the moments of Exp(1)", "[random][statistical]") {
  // 4 standard errors: false-alarm rate 6e-5 for each of two checks.
  constexpr std::size_t size = 1'000'000;
  std::vector<double> column(size);
  fill_exponential(address, 1ULL << 40, column);
  double sum = 0.0;
  double squares = 0.0;
  for (const double e : column) {
    REQUIRE(e >= 0.0);
    sum += e;
    squares += e * e;
  }
  CHECK(std::abs(sum / size - 1.0) < 4.0 * 1.0 / 1000.0);
  CHECK(std::abs(squares / size - 2.0) < 4.0 * std::sqrt(20.0) / 1000.0);
}

TEST_CASE("purposes, replicates and items don't overlap", "[random][exact]") {
  std::vector<double> first(64);
  std::vector<double> other(64);
  fill_uniform({1, Purpose::progression, 7}, 0, first);
  fill_uniform({1, Purpose::dropout, 7}, 0, other);
  CHECK(first != other);
  fill_uniform({1, Purpose::progression, 8}, 0, other);
  CHECK(first != other);
  fill_uniform({2, Purpose::progression, 7}, 0, other);
  CHECK(first != other);
  // Items are addresses: the second half of a column is a column by itself.
  fill_uniform({1, Purpose::progression, 7}, 16, std::span{other}.first(32));
  CHECK(std::equal(other.begin(), other.begin() + 32, first.begin() + 32));
}

TEST_CASE("below is unbiased", "[random][statistical]") {
  // Chi-square over 3 values, 2 df: 23.0 is its 1e-5 quantile.
  WordStream words{{5, Purpose::allocation, 0}, 0};
  constexpr int draws = 3'000'000;
  int counts[3] = {};
  for (int i = 0; i < draws; ++i) ++counts[words.below(3)];
  double chi_square = 0.0;
  for (const int count : counts) {
    const double excess = count - draws / 3.0;
    chi_square += excess * excess / (draws / 3.0);
  }
  CHECK(chi_square < 23.0);
}

TEST_CASE("below rejects what would be biased", "[random][exact]") {
  // Bound 2^31 + 1: nearly half of all words are rejected; modulo or a plain
  // multiplication would give the lower half of the values twice as often.
  WordStream words{{5, Purpose::allocation, 1}, 0};
  constexpr std::uint32_t bound = 0x8000'0001;
  int lower = 0;
  constexpr int draws = 100'000;
  for (int i = 0; i < draws; ++i) {
    const std::uint32_t value = words.below(bound);
    REQUIRE(value < bound);
    lower += value % 2 == 0 ? 1 : 0;
  }
  // Evens are half of the values; 4 standard errors.
  CHECK(std::abs(lower - draws / 2.0) < 4.0 * std::sqrt(draws / 4.0));
}

TEST_CASE("a block is of whole rows and begins with its replicates",
          "[random][error]") {
  std::vector<double> numbers(2 * block_lanes);
  const auto fill = [&](std::uint64_t replicate, std::size_t count,
                        std::size_t lanes) {
    fill_uniform({1, Purpose::allocation, replicate}, 0,
                 std::span{numbers}.first(count), lanes);
  };
  CHECK_NOTHROW(fill(block_lanes, 2 * block_lanes, block_lanes));
  CHECK_NOTHROW(fill(3, 5, 1));
  CHECK_THROWS_AS(fill(0, block_lanes, 2), PreconditionError);
  CHECK_THROWS_AS(fill(0, block_lanes + 1, block_lanes), PreconditionError);
  CHECK_THROWS_AS(fill(1, block_lanes, block_lanes), PreconditionError);
}
