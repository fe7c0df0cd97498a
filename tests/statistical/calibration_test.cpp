// The disease behind what a committee observes, found again.
#include "rehearse/montecarlo/calibration.hpp"

#include <cmath>

#include "rehearse/config/load.hpp"
#include "rehearse/core/moments.hpp"
#include "rehearse/core/units.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Scenario irc_config(const std::vector<std::string>& set) {
  Overrides overrides;
  overrides.set = set;
  return load_config(REHEARSE_SOURCE_DIR "/configs/nct07008976-irc.toml",
                     overrides)
      .scenario;
}

}  // namespace

// The latent values of the config, what the committee observes under them with
// one seed, and from that, with another seed, the latent values again. Within 4
// standard errors each: a false alarm in 8,000 for the two.
TEST_CASE("calibration finds the disease from what is observed of it",
          "[statistical][calibration][IRC-08]") {
  Scenario latent = irc_config({"analysis.looks=[{name='final',events=150}]",
                                "review.also_rules=[]", "simulation.seed=11"});
  latent.replicates = 20'480;
  std::vector<double> medians;
  std::vector<double> log_ratios;
  RunOptions run;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    if (!looks[0].reached) return;
    medians.push_back(looks[0].median[0]);
    log_ratios.push_back(std::log(looks[0].hazard_ratio));
  };
  (void)estimate_power(latent, run);
  const Moments median = Moments::of(medians);
  const Moments log_ratio = Moments::of(log_ratios);

  Scenario stated = latent;
  stated.seed = 12;
  stated.stated = StatedEffect::observed_by_committee;
  stated.endpoint.control.median = median.mean;
  stated.endpoint.effect[0].hazard_ratio = std::exp(log_ratio.mean);
  const Calibration found = calibrate(stated, {});

  // The first step's error is as large as the second's.
  const double truth = *latent.endpoint.control.median;
  CHECK(std::abs(found.latent_median - truth) <
        4.0 * std::sqrt(2.0) * found.latent_median_mcse);
  CHECK(std::abs(found.latent_hazard_ratio - 0.6) <
        4.0 * std::sqrt(2.0) * found.latent_hazard_ratio_mcse);
  // Large enough to find a fault: the stated values themselves are far off.
  CHECK(std::abs(std::exp(log_ratio.mean) - 0.6) >
        20.0 * found.latent_hazard_ratio_mcse);
  CHECK(found.latent_median_mcse < 0.02 * days_per_month);

  const Scenario again = with_latent_effect(stated, found);
  CHECK(*again.endpoint.control.median == found.latent_median);
  CHECK(again.endpoint.effect[0].hazard_ratio == found.latent_hazard_ratio);
  CHECK(std::abs(found.observed_median.mean - median.mean) <
        1e-3 * median.mean);
  CHECK(std::abs(found.observed_log_hazard_ratio.mean - log_ratio.mean) < 1e-3);
}

TEST_CASE("a median that the trial never sees can't be calibrated",
          "[calibration]") {
  Scenario scenario = irc_config(
      {"analysis.looks=[{name='final',follow_up='6 months'}]",
       "analysis.planned_events=100", "endpoint.control.median='40 months'",
       "calibration.target='irc-observed'"});
  CHECK_THROWS_AS(calibrate(scenario, {}), CalibrationError);
}

// A last look that waits for the one before it: what was solved for is what the
// trial itself then shows.
TEST_CASE("calibration keeps the looks before the last", "[calibration]") {
  Scenario stated = irc_config(
      {"analysis.looks=[{name='interim',events=80},{name='final',events=140,"
       "wait_at_most='9 months'}]",
       "review.also_rules=[]", "calibration.target='irc-observed'"});
  const Calibration found = calibrate(stated, {});
  Scenario trial = with_latent_effect(stated, found);
  trial.replicates = calibration_replicates;
  const LookEstimate last = estimate_power(trial, {}).looks.back();
  const double median = *stated.endpoint.control.median;
  CHECK(last.median[0].mean == Approx(median).epsilon(1e-3));
  CHECK(last.geometric_mean_hazard_ratio == Approx(0.6).epsilon(1e-3));
}
