// The bytes of every format of `analyze`, from figures made by hand.
#include <limits>

#include "golden/golden_file.hpp"
#include "rehearse/report/analyze_report.hpp"
#include "rehearse/report/many_arms_report.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

TestResult with_estimate(const SurvivalContrast& estimate) {
  return {estimate.z, {0.0125, 0.0}, {0.025, 0.0}, {}, estimate, false};
}

std::vector<AnalyzedTest> every_kind_of_test() {
  TestResult combined{1.85, {0.0492, 2e-8}, {0.0984, 3e-8}, {1.25, 1.85, 1.5},
                      {},   false};
  TestResult carried = with_estimate({0.125, 0.0625, {0.0025, 0.2475}, 2.0});
  carried.carried_forward = true;
  return {
      {WeightedLogRankTest{}, {4.1, {2.1e-5}, {4.2e-5}, {}, {}, false}},
      {WeightedLogRankTest{
           {FlemingHarrington{}, FlemingHarrington{0, 0.5}, Gehan{}}},
       combined},
      {RmstTest{12.5}, with_estimate({3.5, 1.75, {0.07, 6.93}, 2.0})},
      {RmstTest{6.0, RmstContrast::ratio},
       with_estimate({unknown, unknown, {unknown, unknown}, 0.0})},
      {MilestoneTest{24.0}, carried},
      {WeightedLogRankTest{{ModestlyWeighted{6.0}}},
       {-0.5, {0.6915}, {0.6171}, {}, {}, false}},
  };
}

AnalyzeReport example() {
  AnalyzeReport report;
  report.data = "d.csv";
  report.arm = {"T-DM1, 3.6 mg/kg", "TQB2102"};
  report.stratify_by = {"region"};
  report.strata = 2;
  report.left_out = {7};
  report.ties = Ties::exact;
  report.analysis.emplace();
  report.analysis->log_rank = {{21, 9}, {10.75, 19.25}, 10.25, 6.25};
  report.analysis->cox = {-1.625, 0.4375, {-2.4825, -0.7675}, 16.81, 17.5};
  report.analysis->arms = {ArmSurvival{21, 21, 8.0, {4.0, 11.0}},
                           ArmSurvival{21, 9, 23.0, {13.0, infinite}}};
  report.analysis->arms[1].follow_up = {24.5, {20.0, infinite}};
  report.analysis->follow_up = {22.0, {19.25, 25.0}};
  report.tests = every_kind_of_test();
  report.open_end = {Role::experimental, 22.5};
  return report;
}

IntervalAnalysis interval_example() {
  IntervalAnalysis analysis;
  analysis.participants = {21, 21};
  analysis.events = {20, 8};
  analysis.tests.sun = {7.5, 9.0};
  analysis.tests.finkelstein = {-3.0, 16.0};
  analysis.hazards = {-1.5, 0.5, {-2.48, -0.52}, 9.25};
  analysis.npmle[0] = {{{{3.5, 3.5}, 0.75, 0.25}, {{5, 8}, 0.25, 0.0}},
                       -12.0625,
                       1e-15,
                       {3.5, 3.5}};
  analysis.npmle[1] = {{{{2, 4.5}, 0.375, 0.625}, {{24, infinite}, 0.625, 0.0}},
                       -9.5,
                       0.0,
                       {24, infinite}};
  return analysis;
}

AnalyzeReport without_times() {
  AnalyzeReport report = example();
  report.analysis.reset();
  report.tests.clear();
  report.intervals = interval_example();
  return report;
}

// What only some data sets are asked for.
AnalyzeReport example_in_full() {
  AnalyzeReport report = example();
  report.entry = "enrolled";
  report.weight = "count";
  report.tests.clear();
  report.analysis->arms[0].at = {{6.0, 14, 7, 0.6667, {0.4254, 0.825}},
                                 {30.0, 0, 21, 0.0, {unknown, unknown}}};
  report.analysis->arms[1].at = {{6.0, 17, 3, 0.8571, {0.6197, 0.9516}},
                                 {30.0, 4, 9, 0.4482, {0.1887, 0.6801}}};
  SequentialAnswer& answer = report.sequential.emplace();
  answer = {"final", 30, {"interim"}, {{21.0, 1.5}}, 4.1, 0.025, {}, {}};
  answer.inference = {0.9375,
                      {.efficacy_z = 2.0, .futility_z = 0.5},
                      0.0001,
                      std::nullopt,
                      EffectLimits{0.125, 1.5},
                      StagewiseInference{0.0002, 0.75, {0.25, 1.25}}};
  return report;
}

