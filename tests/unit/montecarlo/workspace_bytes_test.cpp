#include "rehearse/endpoint/block_visits.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/trial/block_keys.hpp"
#include "rehearse/trial/simulate.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;

namespace {

std::uint64_t bytes_of(int participants, unsigned threads = 1) {
  Scenario s = w1_scenario();
  s.participants = participants;
  return workspace_bytes(s, threads);
}

}  // namespace

TEST_CASE("memory of a run is told before it is begun", "[montecarlo][exact]") {
  const int most = most_block_participants;
  CHECK(bytes_of(300, 4) == 4 * bytes_of(300));
  CHECK(bytes_of(300, 0) == bytes_of(300));
  // Beyond a block's size a participant has one lane.
  const std::uint64_t one = bytes_of(most + 2) - bytes_of(most + 1);
  CHECK(bytes_of(2 * most) - bytes_of(2 * most - 1) == one);
  // In each of a block's: entry, event, dropout; cell and arm; draws and what
  // is made of them; keys, calendar, both orders; a bit of the lists.
  const std::uint64_t lane = 3 * sizeof(double) + sizeof(std::uint32_t) +
                             sizeof(std::uint8_t) + 2 * sizeof(double) +
                             3 * sizeof(BlockKey) + sizeof(CalendarStep) +
                             sizeof(std::uint32_t);
  CHECK(bytes_of(most) - bytes_of(most - 1) == one + block_lanes * lane);
}

// A reviewed trial has more of both: by the columns of a block's assessment.
TEST_CASE("memory of a reviewed run is told before it is begun",
          "[montecarlo][review][exact]") {
  const auto bytes = [](int participants) {
    Scenario s = reviewed_trial({});
    s.participants = participants;
    return workspace_bytes(s, 1);
  };
  const int most = most_block_participants;
  const std::uint64_t one = bytes(most + 2) - bytes(most + 1);
  CHECK(one > bytes_of(most + 2) - bytes_of(most + 1));
  const std::uint64_t lanes = bytes(most) - bytes(most - 1) - one;
  const std::uint64_t plain = bytes_of(most) - bytes_of(most - 1) -
                              (bytes_of(most + 2) - bytes_of(most + 1));
  const std::uint64_t scans = most_visits * sizeof(std::int16_t);
  CHECK(lanes > plain + block_lanes * scans + sizeof(HistoryRow));
  CHECK(lanes < plain + 4 * (block_lanes * scans + sizeof(HistoryRow)));
}
