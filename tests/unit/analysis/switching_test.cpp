#include "rehearse/analysis/switching.hpp"

#include <algorithm>
#include <array>
#include <boost/random/beta_distribution.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/core/time_grid.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Trial {
  std::vector<double> time;
  std::vector<std::uint8_t> event;
  std::vector<std::uint8_t> arm;
  std::vector<double> switch_time;
  std::vector<double> censor_time;
  std::vector<std::uint32_t> stratum;
  std::size_t strata = 1;

  [[nodiscard]] SwitchingData view() const {
    return {time, event, arm, switch_time, censor_time, stratum, strata};
  }
  void add(double t, bool died, Role role, double switched, double end,
           std::uint32_t s = 0) {
    time.push_back(t);
    event.push_back(died ? 1 : 0);
    arm.push_back(static_cast<std::uint8_t>(role));
    switch_time.push_back(switched);
    censor_time.push_back(end);
    stratum.push_back(s);
    strata = std::max<std::size_t>(strata, s + 1);
  }
};

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

// Untreated times exponential with mean 400; half of the control arm switches
// after a share of them, so that the switch foretells the death.
Trial simulated(double psi, std::size_t participants,
                boost::random::mt19937_64& engine) {
  boost::random::exponential_distribution<double> exponential{1.0 / 400.0};
  boost::random::uniform_real_distribution<double> uniform;
  boost::random::beta_distribution<double> beta{2.0, 2.0};
  Trial trial;
  for (std::size_t i = 0; i < participants; ++i) {
    const double untreated = exponential(engine);
    const double end = 400.0 + 800.0 * uniform(engine);
    const double share = beta(engine);
    const bool switches = uniform(engine) < 0.5;
    const bool treated = i % 2 == 1;
    const double off = treated ? 0.0 : switches ? share * untreated : untreated;
    const double death = off + (untreated - off) * std::exp(-psi);
    trial.add(std::min(death, end), death <= end,
              treated ? experimental : control, switches ? off : infinity, end);
  }
  return trial;
}

struct Mean {
  double sum = 0.0;
  double squares = 0.0;
  double n = 0.0;
  void add(double x) {
    sum += x;
    squares += x * x;
    ++n;
  }
  [[nodiscard]] double mean() const { return sum / n; }
  [[nodiscard]] double error() const {
    return std::sqrt((squares / n - mean() * mean()) / (n - 1.0));
  }
};

std::vector<ObservationKey> copy(std::span<const ObservationKey> keys) {
  return {keys.begin(), keys.end()};
}

ObservationKey key(double time, Role arm, bool event) {
  return pack(ticks(time), 0, arm, event);
}

// Fields of the lines after the first.
std::vector<std::vector<std::string>> read_rows(const std::string& name) {
  std::ifstream file{std::string{REHEARSE_SOURCE_DIR} + "/tests/crosscheck/" +
                     name};
  std::string line;
  std::getline(file, line);
  std::vector<std::vector<std::string>> rows;
  while (std::getline(file, line)) {
    std::istringstream fields{line};
    rows.emplace_back();
    for (std::string field; std::getline(fields, field, ',');)
      rows.back().push_back(field);
  }
  return rows;
}

double number(const std::string& text, double empty) {
  return text.empty() ? empty : std::stod(text);
}

void check_same(double ours, const std::string& theirs, double margin) {
  if (theirs.empty())
    CHECK(std::isnan(ours));
  else
    CHECK(ours == Approx(std::stod(theirs)).margin(margin).epsilon(0.0));
}

}  // namespace

TEST_CASE("switchers are censored at the switch", "[analysis][exact]") {
  Trial trial;
  trial.add(10, true, control, 4, 20);
  trial.add(10, true, control, 10, 20);  // at death: not at all
  trial.add(12, false, control, infinity, 12);
  trial.add(6, true, experimental, 1, 20);
  SwitchingWorkspace workspace;
  CHECK(copy(censored_at_switch(trial.view(), workspace)) ==
        std::vector{key(4, control, false), key(6, experimental, true),
                    key(10, control, true), key(12, control, false)});
  CHECK(copy(as_randomized(trial.view(), workspace)) ==
        std::vector{key(6, experimental, true), key(10, control, true),
                    key(10, control, true), key(12, control, false)});
}

TEST_CASE("untreated times by hand", "[analysis][exact]") {
  // exp(psi) = 1/2: treated days count half, the control arm is recensored at
  // half of its follow-up.
  const double psi = std::log(0.5);
  Trial trial;
  trial.add(10, true, control, 4, 20);              // 4 + 6 / 2, limit 10
  trial.add(16, true, control, 12, 20);             // 12 + 4 / 2, limit 10
  trial.add(8, true, control, infinity, 15);        // 8, limit 7.5
  trial.add(5, false, control, infinity, 20);       // 5, dropout
  trial.add(18, true, experimental, infinity, 20);  // 9
  SwitchingWorkspace workspace;
  CHECK(copy(untreated_times(trial.view(), psi, workspace)) ==
        std::vector{key(5, control, false), key(7, control, true),
                    key(7.5, control, false), key(9, experimental, true),
                    key(10, control, false)});
  CHECK(copy(without_switching(trial.view(), psi, workspace)) ==
        std::vector{key(5, control, false), key(7, control, true),
                    key(7.5, control, false), key(10, control, false),
                    key(18, experimental, true)});
  // exp(psi) = 2: 4 + 12, 12 + 8 = the limit 20, and nobody else is changed.
  CHECK(copy(untreated_times(trial.view(), std::log(2.0), workspace)) ==
        std::vector{key(5, control, false), key(8, control, true),
                    key(16, control, true), key(20, control, true),
                    key(36, experimental, true)});
}

