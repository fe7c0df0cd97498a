// Sums and rows of tied times in lanes, against the one pass over each lane's
// data set.
#include "rehearse/analysis/block_ties.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/analysis/cox_score.hpp"
#include "rehearse/analysis/risk_sets.hpp"
#include "rehearse/random/word_stream.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

namespace {

// Data sets of a few days, strata on top of the keys; those before `entered`
// rows are nobody.
struct Data {
  std::size_t rows;
  unsigned shift;
  Column<BlockKey> keys;
  std::array<std::vector<ObservationKey>, block_lanes> lanes;

  Data(std::size_t row_count, std::size_t strata, std::uint32_t days,
       std::uint64_t number)
      : rows(row_count),
        shift(strata > 1 ? 29 : 32),
        keys(row_count * block_lanes, nobody) {
    WordStream words{{11, Purpose::reader, number}, 0};
    for (std::size_t l = 0; l < block_lanes; ++l) {
      std::vector<BlockKey> lane;
      for (std::size_t i = 0; i < rows - l; ++i) {
        const std::uint32_t day = 1 + words() % days;
        const std::uint32_t arm = words() % 2;
        const std::uint32_t censored = words() % 3 == 0 ? 1 : 0;
        const auto stratum = static_cast<std::uint32_t>(words() % strata);
        const BlockKey time = day << 14 << block_time_shift;
        lane.push_back((shift < 32 ? stratum << shift : 0) | time | arm << 1 |
                       censored);
        lanes[l].push_back(pack(std::uint64_t{day} << 24, stratum,
                                static_cast<Role>(arm), censored == 0));
      }
      lane.resize(rows, nobody);
      std::ranges::sort(lane);
      std::ranges::sort(lanes[l]);
      for (std::size_t i = 0; i < rows; ++i)
        keys[i * block_lanes + l] = lane[i];
    }
  }
};

void check_data(const Data& data, std::size_t strata, Ties ties) {
  const std::size_t size = data.keys.size();
  BlockTieColumns columns{size};
  Column<float> control(size);
  Column<float> experimental(size);
  const BlockRiskRows rows{control, experimental};
  BlockTieScores ours;
  tied_scores({data.keys, data.shift}, ties == Ties::efron, columns, rows,
              ours);
  Lanes<double> beta;
  for (std::size_t l = 0; l < block_lanes; ++l)
    beta[l] = -0.8 + 0.1 * static_cast<double>(l);
  BlockCoxScore cox;
  BlockCoxScore rough;
  cox_scores(rows, beta, cox);
  cox_scores_roughly(rows, beta, rough);
  AnalysisWorkspace workspace;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    CAPTURE(l);
    const RiskSets theirs =
        collect_risk_sets(data.lanes[l], strata, ties, workspace);
    REQUIRE(ours.events[0][l] == static_cast<float>(theirs.events[0]));
    REQUIRE(ours.events[1][l] == static_cast<float>(theirs.events[1]));
    REQUIRE(ours.expected[l] == Approx(theirs.expected).epsilon(1e-13));
    REQUIRE(ours.variance[l] == Approx(theirs.variance).epsilon(1e-13));
    const CoxScore at =
        cox_score(theirs.control, theirs.experimental, std::exp(beta[l]));
    REQUIRE(cox.expected[l] == Approx(at.expected).epsilon(1e-13));
    REQUIRE(cox.information[l] == Approx(at.information).epsilon(1e-13));
    REQUIRE(cox.skewness[l] == Approx(at.skewness).margin(1e-12));
    REQUIRE(rough.expected[l] == Approx(at.expected).epsilon(1e-5));
  }
}

}  // namespace

TEST_CASE("tied times in lanes give the sums and rows of each data set",
          "[analysis][exact]") {
  std::uint64_t number = 0;
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    for (const std::size_t strata : {1U, 7U})
      for (const std::uint32_t days : {1U, 4U, 60U, 5000U})
        for (const Ties ties : {Ties::efron, Ties::breslow}) {
          CAPTURE(strata, days);
          check_data({208, strata, days, ++number}, strata, ties);
        }
  });
}
