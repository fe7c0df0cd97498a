// Interval-censored data with known results: published ones, and random data
// sets as two R packages have them (scripts/crosscheck-intervals.R).
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "rehearse/analysis/interval_analysis.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"
#include "support/csv_rows.hpp"

using namespace rehearse;

namespace {

using Observations = std::vector<IntervalObservation>;

CsvTable stored(const std::string& file) {
  return read_csv(REHEARSE_SOURCE_DIR "/tests/crosscheck/" + file);
}

double number(const std::string& text) {
  return text.empty() ? std::numeric_limits<double>::infinity()
                      : std::strtod(text.c_str(), nullptr);
}

Observations cosmesis() {
  Observations seen;
  for (const auto& row : rows(stored("cosmesis.csv")))
    seen.push_back(
        {number(row[0]), number(row[1]), 0,
         row[2] == "radiotherapy" ? Role::control : Role::experimental});
  return seen;
}

// Columns set, left, right, arm.
std::map<std::string, Observations> random_sets() {
  std::map<std::string, Observations> sets;
  for (const auto& row : rows(stored("interval_data.csv")))
    sets[row[0]].push_back(
        {number(row[1]), number(row[2]), 0,
         row[3] == "1" ? Role::experimental : Role::control});
  return sets;
}

double pooled_log_likelihood(const Observations& seen) {
  IntervalStratum memory;
  return interval_npmle(seen, memory).log_likelihood;
}

}  // namespace

TEST_CASE("Turnbull's data give his estimate",
          "[crosscheck][intervals][ANA-08]") {
  Observations seen;
  for (const auto& row : rows(stored("turnbull.csv")))
    for (int i = 0; i < std::atoi(row[2].c_str()); ++i)
      seen.push_back({number(row[0]), number(row[1])});
  IntervalStratum memory;
  const Npmle npmle = interval_npmle(seen, memory);
  const std::vector published{0.538, 0.295, 0.210, 0.095};
  REQUIRE(npmle.steps.size() == 5);
  for (std::size_t k = 0; k < published.size(); ++k) {
    const auto time = static_cast<double>(k + 1);
    CHECK(npmle.steps[k].interval == InnermostInterval{time, time});
    CHECK(npmle.steps[k].survival == Approx(published[k]).margin(5e-4));
  }
  CHECK(npmle.breach < 1e-12);
}

TEST_CASE("breast cosmesis: two tests, hazard ratio and likelihoods",
          "[crosscheck][intervals][ANA-08]") {
  // Finkelstein & Wolfe (1985); log hazard ratio and se as published, .797
  // (.29), and recomputed.
  const Observations seen = cosmesis();
  REQUIRE(seen.size() == 94);
  const auto within = [](double value) {
    return Approx(value).epsilon(0).margin(1e-4);
  };
  CHECK(pooled_log_likelihood(seen) == within(-136.9638));
  const auto ours = analyze_intervals(seen, 1);
  CHECK(ours.tests.sun.z() == within(-2.66839));
  CHECK(ours.tests.finkelstein.z() == within(-2.68390));
  CHECK(ours.hazards.log_hazard_ratio == within(0.79743));
  CHECK(ours.hazards.se == Approx(0.2900).epsilon(0).margin(1e-3));
  CHECK(ours.hazards.lr_chi_square == Approx(7.859).epsilon(0).margin(5e-4));
  CHECK(ours.npmle[0].breach < 1e-9);
  CHECK(ours.npmle[1].breach < 1e-9);
  CHECK(ours.participants == std::array<std::size_t, 2>{46, 48});
  CHECK(ours.events == std::array<std::size_t, 2>{21, 35});
}

TEST_CASE("random data sets as R's interval and icenReg have them",
          "[crosscheck][intervals][ANA-08]") {
  const auto sets = random_sets();
  const CsvTable references = stored("interval_reference.csv");
  REQUIRE(references.rows.size() > 40);
  IntervalWorkspace workspace;
  for (const auto& row : rows(references)) {
    CAPTURE(row[0]);
    const Observations& seen = sets.at(row[0]);
    const auto tests = interval_score_tests(seen, 1, workspace);
    const auto hazards = fit_interval_hazards(seen, 1, workspace);
    const double npmle = pooled_log_likelihood(seen);
    CHECK(npmle == Approx(number(row[1])).margin(1e-7));
    CHECK(tests.sun.z() == Approx(number(row[2])).margin(1e-6));
    CHECK(tests.finkelstein.z() == Approx(number(row[3])).margin(1e-6));
    CHECK(hazards.log_hazard_ratio == Approx(number(row[4])).margin(1e-4));
    CHECK(npmle + 0.5 * hazards.lr_chi_square ==
          Approx(number(row[5])).margin(1e-7));
  }
}
