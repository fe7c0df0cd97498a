// Data sets side by side against the scalar analysis of each.
#include "rehearse/analysis/block_summary.hpp"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/analysis/summarize.hpp"
#include "rehearse/core/time_grid.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

namespace {

constexpr unsigned two_strata = 31;  // shift of one bit above the time
constexpr auto ticks_per_step =
    static_cast<std::uint64_t>(ticks_per_day * duration_step);

struct Person {
  std::uint32_t step;
  std::uint32_t stratum;
  bool experimental;
  bool event;
};
using People = std::vector<Person>;

// Of different steps, as many as are asked for; `censored` in twelve have no
// event, so that many lanes don't reach a median.
People people_of(std::size_t size, unsigned censored,
                 boost::random::mt19937_64& engine) {
  People people;
  std::uint32_t step = 100;
  for (std::size_t i = 0; i < size; ++i) {
    step += 1 + static_cast<std::uint32_t>(engine() % 400'000);
    people.push_back({step, static_cast<std::uint32_t>(engine() % 2),
                      engine() % 2 == 0, engine() % 12 >= censored});
  }
  return people;
}

BlockKey key_of(const Person& p) {
  return p.step << block_time_shift | (p.experimental ? 2U : 0U) |
         (p.event ? 0U : 1U);
}

// Lanes of their own sizes, sorted, with nobody before.
struct Block {
  explicit Block(std::vector<People> all) : lanes(std::move(all)) {
    std::size_t rows = 16;
    for (const People& people : lanes)
      while (rows < people.size()) rows += 16;
    by_time.assign(rows * block_lanes, nobody);
    by_stratum = by_time;
    for (std::size_t l = 0; l < block_lanes; ++l) {
      std::vector<BlockKey> times(rows, nobody);
      std::vector<BlockKey> strata(rows, nobody);
      for (std::size_t i = 0; i < lanes[l].size(); ++i) {
        times[i] = key_of(lanes[l][i]);
        strata[i] = times[i] | lanes[l][i].stratum << two_strata;
      }
      std::ranges::sort(times);
      std::ranges::sort(strata);
      for (std::size_t row = 0; row < rows; ++row) {
        by_time[row * block_lanes + l] = times[row];
        by_stratum[row * block_lanes + l] = strata[row];
      }
      entered[l] = static_cast<std::uint32_t>(lanes[l].size());
    }
  }
  [[nodiscard]] BlockData data(bool stratified) const {
    return {by_time, stratified ? by_stratum : by_time,
            stratified ? two_strata : 32U, entered, 0};
  }
  [[nodiscard]] SurvivalSummary scalar(std::size_t lane, bool stratified,
                                       double null_hazard_ratio) const {
    std::vector<ObservationKey> keys;
    for (const Person& p : lanes[lane])
      keys.push_back(pack(p.step * ticks_per_step, stratified ? p.stratum : 0,
                          p.experimental ? Role::experimental : Role::control,
                          p.event));
    std::ranges::sort(keys);
    AnalysisWorkspace workspace;
    workspace.reserve(keys.size(), 2);
    return summarize(keys, 2, Ties::efron, null_hazard_ratio, workspace);
  }

  std::vector<People> lanes;
  Column<BlockKey> by_time;
  Column<BlockKey> by_stratum;
  Lanes<std::uint32_t> entered;
};

Block random_block(std::uint64_t seed) {
  boost::random::mt19937_64 engine{seed};
  std::vector<People> lanes;
  for (std::size_t l = 0; l < block_lanes; ++l)
    lanes.push_back(people_of(40 + 11 * l, l % 3 == 2 ? 9 : 3, engine));
  return Block{std::move(lanes)};
}

void check_median(double ours, const MedianTicks& theirs) {
  if (theirs.reached)
    REQUIRE(ours ==
            0.5 * (time_of_tick(theirs.first) + time_of_tick(theirs.second)));
  else
    REQUIRE(ours == std::numeric_limits<double>::infinity());
}

void check_lane(const BlockSummary& ours, std::size_t l,
                const SurvivalSummary& theirs) {
  CAPTURE(l);
  REQUIRE(ours.z[l] == Approx(theirs.z).epsilon(1e-11).margin(1e-12));
  REQUIRE(ours.log_hazard_ratio[l] ==
          Approx(theirs.log_hazard_ratio).epsilon(1e-12).margin(1e-13));
  REQUIRE(ours.hazard_ratio[l] ==
          Approx(std::exp(theirs.log_hazard_ratio)).epsilon(1e-9));
  REQUIRE(ours.log_hazard_ratio_se[l] ==
          Approx(theirs.log_hazard_ratio_se).epsilon(1e-8));
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    REQUIRE(ours.events[arm][l] == theirs.events[arm]);
    check_median(ours.median[arm][l], theirs.median[arm]);
  }
}

}  // namespace

