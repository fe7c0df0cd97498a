#pragma once

namespace rehearse {

// Sites whose rates are gamma variables, each a Poisson process given its rate.
// Anisimov & Fedorov (2007), "Modelling, prediction and adaptive adjustment of
// recruitment in multicentre trials", Statist. Med. 26:4958.

/// A number of participants: negative binomial with this mean (>= 0), whose
/// variance is mean + mean^2 / size. size = +inf: Poisson.
struct RandomCount {
  double mean;
  double size;

  [[nodiscard]] double variance() const;
  /// P(N >= k), k >= 0.
  [[nodiscard]] double at_least(double k) const;
  /// E min(N, k) and E min(N, k)^2, k >= 1.
  [[nodiscard]] double capped_mean(double k) const;
  [[nodiscard]] double capped_square(double k) const;
};

/// Sites that all open at 0, whose rates are independent gamma variables.
struct PoissonGamma {
  double sites;
  double rate;   ///< mean of a site [participants/time]
  double shape;  ///< of a site's rate [1]; +inf: all alike

  /// By `time` > 0: the rates' sum is a gamma variable of shape sites x shape.
  [[nodiscard]] RandomCount by(double time) const;

  // When the n-th participant enters: n summed unit exponentials over the
  // rates' sum, which is a beta prime variable (gamma where all are alike).
  /// +inf where sites x shape is 1 or less.
  [[nodiscard]] double mean_time(double participants) const;
  /// +inf where sites x shape is 2 or less.
  [[nodiscard]] double sd_of_time(double participants) const;
  /// `probability` in (0, 1).
  [[nodiscard]] double time_quantile(double participants,
                                     double probability) const;
};

}  // namespace rehearse
