#include "rehearse/montecarlo/replicate.hpp"

#include <algorithm>

namespace rehearse {

namespace {

std::size_t lanes_of(const TrialPlan& plan,
                     std::span<const AnalysisPlan> analyses) {
  const bool of_intervals = std::ranges::any_of(analyses, [](const auto& a) {
    return a.ties == Ties::interval ||
           std::holds_alternative<IntervalTest>(a.test);
  });
  const bool in_lanes = fits_block(plan) && !plan.assessment && !of_intervals &&
                        BlockObservations::takes(plan.cells.analysis_strata);
  return in_lanes ? block_lanes : 1;
}

}  // namespace

ReplicateEngine::ReplicateEngine(const TrialPlan& plan,
                                 std::span<const AnalysisPlan> analyses)
    : plan_(plan),
      analyses_(analyses),
      lanes_(lanes_of(plan, analyses)),
      trial_(plan, lanes_),
      observer_(plan, analyses, lanes_),
      analyst_(plan, analyses, lanes_) {
  for (const AnalysisPlan& analysis : analyses) {
    first_result_.push_back(looks_);
    needs_data_.push_back(analysis.test != SurvivalTest{});
    most_looks_ = std::max(most_looks_, analysis.looks.size());
    looks_ += analysis.looks.size();
  }
  results_.resize(looks_ * lanes_);
}

std::span<const LookResult> ReplicateEngine::run(std::uint64_t replicate) {
  const std::uint64_t lane = replicate % lanes_;
  replicate_ = replicate;
  if (lanes_ == 1 || block_ != replicate - lane) run_block(replicate - lane);
  return std::span{results_}.subspan(lane * looks_, looks_);
}

void ReplicateEngine::run_block(std::uint64_t first) {
  block_ = first;
  trial_.enrol(first);
  trial_.randomize(first);
  trial_.draw_times(first);
  if (plan_.assessment) trial_.draw_courses(first);
  observer_.observe(trial_.participants(), first);

  analyst_.begin();
  for (std::size_t look = 0; look < most_looks_; ++look)
    for (std::size_t analysis = 0; analysis < analyses_.size(); ++analysis)
      if (look < analyses_[analysis].looks.size()) look_at(analysis, look);
}

void ReplicateEngine::look_at(std::size_t analysis, std::size_t look) {
  const Participants& people = trial_.participants();
  const auto previous = [&](std::size_t lane) {
    return look == 0 ? 0.0 : result_of(lane, analysis, look - 1).analysis_time;
  };
  if (lanes_ == 1) {
    const CutData data = observer_.cut(analysis, look, people, previous(0));
    LookResult& result = result_of(0, analysis, look) =
        analyst_.test(analysis, data);
    return analyst_.decide(analysis, look, 0, data, result);
  }
  Lanes<double> before;
  for (std::size_t l = 0; l < block_lanes; ++l) before[l] = previous(l);
  const auto& cut = observer_.cut_block(analysis, look, people, before);
  const auto data_of = [&](std::size_t lane) {
    return observer_.lane_of_block(lane, people);
  };
  analyst_.test_block(
      analysis, cut, data_of, [&](std::size_t lane) -> auto& {
        return result_of(lane, analysis, look);
      });
  for (std::size_t l = 0; l < block_lanes; ++l)
    analyst_.decide(analysis, look, l,
                    needs_data_[analysis] ? data_of(l) : CutData{},
                    result_of(l, analysis, look));
}

TrialSimulator& ReplicateEngine::listing() {
  if (lanes_ == 1) return trial_;
  if (!listing_) listing_.emplace(plan_);
  if (listed_ != replicate_) {
    listing_->enrol(replicate_);
    listing_->randomize(replicate_);
    listing_->draw_times(replicate_);
    listed_ = replicate_;
  }
  return *listing_;
}

void ReplicateEngine::complete_listing(std::uint64_t replicate) {
  if (plan_.sites > 0) listing().draw_sites(replicate);
  if (plan_.death != DeathModel{}) listing().draw_courses(replicate);
}

}  // namespace rehearse