TEST_CASE("a lane's summary is that of its data set", "[analysis][exact]") {
  BlockSummarizer summarizer{240, false};
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Block block = random_block(seed);
    for (const bool stratified : {false, true})
      for (const double null : {1.0, 0.8, 1.05, 1.3})
        on_every_target([&](std::int64_t) {
          CAPTURE(seed, stratified, null);
          BlockSummary summary;
          summarizer.summarize(block.data(stratified), Ties::efron, null,
                               summary);
          REQUIRE(summary.undone == 0);
          for (std::size_t l = 0; l < block_lanes; ++l)
            check_lane(summary, l, block.scalar(l, stratified, null));
        });
  }
}

TEST_CASE("what lanes can't do is left to the scalar analysis",
          "[analysis][exact]") {
  Block sound = random_block(9);
  std::vector<People> lanes = sound.lanes;
  lanes[3][1].step = lanes[3][0].step;  // two events at a time
  lanes[3][0].event = lanes[3][1].event = true;
  lanes[3][0].stratum = lanes[3][1].stratum;
  for (Person& p : lanes[5]) p.event = false;         // no event
  for (Person& p : lanes[8]) p.experimental = false;  // nobody to compare with
  for (Person& p : lanes[11])
    if (p.experimental) p.event = false;  // an estimate without a limit
  const Block block{lanes};
  BlockSummarizer summarizer{240, false};
  for (const bool stratified : {false, true}) {
    BlockData data = block.data(stratified);
    data.beyond = 1U << 14;
    BlockSummary summary;
    summarizer.summarize(data, Ties::efron, 1.0, summary);
    CHECK(summary.undone ==
          (1U << 3 | 1U << 5 | 1U << 8 | 1U << 11 | 1U << 14));
    for (const std::size_t l : {0U, 4U, 6U, 12U, 15U})
      check_lane(summary, l, block.scalar(l, stratified, 1.0));
  }
}

TEST_CASE("a curve that stays at a half has its median in the middle",
          "[analysis][exact]") {
  // Of four events the second leaves 1/2: the median is between it and the
  // third. Of three the second goes below.
  People four;
  People three;
  for (std::uint32_t i = 0; i < 4; ++i)
    for (const bool experimental : {false, true}) {
      const Person p{1000 * (i + 1) + (experimental ? 7U : 0U), 0, experimental,
                     true};
      four.push_back(p);
      if (i < 3) three.push_back(p);
    }
  std::vector<People> lanes(block_lanes, four);
  lanes[1] = three;
  const Block block{lanes};
  BlockSummarizer summarizer{8, false};
  BlockSummary summary;
  summarizer.summarize(block.data(false), Ties::efron, 1.0, summary);
  CHECK(summary.median[0][0] == 2500 * duration_step);
  CHECK(summary.median[1][0] == 2507 * duration_step);
  CHECK(summary.median[0][1] == 2000 * duration_step);
  CHECK(summary.median[1][1] == 2007 * duration_step);
}
