#include "rehearse/design/operating_characteristics.hpp"

#include <vector>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

StoppingAtLook at(double reject, double futility, double harm) {
  StoppingAtLook stopping{};
  stopping.reject = reject;
  stopping.futility = futility;
  stopping.harm = harm;
  return stopping;
}

}  // namespace

TEST_CASE("information to be expected, by hand", "[design][exact]") {
  // All have 10; what 0.5 and 0.125 leave of them go on to 30 and to 100.
  const std::vector<ScoreMoments> looks{{10.0, 0.0}, {30.0, 0.0}, {100.0, 0.0}};
  const std::vector<StoppingAtLook> stopping{
      at(0.25, 0.125, 0.125), at(0.25, 0.0625, 0.0625), at(0.125, 0.0, 0.0)};
  CHECK(expected_information(looks, stopping) ==
        10.0 + 0.5 * 20.0 + 0.125 * 70.0);
  CHECK_THROWS_AS(expected_information(looks, {}), PreconditionError);
  CHECK_THROWS_AS(expected_information({}, {}), PreconditionError);
}

TEST_CASE("rejections add up", "[design][exact]") {
  const std::vector<StoppingAtLook> stopping{
      at(0.25, 0.5, 0.0), at(0.125, 0.0, 0.0), at(0.0625, 0.0, 0.0)};
  CHECK(cumulative_reject(stopping) == std::vector{0.25, 0.375, 0.4375});
}
