#pragma once

#include <cstdint>
#include <vector>

#include "rehearse/trial/conduct_stage.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/selection_bias.hpp"
#include "rehearse/trial/site_enrolment.hpp"
#include "rehearse/trial/site_frailty.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// More are simulated one replicate after another: a network of comparisons
/// loses to a sort, and a block to the cache.
inline constexpr int most_block_participants = 2048;

/// Whether `block_lanes` replicates of a plan can be simulated side by side:
/// not where whoever enters next depends on those before (minimization,
/// sites, selection bias, frailty, errors of conduct), nor where they are too
/// many for a block.
[[nodiscard]] bool fits_block(const TrialPlan& plan);

/// The participants of one replicate after another, or of one block of them
/// after another, in memory taken once.
class TrialSimulator {
 public:
  /// `plan` is kept by reference. `lanes`: 1, or `block_lanes` where the plan
  /// fits a block; then a stage's replicate is the first of as many.
  explicit TrialSimulator(const TrialPlan& plan, std::size_t lanes = 1);

  // The stages of a replicate, in order.
  void enrol(std::uint64_t replicate);       ///< entry, cells; sites if used
  void randomize(std::uint64_t replicate);   ///< in order of entry
  void draw_times(std::uint64_t replicate);  ///< event and dropout
  /// Which events are progressions, and when who progressed dies.
  void draw_courses(std::uint64_t replicate);

  /// Sites, where no stage above needed them; nothing where they enrol.
  void draw_sites(std::uint64_t replicate);

  [[nodiscard]] const Participants& participants() const { return people_; }

 private:
  void draw_cells(std::uint64_t replicate);
  void allocate_from(StratifiedAllocator& lists, std::uint64_t replicate);
  void allocate_from(Minimization& minimization, std::uint64_t replicate);

  const TrialPlan& plan_;
  std::variant<StratifiedAllocator, Minimization> allocator_;
  std::optional<SelectionBiasStage> bias_;
  std::optional<SiteEnroller> enroller_;
  std::optional<SiteFrailty> frailty_;
  std::optional<ConductStage> conduct_;
  std::vector<std::uint32_t> levels_;  // of one participant
  Participants people_;
  Column<double> draws_;  // one row more than participants
  Column<double> scratch_;
  std::vector<double> course_draws_;  // four columns, where there are courses
};

}  // namespace rehearse
