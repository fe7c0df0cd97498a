#include "rehearse/montecarlo/tally.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double no_truth = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

LookResult look(bool reached, bool reject, bool first, std::uint32_t events,
                double days) {
  LookResult result;
  result.reached = reached;
  result.reject = reject;
  result.stop = first ? Stop::efficacy : Stop::none;
  result.events = events;
  result.events_by_arm = {events - 40, 40};
  result.participants = events + 100;
  result.analysis_time = days;
  result.z = reject ? 3.0 : 1.0;
  result.hazard_ratio = reject ? 0.5 : 0.8;
  result.log_hazard_ratio = std::log(result.hazard_ratio);
  result.median = {200.0, infinite};
  return result;
}

// Four replicates of two looks: stops at the first; at the second; never; and
// one whose second look is not reached.
const std::vector<LookResult> results{
    look(true, true, true, 100, 500),   look(true, true, false, 150, 700),
    look(true, false, false, 102, 520), look(true, true, true, 150, 720),
    look(true, false, false, 98, 480),  look(true, false, false, 150, 740),
    look(true, false, false, 96, 460),  look(false, true, true, 140, 900)};

}  // namespace

TEST_CASE("decisions count first rejections", "[montecarlo][exact]") {
  Tally tally{2, no_truth};
  const PowerEstimate e = tally.estimate(tally.add_chunk(results));
  CHECK(e.replicates == 4);
  CHECK(e.looks[0].reject.estimate == 0.25);
  CHECK(e.looks[1].reject.estimate == 0.5);
  CHECK(e.looks[1].cumulative_reject.estimate == 0.75);
  CHECK(e.power.estimate == 0.75);
  CHECK(e.power.mcse == Approx(std::sqrt(0.75 * 0.25 / 4)));
  // Wilson's of 3 in 4 (R's prop.test without correction).
  CHECK(e.power.ci95[0] == Approx(0.3006418).epsilon(1e-6));
  CHECK(e.power.ci95[1] == Approx(0.9544127).epsilon(1e-6));
}

TEST_CASE("a look's statistics are of the replicates that reached it",
          "[montecarlo][exact]") {
  Tally tally{2, no_truth};
  const PowerEstimate e = tally.estimate(tally.add_chunk(results));
  CHECK(e.looks[0].reached.estimate == 1.0);
  CHECK(e.looks[1].reached.estimate == 0.75);
  CHECK(e.looks[0].events.mean == 99.0);
  CHECK(e.looks[0].events.sd == Approx(std::sqrt(20.0 / 3.0)));
  CHECK(e.looks[1].events.mean == 150.0);
  CHECK(e.looks[1].events.count == 3);
  CHECK(e.looks[1].analysis_time.mean == 720.0);
  CHECK(e.looks[1].hazard_ratio.mean == Approx(0.6));
  CHECK(e.looks[1].geometric_mean_hazard_ratio ==
        Approx(std::cbrt(0.5 * 0.5 * 0.8)));
  CHECK(e.looks[0].median[0].mean == 200.0);
  CHECK(std::isinf(e.looks[0].median[1].mean));
  CHECK(std::isinf(e.looks[0].median[1].median));
}

TEST_CASE("tallies that are merged are one", "[montecarlo][exact]") {
  Tally whole{2, std::log(0.6)};
  const PowerEstimate expected = whole.estimate(whole.add_chunk(results));
  Tally first{2, std::log(0.6)};
  Tally second{2, std::log(0.6)};
  const std::span all{results};
  ChunkMoments moments = first.add_chunk(all.first(2));
  moments.merge(second.add_chunk(all.subspan(2)));
  first.merge(second);
  const PowerEstimate merged = first.estimate(moments);
  CHECK(merged.replicates == 4);
  CHECK(merged.power.estimate == expected.power.estimate);
  CHECK(merged.stopping_events.median == expected.stopping_events.median);
  CHECK(merged.stopping_time.median == expected.stopping_time.median);
  const auto check = [](const Distribution& a, const Distribution& b) {
    CHECK(a.count == b.count);
    CHECK(a.mean == Approx(b.mean));
    CHECK(a.median == b.median);
  };
  for (std::size_t k = 0; k < 2; ++k) {
    CAPTURE(k);
    const LookEstimate& ours = merged.looks[k];
    const LookEstimate& theirs = expected.looks[k];
    CHECK(ours.reached.estimate == theirs.reached.estimate);
    CHECK(ours.cumulative_reject_without_futility.estimate ==
          theirs.cumulative_reject_without_futility.estimate);
    CHECK(ours.few_events.estimate == theirs.few_events.estimate);
    CHECK(ours.no_estimate.estimate == theirs.no_estimate.estimate);
    CHECK(ours.estimation.coverage->estimate ==
          theirs.estimation.coverage->estimate);
    check(ours.events, theirs.events);
    check(ours.events_by_arm[0], theirs.events_by_arm[0]);
    check(ours.participants, theirs.participants);
    check(ours.analysis_time, theirs.analysis_time);
    check(ours.z, theirs.z);
    check(ours.hazard_ratio, theirs.hazard_ratio);
    check(ours.median[0], theirs.median[0]);
  }
}

