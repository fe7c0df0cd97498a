#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rehearse {

/// A number with its Monte Carlo standard error, which is 0 where it was
/// computed exactly.
struct Figure {
  double value = 0.0;
  double mcse = 0.0;
  /// 95% limits of a simulated probability or difference of two, whose error
  /// is 0 where all replicates agree.
  std::optional<std::array<double, 2>> ci95 = std::nullopt;
};

/// Distribution of an absolute imbalance |D|, or of its maximum over time.
/// Arms k with shares r_k (reduced): D is the largest of r_j n_k - r_k n_j over
/// pairs of arms, for 1:1 the difference of the arms' participants.
struct ImbalanceDistribution {
  std::vector<double> probability;  ///< of |D| = 0, 1, …
  Figure mean;                      ///< of |D|
  Figure mean_square;               ///< of D: its variance where the mean is 0
  Figure balanced;                  ///< P(D = 0)
  std::uint32_t q95 = 0;            ///< least d with P(|D| <= d) >= 0.95
};

/// Imbalance among some of the participants: all, those of a stratum, a site,
/// or a factor's level. Their number is random where the trial's is.
struct MarginMetrics {
  std::string name;
  double participants = 0.0;      ///< expected
  ImbalanceDistribution final;    ///< when the trial is full
  ImbalanceDistribution maximum;  ///< over time
};

/// Share of allocations that are guessed right, averaged over the trial.
struct Predictability {
  /// The arm that is furthest behind its share among those seen before, one of
  /// those at random where several are. Blackwell & Hodges (1957), Ann. Math.
  /// Statist. 28:449.
  Figure convergence;
  /// The arm that is most probable given those seen before, for one who knows
  /// the procedure and its parameters, but no block sizes drawn.
  Figure most_likely;
};

/// What a randomization procedure gives in a trial, without any outcome.
struct AllocationMetrics {
  std::vector<MarginMetrics> margins;  ///< the whole trial first
  Predictability sees_all;  ///< a guesser who sees everybody, with strata
  std::optional<Predictability> sees_own_site;  ///< ... of his site only
  /// Allocations that are certain to one who sees everybody and knows the
  /// procedure, but no block sizes drawn.
  Figure deterministic;
  /// log2 of the number of sequences of arms that can come out, all strata's
  /// lists at their lengths together; nothing for minimization.
  std::optional<double> log2_lists;
};

}  // namespace rehearse
