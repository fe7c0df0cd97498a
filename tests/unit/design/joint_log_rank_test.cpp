#include "rehearse/design/joint_log_rank.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/time_grid.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Death after progression: Weibull, the clock reset.
struct Rates {
  double progression;
  double first;
  double after_shape;
  double after_scale;
};

struct Design {
  double participants;
  double experimental;  // share
  double enrolment;
  std::array<Rates, 2> arms;
  std::array<double, 2> dropout;
  double pfs_cut;
  double os_cut;
};

IllnessDeath model_of(const Rates& r) {
  return {
      constant_hazard(r.progression),
      constant_hazard(r.first),
      {[r](double t) {
         return r.after_shape / r.after_scale *
                std::pow(t / r.after_scale, r.after_shape - 1.0);
       },
       [r](double t) { return std::pow(t / r.after_scale, r.after_shape); }}};
}

IllnessDeathTrial trial_of(const Design& d) {
  IllnessDeathTrial trial;
  trial.participants = d.participants;
  trial.allocation = {1.0 - d.experimental, d.experimental};
  trial.arms = {model_of(d.arms[0]), model_of(d.arms[1])};
  trial.dropout_hazard = d.dropout;
  enrol_uniformly(trial, d.enrolment);
  return trial;
}

// Both log-rank z of simulated trials, and their moments.
class Simulation {
 public:
  Simulation(const Design& design, int trials, unsigned seed)
      : design_(design), engine_(seed) {
    for (int i = 0; i < trials; ++i) run();
  }

  struct Moments {
    std::array<double, 2> mean;
    double correlation;
    double both;  // above 1.96
    double n;
  };
  [[nodiscard]] Moments moments() const {
    Moments m{{}, 0.0, 0.0, static_cast<double>(z_.size())};
    for (const auto& z : z_)
      for (std::size_t e = 0; e < 2; ++e) m.mean[e] += z[e] / m.n;
    double x = 0.0;
    double y = 0.0;
    double xy = 0.0;
    for (const auto& z : z_) {
      x += (z[0] - m.mean[0]) * (z[0] - m.mean[0]);
      y += (z[1] - m.mean[1]) * (z[1] - m.mean[1]);
      xy += (z[0] - m.mean[0]) * (z[1] - m.mean[1]);
      m.both += z[0] >= z_of_ci95 && z[1] >= z_of_ci95 ? 1.0 / m.n : 0.0;
    }
    m.correlation = xy / std::sqrt(x * y);
    return m;
  }

 private:
  double exponential() {
    return boost::random::exponential_distribution<double>{1.0}(engine_);
  }

  void run() {
    std::array<std::vector<ObservationKey>, 2> keys;
    const auto size = static_cast<std::size_t>(design_.participants);
    const auto experimental = static_cast<std::size_t>(
        std::lround(design_.participants * design_.experimental));
    boost::random::uniform_real_distribution<double> entry{0.0,
                                                           design_.enrolment};
    for (std::size_t i = 0; i < size; ++i) {
      const Role arm = i < experimental ? Role::experimental : Role::control;
      const auto a = static_cast<std::size_t>(arm);
      const Rates& r = design_.arms[a];
      const double entered = entry(engine_);
      const double progression = exponential() / r.progression;
      const double first = exponential() / r.first;
      const double after =
          r.after_scale * std::pow(exponential(), 1.0 / r.after_shape);
      const double pfs = std::min(progression, first);
      const double os = first < progression ? first : progression + after;
      const double lost =
          design_.dropout[a] > 0.0 ? exponential() / design_.dropout[a] : never;
      add(keys[0], pfs, std::min(lost, design_.pfs_cut - entered), arm);
      add(keys[1], os, std::min(lost, design_.os_cut - entered), arm);
    }
    std::array<double, 2> z{};
    for (std::size_t e = 0; e < 2; ++e) {
      std::ranges::sort(keys[e]);
      z[e] = log_rank(keys[e], 1, workspace_).z();
    }
    z_.push_back(z);
  }

  static void add(std::vector<ObservationKey>& keys, double time, double end,
                  Role arm) {
    if (end <= 0.0) return;  // not yet entered
    keys.push_back(pack(ticks(std::min(time, end)), 0, arm, time <= end));
  }

