#include "rehearse/analysis/cox.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/analysis/cox_score.hpp"
#include "rehearse/core/numbers.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

CoxFit fit(const std::vector<Subject>& subjects, Ties ties) {
  const DataSet data = data_set(subjects);
  AnalysisWorkspace workspace;
  return fit_cox(data.keys, data.strata, ties, workspace);
}

// Therneau & Grambsch (2000), appendix E: test data 1.
const std::vector<Subject> test1{
    {9, true, control},      {1, true, experimental}, {1, false, experimental},
    {6, true, experimental}, {6, true, control},      {8, false, control}};

// Deaths of one arm only, while both are at risk.
std::vector<Subject> one_sided(Role dying) {
  const Role other = dying == control ? experimental : control;
  return {{1, true, dying},
          {2, true, dying},
          {2, true, dying},
          {3, false, other},
          {4, true, other}};
}

}  // namespace

TEST_CASE("tied times: test data 1 of Therneau and Grambsch",
          "[analysis][exact][ANA-03]") {
  // The book prints 1.4752849 and 1.676857. With r the hazard ratio the score
  // is, Breslow: 2 - r/(r+1) - 2r/(r+3), 0 where r^2 = 3r + 6; Efron:
  // 2 - r/(r+1) - r/(r+3) - r/(r+5), 0 where r^3 = 23r + 30.
  const double breslow = (3.0 + std::sqrt(33.0)) / 2.0;
  const double third = 23.0 / 3.0;
  const double efron = 2.0 * std::sqrt(third) *
                       std::cos(std::acos(15.0 / std::pow(third, 1.5)) / 3.0);
  CHECK(fit(test1, Ties::breslow).log_hazard_ratio ==
        Approx(std::log(breslow)).epsilon(1e-14));
  CHECK(fit(test1, Ties::efron).log_hazard_ratio ==
        Approx(std::log(efron)).epsilon(1e-14));
  CHECK(std::log(breslow) == Approx(1.4752849).epsilon(1e-7));
  CHECK(std::log(efron) == Approx(1.676857).epsilon(1e-6));
}

TEST_CASE("without ties Efron and Breslow are the same", "[analysis]") {
  const std::vector<Subject> subjects{
      {1, true, control}, {2, true, experimental}, {3, false, control},
      {4, true, control}, {5, true, experimental}, {6, false, control}};
  CHECK(fit(subjects, Ties::efron).log_hazard_ratio ==
        fit(subjects, Ties::breslow).log_hazard_ratio);
}

TEST_CASE("the score is 0 at the estimate, to full precision", "[analysis]") {
  boost::random::mt19937_64 engine{8};
  AnalysisWorkspace workspace;
  for (int i = 0; i < 300; ++i) {
    std::vector<Subject> subjects;
    subjects.reserve(40);
    for (int k = 0; k < 40; ++k)
      subjects.push_back({static_cast<double>(engine() % 20), engine() % 4 != 0,
                          engine() % 5 == 0 ? control : experimental});
    const DataSet data = data_set(subjects);
    const RiskSets sets =
        collect_risk_sets(data.keys, 1, Ties::efron, workspace);
    const double beta = cox_log_hazard_ratio(sets);
    if (!std::isfinite(beta)) continue;
    const CoxScore at =
        cox_score(sets.control, sets.experimental, std::exp(beta));
    // What a Newton step would still add.
    CHECK(std::abs(sets.events[1] - at.expected) <=
          2e-14 * at.information * sets.events[1]);
  }
}

TEST_CASE("a likelihood that rises without end is told, not iterated",
          "[analysis][exact]") {
  for (const Ties ties : {Ties::efron, Ties::breslow}) {
    const CoxFit up = fit(one_sided(experimental), ties);
    const CoxFit down = fit(one_sided(control), ties);
    CHECK(up.log_hazard_ratio == infinity);
    CHECK(down.log_hazard_ratio == -infinity);
    CHECK(std::isnan(up.se));
    CHECK(up.lr_chi_square == Approx(down.lr_chi_square).epsilon(1e-14));
  }
  // By hand, Breslow: 3 of 5 die at 1, then 2 of 4 twice, and none of theirs
  // is left: 2 (log(5/3) + 2 log(4/2)).
  CHECK(fit(one_sided(experimental), Ties::breslow).lr_chi_square ==
        Approx(2.0 * (std::log(5.0 / 3.0) + 2.0 * std::log(2.0))));
}

TEST_CASE("no row that compares the arms: undefined", "[analysis][exact]") {
  const std::vector<Subject> one_arm{{1, true, control}, {2, true, control}};
  const std::vector<Subject> apart{{1, true, control, 0},
                                   {1, true, experimental, 1}};
  const std::vector<Subject> no_events{{1, false, control},
                                       {1, false, experimental}};
  for (const auto& subjects : {one_arm, apart, no_events}) {
    const CoxFit none = fit(subjects, Ties::efron);
    CHECK(std::isnan(none.log_hazard_ratio));
    CHECK(std::isnan(none.se));
    CHECK(std::isnan(none.score_chi_square));
  }
}

TEST_CASE("an estimate far out is still found", "[analysis][exact]") {
  // One event in each arm with 1 and `n` at risk on the first, 1 and 1 on the
  // second: the score 1 - r/(r + n) - r/(r + 1) is 0 at r = sqrt(n).
  const double n = GENERATE(1.0, 100.0, 40'000.0);
  std::vector<Subject> subjects{{1, true, experimental, 0},
                                {2, true, control, 1},
                                {3, false, experimental, 1}};
  for (int i = 0; i < static_cast<int>(n); ++i)
    subjects.push_back({4, false, control, 0});
  CHECK(fit(subjects, Ties::efron).log_hazard_ratio ==
        Approx(0.5 * std::log(n)).margin(1e-14).epsilon(1e-14));
}
