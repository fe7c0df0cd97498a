// Rows of the exact partial likelihood against its definition: sums over the
// sets of participants who might have had the events.
#include "rehearse/analysis/exact_ties.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/cox_score.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

struct Rows {
  std::vector<double> control;
  std::vector<double> experimental;
};

Rows rows_of(const TiedEvents& tied) {
  Rows rows{std::vector<double>(tied.events), std::vector<double>(tied.events)};
  exact_tie_rows(tied, rows.control, rows.experimental);
  return rows;
}

// Mean, variance and third central moment of the experimental events.
CoxScore moments(const Rows& rows, double ratio) {
  CoxScore sum;
  for (std::size_t i = 0; i < rows.control.size(); ++i) {
    const double n1 = rows.experimental[i] * ratio;
    const double p = n1 / (n1 + rows.control[i]);
    sum.expected += p;
    sum.information += p * (1.0 - p);
    sum.skewness += p * (1.0 - p) * (1.0 - 2.0 * p);
  }
  return sum;
}

// The same by the definition, P(x) in proportion to C(n1,x) C(n0,d-x) r^x.
CoxScore defined_moments(const TiedEvents& tied, double ratio) {
  const double n0 = tied.at_risk[0];
  const double n1 = tied.at_risk[1];
  const double d = tied.events;
  const auto log_choose = [](double n, double k) {
    return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) -
           std::lgamma(n - k + 1.0);
  };
  const double first = std::max(0.0, d - n0);
  const double last = std::min(d, n1);
  std::vector<double> logs;
  for (int i = 0; first + i <= last; ++i) {
    const double x = first + i;
    logs.push_back(log_choose(n1, x) + log_choose(n0, d - x) +
                   x * std::log(ratio));
  }
  const double largest = *std::ranges::max_element(logs);
  const auto mean_of = [&](auto value) {
    double sum = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < logs.size(); ++i) {
      const double weight = std::exp(logs[i] - largest);
      total += weight;
      sum += weight * value(first + static_cast<double>(i));
    }
    return sum / total;
  };
  const double mean = mean_of([](double x) { return x; });
  return {mean, mean_of([&](double x) { return std::pow(x - mean, 2); }),
          mean_of([&](double x) { return std::pow(x - mean, 3); })};
}

void check_moments(const TiedEvents& tied, double ratio, double accuracy) {
  CAPTURE(tied.events, tied.at_risk[0], tied.at_risk[1], ratio);
  const CoxScore ours = moments(rows_of(tied), ratio);
  const CoxScore defined = defined_moments(tied, ratio);
  const double scale = accuracy * (1.0 + defined.information);
  CHECK(std::abs(ours.expected - defined.expected) <= scale);
  CHECK(std::abs(ours.information - defined.information) <= scale);
  CHECK(std::abs(ours.skewness - defined.skewness) <= scale);
}

CoxFit exact_fit(const DataSet& data) {
  AnalysisWorkspace workspace;
  return fit_cox(data.keys, data.strata, Ties::exact, workspace);
}

std::vector<Subject> random_subjects(boost::random::mt19937_64& engine,
                                     std::size_t n, unsigned times) {
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < n; ++i)
    subjects.push_back(
        {static_cast<double>(engine() % times), engine() % 3 != 0,
         engine() % 2 == 0 ? Role::control : Role::experimental, engine() % 2});
  return subjects;
}

}  // namespace

TEST_CASE("one of n1 and n0 who has the event", "[analysis][exact]") {
  const Rows rows = rows_of({1, {5, 3}});
  CHECK(rows.experimental[0] == Approx(3.0 / 8.0).epsilon(1e-15));
  CHECK(rows.control[0] == Approx(5.0 / 8.0).epsilon(1e-15));
}

TEST_CASE("two of two and two: the roots of 1 + 4 r + r^2",
          "[analysis][exact]") {
  // r = -2 +- sqrt 3: rows with control / experimental = 2 +- sqrt 3.
  Rows rows = rows_of({2, {2, 2}});
  std::ranges::sort(rows.experimental);
  CHECK(rows.experimental[0] ==
        Approx(1.0 / (3.0 + std::sqrt(3.0))).epsilon(1e-14));
  CHECK(rows.experimental[1] ==
        Approx(1.0 / (3.0 - std::sqrt(3.0))).epsilon(1e-14));
}

TEST_CASE("events that no choice is left for are certain",
          "[analysis][exact]") {
  const auto experimental_of = [](const TiedEvents& tied) {
    auto rows = rows_of(tied);
    std::ranges::sort(rows.experimental);
    return rows.experimental;
  };
  using List = std::vector<double>;
  CHECK(experimental_of({3, {1, 2}}) == List{0, 1, 1});  // everybody
  CHECK(experimental_of({2, {0, 3}}) == List{1, 1});
  CHECK(experimental_of({2, {3, 0}}) == List{0, 0});
  // Three of one and three: two or three are experimental, 3 + r in all.
  CHECK(experimental_of({3, {1, 3}})[0] == Approx(0.25).epsilon(1e-15));
  CHECK(experimental_of({3, {1, 3}})[1] == 1.0);
  // Three of three and one: nobody or one is, 1 + 3 r in all.
  CHECK(experimental_of({3, {3, 1}})[1] == 0.0);
  CHECK(experimental_of({3, {3, 1}})[2] == Approx(0.75).epsilon(1e-15));
}

