#include "rehearse/design/joint_log_rank.hpp"

#include <algorithm>
#include <cmath>

#include "follow_up.hpp"
#include "rehearse/analysis/multivariate_normal.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

using Endpoint = std::function<ArmProcess(IllnessDeath, double)>;

TrialProcess trial_of(const IllnessDeathTrial& trial,
                      const Endpoint& endpoint) {
  TrialProcess process;
  process.participants = trial.participants;
  process.allocation = trial.allocation;
  process.entered_share = trial.entered_share;
  process.entry_breakpoints = trial.entry_breakpoints;
  process.strata = {{1.0,
                     {endpoint(trial.arms[0], trial.dropout_hazard[0]),
                      endpoint(trial.arms[1], trial.dropout_hazard[1])}}};
  for (const IllnessDeath& arm : trial.arms)
    process.hazard_breakpoints.insert(process.hazard_breakpoints.end(),
                                      arm.breakpoints.begin(),
                                      arm.breakpoints.end());
  return process;
}

// Share of those at risk that is experimental, of these survivals by arm.
double experimental_share(const IllnessDeathTrial& trial, double time,
                          const std::array<double, arm_count>& survival) {
  std::array<double, arm_count> staying{};
  for (std::size_t z = 0; z < arm_count; ++z)
    staying[z] = trial.allocation[z] * survival[z] *
                 std::exp(-trial.dropout_hazard[z] * time);
  const double all = staying[0] + staying[1];
  return all > 0.0 ? staying[1] / all : 0.0;
}

double pfs_share(const IllnessDeathTrial& trial, double time) {
  return experimental_share(
      trial, time,
      {pfs_survival(trial.arms[0], time), pfs_survival(trial.arms[1], time)});
}

// One arm at a time `u` of OS, as the times s of PFS before it ascend.
class Before {
 public:
  Before(const IllnessDeath& arm, double u, double os_hazard)
      : arm_(arm), u_(u), os_hazard_(os_hazard) {}

  // a(s, u) + h_P(s) ∫_0^s a(v, u) dv
  double operator()(double s) {
    const double sum = excess_.to(s, [&](double v) { return excess(v); });
    return excess(s) + pfs_hazard(arm_, s) * sum;
  }

 private:
  // a(s, u): of deaths at u over those by the arm's hazard, progressed at s.
  [[nodiscard]] double excess(double s) const {
    return pfs_survival(arm_, s) * arm_.progression.hazard(s) *
           arm_.survival_after(s, u_) * (arm_.hazard_after(s, u_) - os_hazard_);
  }

  const IllnessDeath& arm_;
  double u_;
  double os_hazard_;
  RunningIntegral excess_;
};

class Covariance {
 public:
  Covariance(const IllnessDeathTrial& trial, double pfs_cut, double os_cut)
      : trial_(trial),
        process_(pfs_trial(trial)),
        pfs_cut_(pfs_cut),
        os_cut_(os_cut) {}

  [[nodiscard]] double of_scores() const {
    double sum = 0.0;
    integrate(os_pieces(), [&](double u, double weight) {
      std::array<OverallSurvival, arm_count> os{};
      for (std::size_t z = 0; z < arm_count; ++z)
        os[z] = overall_survival(trial_.arms[z], u);
      const double p2 =
          experimental_share(trial_, u, {os[0].survival, os[1].survival});
      for (std::size_t z = 0; z < arm_count; ++z)
        sum += weight * trial_.allocation[z] *
               std::exp(-trial_.dropout_hazard[z] * u) *
               (static_cast<double>(z) - p2) *
               (at_once(z, u) + before(z, u, os[z].hazard()));
    });
    return trial_.participants * sum;
  }

 private:
  [[nodiscard]] double entered(double s, double u) const {
    return trial_.entered_share(std::min(pfs_cut_ - s, os_cut_ - u));
  }