TEST_CASE("nobody is recensored where nobody switched", "[analysis][exact]") {
  Trial trial;
  trial.add(10, true, control, 12, 13);
  trial.add(9, true, experimental, 3, 10);
  SwitchingWorkspace workspace;
  CHECK(copy(untreated_times(trial.view(), std::log(0.5), workspace)) ==
        std::vector{key(4.5, experimental, true), key(10, control, true)});
}

TEST_CASE("a root by hand", "[analysis][exact]") {
  // Control dies at 1 and 4, experimental at 2 e^psi and 8 e^psi. z has the
  // sign of the ranks: below 0 up to e^psi = 1/2, above 0 from 1/2 on.
  Trial trial;
  trial.add(1, true, control, infinity, 100);
  trial.add(4, true, control, infinity, 100);
  trial.add(2, true, experimental, infinity, 100);
  trial.add(8, true, experimental, infinity, 100);
  SwitchingWorkspace workspace;
  const RankPreservingFit fit =
      fit_rank_preserving(trial.view(), {}, workspace);
  CHECK(fit.estimated());
  CHECK(fit.sign_changes == 1);
  CHECK(fit.psi == Approx(std::log(0.5)).margin(1e-8));
  CHECK(std::isnan(fit.psi_limits[0]));  // z is never so large
  CHECK(std::isnan(fit.psi_limits[1]));
  CHECK(fit.log_hazard_ratio_se ==
        Approx(std::abs(fit.log_hazard_ratio) / fit.z).epsilon(1e-14));
}

TEST_CASE("no root is told", "[analysis]") {
  Trial trial;
  for (const double t : {1.0, 2.0, 3.0}) {
    trial.add(t, true, control, infinity, 1000);
    trial.add(100.0 * t, true, experimental, infinity, 1000);
  }
  SwitchingWorkspace workspace;
  const RankPreservingFit fit =
      fit_rank_preserving(trial.view(), {}, workspace);
  CHECK_FALSE(fit.estimated());
  CHECK(std::isnan(fit.psi));
  CHECK(std::isnan(fit.log_hazard_ratio));
  CHECK(fit.z > 1.9);
  const RankPreservingFit wide =
      fit_rank_preserving(trial.view(), {-6.0, 1.0, 200}, workspace);
  CHECK(wide.estimated());
  CHECK_FALSE(fit_rank_preserving({}, {}, workspace).estimated());
}

TEST_CASE("psi that leaves no information is no root", "[analysis][exact]") {
  // From exp(psi) = 10/8 on nobody of the control arm is at risk any more
  // when the experimental arm dies; before z is below 0.
  Trial trial;
  trial.add(10, false, control, 5, 10);
  trial.add(10, false, control, infinity, 10);
  trial.add(8, true, experimental, infinity, 100);
  trial.add(9, true, experimental, infinity, 100);
  SwitchingWorkspace workspace;
  const RankPreservingFit fit =
      fit_rank_preserving(trial.view(), {}, workspace);
  CHECK(fit.z < 0.0);
  CHECK_FALSE(fit.estimated());
}

namespace {

// A search without limits ends with the first root, and it is the same one.
void check_first_root(const SwitchingData& data, PsiSearch search,
                      const RankPreservingFit& whole,
                      SwitchingWorkspace& workspace) {
  search.limit_z = 0.0;
  const RankPreservingFit fit = fit_rank_preserving(data, search, workspace);
  CHECK(fit.z == whole.z);
  REQUIRE(fit.sign_changes == std::min<std::size_t>(1, whole.sign_changes));
  if (!fit.estimated()) return;
  CHECK(fit.psi == whole.psi);
  CHECK(fit.log_hazard_ratio == whole.log_hazard_ratio);
  CHECK(fit.log_hazard_ratio_se == whole.log_hazard_ratio_se);
}

}  // namespace

TEST_CASE("of several roots the lowest", "[analysis]") {
  boost::random::mt19937_64 engine{3};
  SwitchingWorkspace workspace;
  const PsiSearch search{-1.5, 1.5, 30};
  int several = 0;
  for (int i = 0; i < 200; ++i) {
    const Trial trial = simulated(0.6, 60, engine);
    const RankPreservingFit fit =
        fit_rank_preserving(trial.view(), search, workspace);
    check_first_root(trial.view(), search, fit, workspace);
    if (fit.sign_changes < 2) continue;
    ++several;
    const double first =
        log_rank(untreated_times(trial.view(), -1.5, workspace), 1,
                 workspace.analysis)
            .z();
    for (double psi = -1.5; psi < fit.psi; psi += 0.1) {
      const auto keys = untreated_times(trial.view(), psi, workspace);
      CHECK((log_rank(keys, 1, workspace.analysis).z() < 0.0) == (first < 0.0));
    }
  }
  CHECK(several > 0);
}