TEST_CASE("a ratio of 0 leaves no geometric mean", "[montecarlo][exact]") {
  std::vector<LookResult> one{look(true, true, true, 100, 500),
                              look(true, false, false, 100, 500)};
  one[1].hazard_ratio = 0.0;
  one[1].log_hazard_ratio = -infinite;
  Tally tally{1, no_truth};
  const PowerEstimate e = tally.estimate(tally.add_chunk(one));
  CHECK(std::isnan(e.looks[0].geometric_mean_hazard_ratio));
  CHECK(e.looks[0].hazard_ratio.mean == 0.25);
}

TEST_CASE("a trial stops at its first rejection or at the end",
          "[montecarlo][exact][SIM-17]") {
  Tally tally{2, no_truth};
  const PowerEstimate e = tally.estimate(tally.add_chunk(results));
  CHECK(e.stopping_events.mean == (100 + 150 + 150 + 140) / 4.0);
  CHECK(e.stopping_participants.mean == (200 + 250 + 250 + 240) / 4.0);
  CHECK(e.stopping_time.mean == (500 + 720 + 740 + 900) / 4.0);
  // Two of the four are at or below 140 events, 240 participants, 720 days.
  CHECK(e.stopping_events.median == Approx(140).epsilon(0.01));
  CHECK(e.stopping_participants.median == Approx(240).epsilon(0.01));
  CHECK(e.stopping_time.median == Approx(720).epsilon(0.01));
}

TEST_CASE("a trial that another hypothesis stopped ends at the look before",
          "[montecarlo][exact]") {
  std::vector<LookResult> looks{
      look(true, false, false, 80, 300),  look(true, false, false, 100, 500),
      look(true, false, false, 150, 700), look(true, false, false, 90, 310),
      look(true, false, false, 110, 510), look(true, false, false, 160, 710)};
  looks[1].over = looks[2].over = true;  // after the first look
  looks[5].over = true;                  // after the second
  Tally tally{3, no_truth};
  const PowerEstimate e = tally.estimate(tally.add_chunk(looks));
  CHECK(e.stopping_time.mean == (300 + 510) / 2.0);
  CHECK(e.stopping_events.mean == (80 + 110) / 2.0);
}

TEST_CASE("a look that no replicate reached has no statistics",
          "[montecarlo][exact]") {
  Tally tally{1, no_truth};
  const std::vector<LookResult> never{look(false, false, false, 50, 100)};
  const PowerEstimate e = tally.estimate(tally.add_chunk(never));
  CHECK(e.looks[0].reached.estimate == 0.0);
  CHECK(std::isnan(e.looks[0].events.mean));
  CHECK(std::isnan(e.looks[0].geometric_mean_hazard_ratio));
}

TEST_CASE("a replicate without an estimate is left out of its statistics",
          "[montecarlo][exact][SIM-15]") {
  std::vector<LookResult> looks(3, look(true, false, false, 80, 500));
  looks[1].hazard_ratio = no_truth;
  looks[1].log_hazard_ratio_se = no_truth;
  looks[1].events_by_arm = {0, 4};
  looks[2].events_by_arm = {76, 4};
  looks[0].log_hazard_ratio_se = looks[2].log_hazard_ratio_se = 0.25;
  Tally tally{1, std::log(0.8)};
  const PowerEstimate e = tally.estimate(tally.add_chunk(looks));
  CHECK(e.looks[0].no_estimate.estimate == Approx(1.0 / 3.0));
  CHECK(e.looks[0].few_events.estimate == Approx(2.0 / 3.0));
  CHECK(e.looks[0].events.count == 3);
  CHECK(e.looks[0].hazard_ratio.count == 2);
  CHECK(e.looks[0].hazard_ratio.mean == Approx(0.8));
  CHECK(e.looks[0].geometric_mean_hazard_ratio == Approx(0.8));
  CHECK(e.looks[0].estimation.coverage->estimate == 1.0);
  CHECK(e.looks[0].estimation_if_last.log_hazard_ratio.count == 2);
  CHECK(e.estimation.log_hazard_ratio.count == 2);
  CHECK(e.estimation.se.mean == 0.25);
}