  // The death that ends PFS too.
  [[nodiscard]] double at_once(std::size_t z, double u) const {
    if (u >= pfs_cut_) return 0.0;
    const IllnessDeath& arm = trial_.arms[z];
    return entered(u, u) * (static_cast<double>(z) - pfs_share(trial_, u)) *
           pfs_survival(arm, u) * arm.death_first.hazard(u);
  }

  // Progression or death at s < u, by PFS.
  [[nodiscard]] double before(std::size_t z, double u, double os_hazard) const {
    Before scores{trial_.arms[z], u, os_hazard};
    double sum = 0.0;
    integrate(pfs_pieces(z, u), [&](double s, double weight) {
      sum += weight * entered(s, u) *
             (static_cast<double>(z) - pfs_share(trial_, s)) * scores(s);
    });
    return sum;
  }

  // The later analysis limits those with s - u = pfs_cut - os_cut or beyond.
  [[nodiscard]] std::vector<double> pfs_pieces(std::size_t z, double u) const {
    const IllnessDeath& arm = trial_.arms[z];
    std::vector<double> kinks{u + pfs_cut_ - os_cut_};
    for (const double after : arm.after_breakpoints)
      kinks.push_back(arm.clock == DeathClock::progression ? u - after : after);
    return follow_up_pieces(process_, pfs_cut_, std::min(u, pfs_cut_), kinks);
  }

  [[nodiscard]] std::vector<double> os_pieces() const {
    std::vector<double> kinks{pfs_cut_, os_cut_ - pfs_cut_};
    for (const double entry : trial_.entry_breakpoints)
      kinks.push_back(pfs_cut_ - entry);
    for (const IllnessDeath& arm : trial_.arms)
      kinks.insert(kinks.end(), arm.after_breakpoints.begin(),
                   arm.after_breakpoints.end());
    return follow_up_pieces(process_, os_cut_, os_cut_, kinks);
  }

  const IllnessDeathTrial& trial_;
  TrialProcess process_;
  double pfs_cut_;
  double os_cut_;
};

double mean_z(const LogrankMoments& test) {
  return test.information > 0.0 ? test.score / std::sqrt(test.information)
                                : 0.0;
}

}  // namespace

void enrol_uniformly(IllnessDeathTrial& trial, double duration) {
  expect(duration > 0.0, "enrolment takes time");
  trial.entered_share = [duration](double time) {
    return std::clamp(time / duration, 0.0, 1.0);
  };
  trial.entry_breakpoints = {duration};
}

TrialProcess pfs_trial(const IllnessDeathTrial& trial) {
  return trial_of(trial, pfs_process);
}

TrialProcess os_trial(const IllnessDeathTrial& trial) {
  return trial_of(trial, os_process);
}

double JointLogrank::correlation() const {
  const double variance = pfs.information * os.information;
  return variance > 0.0 ? covariance / std::sqrt(variance) : 0.0;
}

JointLogrank joint_logrank_moments(const IllnessDeathTrial& trial,
                                   double pfs_cut, double os_cut) {
  JointLogrank joint;
  joint.pfs = logrank_moments(pfs_trial(trial), pfs_cut);
  joint.os = logrank_moments(os_trial(trial), os_cut);
  if (pfs_cut > 0.0 && os_cut > 0.0)
    joint.covariance = Covariance{trial, pfs_cut, os_cut}.of_scores();
  return joint;
}

JointPower joint_power(const JointLogrank& tests, double pfs_bound,
                       double os_bound) {
  const std::array<double, 2> from{pfs_bound - mean_z(tests.pfs),
                                   os_bound - mean_z(tests.os)};
  const std::array<double, 2> to{infinity, infinity};
  Eigen::Matrix2d correlation;
  correlation << 1.0, tests.correlation(), tests.correlation(), 1.0;
  JointPower power{normal_upper_tail(from[0]), normal_upper_tail(from[1]), 0.0,
                   0.0};
  power.both = normal_box_probability(correlation, from, to).value;
  power.either = power.pfs + power.os - power.both;
  return power;
}

}  // namespace rehearse
