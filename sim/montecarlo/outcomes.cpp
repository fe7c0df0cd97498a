#include "rehearse/montecarlo/outcomes.hpp"

#include <algorithm>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

MeanEstimate mean_difference(const std::vector<double>& a,
                             const std::vector<double>& b) {
  const std::size_t n = std::min(a.size(), b.size());
  std::vector<double> differences(n);
  for (std::size_t i = 0; i < n; ++i) differences[i] = a[i] - b[i];
  return mean_estimate(Moments::of(differences));
}

}  // namespace

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

PairedDifference paired_difference(const Outcomes& outcomes,
                                   const Outcomes& reference) {
  return {power_difference(outcomes.rejected, reference.rejected),
          mean_difference(outcomes.z, reference.z),
          mean_difference(outcomes.analysis_time, reference.analysis_time)};
}

}  // namespace rehearse
