#include "rehearse/montecarlo/calibration.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <boost/math/policies/error_handling.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

constexpr double most_unreached = 0.01;
constexpr int most_rounds = 12;
constexpr double slope_step = 0.05;  // of a logarithm

// Latent control median [days] and hazard ratio.
struct Disease {
  double median;
  double hazard_ratio;
};

Scenario of_disease(const Scenario& scenario, const Disease& disease) {
  Scenario latent = scenario;
  latent.endpoint.control.median = disease.median;
  latent.endpoint.effect.front().hazard_ratio = disease.hazard_ratio;
  latent.stated = StatedEffect::latent;
  return latent;
}

// The committee's view of the last look alone, decided in the plainest way.
AnalysisPlan committee_at_last_look(const Scenario& scenario) {
  AnalysisPlan plan;
  const AnalysisPlan& stated = scenario.analysis;
  plan.stratify_by = stated.stratify_by;
  plan.levels = stated.levels;
  plan.ties = stated.ties;
  plan.planned_events = stated.planned_events;
  plan.endpoint = {Reviewer::committee, stated.endpoint.rules};
  plan.trigger = stated.trigger;
  plan.looks = stated.looks;  // the last may wait for the others
  for (Look& look : plan.looks) {
    look.efficacy = &look == &plan.looks.back();
    look.futility = {};
    look.harm = false;
  }
  return plan;
}

// What the committee finds in the trials that reach the last look.
struct Found {
  std::vector<double> medians;  // of the control arm [days]
  std::vector<double> log_hazard_ratios;
};

