#include "rehearse/analysis/cox_score.hpp"

#include <hwy/targets.h>

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Rows {
  std::vector<double> control, experimental;
};

Rows random_rows(std::size_t rows) {
  boost::random::mt19937_64 engine{7};
  Rows r;
  for (std::size_t i = 0; i < rows; ++i) {
    r.control.push_back(static_cast<double>(1 + engine() % 120) - 1.0 / 3.0);
    r.experimental.push_back(static_cast<double>(engine() % 120));
  }
  return r;
}

}  // namespace

TEST_CASE("the score's sums are those of their definition", "[analysis]") {
  const Rows rows = random_rows(168);
  const double ratio = 0.6;
  long double expected = 0, information = 0, skewness = 0;
  for (std::size_t i = 0; i < rows.control.size(); ++i) {
    const long double weight = rows.experimental[i] * ratio;
    const long double p = weight / (weight + rows.control[i]);
    expected += p;
    information += p * (1 - p);
    skewness += p * (1 - p) * (1 - 2 * p);
  }
  const CoxScore ours = cox_score(rows.control, rows.experimental, ratio);
  CHECK(ours.expected == Approx(static_cast<double>(expected)).epsilon(1e-14));
  CHECK(ours.information ==
        Approx(static_cast<double>(information)).epsilon(1e-14));
  CHECK(ours.skewness == Approx(static_cast<double>(skewness)).epsilon(1e-13));
}

TEST_CASE("the same bytes on every instruction set", "[analysis]") {
  const Rows rows = random_rows(1000);
  const CoxScore best = cox_score(rows.control, rows.experimental, 0.61);
  int targets = 0;
  for (auto rest = hwy::SupportedTargets(); rest != 0; rest &= rest - 1) {
    hwy::SetSupportedTargetsForTest(rest & -rest);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    const CoxScore one = cox_score(rows.control, rows.experimental, 0.61);
    CHECK(one.expected == best.expected);
    CHECK(one.information == best.information);
    CHECK(one.skewness == best.skewness);
    hwy::SetSupportedTargetsForTest(0);
    ++targets;
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  CHECK(targets >= 2);
}

TEST_CASE("rows come in eights", "[analysis][contract]") {
  const std::vector<double> seven(7, 1.0);
  CHECK_THROWS_AS(cox_score(seven, seven, 1.0), PreconditionError);
}
