#include "rehearse/montecarlo/simulated_trial.hpp"

#include <memory>

#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/replicate.hpp"

namespace rehearse {
namespace {

ReviewListing list_review(Assessment& assessment, std::span<const double> entry,
                          double cut, const std::vector<EndpointView>& views) {
  ReviewListing listing;
  listing.committee_lag = assessment.plan().committee_lag;
  listing.outcomes.resize(views.size());
  for (std::size_t i = 0; i < entry.size() && entry[i] < cut; ++i) {
    const double followed = cut - entry[i];
    for (std::size_t v = 0; v < views.size(); ++v)
      listing.outcomes[v].push_back(assessment.outcome_at(
          i, followed, views[v].reviewer, views[v].rules));
    listing.histories.push_back(assessment.history(i));
    assessment.list_visits(i, followed, listing.visits.emplace_back());
  }
  return listing;
}

// The analyses of a run, of which a graph decides where hypotheses share alpha.
std::vector<AnalysisPlan> listed_analyses(const Scenario& scenario) {
  auto plans = hypothesis_plans(scenario);
  if (plans.empty()) plans.push_back(scenario.analysis);
  return plans;
}

std::optional<GraphDecision> graph_of(const Scenario& scenario) {
  if (simulated_hypotheses(scenario).empty()) return std::nullopt;
  return std::optional<GraphDecision>{std::in_place, scenario};
}

struct Simulator {
  explicit Simulator(const Scenario& of) : scenario(of) {}

  const Scenario& scenario;
  TrialPlan plan{scenario};
  std::vector<AnalysisPlan> analyses = listed_analyses(scenario);
  ReplicateEngine engine{plan, analyses, graph_of(scenario)};

  SimulatedTrial trial(std::uint64_t replicate, std::size_t look) {
    const auto looks = engine.run(replicate);
    engine.complete_listing(replicate);
    SimulatedTrial trial{
        engine.participants(), {looks.begin(), looks.end()}, std::nullopt};
    if (Assessment* assessment = engine.assessment())
      trial.review =
          list_review(*assessment, trial.participants.entry,
                      looks[look].analysis_time, endpoint_views(scenario));
    return trial;
  }
};

}  // namespace

SimulatedTrial simulate_trial(const Scenario& scenario, std::uint64_t replicate,
                              std::size_t look) {
  return trial_simulator(scenario, look)(replicate);
}

std::function<SimulatedTrial(std::uint64_t)> trial_simulator(
    const Scenario& scenario, std::size_t look) {
  const auto simulator = std::make_shared<Simulator>(scenario);
  std::size_t looks = 0;
  for (const AnalysisPlan& plan : simulator->analyses)
    looks += plan.looks.size();
  expect(look < looks, "the trial has this look");
  return [simulator, look](std::uint64_t replicate) {
    return simulator->trial(replicate, look);
  };
}

}  // namespace rehearse
