// Data files with known results, independent of R being there.
#include <cmath>
#include <cstdlib>
#include <string>

#include "rehearse/analysis/survival_analysis.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"
#include "support/csv_rows.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

// Columns time, event, arm.
DataSet read(const std::string& file, const std::string& experimental) {
  const CsvTable table =
      read_csv(REHEARSE_SOURCE_DIR "/tests/crosscheck/" + file);
  std::vector<Subject> subjects;
  for (const auto& row : rows(table))
    subjects.push_back(
        {std::strtod(row[0].c_str(), nullptr), row[1] == "1",
         row[2] == experimental ? Role::experimental : Role::control});
  return data_set(subjects);
}

SurvivalAnalysis analyze(const DataSet& data, Ties ties) {
  return analyze_survival({.sorted = data.keys,
                           .times = data.times,
                           .strata = 1,
                           .ties = ties,
                           .confidence = ConfidenceType::log_log});
}

}  // namespace

TEST_CASE("246 simulated participants, as four R packages have them",
          "[crosscheck][analysis][ANA-01]") {
  // survival, lrstat, rpact and simtrial agree.
  const auto ours = analyze(read("logrank_246.csv", "1"), Ties::efron);
  const auto within = [](double x) { return Approx(x).epsilon(1e-12); };
  CHECK(ours.log_rank.score == within(25.5452769318285));
  CHECK(ours.log_rank.variance == within(38.530713057713));
  CHECK(ours.log_rank.z() == within(4.11535298758755));
  CHECK(ours.log_rank.chi_square() == within(16.9361302124457));
  CHECK(ours.cox.log_hazard_ratio == Approx(-0.651226995011281).epsilon(1e-10));
  CHECK(ours.cox.se == Approx(0.160920793256984).epsilon(1e-9));
}

TEST_CASE("6-MP against placebo gives the published values",
          "[crosscheck][analysis][ANA-01]") {
  const DataSet data = read("freireich.csv", "placebo");
  const auto within = [](double x) {
    return Approx(x).epsilon(0).margin(5e-6);
  };
  const auto efron = analyze(data, Ties::efron);
  const auto breslow = analyze(data, Ties::breslow);
  CHECK(efron.log_rank.chi_square() == Approx(16.79294).epsilon(1e-6));
  CHECK(efron.log_rank.z() < 0.0);  // placebo is not favoured
  CHECK(breslow.cox.log_hazard_ratio == within(1.50919));
  CHECK(breslow.cox.se == within(0.40956));
  CHECK(efron.cox.log_hazard_ratio == within(1.57213));
  CHECK(efron.cox.se == within(0.41240));
  const auto exact = analyze(data, Ties::exact);
  CHECK(exact.cox.log_hazard_ratio == within(1.62824));
  CHECK(exact.cox.se == within(0.43313));
  CHECK(exact.cox.score_chi_square == within(16.79294));
}
