#include "rehearse/endpoint/piecewise_linear.hpp"

#include <array>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// 2 x up to 3, level up to 5, then 1/4 of a unit a day.
const PiecewiseLinear bent{
    std::array<LinearPiece, 3>{{{0.0, 2.0}, {3.0, 0.0}, {5.0, 0.25}}}};
// Never more than 2.
const PiecewiseLinear bounded{
    std::array<LinearPiece, 2>{{{0.0, 0.5}, {4.0, 0.0}}}};

PiecewiseLinear of(const std::vector<LinearPiece>& pieces) {
  return PiecewiseLinear{pieces};
}

}  // namespace

TEST_CASE("values, slopes and inverses of pieces, by hand",
          "[endpoint][exact]") {
  CHECK(bent.value(0.0) == 0.0);
  CHECK(bent.value(1.5) == 3.0);
  CHECK(bent.value(3.0) == 6.0);
  CHECK(bent.value(4.0) == 6.0);
  CHECK(bent.value(9.0) == 7.0);
  CHECK(bent.slope(2.0) == 2.0);
  CHECK(bent.slope(3.0) == 0.0);
  CHECK(bent.slope(100.0) == 0.25);
  CHECK(bent.inverse(0.0) == 0.0);
  CHECK(bent.inverse(3.0) == 1.5);
  CHECK(bent.inverse(6.0) == 3.0);  // the smallest
  CHECK(bent.inverse(7.0) == 9.0);
  CHECK(bounded.value(100.0) == 2.0);
  CHECK(bounded.value(infinity) == 2.0);
  CHECK(bounded.inverse(2.0) == 4.0);
  CHECK(bounded.inverse(2.001) == infinity);
  CHECK_FALSE(bent.is_linear());
}

TEST_CASE("a column is inverted in place", "[endpoint][exact]") {
  std::vector<double> column{7.0, 0.5, 6.0, 6.25};
  bent.invert(column);
  CHECK(column == std::vector{9.0, 0.25, 3.0, 6.0});
}

TEST_CASE("without pieces it is the identity", "[endpoint][exact]") {
  const PiecewiseLinear identity;
  CHECK(identity.is_linear());
  CHECK(identity.value(2.5) == 2.5);
  CHECK(identity.slope(2.5) == 1.0);
  CHECK(identity.inverse(2.5) == 2.5);
}

TEST_CASE("pieces begin at 0, ascend and don't fall", "[endpoint][error]") {
  CHECK_THROWS_AS(of({}), PreconditionError);
  CHECK_THROWS_AS(of({{1.0, 1.0}}), PreconditionError);
  CHECK_THROWS_AS(of({{0.0, -1.0}}), PreconditionError);
  CHECK_THROWS_AS(of({{0.0, 1.0}, {2.0, 1.0}, {2.0, 2.0}}), PreconditionError);
  CHECK_THROWS_AS(of({{0.0, 1.0}, {2.0, 1.0}, {1.0, 2.0}}), PreconditionError);
  CHECK_NOTHROW(of({{0.0, 0.0}, {2.0, 1.0}}));
}
