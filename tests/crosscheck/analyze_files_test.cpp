// Data files as `analyze` reads them against R's survival
// (scripts/crosscheck-analyze.R): late entry, survival at stated times, those
// at risk, follow-up, four arms; case weights against rows written out.
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "rehearse/analysis/survival_analysis.hpp"
#include "rehearse/data/data_choice.hpp"
#include "rehearse/data/many_arms_data.hpp"
#include "rehearse/data/survival_data.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"
#include "support/csv_rows.hpp"

using namespace rehearse;

namespace {

const std::string stored = REHEARSE_SOURCE_DIR "/tests/crosscheck/";

double number(const std::string& text) {
  return text.empty() ? std::nan("") : std::strtod(text.c_str(), nullptr);
}

// The rows of each set, the first column.
std::map<std::string, CsvTable> sets_of(const std::string& file) {
  const CsvTable table = read_csv(stored + file);
  std::map<std::string, CsvTable> sets;
  for (const Row& row : rows(table)) sets.try_emplace(row[0], table);
  for (auto& [name, set] : sets)
    set = chosen_rows(set, {{set.header[0], name}});
  return sets;
}

void check_near(double ours, double theirs) {
  CAPTURE(ours, theirs);
  // R leaves NA what isn't reached.
  if (std::isnan(theirs))
    CHECK_FALSE(std::isfinite(ours));
  else
    CHECK(std::abs(ours - theirs) <= 1e-8 * (1.0 + std::abs(theirs)));
}

SurvivalAnalysis analysis_of(const SurvivalData& data,
                             const std::vector<double>& at, Ties ties) {
  return analyze_survival({.sorted = data.sorted,
                           .entries = data.entries,
                           .times = data.times,
                           .strata = data.strata,
                           .ties = ties,
                           .at = at});
}

Ties ties_of(const std::string& what) {
  if (what.ends_with("exact") || what.ends_with("logrank")) return Ties::exact;
  return what.ends_with("efron") ? Ties::efron : Ties::breslow;
}

void check_cox(const CsvTable& set, SurvivalColumns columns, const Row& row) {
  const std::string& what = row[1];
  if (what.starts_with("stratified_")) columns.strata = {"stratum"};
  const auto analysis =
      analysis_of(survival_data(set, columns), {}, ties_of(what));
  if (what.ends_with("logrank"))
    check_near(analysis.log_rank.chi_square(), number(row[4]));
  else
    check_near(what.find("beta") != std::string::npos
                   ? analysis.cox.log_hazard_ratio
                   : analysis.cox.se,
               number(row[4]));
}

double of_curve(const SurvivalAt& at, const std::string& what) {
  if (what == "at_risk") return static_cast<double>(at.at_risk);
  if (what == "survival") return at.survival;
  return at.ci95[what == "lower" ? 0 : 1];
}

void check_curve(const CsvTable& set, const SurvivalColumns& columns,
                 const Row& row) {
  const auto arm = static_cast<std::size_t>(number(row[2]));
  const auto analysis =
      analysis_of(survival_data(set, columns), {number(row[3])}, Ties::efron);
  const SurvivalAt& at = analysis.arms[arm].at.at(0);
  // R has limits of a curve that is still at 1.
  if (at.survival == 1.0 && (row[1] == "lower" || row[1] == "upper")) return;
  check_near(of_curve(at, row[1]), number(row[4]));
}

void check_follow_up(const CsvTable& set, const SurvivalColumns& columns,
                     const Row& row) {
  const auto analysis =
      analysis_of(survival_data(set, columns), {}, Ties::efron);
  const MedianTime& ours =
      row[2] == "all"
          ? analysis.follow_up
          : analysis.arms[static_cast<std::size_t>(number(row[2]))].follow_up;
  const double value = row[1] == "follow_up"         ? ours.median
                       : row[1] == "follow_up_lower" ? ours.ci95[0]
                                                     : ours.ci95[1];
  check_near(value, number(row[4]));
}

void check_arms(const CsvTable& veteran, const Row& row) {
  SurvivalColumns columns{"time", "event", "stratum", "", {}};
  if (row[0].ends_with("by_trt")) columns.strata = {"arm"};
  const ManyArmsData data = many_arms_data(veteran, columns, {});
  REQUIRE(data.arms == std::vector<std::string>{"0", "1", "2", "3"});
  const auto sums = many_arms_log_rank(data.sorted, data.strata, 4);
  const auto test = sums.test();
  CHECK(test.degrees == 3);
  const double value =
      row[1] == "chi_square" ? test.chi_square
      : row[1] == "p"        ? test.p
      : row[1] == "trend_z"
          ? sums.trend_z(std::vector{1.0, 2.0, 3.0, 4.0})
          : sums.expected[static_cast<std::size_t>(number(row[2])) - 1];
  check_near(value, number(row[4]));
}

}  // namespace

