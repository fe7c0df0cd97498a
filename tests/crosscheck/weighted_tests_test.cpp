// Tests for non-proportional hazards against R's survival
// (scripts/crosscheck-tests.R) and published values.
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "crosscheck/survival_reference.hpp"
#include "rehearse/analysis/test_result.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"
#include "support/csv_rows.hpp"

using namespace rehearse;

namespace {

const std::string stored = REHEARSE_SOURCE_DIR "/tests/crosscheck";

const SurvivalTest fh01 = WeightedLogRankTest{{FlemingHarrington{0, 1}}};
const SurvivalTest max_combo =
    WeightedLogRankTest{{FlemingHarrington{}, FlemingHarrington{0, 1}}};

TestResult result(const SurvivalTest& test, const DataSet& data) {
  return test_survival(test, data.keys, data.strata, {data.times});
}

DataSet logrank_246() {
  const CsvTable table = read_csv(stored + "/logrank_246.csv");
  std::vector<Subject> subjects;
  for (const auto& row : rows(table))
    subjects.push_back({std::strtod(row[0].c_str(), nullptr), row[1] == "1",
                        row[2] == "1" ? Role::experimental : Role::control});
  return data_set(subjects);
}

void check_near(double ours, const std::string& theirs, double scale) {
  const double value = std::strtod(theirs.c_str(), nullptr);
  CAPTURE(ours, value);
  CHECK(std::abs(ours - value) <= 1e-9 * (scale + std::abs(value)));
}

// set, kind, at, stratified, arm, value, variance
void check_row(std::vector<Subject> subjects,
               const std::vector<std::string>& row) {
  if (row[3] == "0")
    for (Subject& s : subjects) s.stratum = 0;
  const DataSet data = data_set(subjects);
  const double at = std::strtod(row[2].c_str(), nullptr);
  if (row[1] == "weighted") {
    WeightedLogRankWorkspace workspace;
    const std::vector<EventWeight> weights{FlemingHarrington{at, 0}};
    const auto scores = weighted_log_rank(data.keys, data.strata, {data.times},
                                          weights, workspace);
    check_near(scores.score[0], row[5], 1.0);
    check_near(scores.covariance(0, 0), row[6], 1.0);
    return;
  }
  HorizonWorkspace workspace;
  // Both arms, that one stratum may weigh anything.
  const auto survival =
      horizon_survival(data.keys, data.strata, {data.times}, at, workspace);
  const std::size_t arm = row[4] == "1" ? 1 : 0;
  const Estimate& estimate =
      row[1] == "rmst" ? survival.rmst[arm] : survival.survival[arm];
  check_near(estimate.value, row[5], 1e-3);
  check_near(estimate.variance, row[6], row[1] == "rmst" ? at * at : 1.0);
}

}  // namespace

TEST_CASE("weighted tests and restricted means agree with R on 104 data sets",
          "[crosscheck][analysis][ANA-05][ANA-07]") {
  const auto sets = survival_reference::read_data_sets(stored);
  const CsvTable table = read_csv(stored + "/tests_reference.csv");
  CHECK(table.rows.size() > 1400);
  for (const auto& row : rows(table)) {
    CAPTURE(row[0], row[1], row[2], row[3], row[4]);
    const auto& subjects = sets.at(row[0]);
    check_row(subjects, row);
  }
}

TEST_CASE("246 participants give what four packages give",
          "[crosscheck][analysis][ANA-05]") {
  // survival, lrstat, rpact and simtrial agree.
  const DataSet data = logrank_246();
  REQUIRE(data.keys.size() == 246);
  const auto z = [&](double rho, double gamma) {
    return result(WeightedLogRankTest{{FlemingHarrington{rho, gamma}}}, data).z;
  };
  CHECK(z(0, 0) == Approx(4.11535298758755).epsilon(1e-13));
  CHECK(z(0, 1) == Approx(3.41063092805031).epsilon(1e-13));
  CHECK(z(1, 1) == Approx(3.90302088056620).epsilon(1e-13));
  CHECK(z(1, 0) == Approx(3.95198564536418).epsilon(1e-13));
  const TestResult combined = result(max_combo, data);
  CHECK(combined.z == z(0, 0));
  CHECK(combined.p_one_sided.value ==
        Approx(3.46020531768465e-05).epsilon(1e-6));
}

TEST_CASE("aml gives simtrial's MaxCombo", "[crosscheck][analysis][ANA-06]") {
  // simtrial's MaxCombo vignette, recomputed.
  const auto sets = survival_reference::read_data_sets(stored);
  const DataSet aml = data_set(sets.at("aml"));
  CHECK(result(WeightedLogRankTest{}, aml).z == Approx(1.842929).margin(1e-6));
  CHECK(result(fh01, aml).z == Approx(1.621762).margin(1e-6));
  const TestResult combined = result(max_combo, aml);
  CHECK(combined.p_one_sided.value == Approx(.0491509).margin(1e-6));
  CHECK(combined.combined_z.size() == 2);
}
