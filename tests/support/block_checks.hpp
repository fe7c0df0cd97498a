#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "rehearse/montecarlo/replicate.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

// A block of replicates against the same replicates one by one, and on every
// instruction set.
namespace block_checks {

inline void check_number(double ours, double theirs, double tolerance) {
  if (std::isfinite(theirs))
    REQUIRE(std::abs(ours - theirs) <=
            tolerance * std::max(1.0, std::abs(theirs)));
  else
    REQUIRE((std::isnan(theirs) ? std::isnan(ours) : ours == theirs));
}

inline void check_look(const rehearse::LookResult& ours,
                       const rehearse::LookResult& theirs) {
  REQUIRE(ours.analysis_time == theirs.analysis_time);
  REQUIRE(ours.reached == theirs.reached);
  REQUIRE(ours.participants == theirs.participants);
  REQUIRE(ours.events_by_arm == theirs.events_by_arm);
  REQUIRE(ours.informed == theirs.informed);
  REQUIRE(ours.reject == theirs.reject);
  REQUIRE(ours.stop == theirs.stop);
  check_number(ours.level, theirs.level, 1e-12);
  check_number(ours.z, theirs.z, 1e-10);
  check_number(ours.log_hazard_ratio, theirs.log_hazard_ratio, 1e-10);
  check_number(ours.hazard_ratio, theirs.hazard_ratio, 1e-10);
  check_number(ours.log_hazard_ratio_se, theirs.log_hazard_ratio_se, 1e-9);
  check_number(ours.efficacy_z, theirs.efficacy_z, 1e-10);
  for (std::size_t arm = 0; arm < rehearse::arm_count; ++arm)
    REQUIRE(ours.median[arm] == theirs.median[arm]);
}

// A trial with its analyses, decided by a graph where it has hypotheses.
struct Trial {
  Trial(const rehearse::Scenario& scenario,
        std::vector<rehearse::AnalysisPlan> analyses)
      : plan(scenario), plans(std::move(analyses)) {
    if (!rehearse::simulated_hypotheses(scenario).empty())
      graph.emplace(scenario);
  }

  [[nodiscard]] rehearse::ReplicateEngine engine(
      std::size_t lanes = rehearse::block_lanes) const {
    return {plan, plans, graph, lanes};
  }

  rehearse::TrialPlan plan;
  std::vector<rehearse::AnalysisPlan> plans;
  std::optional<rehearse::GraphDecision> graph;
};

// False where the trial isn't run in a block.
inline bool check_one_by_one(const Trial& trial, std::uint64_t replicates) {
  rehearse::ReplicateEngine block = trial.engine();
  if (block.lanes() == 1) return false;
  rehearse::ReplicateEngine single = trial.engine(1);
  for (std::uint64_t replicate = 0; replicate < replicates; ++replicate) {
    CAPTURE(replicate);
    const auto ours = block.run(replicate);
    const auto theirs = single.run(replicate);
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t k = 0; k < ours.size(); ++k) {
      CAPTURE(k);
      check_look(ours[k], theirs[k]);
    }
    const auto reviews = single.reviews();
    for (std::size_t look = 0; look < reviews.size(); ++look) {
      REQUIRE(block.reviews()[look].reasons == reviews[look].reasons);
      REQUIRE(block.reviews()[look].agreement == reviews[look].agreement);
    }
  }
  return true;
}

// All numbers of some replicates' looks.
inline std::vector<double> numbers_of(const Trial& trial,
                                      std::uint64_t replicates) {
  rehearse::ReplicateEngine engine = trial.engine();
  std::vector<double> numbers;
  for (std::uint64_t replicate = 0; replicate < replicates; ++replicate)
    for (const rehearse::LookResult& r : engine.run(replicate))
      for (const double x :
           {double(r.events), double(r.participants), r.analysis_time, r.z,
            r.hazard_ratio, r.log_hazard_ratio_se, r.median[0], r.median[1],
            r.efficacy_z, r.level})
        numbers.push_back(x);
  return numbers;
}

inline void check_every_target(const Trial& trial, std::uint64_t replicates) {
  std::vector<double> first;
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    const std::vector<double> numbers = numbers_of(trial, replicates);
    if (first.empty()) first = numbers;
    REQUIRE(numbers.size() == first.size());
    CHECK(std::memcmp(numbers.data(), first.data(),
                      first.size() * sizeof(double)) == 0);
  });
}

}  // namespace block_checks
