#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// Guesses the next allocation by the convergence strategy: the arm that is
/// furthest behind its share among those seen in the newcomer's stratum (under
/// minimization, which has none, among all that were seen). Blackwell & Hodges
/// (1957), Ann. Math. Statist. 28:449, section 2; for k arms with shares r_k,
/// sum R, behind means the largest r_k n - R n_k.
class ConvergenceGuesser {
 public:
  /// Kept by reference. \throws PreconditionError if he is to see his own
  /// site's and the plan has no sites.
  ConvergenceGuesser(const TrialPlan& plan, GuesserView view);

  /// Nobody was seen.
  void begin();

  /// The arms that are furthest behind when participant i comes: bit k is arm
  /// k's. Several bits: a tie.
  [[nodiscard]] std::uint32_t guess(const Participants& people,
                                    std::size_t i) const;

  /// Participant i's arm is seen.
  void see(const Participants& people, std::size_t i);

 private:
  /// Of the first count of those seen in participant i's company.
  [[nodiscard]] std::size_t counts_at(const Participants& people,
                                      std::size_t i) const;

  const TrialPlan& plan_;
  std::uint32_t shares_ = 0;           // sum of the ratio
  std::size_t sites_;                  // 1: a stratum's are seen together
  std::vector<std::uint32_t> counts_;  // by stratum, site; arm fastest
};

/// Selection bias through guesses: an investigator who guesses that the next
/// participant gets the experimental arm enrols one whose hazard is
/// `hazard_ratio` times what it would be, one with the inverse multiple if he
/// guesses control, and a neutral one if he can't tell. Blackwell & Hodges
/// (1957); its effect on a test: Proschan (1994), Statistica Sinica 4:219;
/// Berger (2005), "Selection Bias and Covariate Imbalances in Randomized
/// Clinical Trials"; on a time to event's hazard as here: after Kennes, Cramer,
/// Hilgers & Heussen (2011), Stat. Med. 30:2573, who shift a normal mean.
class SelectionBiasStage {
 public:
  /// The plan is kept by reference, and has two arms.
  SelectionBiasStage(const TrialPlan& plan, const SelectionBias& bias);

  /// Divides each participant's unit exponential by his multiple of the
  /// hazard. `people` were allocated, in order of entry.
  void apply(const Participants& people, std::span<double> exponentials);

  [[nodiscard]] bool needs_sites() const {
    return view_ == GuesserView::own_site;
  }

 private:
  GuesserView view_;
  ConvergenceGuesser guesser_;
  std::array<double, 4> inverse_;  // of the multiple, by the guess's bits
};

}  // namespace rehearse