TEST_CASE("the hazard ratio is by Efron's ties", "[analysis][exact]") {
  Trial trial;
  for (const double t : {1.0, 2.0, 4.0, 6.0, 6.0, 9.0})
    trial.add(t, true, control, t > 5.0 ? 5.0 : infinity, 100);
  for (const double t : {2.0, 3.0, 4.0, 4.0, 9.0, 12.0})
    trial.add(t, true, experimental, infinity, 100);
  SwitchingWorkspace workspace;
  const RankPreservingFit fit =
      fit_rank_preserving(trial.view(), {}, workspace);
  REQUIRE(fit.estimated());
  CHECK(fit.log_hazard_ratio ==
        cox_log_hazard_ratio(collect_risk_sets(
            without_switching(trial.view(), fit.psi, workspace), 1, Ties::efron,
            workspace.analysis)));
}

TEST_CASE("rpsftm's estimates", "[analysis][exact][HYP-06]") {
  // scripts/crosscheck-switching.R
  std::vector<Trial> trials;
  for (const auto& row : read_rows("switching_data.csv")) {
    const std::size_t set = std::stoul(row[0]);
    if (trials.size() < set) trials.emplace_back();
    trials.back().add(std::stod(row[1]), row[2] == "1",
                      row[3] == "1" ? experimental : control,
                      number(row[4], infinity), std::stod(row[5]),
                      static_cast<std::uint32_t>(std::stoul(row[6])));
  }
  REQUIRE(trials.size() == 20);
  SwitchingWorkspace workspace;
  for (const auto& row : read_rows("switching_reference.csv")) {
    CAPTURE(row[0]);
    const Trial& trial = trials[std::stoul(row[0]) - 1];
    const RankPreservingFit fit =
        fit_rank_preserving(trial.view(), {}, workspace);
    check_same(fit.psi, row[1], 1e-6);
    // z passes the limit of trial 4 three times in one cell, that of trial 11
    // five times: Brent's method finds another of them than bisection.
    check_same(fit.psi_limits[0], row[2], row[0] == "4" ? 0.01 : 1e-6);
    check_same(fit.psi_limits[1], row[3], row[0] == "11" ? 0.01 : 1e-6);
    check_same(fit.z, row[4], 1e-9);
    check_same(fit.log_hazard_ratio, row[5], 1e-6);
    CHECK(fit.sign_changes == std::stoul(row[6]));
    check_first_root(trial.view(), {}, fit, workspace);
  }
}

TEST_CASE("psi is recovered", "[analysis][statistical]") {
  // Untreated times exponential: the log hazard ratio is psi as well. Bounds
  // of 4 standard errors.
  constexpr int trials = 200;
  boost::random::mt19937_64 engine{1991};
  SwitchingWorkspace workspace;
  for (const double psi : {-0.5, -0.2, 0.0, 0.25}) {
    Mean estimate;
    Mean log_hazard_ratio;
    Mean censored;
    int covered = 0;
    for (int i = 0; i < trials; ++i) {
      const Trial trial = simulated(psi, 500, engine);
      const RankPreservingFit fit =
          fit_rank_preserving(trial.view(), {-1.5, 1.5, 60}, workspace);
      REQUIRE(fit.estimated());
      estimate.add(fit.psi);
      log_hazard_ratio.add(fit.log_hazard_ratio);
      censored.add(cox_log_hazard_ratio(
          collect_risk_sets(censored_at_switch(trial.view(), workspace), 1,
                            Ties::efron, workspace.analysis)));
      covered += fit.psi_limits[0] <= psi && psi <= fit.psi_limits[1] ? 1 : 0;
    }
    CAPTURE(psi, estimate.mean(), estimate.error(), log_hazard_ratio.mean(),
            log_hazard_ratio.error(), censored.mean(), covered);
    CHECK(std::abs(estimate.mean() - psi) < 4.0 * estimate.error());
    CHECK(std::abs(log_hazard_ratio.mean() - psi) <
          4.0 * log_hazard_ratio.error());
    // Whoever switches would have died soon: censoring him flatters control.
    CHECK(censored.mean() - psi > 20.0 * censored.error());
    CHECK(std::abs(covered - 0.95 * trials) <
          4.0 * std::sqrt(0.95 * 0.05 * trials));
  }
}

TEST_CASE("what a trial of switching must be", "[analysis][contract]") {
  SwitchingWorkspace workspace;
  Trial trial;
  trial.add(1, true, control, infinity, 100);
  CHECK_THROWS_AS(fit_rank_preserving(trial.view(), {1.0, 1.0}, workspace),
                  PreconditionError);
  trial.event.pop_back();
  CHECK_THROWS_AS(as_randomized(trial.view(), workspace), PreconditionError);
}
