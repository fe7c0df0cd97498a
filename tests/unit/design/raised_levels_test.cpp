#include "rehearse/design/raised_levels.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Events that two hypotheses share at two looks, themselves on the diagonal.
struct SharedEvents {
  std::vector<std::vector<double>> interim, final;
};

Eigen::MatrixXd correlation_of(const SharedEvents& shared,
                               const std::vector<std::size_t>& of) {
  const auto n = static_cast<Eigen::Index>(of.size());
  const auto events = [&](Eigen::Index k, Eigen::Index i, Eigen::Index j) {
    const auto& at = k == 0 ? shared.interim : shared.final;
    return at[of[static_cast<std::size_t>(i)]][of[static_cast<std::size_t>(j)]];
  };
  return Eigen::MatrixXd::NullaryExpr(
      2 * n, 2 * n, [&](Eigen::Index a, Eigen::Index b) {
        const Eigen::Index i = a % n;
        const Eigen::Index j = b % n;
        return events(std::min(a / n, b / n), i, j) /
               std::sqrt(events(a / n, i, i) * events(b / n, j, j));
      });
}

// The two looks of hypotheses at these shares of 0.025, each by its own
// spending function.
std::vector<JointLook> own_looks(const SharedEvents& shared,
                                 const std::vector<std::size_t>& of,
                                 const std::vector<double>& share,
                                 const FunctionSpending& spending) {
  std::vector<JointLook> looks(2);
  for (std::size_t i = 0; i < of.size(); ++i) {
    GroupSequentialPlan plan;
    plan.alpha = 0.025 * share[i];
    plan.efficacy = spending;
    plan.looks = {{shared.interim[of[i]][of[i]]}, {shared.final[of[i]][of[i]]}};
    const auto solved = solve_design(plan);
    const auto& bounds = std::get<GroupSequentialDesign>(solved).bounds;
    for (std::size_t k = 0; k < 2; ++k) {
      looks[k].levels.push_back(normal_upper_tail(bounds[k].efficacy_z));
      looks[k].spent += bounds[k].alpha_spent;
    }
  }
  return looks;
}

struct Factors {
  double interim, final;
};

// The levels of the final look are raised beside the interim's raised ones.
Factors factors_of(const Eigen::MatrixXd& correlation,
                   std::vector<JointLook> looks) {
  const std::span<const JointLook> all{looks};
  const auto n = static_cast<Eigen::Index>(looks[0].levels.size());
  Factors found{};
  found.interim = raising_factor(correlation.topLeftCorner(n, n), all.first(1));
  for (double& level : looks[0].levels) level *= found.interim;
  found.final = raising_factor(correlation, all);
  return found;
}

}  // namespace

// Three arms with one control: Anderson et al. (2022), example 2, whose factors
// the R package wpgsd prints in its quickstart (method 3c). It asks mvtnorm for
// probabilities to 1e-5, of which the interim look of all three spends 6e-4;
// `exact` is R's mvtnorm with Miwa's 512 steps and uniroot (six dimensions: its
// 2e7 randomized points, to 2e-8).
TEST_CASE("levels are raised as in the published example of three arms",
          "[design][oracle]") {
  const SharedEvents shared{
      {{155, 85, 85}, {85, 160, 85}, {85, 85, 165}},
      {{305, 170, 170}, {170, 320, 170}, {170, 170, 335}}};
  struct Case {
    std::vector<std::size_t> of;
    Factors printed;
    Factors exact;
  };
  for (const auto& [of, printed, exact] :
       std::vector<Case>{{{0, 1, 2}, {1.0421, 1.1493}, {1.0369060, 1.1491004}},
                         {{0, 1}, {1.0266, 1.0942}, {1.0266121, 1.0941527}},
                         {{0, 2}, {1.0247, 1.0898}, {1.0246536, 1.0896864}},
                         {{1, 2}, {1.0230, 1.0855}, {1.0229958, 1.0853064}}}) {
    const double share = 1.0 / static_cast<double>(of.size());
    const auto looks =
        own_looks(shared, of, std::vector<double>(of.size(), share),
                  FunctionSpending{Spending::lan_demets_obrien_fleming, 0.0});
    const auto [interim, final] = factors_of(correlation_of(shared, of), looks);
    CAPTURE(of.size(), of.back());
    CHECK(interim == Approx(exact.interim).margin(2e-5).epsilon(0.0));
    CHECK(final == Approx(exact.final).margin(2e-5).epsilon(0.0));
    // By so much does a probability's error move a factor.
    CHECK(interim ==
          Approx(printed.interim).margin(1e-5 / looks[0].spent).epsilon(0.0));
    CHECK(final == Approx(printed.final).margin(1e-5 / 0.025).epsilon(0.0));
  }
}

TEST_CASE("one hypothesis, or equal ones, are raised as one test is",
          "[design][exact]") {
  const SharedEvents one{{{50, 50}, {50, 50}}, {{100, 100}, {100, 100}}};
  const FunctionSpending spending{Spending::lan_demets_pocock, 0.0};
  const auto alone = factors_of(correlation_of(one, {0}),
                                own_looks(one, {0}, {1.0}, spending));
  CHECK(alone.interim == 1.0);
  CHECK(alone.final == Approx(1.0).margin(1e-6));
  // Pocock's spending is in proportion to alpha: two halves of one test spend
  // as the whole does, whose level each has then.
  const auto looks = own_looks(one, {0, 1}, {0.5, 0.5}, spending);
  const auto whole = own_looks(one, {0}, {1.0}, spending);
  const auto both = factors_of(correlation_of(one, {0, 1}), looks);
  for (const auto& [k, factor] : {std::pair{0, both.interim}, {1, both.final}})
    CHECK(looks[k].levels[0] * factor ==
          Approx(whole[k].levels[0]).epsilon(1e-4));
}

TEST_CASE("nothing is raised where nothing is spent", "[design][exact]") {
  const Eigen::MatrixXd correlation = Eigen::MatrixXd::Identity(4, 4);
  const std::vector<JointLook> looks{{{0.0, 0.0}, 0.0}, {{0.01, 0.015}, 0.025}};
  CHECK(raising_factor(correlation.topLeftCorner(2, 2),
                       std::span{looks}.first(1)) == 1.0);
  // Independent: 1 - (1 - .01 c)(1 - .015 c) = .025.
  const double c = raising_factor(correlation, looks);
  CHECK((1.0 - 0.01 * c) * (1.0 - 0.015 * c) == Approx(0.975).epsilon(1e-8));
  CHECK(first_rejection_at_last(correlation, looks).value ==
        Approx(1.0 - 0.99 * 0.985).epsilon(1e-8));
}
