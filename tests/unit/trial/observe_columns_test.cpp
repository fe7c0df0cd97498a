#include "rehearse/trial/observe_columns.hpp"

#include <algorithm>
#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/random/word_stream.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

TEST_CASE("nth_smallest is what sorting gives, ties too", "[trial][exact]") {
  WordStream words{{11, Purpose::allocation, 0}, 0};
  for (std::size_t size = 1; size < 300; size += size < 40 ? 1 : 37) {
    // Few distinct values, many, and some that are next to each other.
    const std::uint32_t range = GENERATE(3U, 1000U, 0xFFFF'FFFFU);
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < size; ++i)
      values.push_back((std::uint64_t{1} << 33) + words.below(range));
    if (size > 4) values[3] = values[2] + 1;
    std::vector<std::uint64_t> sorted = values;
    std::ranges::sort(sorted);
    for (std::size_t n = 1; n <= size; ++n)
      REQUIRE(nth_smallest(values, n) == sorted[n - 1]);
  }
}

TEST_CASE("a column is observed and cut as its rows are, on every target",
          "[trial][exact]") {
  // Whole days below 20, so that events, dropouts and cuts coincide often; some
  // enter a little later, and have less than a whole day before the cut.
  WordStream words{{12, Purpose::allocation, 0}, 0};
  constexpr std::size_t size = 101;
  constexpr double cut = 25.0;
  std::vector<double> entry(size), event(size), dropout(size);
  for (std::size_t i = 0; i < size; ++i) {
    entry[i] = words.below(20) + words.below(3) * one_tick;
    event[i] = words.below(5) == 0 ? never : 1.0 + words.below(20);
    dropout[i] = words.below(5) == 0 ? never : 1.0 + words.below(20);
  }
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    std::vector<double> followed(size);
    std::vector<std::uint64_t> labels(size, 6), keys(size);
    std::vector<std::uint64_t> calendar(size + calendar_padding);
    const std::size_t events =
        observe_columns(entry, event, dropout, followed, labels, calendar);
    cut_columns(cut, entry, followed, labels, keys);
    std::size_t seen = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const bool progressed = event[i] <= dropout[i] && event[i] < never;
      const double end = std::min(event[i], dropout[i]);
      if (progressed) REQUIRE(calendar[seen++] == ticks(entry[i] + end));
      REQUIRE(followed[i] == std::min(end, longest_duration));
      const bool in_time = progressed && entry[i] + end <= cut;
      const double known =
          std::min(followed[i], completed_duration(cut - entry[i]));
      REQUIRE(keys[i] == pack(ticks(known), 1, Role::experimental, in_time));
    }
    REQUIRE(events == seen);
  });
}