  Design design_;
  boost::random::mt19937_64 engine_;
  AnalysisWorkspace workspace_;
  std::vector<std::array<double, 2>> z_;
};

const Rates plain{0.08, 0.02, 1.0, 12.0};

}  // namespace

TEST_CASE("PFS that is OS: one process seen twice", "[design][exact]") {
  // Without progression the scores have independent increments.
  const Rates deaths{0.0, 0.05, 1.0, 10.0};
  const IllnessDeathTrial trial =
      trial_of({200, 0.4, 12, {deaths, deaths}, {0.01, 0.01}, 18, 30});
  const JointLogrank same = joint_logrank_moments(trial, 18, 18);
  CHECK(same.correlation() == Approx(1.0).epsilon(1e-9));
  const JointLogrank later = joint_logrank_moments(trial, 18, 30);
  CHECK(later.covariance == Approx(later.pfs.information).epsilon(1e-9));
  const JointLogrank earlier = joint_logrank_moments(trial, 30, 18);
  CHECK(earlier.covariance == Approx(earlier.os.information).epsilon(1e-9));
}

TEST_CASE("progression that tells nothing of death", "[design][exact]") {
  // One hazard of death, before and after: only deaths that end PFS tie the
  // scores together. Their number at the earlier cut, of 200 entering evenly
  // over 12 months and followed for 18: ∫ F(18 - s) 0.02 e^-0.11 s ds.
  const Rates r{0.08, 0.02, 1.0, 50.0};
  const IllnessDeathTrial trial =
      trial_of({200, 0.5, 12, {r, r}, {0.01, 0.01}, 18, 30});
  const double all = 0.11;
  const double deaths =
      200 * 0.02 / all *
      (1.0 - (std::exp(-all * 6) - std::exp(-all * 18)) / (all * 12));
  const JointLogrank at = joint_logrank_moments(trial, 18, 30);
  CHECK(at.covariance == Approx(0.25 * deaths).epsilon(1e-9));
  CHECK(joint_logrank_moments(trial, 30, 18).covariance ==
        Approx(0.25 * deaths).epsilon(1e-9));
  CHECK(at.pfs.score == Approx(0.0).margin(1e-9));
}

TEST_CASE("each endpoint has its own share at risk", "[design][exact]") {
  // Progression tells nothing of death, but arms, dropout and allocation
  // differ: N Σ π ∫ F e^-δs (z - p1) (z - p2) S_P h02 ds.
  const std::array<double, 2> progression{0.15, 0.05};
  const std::array<double, 2> death{0.03, 0.02};
  const std::array<double, 2> dropout{0.04, 0.005};
  const std::array<double, 2> allocation{0.35, 0.65};
  const IllnessDeathTrial trial =
      trial_of({200,
                allocation[1],
                12,
                {Rates{progression[0], death[0], 1.0, 1.0 / death[0]},
                 Rates{progression[1], death[1], 1.0, 1.0 / death[1]}},
                dropout,
                18,
                30});
  const auto integrand = [&](double s) {
    std::array<double, 2> pfs{};
    std::array<double, 2> os{};
    for (std::size_t z = 0; z < 2; ++z) {
      os[z] = allocation[z] * std::exp(-(death[z] + dropout[z]) * s);
      pfs[z] = os[z] * std::exp(-progression[z] * s);
    }
    const double p1 = pfs[1] / (pfs[0] + pfs[1]);
    const double p2 = os[1] / (os[0] + os[1]);
    return std::min(1.0, (18.0 - s) / 12.0) *
           (p1 * p2 * pfs[0] * death[0] +
            (1.0 - p1) * (1.0 - p2) * pfs[1] * death[1]);
  };
  using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
  const double expected =
      200.0 * (Rule::integrate(integrand, 0.0, 6.0, 5, 1e-12) +
               Rule::integrate(integrand, 6.0, 18.0, 5, 1e-12));
  const JointLogrank at = joint_logrank_moments(trial, 18, 30);
  CHECK(at.covariance == Approx(expected).epsilon(1e-9));
  // Of PFS alone: N ∫ F e^-δs p1 (1 - p1) Σ π S_P (h01 + h02) ds.
  const auto of_pfs = [&](double s) {
    std::array<double, 2> pfs{};
    for (std::size_t z = 0; z < 2; ++z)
      pfs[z] = allocation[z] *
               std::exp(-(progression[z] + death[z] + dropout[z]) * s);
    const double p1 = pfs[1] / (pfs[0] + pfs[1]);
    return std::min(1.0, (18.0 - s) / 12.0) * p1 * (1.0 - p1) *
           (pfs[0] * (progression[0] + death[0]) +
            pfs[1] * (progression[1] + death[1]));
  };
  CHECK(at.pfs.information ==
        Approx(200.0 * (Rule::integrate(of_pfs, 0.0, 6.0, 5, 1e-12) +
                        Rule::integrate(of_pfs, 6.0, 18.0, 5, 1e-12)))
            .epsilon(1e-9));
}

