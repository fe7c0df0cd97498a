#include "forecast/needed_sites.hpp"

#include <boost/math/distributions/negative_binomial.hpp>
#include <cmath>

#include "support/catch.hpp"
#include "unit/forecast/trials.hpp"

using namespace rehearse;

namespace {

ForecastModels with_sites(double mean, double shape) {
  ForecastModels models;
  models.sites.emplace();
  models.sites->maximum.parameters = {std::log(mean), std::log(shape)};
  return models;
}

}  // namespace

// Half of the futures lack 10, the others nothing: P(on time) = 1/2 + 1/2
// P(k sites bring 10 in 100 days), which Boost's distribution has as failures
// before k shape successes.
TEST_CASE("as many sites are needed as bring what is lacking",
          "[forecast][exact]") {
  const double mean = 0.02;
  const double shape = 1.2;
  const CountsByTime counts{{200.0}, {90, 100, 90, 104}};
  const Need need{{"participants 100", Counted::participants, 100}, 200.0};
  const OngoingTrial trial{"2026-01-01", 100.0, 0.0, {}};
  const SitesNeeded needed =
      needed_sites(need, trial, counts, 0, with_sites(mean, shape));
  CHECK(needed.now.estimate == 0.5);
  const auto on_time = [&](int sites) {
    if (sites == 0) return 0.5;
    const boost::math::negative_binomial brought{
        sites * shape, 1.0 / (1.0 + mean * 100.0 / shape)};
    return 0.5 + 0.5 * cdf(complement(brought, 9));
  };
  REQUIRE(needed.rows.size() == 3);
  CHECK(needed.rows[0].sites == 0);
  for (const SitesNeeded::Row& row : needed.rows) {
    REQUIRE(row.sites);
    CHECK(on_time(*row.sites) >= row.probability);
    if (*row.sites > 0) CHECK(on_time(*row.sites - 1) < row.probability);
  }
}

TEST_CASE("no sites help where time is over, or events are needed",
          "[forecast][exact]") {
  const CountsByTime counts{{50.0}, {90, 90}};
  const OngoingTrial trial{"2026-01-01", 100.0, 0.0, {}};
  Need need{{"participants 100", Counted::participants, 100}, 50.0};
  const auto late = needed_sites(need, trial, counts, 0, with_sites(0.02, 1.0));
  CHECK(!late.rows.front().sites);
  need.milestone.counted = Counted::events;
  CHECK(
      needed_sites(need, trial, counts, 0, with_sites(0.02, 1.0)).rows.empty());
}
