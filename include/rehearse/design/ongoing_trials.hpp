#pragma once

#include <limits>
#include <vector>

namespace rehearse {

/// Where a look stands on the score scale: the score S ~ N(mean, information)
/// has independent increments over looks, and Z = S / sqrt(information).
struct ScoreMoments {
  double information;  ///< variance of the score, any unit, > 0
  double mean = 0.0;   ///< of the score; 0 under the null hypothesis
};

/// The distribution of the score over the trials that have not stopped at
/// earlier looks, by recursive numerical integration (Armitage, McPherson &
/// Rowe 1969; Jennison & Turnbull 2000, ch. 19). Go to each look in turn, ask
/// it for probabilities, tell it where trials stop:
///
///   OngoingTrials trials;
///   trials.go_to({113.0});
///   const double bound = trials.upper_quantile(alpha_spent);
///   trials.stop_above(bound);
///
/// The density is kept at Gauss-Legendre nodes on panels whose length follows
/// the growth of information, so that its error stays near 1e-12, or, where
/// smaller probabilities are to be told apart (`resolve`), below 1e-8 of them.
/// A look at the information of the one before is that look again: Z is the
/// same. Looks at which nobody stops cost nothing.
class OngoingTrials {
 public:
  OngoingTrials();

  /// Probabilities of the order of `smallest` [1], above 0, are asked for at
  /// the looks to come. From 1e-4 on this changes nothing; below, what is left
  /// out falls with its square: 1e-10 of `smallest` at 1e-6, 1e-16 at 1e-12.
  void resolve(double smallest);

  /// Information must not fall from look to look.
  void go_to(ScoreMoments look);

  /// P(not stopped so far, Z >= z) at this look.
  [[nodiscard]] double upper_tail(double z) const;
  /// P(not stopped so far, Z <= z) at this look.
  [[nodiscard]] double lower_tail(double z) const;

  /// z with upper_tail(z) = `probability`, in (0, share of trials not
  /// stopped). Below 1e-12 (or what `resolve` makes of it) it is that of trials
  /// never stopped before: a bound that is conservative by less than that.
  [[nodiscard]] double upper_quantile(double probability) const;
  /// z with lower_tail(z) = `probability`; otherwise the same.
  [[nodiscard]] double lower_quantile(double probability) const;

  /// Trials with Z at or beyond the bound stop here.
  void stop_above(double z);
  void stop_below(double z);

 private:
  [[nodiscard]] double tail_of_all(double z, double sign) const;
  [[nodiscard]] double quantile(double probability, double sign) const;
  [[nodiscard]] double density_of_all(double z) const;
  [[nodiscard]] double reach_sd() const;
  void advance(double next_growth);

  double negligible_ = 1e-12;       // probability that isn't looked into
  double truncation_sd_ = 7.25;     // further from the mean is 2e-13, left out
  std::vector<double> score_{0.0};  // nodes at information `from_`
  std::vector<double> mass_{1.0};   // density times quadrature weight there
  ScoreMoments from_{0.0, 0.0};     // the last look at which trials stopped
  ScoreMoments here_{0.0, 0.0};     // this look
  double lower_ = -std::numeric_limits<double>::infinity();  // going on at
  double upper_ = std::numeric_limits<double>::infinity();   // this look [z]
};

}  // namespace rehearse
