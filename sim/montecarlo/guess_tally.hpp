#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/selection_bias.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// Shares of a replicate's allocations.
enum GuessShare : std::size_t {
  right_of_all,       // guessed right, by one who sees everybody
  right_of_own_site,  // ... by one who sees his own site's
  right_by_rule,      // the probability of the most probable arm, averaged
  certain_by_rule,    // an arm has probability 1
  guess_share_count
};
using GuessMoments = std::array<Moments, guess_share_count>;

/// How predictable the allocations of a chunk's replicates are. The first
/// share is of every plan, the second of those with sites, the last two of
/// minimization; the others are left 0.
class GuessTally {
 public:
  explicit GuessTally(const TrialPlan& plan);  ///< kept by reference

  void add(const Participants& people);  ///< one replicate, allocated

  /// Of the replicates since the last call.
  [[nodiscard]] GuessMoments take();

 private:
  void add_rule(const Participants& people, Minimization& rule);

  const TrialPlan& plan_;
  ConvergenceGuesser of_all_;
  std::optional<ConvergenceGuesser> of_own_site_;
  std::optional<Minimization> rule_;
  std::vector<std::uint32_t> levels_;
  std::vector<double> probabilities_;
  std::array<std::vector<double>, guess_share_count> columns_;
};

}  // namespace rehearse