ManyArmsReport arms_example() {
  ManyArmsReport report;
  report.data = "dose.csv";
  report.arms = {"placebo", "3 mg"};
  report.scores = {0.0, 3.0};
  report.log_rank = {Eigen::Vector2d{21.0, 9.0}, Eigen::Vector2d{10.75, 19.25},
                     Eigen::Matrix2d{{6.25, -6.25}, {-6.25, 6.25}}};
  report.pairs = {{0,
                   1,
                   {{21, 9}, {10.75, 19.25}, 10.25, 6.25},
                   {-1.625, 0.4375, {-2.4825, -0.7675}, 16.81, 17.5},
                   4.2e-5}};
  report.survival = {ArmSurvival{21, 21, 8.0, {4.0, 11.0}},
                     ArmSurvival{21, 9, 23.0, {13.0, infinite}}};
  report.tied_times = 2;
  return report;
}

}  // namespace

TEST_CASE("what is asked for is added", "[golden]") {
  golden::check("analyze-full.json",
                print(report_of(example_in_full()), Format::json));
  golden::check("analyze-full.csv",
                print(report_of(example_in_full()), Format::csv));
  golden::check("analyze-full.md",
                print(report_of(example_in_full()), Format::md));
  golden::check("analyze-full.txt",
                print(report_of(example_in_full()), Format::table, Color::off));
}

TEST_CASE("several arms are compared in every format", "[golden]") {
  golden::check("analyze-arms.json",
                print(report_of(arms_example()), Format::json));
  golden::check("analyze-arms.csv",
                print(report_of(arms_example()), Format::csv));
  golden::check("analyze-arms.md",
                print(report_of(arms_example()), Format::md));
  golden::check("analyze-arms.txt", print(report_of(arms_example()),
                                          Format::table, {Color::off, 120}));
  CHECK(many_arms_warnings(arms_example()).size() == 1);
}

TEST_CASE("analyze's formats of intervals keep their bytes", "[golden]") {
  golden::check("analyze-intervals.json",
                print(report_of(without_times()), Format::json));
  golden::check("analyze-intervals.csv",
                print(report_of(without_times()), Format::csv));
  golden::check("analyze-intervals.md",
                print(report_of(without_times()), Format::md));
  golden::check("analyze-intervals.txt",
                print(report_of(without_times()), Format::table, Color::off));
}

TEST_CASE("both analyses stand one below the other", "[golden]") {
  AnalyzeReport both = example();
  both.tests.clear();
  both.intervals = interval_example();
  golden::check("analyze-both.md", print(report_of(both), Format::md));
  golden::check("analyze-both.html", print(report_of(both), Format::html));
  golden::check("analyze-both.tex", print(report_of(both), Format::latex));
  golden::check("analyze-both.txt",
                print(report_of(both), Format::table, Color::off));
}

TEST_CASE("analyze's formats keep their bytes", "[golden]") {
  golden::check("analyze.json", print(report_of(example()), Format::json));
  golden::check("analyze.csv", print(report_of(example()), Format::csv));
  golden::check("analyze.md", print(report_of(example()), Format::md));
  golden::check("analyze.txt",
                print(report_of(example()), Format::table, Color::off));
}

TEST_CASE("a curve that is carried forward is warned of", "[golden]") {
  const auto warnings = analyze_warnings(example());
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].location == "d.csv");
  CHECK(warnings[0].message ==
        "milestone(24): the curve of TQB2102 in a stratum ends in a censoring "
        "at 22.5 (it is carried forward from there as it stands): choose a "
        "time up to 22.5");
}
