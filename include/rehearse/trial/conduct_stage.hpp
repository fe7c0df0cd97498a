#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/trial/conduct.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// Makes the errors of one replicate's conduct after another. A participant's
/// uniform that decides whether there is an error also decides which, so that
/// who has an error at one probability has the same at a larger one.
class ConductStage {
 public:
  /// The plan, which has a conduct, is kept by reference.
  explicit ConductStage(const TrialPlan& plan);

  /// Of participants who have their levels: what is recorded of these, who is
  /// ineligible, and for whom a kit is missing.
  void begin(std::uint64_t replicate, Participants& people);

  /// Arms that are given instead of those that are due by the lists. Where the
  /// row returns, and his list has no later row of another arm, one beyond is
  /// taken: of an arm by the ratio.
  void force(Participants& people);

  /// Participant i's arm where `due` is the one that minimization chose.
  [[nodiscard]] std::uint8_t given(std::size_t i, std::uint32_t due) const;

 private:
  // A factor that may be recorded wrongly.
  struct Recorder {
    double probability;
    std::size_t factor;
    std::uint32_t stride;            // of its levels in cells
    std::vector<double> prevalence;  // of each level
  };

  void draw(std::uint64_t replicate, std::uint64_t what);
  void record(const Recorder& recorder, Participants& people) const;
  void return_row(Participants& people, std::size_t i);
  [[nodiscard]] bool is_forced(std::size_t i) const {
    return missing_kit_[i] <= conduct_.forced_allocation;
  }

  const TrialPlan& plan_;
  const Conduct& conduct_;
  std::vector<Recorder> recorders_;
  std::vector<double> shares_;  // of the arms
  std::vector<double> uniform_;
  std::vector<std::size_t> passed_;  // of one returned row
  std::vector<double> missing_kit_;  // uniforms; empty where nobody is forced
};

}  // namespace rehearse
