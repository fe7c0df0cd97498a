#include "rehearse/design/event_count.hpp"

#include <cmath>

#include "rehearse/core/normal.hpp"

namespace rehearse {

namespace {

// Standard error of the log hazard ratio.
double standard_error(const std::array<double, arm_count>& events) {
  return std::sqrt(1.0 / events[0] + 1.0 / events[1]);
}

// Each arm with so many times the control's hazard, and its own dropout.
TrialProcess with_hazards(TrialProcess trial,
                          const std::array<double, arm_count>& factors) {
  trial.everybody.reset();
  for (StratumProcess& stratum : trial.strata) {
    const ArmProcess control = stratum.arms[0];
    for (std::size_t a = 0; a < arm_count; ++a) {
      stratum.arms[a].at = [control, factor = factors[a]](double time) {
        const auto [hazard, survival] = control.at(time);
        return EventAt{factor * hazard, std::pow(survival, factor)};
      };
    }
  }
  return trial;
}

// Standard errors under the null hypothesis and under the effect.
struct StandardErrors {
  double null;
  double effect;
};
StandardErrors lachin_foulkes_errors(const TrialProcess& trial,
                                     double hazard_ratio, double cut) {
  const double ratio = trial.allocation[1] / trial.allocation[0];
  const double margin = trial.null_hazard_ratio;
  const double control = (1.0 + ratio * hazard_ratio) / (1.0 + ratio * margin);
  const TrialProcess null = with_hazards(trial, {control, margin * control});
  return {standard_error(expected_events(null, cut)),
          standard_error(expected_events(trial, cut))};
}

// Mean of the log-rank's Z for one event, as Freedman has it.
double freedman_drift(double hazard_ratio, double allocation, double margin) {
  const double ratio = allocation / (1.0 - allocation);
  return std::sqrt(ratio / margin) * std::abs(margin - hazard_ratio) /
         (1.0 + ratio * hazard_ratio);
}

}  // namespace

double schoenfeld_power(double events, double hazard_ratio, double allocation,
                        double alpha) {
  const double drift = std::sqrt(events * allocation * (1.0 - allocation)) *
                       std::abs(std::log(hazard_ratio));
  return normal_upper_tail(normal_upper_quantile(alpha) - drift);
}

double freedman_events(double hazard_ratio, double allocation, double alpha,
                       double power, double null_hazard_ratio) {
  const double needed =
      (normal_upper_quantile(alpha) - normal_upper_quantile(power)) /
      freedman_drift(hazard_ratio, allocation, null_hazard_ratio);
  return needed * needed;
}

double freedman_power(double events, double hazard_ratio, double allocation,
                      double alpha, double null_hazard_ratio) {
  return normal_upper_tail(
      normal_upper_quantile(alpha) -
      std::sqrt(events) *
          freedman_drift(hazard_ratio, allocation, null_hazard_ratio));
}

double lachin_foulkes_power(const TrialProcess& trial, double hazard_ratio,
                            double cut, double alpha) {
  const auto [null, effect] = lachin_foulkes_errors(trial, hazard_ratio, cut);
  return normal_upper_tail(
      (normal_upper_quantile(alpha) * null -
       std::abs(std::log(hazard_ratio / trial.null_hazard_ratio))) /
      effect);
}

double lachin_foulkes_participants(const TrialProcess& trial,
                                   double hazard_ratio, double cut,
                                   double alpha, double power) {
  const auto [null, effect] = lachin_foulkes_errors(trial, hazard_ratio, cut);
  const double needed = (normal_upper_quantile(alpha) * null -
                         normal_upper_quantile(power) * effect) /
                        std::log(hazard_ratio / trial.null_hazard_ratio);
  return trial.participants * needed * needed;
}

double average_hazard_ratio_power(const LogrankMoments& at, double allocation,
                                  double alpha) {
  const double null = std::sqrt((at.events[0] + at.events[1]) * allocation *
                                (1.0 - allocation));
  return normal_upper_tail(
      (normal_upper_quantile(alpha) / null + at.log_hazard_ratio) /
      standard_error(at.events));
}

}  // namespace rehearse
