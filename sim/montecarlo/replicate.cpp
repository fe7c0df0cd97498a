#include "rehearse/montecarlo/replicate.hpp"

#include <algorithm>

namespace rehearse {

ReplicateEngine::ReplicateEngine(const TrialPlan& plan,
                                 std::span<const AnalysisPlan> analyses)
    : plan_(plan),
      analyses_(analyses),
      trial_(plan),
      observer_(plan, analyses),
      analyst_(plan, analyses) {
  std::size_t looks = 0;
  for (const AnalysisPlan& analysis : analyses) {
    first_result_.push_back(looks);
    most_looks_ = std::max(most_looks_, analysis.looks.size());
    looks += analysis.looks.size();
  }
  results_.resize(looks);
}

std::span<const LookResult> ReplicateEngine::run(std::uint64_t replicate) {
  trial_.enrol(replicate);
  trial_.randomize(replicate);
  trial_.draw_times(replicate);
  if (plan_.assessment) trial_.draw_courses(replicate);
  observer_.observe(participants(), replicate);

  analyst_.begin();
  for (std::size_t look = 0; look < most_looks_; ++look)
    for (std::size_t analysis = 0; analysis < analyses_.size(); ++analysis) {
      if (look >= analyses_[analysis].looks.size()) continue;
      LookResult* result = &results_[first_result_[analysis] + look];
      const double previous = look == 0 ? 0.0 : result[-1].analysis_time;
      const CutData data =
          observer_.cut(analysis, look, participants(), previous);
      *result = analyst_.test(analysis, data);
      analyst_.decide(analysis, look, data, *result);
    }
  return results_;
}

void ReplicateEngine::complete_listing(std::uint64_t replicate) {
  if (plan_.sites > 0) trial_.draw_sites(replicate);
  if (plan_.death != DeathModel{}) trial_.draw_courses(replicate);
}

}  // namespace rehearse
