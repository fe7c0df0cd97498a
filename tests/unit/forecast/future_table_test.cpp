#include "rehearse/forecast/future_table.hpp"

#include <cmath>

#include "rehearse/random/word_stream.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("limits are days that a share of the futures doesn't pass",
          "[forecast][exact]") {
  std::vector<double> days;
  for (int d = 1; d <= 80; ++d) days.push_back(d);
  days.insert(days.end(), 20, not_reached);
  const std::vector<double> by{40.0, 40.5, 1000.0};
  const MilestoneForecast m = milestone_forecast(
      {"events 9", Counted::events, 9}, 3, days, by, {true, true});
  CHECK(m.observed == 3);
  CHECK(m.day[0] == 5.0);
  CHECK(m.day[3] == 50.0);
  CHECK(m.day[4] == 75.0);
  CHECK(m.day[5] == not_reached);
  CHECK(m.never.estimate == Approx(0.2));
  CHECK(m.by[0].estimate == Approx(0.4));
  CHECK(m.by[1].estimate == Approx(0.4));
  CHECK(m.by[2].estimate == Approx(0.8));
}

// Pairs that always agree are worth one each, those that are independent two.
TEST_CASE("errors know that pairs belong together", "[forecast][exact]") {
  std::vector<bool> together, apart;
  for (int i = 0; i < 400; ++i) {
    together.push_back(i / 2 % 2 == 0);
    apart.push_back(i % 8 == 0 || i % 8 == 1 || i % 8 == 2 || i % 8 == 5);
  }
  CHECK(share_of_futures(together).mcse == Approx(0.5 / std::sqrt(200.0)));
  CHECK(share_of_futures(apart).mcse == Approx(0.5 / std::sqrt(400.0)));
  const Proportion none = share_of_futures(std::vector<bool>(400, false));
  CHECK(none.estimate == 0.0);
  CHECK(none.ci95[1] > 0.01);  // Wilson's of 200
}

namespace {

// parameters + entries + chance, uniforms of variance 1/12 times the squares
// of these.
std::vector<double> days_of(double parameters, double entries, double chance) {
  WordStream words{{5, Purpose::forecast, 0}, 0};
  std::vector<double> days;
  for (int pair = 0; pair < 40'000; ++pair) {
    const double common = 1000.0 + parameters * words.uniform();
    double entered = entries * words.uniform();
    for (int which = 0; which < 2; ++which) {
      if (which == 1 && pair % 2 == 1) entered = entries * words.uniform();
      days.push_back(common + entered + chance * words.uniform());
    }
  }
  return days;
}

}  // namespace

// 40,000 pairs: a part's error is below .02 of the whole, so .09 is 4.5.
TEST_CASE("a variance falls into its causes", "[forecast][statistical]") {
  const VarianceByCause v = variance_by_cause(days_of(20.0, 30.0, 10.0),
                                              {true, true}, Counted::events);
  const double whole = (400.0 + 900.0 + 100.0) / 12.0;
  CHECK(std::abs(v.parameters - 400.0 / 12.0) < 0.09 * whole);
  CHECK(std::abs(v.enrolment - 900.0 / 12.0) < 0.09 * whole);
  CHECK(std::abs(v.chance - 100.0 / 12.0) < 0.09 * whole);
  CHECK(std::abs(v.parameters + v.enrolment + v.chance - whole) < 0.03 * whole);
}

TEST_CASE("a cause that is held fixed has no part", "[forecast][exact]") {
  const auto days = days_of(20.0, 30.0, 10.0);
  const auto by = [&](CausesDrawn drawn, Counted counted = Counted::events) {
    return variance_by_cause(days, drawn, counted);
  };
  CHECK(by({false, true}).parameters == 0.0);
  CHECK(by({true, false}).enrolment == 0.0);
  CHECK(by({true, true}, Counted::participants).chance == 0.0);
  const VarianceByCause none = by({false, false});
  CHECK(none.parameters + none.enrolment == 0.0);
  CHECK(none.chance > 0.0);
}

// A single future, millennia away, doesn't make a variance.
TEST_CASE("a variance is of the days within reach", "[forecast][exact]") {
  auto days = days_of(20.0, 30.0, 10.0);
  const VarianceByCause before =
      variance_by_cause(days, {true, true}, Counted::events);
  days[6] = 1e6;
  const VarianceByCause after =
      variance_by_cause(days, {true, true}, Counted::events);
  CHECK(after.parameters == Approx(before.parameters).epsilon(0.01));
  CHECK(after.chance == Approx(before.chance).epsilon(0.1));
}

TEST_CASE("a milestone that is never reached has no variance",
          "[forecast][exact]") {
  const VarianceByCause v = variance_by_cause(
      std::vector<double>(100, not_reached), {true, true}, Counted::events);
  CHECK(v.parameters + v.enrolment + v.chance == 0.0);
}

TEST_CASE("counts are summarized over the futures", "[forecast][exact]") {
  CountsByTime counts{{30.0, 60.0}, {}};
  for (std::uint32_t f = 1; f <= 20; ++f)
    counts.counts.insert(counts.counts.end(), {f, 100 + f});
  const MonthForecast::Count second = count_forecast(counts, 1);
  CHECK(second.mean == Approx(110.5));
  CHECK(second.q05 == 101.0);
  CHECK(second.q95 == 119.0);
}
