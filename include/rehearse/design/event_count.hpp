#pragma once

#include "rehearse/design/trial_process.hpp"

namespace rehearse {

// Events of a fixed design and its power, by the formulas of textbooks.
// `allocation`: share of one arm in (0, 1), the experimental one's where the
// arms differ; `alpha` one-sided. Not rounded.

/// Power of the log-rank test with Z ~ N(-log HR sqrt(d p (1 - p)), 1)
/// (Schoenfeld 1981).
[[nodiscard]] double schoenfeld_power(double events, double hazard_ratio,
                                      double allocation, double alpha);

/// Freedman (1982), Statist. Med. 1:121, eq. 4, for r participants of the
/// experimental arm to each of the control: events
/// (1 + r HR)^2 / (1 - HR)^2 / r (z_alpha + z_beta)^2.
///
/// Against another null hazard ratio m by his own argument, those at risk
/// being r to 1 at each event: the score's mean is m r / (1 + m r) -
/// HR r / (1 + HR r) for an event, its variance m r / (1 + m r)^2, hence
/// (1 + r HR)^2 / (m - HR)^2 m / r (z_alpha + z_beta)^2. `hazard_ratio` is not
/// the null's.
[[nodiscard]] double freedman_events(double hazard_ratio, double allocation,
                                     double alpha, double power,
                                     double null_hazard_ratio = 1.0);
[[nodiscard]] double freedman_power(double events, double hazard_ratio,
                                    double allocation, double alpha,
                                    double null_hazard_ratio = 1.0);

/// Power by the variances of the log hazard ratio under both hypotheses, as
/// Lachin & Foulkes (1986), Biometrics 42:507, have them: with e the expected
/// events of the arms at `cut` and e0 those under the null hypothesis, where
/// the control's hazard is h = h0 (1 + r HR) / (1 + r m) and the experimental
/// arm's m h, m being the trial's null hazard ratio: the hazards that it
/// allows with the same average over the arms,
///
///   Phi((|log HR / m| - z_alpha sqrt(1/e0_0 + 1/e0_1)) / sqrt(1/e_0 + 1/e_1))
///
/// Proportional hazards; `hazard_ratio` (the trial's) is not m.
[[nodiscard]] double lachin_foulkes_power(const TrialProcess& trial,
                                          double hazard_ratio, double cut,
                                          double alpha);

/// The participants for that power, where all else stays: their entry over
/// the same time and the cut.
[[nodiscard]] double lachin_foulkes_participants(const TrialProcess& trial,
                                                 double hazard_ratio,
                                                 double cut, double alpha,
                                                 double power);

/// Power against a null hazard ratio of 1 with the average one at `cut`
/// (`LogrankMoments::log_hazard_ratio`; Mukhopadhyay et al. 2020, Pharm. Stat.
/// 19:1): Phi((-log AHR - z_alpha / sqrt(I0)) sqrt(I1)) with
/// I0 = d p (1 - p) and 1 / I1 = 1/e_0 + 1/e_1.
[[nodiscard]] double average_hazard_ratio_power(const LogrankMoments& at,
                                                double allocation,
                                                double alpha);

}  // namespace rehearse
