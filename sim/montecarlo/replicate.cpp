#include "rehearse/montecarlo/replicate.hpp"

#include <algorithm>

namespace rehearse {

namespace {

std::size_t lanes_of(const TrialPlan& plan,
                     std::span<const AnalysisPlan> analyses) {
  // A lane has the times of the log-rank data.
  const auto has_lanes = [&](const AnalysisPlan& a) {
    return a.ties != Ties::interval &&
           !std::holds_alternative<IntervalTest>(a.test) &&
           BlockObservations::takes(plan.strata_by(a.stratify_by).count);
  };
  const bool of_two_arms = !plan.assessment || plan.ratio.size() == 2;
  return fits_block(plan) && of_two_arms &&
                 std::ranges::all_of(analyses, has_lanes)
             ? block_lanes
             : 1;
}

}  // namespace

ReplicateEngine::ReplicateEngine(const TrialPlan& plan,
                                 std::span<const AnalysisPlan> analyses,
                                 const std::optional<GraphDecision>& graph,
                                 std::size_t most_lanes)
    : plan_(plan),
      analyses_(analyses),
      lanes_(most_lanes == 1 ? 1 : lanes_of(plan, analyses)),
      trial_(plan, lanes_),
      observer_(plan, analyses, lanes_),
      analyst_(plan, analyses, lanes_),
      needs_courses_(plan.assessment ||
                     std::ranges::any_of(analyses,
                                         [](const auto& a) {
                                           return a.comparison.overall_survival;
                                         })),
      graph_(graph) {
  for (const AnalysisPlan& analysis : analyses) {
    first_result_.push_back(looks_);
    needs_data_.push_back(analysis.test != SurvivalTest{});
    looks_ += analysis.looks.size();
  }
  order_steps();
  results_.resize(looks_ * lanes_);
  if (lanes_ > 1 && plan.assessment)
    alone_ = std::make_unique<ReplicateEngine>(plan, analyses, graph, 1);
}

// Look after look, so that analyses which cut at the same time share what is
// found there; but first those that others wait for, and what these wait for.
void ReplicateEngine::order_steps() {
  const auto is_taken = [&](std::size_t analysis, std::size_t look) {
    return std::ranges::any_of(steps_, [&](const Step& step) {
      return step.analysis == analysis && step.look == look;
    });
  };
  const auto take_until = [&](const auto& self, std::size_t analysis,
                              std::size_t last) -> void {
    const AnalysisPlan& plan = analyses_[analysis];
    for (std::size_t look = 0; look <= last; ++look) {
      if (is_taken(analysis, look)) continue;
      if (const auto with = plan.looks[look].with)
        self(self, plan.with_analysis, *with);
      steps_.push_back({analysis, look});
    }
  };
  std::size_t most = 0;
  for (const AnalysisPlan& analysis : analyses_)
    most = std::max(most, analysis.looks.size());
  for (std::size_t look = 0; look < most; ++look)
    for (std::size_t a = 0; a < analyses_.size(); ++a)
      if (look < analyses_[a].looks.size()) take_until(take_until, a, look);
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
  if (needs_courses_) trial_.draw_courses(first);
  observer_.observe(trial_.participants(), first);
  look_at_all();
  if (observer_.ended_late()) {
    observer_.observe_longer(trial_.participants(), first);
    look_at_all();
  }
  run_incomplete(first);
  if (graph_)
    for (std::size_t l = 0; l < lanes_; ++l)
      graph_->decide(std::span{results_}.subspan(l * looks_, graph_->looks()));
}

void ReplicateEngine::look_at_all() {
  analyst_.begin();
  for (const Step& step : steps_) look_at(step);
}

ReplicateEngine& ReplicateEngine::alone(std::uint64_t replicate) {
  if (alone_->block_ != replicate) (void)alone_->run(replicate);
  return *alone_;
}

// A block follows visits for a few years: replicates that are cut later.
void ReplicateEngine::run_incomplete(std::uint64_t first) {
  const std::uint32_t lanes = observer_.incomplete_lanes();
  for (std::size_t l = 0; l < lanes_ && lanes >> l != 0; ++l) {
    if ((lanes >> l & 1U) == 0) continue;
    ReplicateEngine& engine = alone(first + l);
    std::ranges::copy(engine.results_, &results_[l * looks_]);
    std::ranges::copy(engine.reviews(), observer_.reviews(l).begin());
  }
}

void ReplicateEngine::look_at(const Step& step) {
  const auto [analysis, look] = step;
  const Participants& people = trial_.participants();
  const auto previous = [&](std::size_t lane) {
    return look == 0 ? 0.0 : result_of(lane, analysis, look - 1).analysis_time;
  };
  if (lanes_ == 1) {
    const CutData data = observer_.cut(analysis, look, people, previous(0));
    LookResult& result = result_of(0, analysis, look) =
        analyst_.test(analysis, data);
    analyst_.decide(analysis, look, 0, data, result);
    return model_switching(step);
  }
  Lanes<double> before;
  for (std::size_t l = 0; l < block_lanes; ++l) before[l] = previous(l);
  const auto& cut = observer_.cut_block(analysis, look, before);
  const auto data_of = [&](std::size_t lane) {
    return observer_.lane_of_block(lane);
  };
  analyst_.test_block(
      analysis, cut, data_of, [&](std::size_t lane) -> auto& {
        return result_of(lane, analysis, look);
      });
  for (std::size_t l = 0; l < block_lanes; ++l)
    analyst_.decide(analysis, look, l,
                    observer_.lane_of_block(l, needs_data_[analysis]),
                    result_of(l, analysis, look));
  model_switching(step);
}

void ReplicateEngine::model_switching(const Step& step) {
  const auto [analysis, look] = step;
  if (analyses_[analysis].comparison.switchers != Switchers::modelled) return;
  for (std::size_t l = 0; l < lanes_; ++l) {
    LookResult& result = result_of(l, analysis, look);
    analyst_.model_switching(
        observer_.switching_data(analysis, result.analysis_time,
                                 trial_.participants(), l),
        result);
  }
}

TrialSimulator& ReplicateEngine::listing() {
  if (lanes_ == 1) return trial_;
  if (alone_) return alone(replicate_).trial_;
  if (!listing_) listing_.emplace(plan_);
  if (listed_ != replicate_) {
    listing_->enrol(replicate_);
    listing_->randomize(replicate_);
    listing_->draw_times(replicate_);
    if (needs_courses_) listing_->draw_courses(replicate_);
    listed_ = replicate_;
  }
  return *listing_;
}

void ReplicateEngine::complete_listing(std::uint64_t replicate) {
  if (plan_.sites > 0) listing().draw_sites(replicate);
  if (plan_.death != DeathModel{} && !needs_courses_)
    listing().draw_courses(replicate);
}

}  // namespace rehearse
