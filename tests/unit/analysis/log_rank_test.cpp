#include "rehearse/analysis/log_rank.hpp"

#include <vector>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

LogRank test(const std::vector<Subject>& subjects) {
  const DataSet data = data_set(subjects);
  AnalysisWorkspace workspace;
  return log_rank(data.keys, data.strata, workspace);
}

}  // namespace

TEST_CASE("four participants by hand", "[analysis][exact]") {
  // Control dies at 1 and 3, experimental at 2 and is censored at 4.
  // n1/n: 2/4, 2/3, 1/2; expected 5/3, variance 1/4 + 2/9 + 1/4.
  const LogRank t = test({{1, true, control},
                          {2, true, experimental},
                          {3, true, control},
                          {4, false, experimental}});
  CHECK(t.observed == std::array{2.0, 1.0});
  CHECK(t.expected[1] == Approx(5.0 / 3.0).epsilon(1e-15));
  CHECK(t.expected[0] == Approx(4.0 / 3.0).epsilon(1e-15));
  CHECK(t.score == Approx(2.0 / 3.0).epsilon(1e-15));
  CHECK(t.variance == Approx(13.0 / 18.0).epsilon(1e-15));
  CHECK(t.chi_square() == Approx(8.0 / 13.0).epsilon(1e-15));
}

TEST_CASE("tied events are handled at once, by the hypergeometric variance",
          "[analysis][exact][ANA-01]") {
  // Two of the control and one of the experimental arm die at 1, of three
  // each; a censoring at that time is still at risk at it.
  const LogRank t = test({{1, true, control},
                          {1, true, control},
                          {1, true, experimental},
                          {1, false, experimental},
                          {2, false, control},
                          {2, false, experimental}});
  CHECK(t.score == Approx(0.5).epsilon(1e-15));
  // 3 (1/2) (1/2) (6 - 3) / 5
  CHECK(t.variance == Approx(9.0 / 20.0).epsilon(1e-15));
}

TEST_CASE("strata are compared within themselves",
          "[analysis][exact][ANA-02]") {
  // Each stratum alone: score 1/2, variance 1/4.
  const LogRank t = test({{1, true, control, 0},
                          {5, false, experimental, 0},
                          {3, true, control, 1},
                          {4, false, experimental, 1}});
  CHECK(t.score == Approx(1.0).epsilon(1e-15));
  CHECK(t.variance == Approx(0.5).epsilon(1e-15));
}

TEST_CASE("p-values are the normal's", "[analysis][exact]") {
  LogRank t;
  t.variance = 4.0;
  t.score = 2.0 * 1.959963984540054;
  CHECK(t.p_one_sided() == Approx(0.025).epsilon(1e-12));
  CHECK(t.p_two_sided() == Approx(0.05).epsilon(1e-12));
  t.score = -t.score;
  CHECK(t.p_one_sided() == Approx(0.975).epsilon(1e-12));
  CHECK(t.p_two_sided() == Approx(0.05).epsilon(1e-12));
}

TEST_CASE("no information gives z = 0", "[analysis][exact]") {
  CHECK(test({}).z() == 0.0);
  CHECK(test({{1, true, control}}).z() == 0.0);
  CHECK(test({{1, false, control}, {2, false, experimental}}).z() == 0.0);
  CHECK(test({{1, true, control}, {2, true, control}}).z() == 0.0);
  // Everybody dies at once: the variance has n - d = 0.
  const LogRank all = test({{1, true, control}, {1, true, experimental}});
  CHECK(all.score == 0.0);
  CHECK(all.z() == 0.0);
  CHECK(all.p_two_sided() == 1.0);
}

TEST_CASE("strata are counted from 1 to 2^18", "[analysis][contract]") {
  AnalysisWorkspace workspace;
  CHECK_THROWS_AS(log_rank({}, 0, workspace), PreconditionError);
  CHECK_THROWS_AS(log_rank({}, max_strata + 1, workspace), PreconditionError);
}
