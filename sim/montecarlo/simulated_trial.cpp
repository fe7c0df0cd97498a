#include "rehearse/montecarlo/simulated_trial.hpp"

#include <memory>

#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
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

struct Simulator {
  const Scenario& scenario;
  TrialPlan plan{scenario};
  ReplicateEngine engine{plan, {&scenario.analysis, 1}};

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
  expect(look < scenario.analysis.looks.size(), "the analysis has this look");
  const auto simulator = std::make_shared<Simulator>(scenario);
  return [simulator, look](std::uint64_t replicate) {
    return simulator->trial(replicate, look);
  };
}

}  // namespace rehearse
