#include "rehearse/analysis/test_result.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

DataSet some_data(unsigned seed) {
  boost::random::mt19937_64 engine{seed};
  std::vector<Subject> subjects;
  for (int i = 0; i < 80; ++i)
    subjects.push_back(
        {static_cast<double>(1 + engine() % 20), engine() % 4 != 0,
         i % 2 == 0 ? Role::control : Role::experimental, engine() % 2});
  return data_set(subjects);
}

TestResult result(const SurvivalTest& test, const DataSet& data) {
  return test_survival(test, data.keys, data.strata, {data.times});
}

const std::vector<SurvivalTest> all_kinds{
    WeightedLogRankTest{},
    WeightedLogRankTest{{FlemingHarrington{0, 1}}},
    WeightedLogRankTest{{FlemingHarrington{}, Gehan{}, ModestlyWeighted{5}}},
    RmstTest{12.0},
    RmstTest{12.0, RmstContrast::ratio},
    MilestoneTest{12.0}};

}  // namespace

TEST_CASE("the statistic alone is the result's", "[analysis]") {
  TestWorkspace workspace;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const DataSet data = some_data(seed);
    for (const SurvivalTest& test : all_kinds) {
      const TestResult full = result(test, data);
      CHECK(
          test_statistic(test, data.keys, data.strata, {data.times}, workspace)
              .z == full.z);
      CHECK(std::holds_alternative<WeightedLogRankTest>(test) !=
            full.estimate.has_value());
      if (full.estimate) CHECK(full.estimate->z == full.z);
    }
  }
}

TEST_CASE("one z has the normal's p-values", "[analysis][exact]") {
  const TestResult r = result(MilestoneTest{12.0}, some_data(3));
  CHECK(r.p_one_sided.value ==
        Approx(0.5 * std::erfc(r.z / std::sqrt(2.0))).epsilon(1e-14));
  CHECK(r.p_two_sided.value ==
        Approx(std::erfc(std::abs(r.z) / std::sqrt(2.0))).epsilon(1e-14));
  CHECK(r.p_one_sided.error == 0.0);
  CHECK(r.combined_z.empty());
}

TEST_CASE("RMST, its ratio and the milestone are told apart", "[analysis]") {
  const DataSet data = some_data(4);
  HorizonWorkspace workspace;
  const auto at =
      horizon_survival(data.keys, data.strata, {data.times}, 12.0, workspace);
  CHECK(result(RmstTest{12.0}, data).z == difference(at.rmst).z);
  CHECK(result(RmstTest{12.0, RmstContrast::ratio}, data).z ==
        ratio(at.rmst).z);
  CHECK(result(MilestoneTest{12.0}, data).z == difference(at.survival).z);
}

TEST_CASE("MaxCombo's p is between the best test's and the sum of all",
          "[analysis]") {
  const SurvivalTest test = all_kinds[2];
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const TestResult r = result(test, some_data(seed));
    REQUIRE(r.combined_z.size() == 3);
    CHECK(r.z == *std::ranges::max_element(r.combined_z));
    double best = 1.0;
    double all = 0.0;
    double best_two_sided = 1.0;
    for (const double z : r.combined_z) {
      const double p = 0.5 * std::erfc(z / std::sqrt(2.0));
      best = std::min(best, p);
      all += 0.5 * std::erfc(r.z / std::sqrt(2.0));
      best_two_sided =
          std::min(best_two_sided, std::erfc(std::abs(z) / std::sqrt(2.0)));
    }
    CHECK(r.p_one_sided.value > best);
    CHECK(r.p_one_sided.value < all);
    CHECK(r.p_two_sided.value > best_two_sided);
    CHECK(r.p_two_sided.value < 3.0 * best_two_sided);
  }
}

TEST_CASE("arms that change places exchange a test's one-sided p",
          "[analysis]") {
  std::vector<Subject> subjects;
  boost::random::mt19937_64 engine{9};
  for (int i = 0; i < 60; ++i)
    subjects.push_back({static_cast<double>(1 + engine() % 20), true,
                        i % 3 == 0 ? Role::control : Role::experimental});
  auto swapped = subjects;
  for (Subject& s : swapped)
    s.arm = s.arm == Role::control ? Role::experimental : Role::control;
  for (const SurvivalTest& test : all_kinds) {
    const TestResult one = result(test, data_set(subjects));
    const TestResult other = result(test, data_set(swapped));
    CHECK(one.p_two_sided.value ==
          Approx(other.p_two_sided.value).epsilon(1e-6));
    if (one.combined_z.empty())
      CHECK(one.p_one_sided.value ==
            Approx(1.0 - other.p_one_sided.value).epsilon(1e-10));
  }
}

TEST_CASE("maxcombo is of the tests that have information",
          "[analysis][exact]") {
  // All at one time: fh(0,1) gives it no weight, so the log-rank is alone.
  std::vector<Subject> subjects;
  const auto add = [&](int count, bool event, Role arm) {
    subjects.insert(subjects.end(), static_cast<std::size_t>(count),
                    {5.0, event, arm});
  };
  add(10, true, Role::experimental);
  add(7, false, Role::experimental);
  add(24, true, Role::control);
  add(9, false, Role::control);
  const SurvivalTest combo =
      WeightedLogRankTest{{FlemingHarrington{0, 0}, FlemingHarrington{0, 1}}};
  const TestResult found = result(combo, data_set(subjects));
  // R's survdiff: z 0.988352265805.
  CHECK(found.z == Approx(0.988352265805));
  CHECK(found.p_one_sided.value == Approx(0.161490078291));
  CHECK(found.p_two_sided.value == Approx(0.322980156582));
  // In the other direction the test without weight isn't the larger one.
  for (Subject& subject : subjects)
    subject.arm =
        subject.arm == Role::control ? Role::experimental : Role::control;
  CHECK(result(combo, data_set(subjects)).p_one_sided.value ==
        Approx(0.838509921709));
  // Without any information it is as the log-rank without any.
  const TestResult none = result(combo, data_set({{1, false, Role::control}}));
  CHECK(none.z == 0.0);
  CHECK(none.p_one_sided.value == 0.5);
  CHECK(none.p_two_sided.value == 1.0);
}