TEST_CASE("analyze's figures are those of R's survival",
          "[crosscheck][analyze][ANA-09][ANA-10][ANA-16]") {
  const auto known = sets_of("survival_data.csv");
  const auto late = sets_of("late_entry.csv");
  std::map<std::string, int> checked;
  // set, what, arm, at, value
  for (const Row& row : rows(read_csv(stored + "analyze_reference.csv"))) {
    CAPTURE(row[0], row[1], row[2], row[3]);
    if (row[0].starts_with("veteran_celltype")) {
      check_arms(known.at("veteran"), row);
      continue;
    }
    const bool enters = row[0].starts_with("late");
    const CsvTable& set = enters ? late.at(row[0]) : known.at(row[0]);
    SurvivalColumns columns{"time", "event", "arm", "1", {}};
    if (enters) columns.entry = "entry";
    const bool curve = row[1] == "at_risk" || row[1] == "survival" ||
                       row[1] == "lower" || row[1] == "upper";
    ++checked[row[1]];
    if (row[1].starts_with("follow_up"))
      check_follow_up(set, columns, row);
    else if (curve)
      check_curve(set, columns, row);
    else
      check_cox(set, columns, row);
  }
  CHECK(checked.at("logrank") > 40);
  CHECK(checked.at("stratified_beta_efron") > 40);
  CHECK(checked.at("at_risk") > 400);
}

TEST_CASE("a case weight is as many rows", "[crosscheck][analyze][ANA-14]") {
  // coxph(Surv(time, event) ~ arm, weights = w, ties = "breslow", robust =
  // FALSE), survfit(..., weights = w) and survdiff of the rows written out, in
  // R's survival 3.5-3.
  const CsvTable table = parse_csv(
      "time,event,arm,w\n4,1,1,2\n7,0,1,1\n9,1,1,3\n13,1,1,1\n20,0,1,2\n"
      "2,1,0,1\n3,1,0,3\n6,0,0,2\n8,1,0,1\n10,1,0,2\n",
      "w.csv");
  SurvivalColumns columns{"time", "event", "arm", "1", {}};
  columns.weight = "w";
  const auto analysis =
      analysis_of(survival_data(table, columns), {8.0}, Ties::breslow);
  CHECK(analysis.arms[0].participants == 9);
  CHECK(analysis.arms[1].events == 6);
  CHECK(analysis.cox.log_hazard_ratio ==
        Approx(-0.875166469257013).epsilon(1e-9));
  CHECK(analysis.cox.se == Approx(0.596394262605284).epsilon(1e-9));
  CHECK(analysis.log_rank.z() == Approx(1.63804972774844).epsilon(1e-9));
  CHECK(analysis.arms[0].at[0].survival ==
        Approx(0.37037037037037).epsilon(1e-9));
  CHECK(analysis.arms[0].at[0].ci95[0] ==
        Approx(0.0676565383894647).epsilon(1e-9));
}
