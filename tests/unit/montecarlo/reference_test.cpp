// The engine against the slow reference implementation, participant by
// participant and look by look, over random scenarios.
#include <array>
#include <cmath>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"
#include "support/reference_trial.hpp"

using namespace rehearse;

namespace {

constexpr double tick = 0x1p-24;  // of entries and cuts [days]
constexpr double step = 0x1p-14;  // of durations [days]

bool same_number(double a, double b, double tolerance) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) == std::isnan(b);
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

// Errors of every kind, in the factors that lists are stratified by.
Scenario with_errors(Scenario s, std::uint64_t number) {
  Conduct& conduct = s.conduct.emplace();
  for (const std::size_t factor : s.randomization.stratify_by)
    if (s.factors[factor].levels.size() > 1)
      conduct.misstratified.push_back({factor, 0.25});
  conduct.ineligible = number % 3 == 0 ? 0.0 : 0.1;
  conduct.forced_allocation = number % 4 == 0 ? 0.0 : 0.15;
  conduct.forced_row = number % 2 == 0 ? ForcedRow::used : ForcedRow::returned;
  if (number % 5 < 2) s.analysis.levels = StratumLevels::corrected;
  if (!s.factors.empty() && number % 7 == 0)
    s.analysis.comparison.population = {{0, 0}};
  return s;
}

// Which row is beyond the last participant's isn't told.
bool tells_blocks(const Scenario& s) {
  return !s.conduct || s.conduct->forced_row == ForcedRow::used;
}

void check_participants(const Scenario& s, const Participants& ours,
                        const std::vector<reference::Participant>& theirs) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    CAPTURE(i);
    const reference::Participant& p = theirs[i];
    REQUIRE(std::abs(ours.entry[i] - p.entry) <= tick);
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      REQUIRE(level_of(s, ours.cell[i], f) == p.levels[f]);
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      REQUIRE(level_of(s, ours.cell_by(StratumLevels::randomized, i), f) ==
              p.recorded[f]);
    REQUIRE(ours.is_analysed(i) == !p.ineligible);
    if (!s.sites.empty()) REQUIRE(ours.site[i] == p.site);
    REQUIRE(ours.stratum[i] == p.stratum);
    if (tells_blocks(s)) REQUIRE(ours.block[i] == p.block);
    REQUIRE(ours.arm[i] == p.arm);
    // A late time in a flat tail is the inverse of nearly nothing.
    const double tolerance = std::max(step, 1e-9 * p.event_time);
    REQUIRE(std::abs(ours.event_time[i] - p.event_time) <= tolerance);
    REQUIRE(std::abs(ours.dropout_time[i] - p.dropout_time) <= step);
  }
}

void check_look(const Scenario& s, std::size_t look, const LookResult& ours,
                const std::vector<reference::Participant>& people,
                double previous) {
  CAPTURE(look);
  const auto cut =
      reference::cut_of(s.analysis.looks[look], s.analysis.comparison, people,
                        previous, s.analysis.levels);
  const auto data = reference::observe(s, people, cut.time);
  REQUIRE(ours.reached == cut.reached);
  REQUIRE(std::abs(ours.analysis_time - cut.time) <= 2 * tick);
  REQUIRE(ours.participants == data.size());
  std::uint32_t events[2] = {0, 0};
  for (const auto& o : data) events[o.arm] += o.event ? 1U : 0U;
  REQUIRE(ours.events_by_arm[0] == events[0]);
  REQUIRE(ours.events_by_arm[1] == events[1]);
  REQUIRE(ours.events == events[0] + events[1]);
  REQUIRE(same_number(ours.z, reference::logrank_z(data), 1e-12));
  const double beta = reference::cox_log_hazard_ratio(data, s.analysis.ties);
  REQUIRE(same_number(ours.hazard_ratio, std::exp(beta), 1e-9));
  for (int arm = 0; arm < 2; ++arm)
    REQUIRE(same_number(ours.median[static_cast<std::size_t>(arm)],
                        reference::kaplan_meier_median(data, arm), 1e-9));
}

// Which bound the look's result is beyond: efficacy before harm, harm before
// futility, which may be stated as a hazard ratio.
Stop crossing(const Look& look, const LookResult& result,
              const LookBounds& bound) {
  // No event compares the arms.
  if (std::isnan(result.hazard_ratio)) return Stop::none;
  if (result.z >= bound.efficacy_z) return Stop::efficacy;
  if (result.z <= bound.harm_z) return Stop::harm;
  if (const auto* at = std::get_if<FutilityAtHazardRatio>(&look.futility))
    return result.hazard_ratio >= at->hazard_ratio ? Stop::futility
                                                   : Stop::none;
  return result.z <= bound.futility_z ? Stop::futility : Stop::none;
}

}  // namespace

TEST_CASE("the engine is the reference, participant by participant",
          "[montecarlo][exact][SIM-01]") {
  std::array<int, 4> stops{};
  for (std::uint64_t number = 0; number < 400; ++number) {
    const Scenario s = random_scenario(number);
    const std::uint64_t replicate = number % 3 == 0 ? number << 30 : number % 7;
    CAPTURE(number, replicate);
    const SimulatedTrial trial = simulate_trial(s, replicate);
    const auto people = reference::simulate(s, replicate);
    check_participants(s, trial.participants, people);
    double previous = 0.0;
    Stop stopped = Stop::none;
    const SolvedPlan solved = solved_plan(s.analysis, experimental_share(s));
    BoundRecursion bounds;  // at the events of this replicate
    for (std::size_t look = 0; look < trial.looks.size(); ++look) {
      check_look(s, look, trial.looks[look], people, previous);
      previous = trial.looks[look].analysis_time;
      const LookResult& ours = trial.looks[look];
      const LookBounds bound = bounds.next(solved, ours.events);
      REQUIRE(same_number(ours.efficacy_z, bound.efficacy_z, 1e-12));
      REQUIRE(same_number(ours.futility_z, bound.futility_z, 1e-12));
      const Stop crossed = crossing(s.analysis.looks[look], ours, bound);
      REQUIRE(ours.reject == (ours.z >= bound.efficacy_z));
      REQUIRE(ours.stop == (stopped == Stop::none ? crossed : Stop::none));
      if (stopped == Stop::none) stopped = crossed;
      ++stops[static_cast<std::size_t>(ours.stop)];
    }
  }
  for (const int count : stops) CHECK(count >= 10);  // each was seen
}

TEST_CASE("errors of conduct are the reference's", "[montecarlo][exact]") {
  std::array<int, 3> seen{};  // participants with each error
  for (std::uint64_t number = 0; number < 300; ++number) {
    const Scenario s = with_errors(random_scenario(number), number);
    CAPTURE(number);
    const SimulatedTrial trial = simulate_trial(s, number % 7);
    const auto people = reference::simulate(s, number % 7);
    check_participants(s, trial.participants, people);
    double previous = 0.0;
    for (std::size_t look = 0; look < trial.looks.size(); ++look) {
      check_look(s, look, trial.looks[look], people, previous);
      previous = trial.looks[look].analysis_time;
    }
    Scenario faultless = s;
    faultless.conduct.reset();
    const auto without = reference::simulate(faultless, number % 7);
    for (std::size_t i = 0; i < people.size(); ++i) {
      seen[0] += people[i].recorded != people[i].levels ? 1 : 0;
      seen[1] += people[i].ineligible ? 1 : 0;
      seen[2] += people[i].arm != without[i].arm ? 1 : 0;
      REQUIRE(people[i].levels == without[i].levels);
    }
  }
  for (const int count : seen) CHECK(count > 500);
}
