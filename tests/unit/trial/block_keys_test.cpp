#include "rehearse/trial/block_keys.hpp"

#include <algorithm>
#include <vector>

#include "rehearse/random/word_stream.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

TEST_CASE("the network sorts every lane, ties too, on every target",
          "[trial][exact]") {
  WordStream words{{13, Purpose::allocation, 0}, 0};
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    for (std::size_t rows = 16; rows <= 2064; rows += rows < 600 ? 16 : 304) {
      CAPTURE(rows);
      const std::uint32_t range = rows % 3 == 0 ? 40U : 0xFFFF'FFFFU;
      Column<BlockKey> keys(rows * block_lanes);
      for (BlockKey& key : keys) key = words.below(range);
      std::vector<std::vector<BlockKey>> lanes(block_lanes);
      for (std::size_t i = 0; i < keys.size(); ++i)
        lanes[i % block_lanes].push_back(keys[i]);
      sort_block(keys);
      for (std::size_t l = 0; l < block_lanes; ++l) {
        std::ranges::sort(lanes[l]);
        for (std::size_t i = 0; i < rows; ++i)
          REQUIRE(keys[i * block_lanes + l] == lanes[l][i]);
      }
    }
  });
}

TEST_CASE("a calendar is split and searched as one value after another",
          "[trial][exact]") {
  WordStream words{{14, Purpose::allocation, 0}, 0};
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    constexpr std::size_t rows = 37;
    Column<CalendarStep> calendar(rows * block_lanes);
    for (CalendarStep& step : calendar)
      step = words.below(4) == 0 ? never_seen
                                 : static_cast<CalendarStep>(words.below(30));
    Lanes<CalendarStep> pivots;
    for (std::size_t l = 0; l < block_lanes; ++l)
      pivots[l] = static_cast<CalendarStep>(words.below(30));
    CalendarSplit split;
    CalendarRows found;
    split_calendar(calendar, pivots, split);
    find_in_calendar(calendar, pivots, found);
    for (std::size_t l = 0; l < block_lanes; ++l) {
      int at_most = 0;
      int equal = 0;
      int row = 0;
      CalendarStep below = 0;
      CalendarStep above = never_seen;
      for (std::size_t i = 0; i < rows; ++i) {
        const CalendarStep step = calendar[i * block_lanes + l];
        at_most += step <= pivots[l] ? 1 : 0;
        if (step <= pivots[l]) below = std::max(below, step);
        if (step > pivots[l]) above = std::min(above, step);
        if (step != pivots[l]) continue;
        ++equal;
        row = static_cast<int>(i);
      }
      CHECK(split.at_most[l] == at_most);
      CHECK(split.below[l] == below);
      CHECK(split.above[l] == above);
      CHECK(found.count[l] == equal);
      if (equal > 0) CHECK(found.row[l] == row);
    }
  });
}
