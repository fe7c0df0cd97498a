// The engine against a simulator that shares nothing with it (plain_trial.hpp)
// on 40 random scenarios, and on 20 more with errors of conduct. Fixed seeds.
// 571 and 309 differences of means are each compared at 4.5 standard errors: by
// chance one of them fails with probability at most 880 x 6.8e-6 = 0.6%.
#include "support/plain_trial.hpp"

#include <cmath>
#include <map>
#include <string>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr std::uint32_t designs = 40;
constexpr std::uint32_t plain_replicates = 6'000;
constexpr std::uint64_t engine_replicates = 20'000;
constexpr double limit = 4.5;  // [standard errors]

struct Sum {
  double count = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  void add(double x) {
    count += 1.0;
    sum += x;
    squares += x * x;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double variance_of_mean() const {
    return std::max(0.0, squares / count - mean() * mean()) / count;
  }
};

// Figures of many trials, by name.
struct Figures {
  std::map<std::string, Sum> of;

  void add(std::size_t look, const plain::Found& found) {
    const std::string name = "look " + std::to_string(look) + " ";
    of[name + "time"].add(found.time);
    of[name + "participants"].add(found.participants);
    of[name + "z"].add(found.z);
    for (std::size_t arm = 0; arm < 2; ++arm) {
      const std::string in = name + "arm " + std::to_string(arm) + " ";
      of[in + "events"].add(found.events[arm]);
      of[in + "has a median"].add(found.median[arm] ? 1.0 : 0.0);
      if (found.median[arm]) of[in + "median"].add(*found.median[arm]);
    }
  }
};

Figures plain_figures(const plain::Design& design) {
  Figures figures;
  for (std::uint32_t replicate = 0; replicate < plain_replicates; ++replicate) {
    const plain::Result result = plain::simulate(design, replicate);
    for (std::size_t k = 0; k < result.looks.size(); ++k)
      figures.add(k, result.looks[k]);
    figures.of["power"].add(result.success ? 1.0 : 0.0);
  }
  return figures;
}

plain::Found found_at(const LookResult& look) {
  plain::Found found{look.analysis_time,
                     static_cast<double>(look.participants),
                     {},
                     look.z,
                     {}};
  for (std::size_t arm = 0; arm < 2; ++arm) {
    found.events[arm] = look.events_by_arm[arm];
    if (std::isfinite(look.median[arm])) found.median[arm] = look.median[arm];
  }
  return found;
}

Figures engine_figures(const plain::Design& design) {
  Scenario scenario = plain::scenario_of(design);
  scenario.replicates = engine_replicates;
  Figures figures;
  RunOptions run;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    bool success = false;
    for (std::size_t k = 0; k < looks.size(); ++k) {
      figures.add(k, found_at(looks[k]));
      success = success || looks[k].stop == Stop::efficacy;
    }
    figures.of["power"].add(success ? 1.0 : 0.0);
  };
  static_cast<void>(estimate_power(scenario, run));
  return figures;
}

// How many figures were compared.
std::size_t compare(const plain::Design& design, std::uint32_t number) {
  const Figures plain = plain_figures(design);
  const Figures engine = engine_figures(design);
  REQUIRE(plain.of.size() == engine.of.size());
  for (const auto& [name, theirs] : plain.of) {
    const Sum& ours = engine.of.at(name);
    const double se =
        std::sqrt(ours.variance_of_mean() + theirs.variance_of_mean());
    const double away = std::abs(ours.mean() - theirs.mean());
    CAPTURE(number, name, ours.mean(), theirs.mean(), se);
    CHECK(away <= limit * se + 1e-6 * std::abs(theirs.mean()));
  }
  return plain.of.size();
}

}  // namespace

TEST_CASE("the engine is the plain loop on Boost's distributions",
          "[statistical][plain][SIM-01][SIM-11]") {
  std::size_t compared = 0;
  for (std::uint32_t number = 0; number < designs; ++number)
    compared += compare(plain::random_design(number), number);
  CHECK(compared > 500);
}

TEST_CASE("errors of conduct are the plain loop's",
          "[statistical][plain][SIM-12]") {
  std::size_t compared = 0;
  for (std::uint32_t number = designs; number < designs + 20; ++number)
    compared += compare(
        plain::with_errors(plain::random_design(number), number), number);
  CHECK(compared > 200);
}
