#include "rehearse/montecarlo/outcomes.hpp"

#include <algorithm>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

template <class Value>
MeanEstimate mean_difference(const std::vector<Value>& a,
                             const std::vector<Value>& b) {
  const std::size_t n = std::min(a.size(), b.size());
  std::vector<double> differences(n);
  for (std::size_t i = 0; i < n; ++i)
    differences[i] = static_cast<double>(a[i]) - static_cast<double>(b[i]);
  return mean_estimate(Moments::of(differences));
}

}  // namespace

void Outcomes::add(std::span<const LookResult> looks) {
  rejected.push_back(rejects(looks) ? 1 : 0);
  z.push_back(looks.back().z);
  analysis_time.push_back(looks.back().analysis_time);
}

PairedDifference paired_difference(const Outcomes& outcomes,
                                   const Outcomes& reference) {
  return {mean_difference(outcomes.rejected, reference.rejected),
          mean_difference(outcomes.z, reference.z),
          mean_difference(outcomes.analysis_time, reference.analysis_time)};
}

}  // namespace rehearse
