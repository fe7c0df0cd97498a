// Against R's survival: stored values, and live where it is installed.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "crosscheck/survival_reference.hpp"
#include "rehearse/analysis/survival_analysis.hpp"
#include "support/catch.hpp"

using namespace rehearse;
namespace reference = survival_reference;

namespace {

const std::string stored = REHEARSE_SOURCE_DIR "/tests/crosscheck";

SurvivalAnalysis analyze(const std::vector<Subject>& subjects, Ties ties) {
  const DataSet data = data_set(subjects);
  return analyze_survival({.sorted = data.keys,
                           .times = data.times,
                           .strata = data.strata,
                           .ties = ties,
                           .confidence = ConfidenceType::log_log});
}

}  // namespace

TEST_CASE("log-rank, Cox and medians agree with R on 1,004 data sets",
          "[crosscheck][analysis][ANA-01][ANA-02][ANA-03]") {
  const auto sets = reference::read_data_sets(stored);
  CHECK(sets.size() == 1004);
  CHECK(reference::check_references(stored, sets) > 1500);
}

TEST_CASE("Kaplan-Meier curves and their limits agree with R",
          "[crosscheck][analysis][ANA-04]") {
  CHECK(reference::check_curves(stored, reference::read_data_sets(stored)) >
        300);
}

TEST_CASE("aml gives the published values", "[crosscheck][analysis]") {
  // simtrial's MaxCombo vignette and survival's documentation.
  const auto aml = reference::read_data_sets(stored).at("aml");
  const auto efron = analyze(aml, Ties::efron);
  CHECK(efron.log_rank.z() == Approx(1.842929).epsilon(1e-6));
  CHECK(efron.log_rank.chi_square() == Approx(3.396389).epsilon(1e-6));
  CHECK(efron.cox.log_hazard_ratio == Approx(-0.9155326).epsilon(1e-6));
  CHECK(analyze(aml, Ties::breslow).cox.log_hazard_ratio ==
        Approx(-0.9042197).epsilon(1e-6));
  const CoxFit exact = analyze(aml, Ties::exact).cox;
  CHECK(exact.log_hazard_ratio == Approx(-0.9217609).epsilon(1e-6));
  CHECK(exact.score_chi_square == Approx(3.396389).epsilon(1e-6));
}

TEST_CASE("ovarian gives the published log-rank test",
          "[crosscheck][analysis][ANA-01]") {
  // lrstat's test-lrtest.R.
  auto ovarian = reference::read_data_sets(stored).at("ovarian");
  for (Subject& subject : ovarian) subject.stratum = 0;
  const LogRank test = analyze(ovarian, Ties::efron).log_rank;
  CHECK(test.chi_square() == Approx(1.06274).epsilon(1e-5));
  CHECK(test.p_two_sided() == Approx(0.3025911).epsilon(1e-6));
}

TEST_CASE("R agrees live on data sets nobody has seen",
          "[crosscheck][analysis][R]") {
  if (std::system("Rscript -e 'library(survival)' >/dev/null 2>&1") != 0) {
    WARN("Rscript with survival is not installed: only stored values checked");
    return;
  }
  const auto folder = std::filesystem::temp_directory_path() /
                      ("rehearse-survival-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string command = REHEARSE_SOURCE_DIR
                              "/scripts/crosscheck-survival.R '" +
                              folder.string() + "' 50 $(date +%j) 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  const auto sets = reference::read_data_sets(folder);
  CHECK(reference::check_references(folder, sets) > 50);
  CHECK(reference::check_curves(folder, sets) > 300);
  std::filesystem::remove_all(folder);
}
