// Late entry by hand: two of each arm.
#include <algorithm>
#include <cmath>
#include <vector>

#include "rehearse/analysis/survival_analysis.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

// Times 0 to 5 are ticks. C (0, 2] event, C (1, 4] event; X (2, 3] event,
// X (0, 5] censored.
const std::vector<ObservationKey> keys{
    pack(2, 0, control, true), pack(3, 0, experimental, true),
    pack(4, 0, control, true), pack(5, 0, experimental, false)};
const std::vector<ObservationKey> entries{
    pack(0, 0, control, false), pack(0, 0, experimental, false),
    pack(1, 0, control, false), pack(2, 0, experimental, false)};
const std::vector<double> times{0, 1, 2, 3, 4, 5};

}  // namespace

TEST_CASE("at risk are those who entered before", "[analysis][entry][ANA-09]") {
  AnalysisWorkspace workspace;
  // At 2: C C X (the other X enters at 2). At 3: C X X. At 4: C X.
  const LogRank test = log_rank(keys, 1, workspace, entries);
  CHECK(test.expected[1] ==
        Approx(1.0 / 3.0 + 2.0 / 3.0 + 1.0 / 2.0).epsilon(1e-14));
  CHECK(test.variance ==
        Approx(2.0 / 9.0 + 2.0 / 9.0 + 1.0 / 4.0).epsilon(1e-14));
}

TEST_CASE("entries at the start change nothing", "[analysis][entry]") {
  AnalysisWorkspace workspace;
  std::vector<ObservationKey> early;
  for (const ObservationKey key : keys)
    early.push_back(pack(0, 0, static_cast<Role>(arm_of(key)), false));
  std::ranges::sort(early);
  const LogRank plain = log_rank(keys, 1, workspace);
  const LogRank late = log_rank(keys, 1, workspace, early);
  CHECK(late.expected == plain.expected);
  CHECK(late.variance == plain.variance);
  const auto curve = kaplan_meier_curve(keys);
  const auto same = kaplan_meier_curve(keys, early);
  for (std::size_t i = 0; i < curve.size(); ++i)
    CHECK(same[i].survival == curve[i].survival);
}

TEST_CASE("a curve that falls to 0 early is told", "[analysis][entry]") {
  // Alone under observation at 2, with the event; the other enters at 3.
  const std::vector<ObservationKey> one{pack(2, 0, control, true),
                                        pack(4, 0, control, false)};
  const std::vector<ObservationKey> entered{pack(0, 0, control, false),
                                            pack(3, 0, control, false)};
  const ArmSurvival arm =
      analyze_arm({.sorted = one, .entries = entered, .times = times});
  REQUIRE(arm.early_end);
  CHECK(*arm.early_end == 2.0);
  CHECK_FALSE(analyze_arm({.sorted = one, .times = times}).early_end);
}

TEST_CASE("follow-up exchanges events and censorings", "[analysis][ANA-16]") {
  // Censored at 1, 3, 5, 5; events at 2, 3 don't end follow-up. Reverse curve:
  // 5/6 after 1; at 3 four are left: 5/6 * 3/4 = 0.625; 0 after 5.
  const std::vector<ObservationKey> six{
      pack(1, 0, control, false), pack(2, 0, control, true),
      pack(3, 0, control, true),  pack(3, 0, control, false),
      pack(5, 0, control, false), pack(5, 0, control, false)};
  const ArmSurvival arm = analyze_arm({.sorted = six, .times = times});
  CHECK(arm.follow_up.median == 5.0);
}

TEST_CASE("survival at a time is just after it, at risk just before",
          "[analysis]") {
  const std::vector<double> at{0.0, 2.0, 2.5, 4.0, 6.0};
  const std::vector<ObservationKey> two{pack(2, 0, control, true),
                                        pack(4, 0, control, false)};
  const auto points = analyze_arm({.sorted = two, .times = times, .at = at}).at;
  CHECK(points[0].survival == 1.0);
  CHECK(points[1].at_risk == 2);
  CHECK(points[1].survival == 0.5);
  CHECK(points[2].at_risk == 1);
  CHECK(points[3].at_risk == 1);
  CHECK(points[3].survival == 0.5);
  CHECK(points[4].at_risk == 0);
  CHECK(std::isnan(points[4].survival));  // nobody was seen so late
}