TEST_CASE("covariance of two martingales", "[design][exact]") {
  // Everybody enters at once and nobody drops out: with M = 1{T <= c} -
  // H(min(T, c)) of each endpoint Cov is N / 4 E(M1 M2), here over the joint
  // density of PFS and OS.
  constexpr double h01 = 0.06;
  constexpr double h02 = 0.05;
  constexpr double h12 = 0.3;
  const Rates r{h01, h02, 1.0, 1.0 / h12};
  IllnessDeathTrial trial = trial_of({1, 0.5, 1, {r, r}, {}, 0, 0});
  trial.entered_share = [](double time) { return time > 0.0 ? 1.0 : 0.0; };
  trial.entry_breakpoints = {};
  const auto os_hazard = [](double t) {
    return -std::log(std::exp(-(h01 + h02) * t) +
                     h01 / (h12 - h01 - h02) *
                         (std::exp(-(h01 + h02) * t) - std::exp(-h12 * t)));
  };
  for (const auto& [c1, c2] :
       {std::pair{10.0, 10.0}, {10.0, 16.0}, {16.0, 10.0}}) {
    const auto m1 = [&](double x) {
      return (x <= c1 ? 1.0 : 0.0) - (h01 + h02) * std::min(x, c1);
    };
    const auto m2 = [&](double y) {
      return (y <= c2 ? 1.0 : 0.0) - os_hazard(std::min(y, c2));
    };
    const std::array<double, 4> times{0.0, std::min(c1, c2), std::max(c1, c2),
                                      200.0};
    const auto integral = [&](double from, const auto& f) {
      double sum = 0.0;
      for (std::size_t i = 1; i < times.size(); ++i)
        if (std::max(from, times[i - 1]) < times[i])
          sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
              f, std::max(from, times[i - 1]), times[i], 8, 1e-11);
      return sum;
    };
    const double expected = integral(0.0, [&](double x) {
      const double progressed = integral(x, [&](double y) {
        return h01 * h12 * std::exp(-h12 * (y - x)) * m2(y);
      });
      return std::exp(-(h01 + h02) * x) * m1(x) * (h02 * m2(x) + progressed);
    });
    CHECK(joint_logrank_moments(trial, c1, c2).covariance ==
          Approx(0.25 * expected).epsilon(1e-8));
  }
}

TEST_CASE("even entry is a mean over times of entry", "[design][exact]") {
  const IllnessDeathTrial even =
      trial_of({100, 0.4, 12, {plain, plain}, {0.01, 0.01}, 0, 0});
  IllnessDeathTrial at_once = even;
  at_once.entered_share = [](double time) { return time > 0.0 ? 1.0 : 0.0; };
  at_once.entry_breakpoints = {};
  for (const auto& [c1, c2] : {std::pair{18.0, 21.0}, {26.0, 16.0}}) {
    const double mean =
        boost::math::quadrature::gauss<double, 10>::integrate(
            [&, c1 = c1, c2 = c2](double entry) {
              return joint_logrank_moments(at_once, c1 - entry, c2 - entry)
                  .covariance;
            },
            0.0, 12.0) /
        12.0;
    CHECK(joint_logrank_moments(even, c1, c2).covariance ==
          Approx(mean).epsilon(1e-8));
  }
}