Eigen::Map<const Eigen::VectorXd> column(const std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

struct Interrupted {};

class Calibrator {
 public:
  Calibrator(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario),
        plan_(committee_at_last_look(scenario)),
        options_(options),
        stated_{*scenario.endpoint.control.median,
                scenario.endpoint.effect.front().hazard_ratio} {}

  Calibration solve() {
    Disease disease = stated_;
    for (int round = 0; round < most_rounds; ++round) {
      const Disease before = disease;
      scenario_.replicates =
          round == 0 ? calibration_replicates / 10 : calibration_replicates;
      disease.median = root(disease.median, round, [&](double median) {
        return log_median_error({median, disease.hazard_ratio});
      });
      disease.hazard_ratio =
          root(disease.hazard_ratio, round, [&](double ratio) {
            return log_hazard_ratio_error({disease.median, ratio});
          });
      if (std::abs(std::log(disease.median / before.median)) <=
              calibration_tolerance &&
          std::abs(std::log(disease.hazard_ratio / before.hazard_ratio)) <=
              calibration_tolerance)
        return with_errors(disease);
    }
    throw CalibrationError(
        "no latent median and hazard ratio were found (the search did not "
        "settle): check that the observed ones are possible");
  }

 private:
  Found find(const Disease& disease) {
    Found found;
    RunOptions run;
    run.threads = options_.threads;
    run.stop = options_.stop;
    if (options_.progress)
      run.progress = [this](std::uint64_t done) {
        options_.progress(simulated_ + done);
      };
    run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
      const LookResult& look = looks.back();
      const double log_ratio = std::log(look.hazard_ratio);
      if (!look.reached || !std::isfinite(look.median[0]) ||
          !std::isfinite(log_ratio))
        return;
      found.medians.push_back(look.median[0]);
      found.log_hazard_ratios.push_back(log_ratio);
    };
    const auto estimates =
        estimate_powers(of_disease(scenario_, disease), {&plan_, 1}, run);
    if (estimates.front().interrupted) throw Interrupted{};
    simulated_ += scenario_.replicates;
    return found;
  }

  double log_median_error(const Disease& disease) {
    return std::log(Moments::of(find(disease).medians).mean / stated_.median);
  }
  double log_hazard_ratio_error(const Disease& disease) {
    return Moments::of(find(disease).log_hazard_ratios).mean -
           std::log(stated_.hazard_ratio);
  }

  // Where a rising error is 0. Later rounds begin nearer and end nearer.
  template <class Error>
  double root(double guess, int round, const Error& error) {
    const double factor = std::max(0.1 * std::pow(0.1, round), 0.002);
    const double tolerance =
        std::max(0.01 * std::pow(0.1, round), 0.5 * calibration_tolerance);
    std::uintmax_t steps = 60;
    const auto close = [tolerance](double a, double b) {
      return std::abs(b - a) <= tolerance * std::abs(a);
    };
    const auto [low, high] = boost::math::tools::bracket_and_solve_root(
        error, guess, 1.0 + factor, true, close, steps);
    return 0.5 * (low + high);
  }

  // Errors of the latent values: what each trial adds to the observed ones,
  // carried back through the slopes of these.
  Calibration with_errors(const Disease& disease) {
    const Found found = find(disease);
    const double reached = static_cast<double>(found.medians.size()) /
                           static_cast<double>(calibration_replicates);
    if (reached < 1.0 - most_unreached)
      throw CalibrationError(
          "the last look or the observed control median isn't reached in "
          "more than 1% of the trials (their mean says little): ask for "
          "fewer events or more follow-up");
    const Moments medians = Moments::of(found.medians);
    Eigen::MatrixX2d trials(found.medians.size(), 2);  // logarithms, observed
    trials.col(0) = column(found.medians) / medians.mean;
    trials.col(1) = column(found.log_hazard_ratios);
    trials *= slopes_at(disease).inverse().transpose();  // ... latent
    const auto mcse = [&](Eigen::Index k) {
      return mean_estimate(Moments::of(std::span<const double>(
                               trials.col(k).data(), found.medians.size())))
          .mcse;
    };
    return {disease.median,
            disease.median * mcse(0),
            disease.hazard_ratio,
            disease.hazard_ratio * mcse(1),
            mean_estimate(medians),
            mean_estimate(Moments::of(found.log_hazard_ratios)),
            calibration_replicates,
            false};
  }

  // Of log observed median and log observed hazard ratio, by log latent ones.
  Eigen::Matrix2d slopes_at(const Disease& disease) {
    Eigen::Matrix2d slopes;
    for (Eigen::Index k = 0; k < 2; ++k) {
      std::array<Found, 2> found;
      for (std::size_t side = 0; side < 2; ++side) {
        Disease there = disease;
        double& value = k == 0 ? there.median : there.hazard_ratio;
        value *= std::exp(side == 0 ? -slope_step : slope_step);
        found[side] = find(there);
      }
      const auto mean = [&](std::size_t side, auto values) {
        return Moments::of(found[side].*values).mean;
      };
      slopes(0, k) =
          std::log(mean(1, &Found::medians) / mean(0, &Found::medians));
      slopes(1, k) = mean(1, &Found::log_hazard_ratios) -
                     mean(0, &Found::log_hazard_ratios);
    }
    return slopes / (2.0 * slope_step);
  }

  Scenario scenario_;
  AnalysisPlan plan_;
  const RunOptions& options_;
  Disease stated_;               // as the committee observes it
  std::uint64_t simulated_ = 0;  // replicates of all steps before
};

}  // namespace

Calibration calibrate(const Scenario& scenario, const RunOptions& options) {
  expect(scenario.stated == StatedEffect::observed_by_committee,
         "what is stated must be observed by the committee");
  try {
    return Calibrator{scenario, options}.solve();
  } catch (const Interrupted&) {
    Calibration calibration;
    calibration.interrupted = true;
    return calibration;
  } catch (const boost::math::evaluation_error&) {
    throw CalibrationError(
        "no latent median and hazard ratio were found (none near gives the "
        "observed ones): check that these are possible");
  }
}

Scenario with_latent_effect(const Scenario& scenario,
                            const Calibration& calibration) {
  return of_disease(
      scenario, {calibration.latent_median, calibration.latent_hazard_ratio});
}

}  // namespace rehearse
