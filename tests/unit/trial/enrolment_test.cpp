#include "rehearse/trial/enrolment.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/random/columns.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

EnrolmentPlan ramp() { return {EnrolmentModel::uniform, 480.0, 180.0, {}}; }

std::vector<double> entries(const EnrolmentPlan& plan, int n,
                            std::uint64_t replicate) {
  std::vector<double> column(static_cast<std::size_t>(n) + 1);
  fill_exponential({3, Purpose::enrolment, replicate}, 0, column);
  std::vector<double> entry(static_cast<std::size_t>(n));
  EnrolmentProfile{plan, n}.entry_times(column, entry);
  return entry;
}

}  // namespace

TEST_CASE("a ramp's share is a parabola, then a line", "[trial][exact]") {
  // By hand: the area is 90 + 300 days of the plateau's rate.
  const EnrolmentProfile profile{ramp(), 246};
  CHECK(profile.entered_share(90.0) == Approx(22.5 / 390.0));
  CHECK(profile.entered_share(180.0) == Approx(90.0 / 390.0));
  CHECK(profile.entered_share(330.0) == Approx(240.0 / 390.0));
  CHECK(profile.entered_share(480.0) == Approx(1.0));
  CHECK(profile.entered_share(999.0) == 1.0);
  CHECK(profile.expected_end() == Approx(480.0));
}

TEST_CASE("even entries stand where the share is i / n", "[trial][exact]") {
  EnrolmentPlan plan = ramp();
  plan.model = EnrolmentModel::even;
  const std::vector<double> entry = entries(plan, 39, 0);
  const EnrolmentProfile profile{plan, 39};
  for (std::size_t i = 0; i < entry.size(); ++i)
    CHECK(profile.entered_share(entry[i]) ==
          Approx(static_cast<double>(i + 1) / 39.0)
              .margin(0.5 * one_tick / 390.0)
              .epsilon(1e-12));
}

TEST_CASE("an even entry does not wait out a pause", "[trial][exact]") {
  // 8 a month for 6 months are the 48: the last enters as the pause begins.
  const double month = 30.4375;
  const EnrolmentPlan plan{
      EnrolmentModel::even,
      0.0,
      0.0,
      {{6 * month, 8 / month}, {12 * month, 0.0}, {unbounded, 10 / month}}};
  CHECK(entries(plan, 48, 0).back() == Approx(6 * month));
  const EnrolmentProfile profile{plan, 48};
  CHECK(profile.expected_end() == Approx(6 * month));
}

TEST_CASE("entries ascend, on the grid, inside the duration",
          "[trial][exact]") {
  const std::vector<double> entry = entries(ramp(), 1000, 5);
  CHECK(std::ranges::is_sorted(entry));
  CHECK(entry.front() >= 0.0);
  CHECK(entry.back() <= 480.0);
  for (const double days : entry) REQUIRE(on_grid(days) == days);
}

TEST_CASE("uniform entries follow the profile",
          "[trial][statistical][SIM-08]") {
  // Kolmogorov-Smirnov: 2.3 / sqrt(n) is exceeded with probability 5e-5.
  constexpr int n = 200'000;
  const std::vector<double> entry = entries(ramp(), n, 1);
  const EnrolmentProfile profile{ramp(), n};
  double distance = 0.0;
  for (int i = 0; i < n; ++i)
    distance = std::max(
        distance,
        std::abs(profile.entered_share(entry[static_cast<std::size_t>(i)]) -
                 (i + 0.5) / n));
  CHECK(distance < 2.3 / std::sqrt(n));
}

TEST_CASE("poisson entries have the rates of their periods",
          "[trial][statistical][SIM-08]") {
  // 8 a month for 6 months, a pause, then 18 a month (domain.md §1).
  const double month = 30.4375;
  const EnrolmentPlan plan{
      EnrolmentModel::poisson,
      0.0,
      0.0,
      {{6 * month, 8 / month}, {7 * month, 0.0}, {unbounded, 18 / month}}};
  const EnrolmentProfile profile{plan, 246};
  CHECK(profile.expected_end() / month == Approx(7 + (246 - 48) / 18.0));
  constexpr int lists = 2000;
  int first = 0;
  double last = 0.0;
  for (int k = 0; k < lists; ++k) {
    const auto entry = entries(plan, 246, static_cast<std::uint64_t>(k));
    first += static_cast<int>(
        std::ranges::count_if(entry, [&](double t) { return t < 6 * month; }));
    REQUIRE(std::ranges::none_of(entry, [&](double t) {
      return t > 6 * month + 1e-6 && t < 7 * month - 1e-6;
    }));
    last += entry.back() / month;
  }
  // Poisson(48) in the first six months; 4 standard errors. The 246th entry:
  // sd sqrt(198)/18 and a little more.
  CHECK(first / static_cast<double>(lists) ==
        Approx(48.0).margin(4 * std::sqrt(48.0 / lists)));
  CHECK(last / lists == Approx(18.0).margin(4 * 0.9 / std::sqrt(lists)));
}