TEST_CASE("moments are the noncentral hypergeometric's", "[analysis][exact]") {
  const double ratio = GENERATE(0.05, 0.6, 1.0, 3.0, 40.0);
  for (std::uint32_t n0 = 0; n0 <= 9; ++n0)
    for (std::uint32_t n1 = n0 == 0 ? 1 : 0; n1 <= 9; ++n1)
      for (std::uint32_t d = 1; d <= n0 + n1; ++d)
        check_moments({d, {n0, n1}}, ratio, 2e-13);
}

TEST_CASE("moments hold with many events and unequal arms",
          "[analysis][exact]") {
  const double ratio = GENERATE(0.2, 0.6, 1.0, 2.5);
  // What is compared with loses digits to the logarithms of factorials.
  check_moments({40, {123, 123}}, ratio, 1e-11);
  check_moments({200, {123, 123}}, ratio, 1e-11);
  check_moments({30, {40'000, 1}}, ratio, 1e-9);
  check_moments({1, {1, 40'000}}, ratio, 1e-9);
  check_moments({900, {1'000, 20}}, ratio, 1e-10);
  check_moments({5'000, {5'000, 5'000}}, ratio, 1e-9);
}

TEST_CASE("at no difference they are the log-rank test's, at 10,000 too",
          "[analysis][exact]") {
  const double n0 = 5'500.0;
  const double n1 = 4'500.0;
  const double d = GENERATE(2.0, 700.0, 4'600.0, 9'999.0);
  const double n = n0 + n1;
  const CoxScore at =
      moments(rows_of({static_cast<std::uint32_t>(d), {5'500, 4'500}}), 1.0);
  CHECK(at.expected == Approx(d * n1 / n).epsilon(1e-12));
  CHECK(at.information ==
        Approx(d * n1 * n0 * (n - d) / (n * n * (n - 1.0))).epsilon(1e-12));
}

TEST_CASE("the exact score test is the log-rank test", "[analysis][ANA-03]") {
  boost::random::mt19937_64 engine{1};
  AnalysisWorkspace workspace;
  for (int i = 0; i < 300; ++i) {
    const DataSet data = data_set(random_subjects(engine, 60, 6));
    const double log_rank_chi_square =
        log_rank(data.keys, data.strata, workspace).chi_square();
    CHECK(exact_fit(data).score_chi_square ==
          Approx(log_rank_chi_square).epsilon(1e-11));
  }
}

TEST_CASE("without ties exact is Efron, byte for byte", "[analysis]") {
  std::vector<Subject> subjects;
  subjects.reserve(100);
  boost::random::mt19937_64 engine{2};
  for (int i = 0; i < 100; ++i)
    subjects.push_back({i + 1.0, engine() % 3 != 0,
                        engine() % 2 == 0 ? Role::control : Role::experimental,
                        engine() % 3});
  const DataSet data = data_set(subjects);
  AnalysisWorkspace workspace;
  const CoxFit efron = fit_cox(data.keys, data.strata, Ties::efron, workspace);
  const CoxFit exact = exact_fit(data);
  CHECK(exact.log_hazard_ratio == efron.log_hazard_ratio);
  CHECK(exact.se == efron.se);
  CHECK(exact.lr_chi_square == efron.lr_chi_square);
}

TEST_CASE("one 2 x 2 table: the conditional odds ratio by hand",
          "[analysis][exact]") {
  // Two of two and two, one experimental: (4 r + 2 r^2) / (1 + 4 r + r^2) = 1
  // at r = 1. Of three and two: 3 + 6 r + r^2, one experimental, r = sqrt 3.
  const auto fit_of = [](std::size_t controls) {
    std::vector<Subject> subjects{{1, true, Role::control},
                                  {1, true, Role::experimental},
                                  {2, false, Role::experimental}};
    subjects.insert(subjects.end(), controls - 1, {2, false, Role::control});
    return exact_fit(data_set(subjects)).log_hazard_ratio;
  };
  CHECK(fit_of(2) == Approx(0.0).margin(1e-14));
  CHECK(fit_of(3) == Approx(0.5 * std::log(3.0)).epsilon(1e-14));
}

TEST_CASE("an exact likelihood that rises without end is told",
          "[analysis][exact]") {
  // Both events of two and two are experimental: 2 log of 6 equal choices.
  const CoxFit fit = exact_fit(data_set({{1, true, Role::experimental},
                                         {1, true, Role::experimental},
                                         {2, false, Role::control},
                                         {2, false, Role::control}}));
  CHECK(std::isinf(fit.log_hazard_ratio));
  CHECK(fit.lr_chi_square == Approx(2.0 * std::log(6.0)).epsilon(1e-13));
}
