#include "rehearse/montecarlo/size_search.hpp"

#include <cmath>
#include <set>

#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Schoenfeld's power of a trial with hazard ratio 0.6, 1:1.
double power_of(double events) {
  return normal_upper_tail(normal_upper_quantile(0.025) -
                           std::sqrt(events) * 0.5 * -std::log(0.6));
}

}  // namespace

TEST_CASE("a search ends between two neighbours",
          "[montecarlo][exact][SIZ-04]") {
  // 161.07 events have power 0.9 (Schoenfeld 1983), 120.3 have 0.8.
  const double target = GENERATE(0.9, 0.8, 0.3);
  const int start = GENERATE(40, 161, 162, 700);
  std::set<int> asked;
  const SizeFound found =
      search_size({target, 0.025, start, 1, 1000}, [&](int events) {
        CHECK(asked.insert(events).second);
        return std::optional{power_of(events)};
      });
  CAPTURE(target, start);
  REQUIRE(found.end == SearchEnd::found);
  CHECK(power_of(found.events) >= target);
  CHECK(power_of(found.events - 1) < target);
  CHECK(asked.contains(found.events - 1));
  CHECK(asked.size() <= 7);
}

TEST_CASE("a search ends whatever luck does", "[montecarlo][exact]") {
  // Power that jumps about by far more than an event's worth.
  for (int seed = 0; seed < 200; ++seed) {
    const auto noisy = [seed](int events) {
      const double noise = std::sin(12.9898 * events + 78.233 * seed);
      return power_of(events) + 0.02 * noise;
    };
    const SizeFound found =
        search_size({0.9, 0.025, 150, 1, 1000},
                    [&](int events) { return std::optional{noisy(events)}; });
    REQUIRE(found.end == SearchEnd::found);
    CHECK(noisy(found.events) >= 0.9);
    CHECK(noisy(found.events - 1) < 0.9);
  }
}

TEST_CASE("a search that can't be ended says why", "[montecarlo][exact]") {
  const auto power = [](int events) { return std::optional{power_of(events)}; };
  CHECK(search_size({0.9, 0.025, 100, 1, 150}, power).end ==
        SearchEnd::out_of_reach);
  const SizeFound least = search_size({0.9, 0.025, 300, 200, 400}, power);
  CHECK(least.end == SearchEnd::found);
  CHECK(least.events == 200);
  CHECK(search_size({0.9, 0.025, 100, 1, 150}, [](int) {
          return std::optional<double>{};
        }).end == SearchEnd::interrupted);
}
