#include "crosscheck/survival_reference.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

#include "rehearse/analysis/survival_analysis.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"

namespace rehearse::survival_reference {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// One row's fields by column name.
class Fields {
 public:
  Fields(const CsvTable& table, std::size_t row) : table_(table), row_(row) {}

  [[nodiscard]] std::string text(const std::string& column) const {
    const auto at = std::ranges::find(table_.header, column);
    REQUIRE(at != table_.header.end());
    return std::string{
        table_
            .rows[row_][static_cast<std::size_t>(at - table_.header.begin())]};
  }
  // An empty field is R's NA.
  [[nodiscard]] double number(const std::string& column, double na) const {
    const std::string& field = text(column);
    return field.empty() ? na : std::strtod(field.c_str(), nullptr);
  }

 private:
  const CsvTable& table_;
  std::size_t row_;
};

// NaN equals NaN, an infinity itself, the rest to 1e-9.
void check_equal(double ours, double theirs, const std::string& what) {
  CAPTURE(what, ours, theirs);
  if (std::isnan(theirs) || std::isinf(theirs)) {
    CHECK((std::isnan(theirs) ? std::isnan(ours) : ours == theirs));
  } else {
    CHECK(std::abs(ours - theirs) <= 1e-9 * std::max(1.0, std::abs(theirs)));
  }
}

void check_cox(const CoxFit& fit, const Fields& r, const std::string& ties) {
  check_equal(fit.log_hazard_ratio, r.number("beta_" + ties, undefined),
              "beta " + ties);
  check_equal(fit.se, r.number("se_" + ties, undefined), "se " + ties);
  check_equal(fit.score_chi_square, r.number("score_" + ties, undefined),
              "score " + ties);
  check_equal(fit.lr_chi_square, r.number("lr_" + ties, undefined),
              "lr " + ties);
}

void check_log_rank(const LogRank& test, const Fields& r) {
  check_equal(test.variance, r.number("variance", undefined), "variance");
  for (const std::size_t arm : {0U, 1U}) {
    const std::string suffix = std::to_string(arm);
    check_equal(test.observed[arm], r.number("observed" + suffix, undefined),
                "observed" + suffix);
    check_equal(test.expected[arm], r.number("expected" + suffix, undefined),
                "expected" + suffix);
  }
}

void check_limits(const ArmSurvival& arm, const Fields& r,
                  const std::string& suffix) {
  check_equal(arm.median_ci95[0], r.number("lower" + suffix, infinity),
              "lower" + suffix);
  check_equal(arm.median_ci95[1], r.number("upper" + suffix, infinity),
              "upper" + suffix);
}

void check_reference(const DataSet& data, const Fields& r) {
  const auto analyze = [&](Ties ties, ConfidenceType confidence) {
    return analyze_survival({.sorted = data.keys,
                             .times = data.times,
                             .strata = data.strata,
                             .ties = ties,
                             .confidence = confidence});
  };
  const auto efron = analyze(Ties::efron, ConfidenceType::log_log);
  const auto breslow = analyze(Ties::breslow, ConfidenceType::log);
  const auto exact = analyze(Ties::exact, ConfidenceType::log);
  check_log_rank(efron.log_rank, r);
  check_cox(efron.cox, r, "efron");
  check_cox(breslow.cox, r, "breslow");
  check_cox(exact.cox, r, "exact");
  for (const std::size_t arm : {0U, 1U}) {
    const std::string suffix = std::to_string(arm);
    check_equal(efron.arms[arm].median,
                r.number("median" + suffix + "_loglog", infinity),
                "median" + suffix);
    check_limits(efron.arms[arm], r, suffix + "_loglog");
    check_limits(breslow.arms[arm], r, suffix + "_log");
  }
}

std::vector<Subject> without_strata(std::vector<Subject> subjects) {
  for (Subject& subject : subjects) subject.stratum = 0;
  return subjects;
}

void check_point(const KaplanMeierPoint& point, const Fields& r) {
  check_equal(point.at_risk, r.number("at_risk", undefined), "at_risk");
  check_equal(point.events, r.number("events", undefined), "events");
  check_equal(point.survival, r.number("survival", undefined), "survival");
  check_equal(std::sqrt(point.variance_of_log), r.number("std_err", infinity),
              "std_err");
  const auto log_log = survival_ci95(point, ConfidenceType::log_log);
  const auto log = survival_ci95(point, ConfidenceType::log);
  check_equal(log_log[0], r.number("lower_loglog", undefined), "lower log-log");
  check_equal(log_log[1], r.number("upper_loglog", undefined), "upper log-log");
  check_equal(log[0], r.number("lower_log", undefined), "lower log");
  check_equal(log[1], r.number("upper_log", undefined), "upper log");
}

}  // namespace

DataSets read_data_sets(const std::string& folder) {
  const CsvTable table = read_csv(folder + "/survival_data.csv");
  DataSets sets;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Fields r{table, row};
    sets[r.text("set")].push_back(
        {r.number("time", undefined), r.text("event") == "1",
         r.text("arm") == "1" ? Role::experimental : Role::control,
         static_cast<std::size_t>(r.number("stratum", undefined))});
  }
  return sets;
}

std::size_t check_references(const std::string& folder, const DataSets& sets) {
  const CsvTable table = read_csv(folder + "/survival_reference.csv");
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Fields r{table, row};
    const auto& subjects = sets.at(r.text("set"));
    CAPTURE(r.text("set"), r.text("stratified"));
    check_reference(
        data_set(r.text("stratified") == "1" ? subjects
                                             : without_strata(subjects)),
        r);
  }
  return table.rows.size();
}

std::size_t check_curves(const std::string& folder, const DataSets& sets) {
  const CsvTable table = read_csv(folder + "/survival_curves.csv");
  AnalysisWorkspace workspace;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Fields r{table, row};
    CAPTURE(r.text("set"), r.text("arm"), r.text("time"));
    const DataSet data = data_set(sets.at(r.text("set")));
    const auto keys = split_by_arm(data.keys, workspace)[r.text("arm") == "1"];
    const auto curve = kaplan_meier_curve(keys);
    const double time = r.number("time", undefined);
    const auto point = std::ranges::find_if(
        curve,
        [&](const KaplanMeierPoint& p) { return data.times[p.tick] == time; });
    REQUIRE(point != curve.end());
    check_point(*point, r);
  }
  return table.rows.size();
}

}  // namespace rehearse::survival_reference