TEST_CASE("correlation under no difference, simulated", "[design][mc]") {
  // 4 standard errors, (1 - r^2) / sqrt(n).
  const std::vector<Design> designs{
      {300, 0.5, 12, {plain, plain}, {0.01, 0.01}, 18, 30},
      {300, 2.0 / 3, 15, {plain, plain}, {0.03, 0.005}, 24, 24},
      {300, 0.5, 12, {plain, plain}, {0.01, 0.01}, 26, 16},
      {300,
       0.5,
       10,
       {Rates{0.15, 0.01, 1.7, 9.0}, Rates{0.15, 0.01, 1.7, 9.0}},
       {0.0, 0.0},
       14,
       30},
      {300,
       0.5,
       10,
       {Rates{0.1, 0.03, 0.6, 8.0}, Rates{0.1, 0.03, 0.6, 8.0}},
       {0.02, 0.02},
       20,
       25}};
  unsigned seed = 1;
  for (const Design& design : designs) {
    const Simulation simulation{design, 8'000, seed++};
    const auto simulated = simulation.moments();
    const JointLogrank theory =
        joint_logrank_moments(trial_of(design), design.pfs_cut, design.os_cut);
    const double r = theory.correlation();
    const double error = (1.0 - r * r) / std::sqrt(simulated.n);
    CAPTURE(seed - 1, r, simulated.correlation, error);
    CHECK(std::abs(simulated.correlation - r) < 4.0 * error);
    CHECK(std::abs(simulated.mean[0]) < 4.0 / std::sqrt(simulated.n));
    CHECK(std::abs(simulated.mean[1]) < 4.0 / std::sqrt(simulated.n));
  }
}

TEST_CASE("drift and joint power, simulated", "[design][mc]") {
  const Rates better{0.064, 0.018, 1.0, 13.0};
  const Design design{400, 0.5, 12, {plain, better}, {0.01, 0.01}, 20, 34};
  const Simulation simulation{design, 8'000, 2024};
  const auto simulated = simulation.moments();
  const JointLogrank theory =
      joint_logrank_moments(trial_of(design), design.pfs_cut, design.os_cut);
  const double root = std::sqrt(simulated.n);
  const double r = theory.correlation();
  const std::array<double, 2> drift{
      theory.pfs.score / std::sqrt(theory.pfs.information),
      theory.os.score / std::sqrt(theory.os.information)};
  const JointPower power = joint_power(theory, z_of_ci95, z_of_ci95);
  CAPTURE(drift[0], drift[1], simulated.mean[0], simulated.mean[1], r,
          simulated.correlation, power.both, simulated.both);
  CHECK(std::abs(simulated.mean[0] - drift[0]) < 4.0 / root);
  CHECK(std::abs(simulated.mean[1] - drift[1]) < 4.0 / root);
  CHECK(std::abs(simulated.correlation - r) < 4.0 * (1.0 - r * r) / root);
  CHECK(std::abs(simulated.both - power.both) <
        4.0 * std::sqrt(power.both * (1.0 - power.both)) / root);
}

TEST_CASE("joint power", "[design][exact]") {
  JointLogrank tests;
  tests.pfs.information = tests.os.information = 4.0;
  tests.pfs.score = 4.0;  // z of mean 2
  tests.os.score = 2.0;   // ... 1
  const auto tail = normal_upper_tail;
  JointPower power = joint_power(tests, 2.2, 1.9);
  CHECK(power.pfs == Approx(tail(0.2)).epsilon(1e-12));
  CHECK(power.os == Approx(tail(0.9)).epsilon(1e-12));
  CHECK(power.both == Approx(tail(0.2) * tail(0.9)).epsilon(1e-8));
  tests.covariance = 4.0;
  power = joint_power(tests, 2.2, 1.9);
  CHECK(power.both == Approx(tail(0.9)).epsilon(1e-8));
  CHECK(power.either == Approx(tail(0.2)).epsilon(1e-8));
}

TEST_CASE("enrolment takes time", "[design][error]") {
  IllnessDeathTrial trial;
  CHECK_THROWS_AS(enrol_uniformly(trial, 0.0), PreconditionError);
  CHECK_NOTHROW(enrol_uniformly(trial, 2.0));
  CHECK(trial.entered_share(-1.0) == 0.0);
  CHECK(trial.entered_share(0.5) == 0.25);
  CHECK(trial.entered_share(3.0) == 1.0);
}
