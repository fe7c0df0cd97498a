#include "rehearse/endpoint/treatment_stop.hpp"

#include <cmath>

namespace rehearse {

namespace {

constexpr double uniform(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

}  // namespace

TreatmentStop treatment_stop(const AssessmentPlan& plan,
                             std::span<const std::uint32_t, 4> words,
                             double end) {
  const auto& [hazard, probability, delay_mean] = plan.discontinuation;
  const double u = uniform(words[2]);
  const bool too_late = 1.0 - u > hazard * end;  // as -log(u) >= 1 - u
  if (too_late || words[1] >= plan.new_therapy_words) return {};
  const double toxicity = -std::log(u) / hazard;
  const double therapy =
      duration_on_grid(toxicity - delay_mean * std::log(uniform(words[3])));
  if (therapy > end) return {};
  return {toxicity, therapy};
}

}  // namespace rehearse
