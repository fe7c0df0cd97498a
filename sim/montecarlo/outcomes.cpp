#include "rehearse/montecarlo/outcomes.hpp"

#include <algorithm>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

void Outcomes::add(std::span<const LookResult> looks) {
  rejected.push_back(rejects(looks) ? 1 : 0);
  z.push_back(looks.back().z);
  analysis_time.push_back(looks.back().analysis_time);
}

Proportion power_difference(std::span<const std::uint8_t> rejected,
                            std::span<const std::uint8_t> reference) {
  const std::size_t n = std::min(rejected.size(), reference.size());
  std::uint64_t only_this = 0;
  std::uint64_t only_other = 0;
  for (std::size_t i = 0; i < n; ++i) {
    only_this += rejected[i] > reference[i] ? 1U : 0U;
    only_other += rejected[i] < reference[i] ? 1U : 0U;
  }
  return paired_difference_of(only_this, only_other, n);
}

void OutcomeDifference::add(std::span<const LookResult> looks,
                            const Outcomes& reference) {
  const std::uint64_t r = count_;
  if (r >= reference.size()) return;
  ++count_;
  const bool here = rejects(looks);
  const bool there = reference.rejected[r] != 0;
  only_this_ += here && !there ? 1U : 0U;
  only_reference_ += there && !here ? 1U : 0U;
  z_.push_back(looks.back().z - reference.z[r]);
  time_.push_back(looks.back().analysis_time - reference.analysis_time[r]);
  if (z_.size() < difference_replicates) return;
  merged_ = with_last_chunk();
  z_.clear();
  time_.clear();
}

OutcomeDifference::Merged OutcomeDifference::with_last_chunk() const {
  Merged all = merged_;
  all.z.merge(Moments::of(z_));
  all.time.merge(Moments::of(time_));
  return all;
}

PairedDifference OutcomeDifference::result() const {
  const Merged all = with_last_chunk();
  return {paired_difference_of(only_this_, only_reference_, count_),
          mean_estimate(all.z), mean_estimate(all.time)};
}

}  // namespace rehearse
