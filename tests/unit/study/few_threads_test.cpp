// Where threads can't be started those that are there do the work.
#include <atomic>
#include <system_error>

#include "rehearse/montecarlo/allocation_study.hpp"
#include "rehearse/study/power.hpp"
#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

// Four are wanted, so many there are.
Threads no_more_than(unsigned limit) {
  Threads threads{4};
  threads.start = [left = limit](const std::function<void()>& work) mutable {
    if (left == 0)
      throw std::system_error{
          std::make_error_code(std::errc::resource_unavailable_try_again)};
    --left;
    return std::jthread{work};
  };
  return threads;
}

}  // namespace

TEST_CASE("a study does with fewer threads and says so once", "[study]") {
  const PowerReport all = study_power(read_trial({}), {.threads = 4});
  for (const unsigned limit : {0U, 1U, 2U}) {
    CAPTURE(limit);
    std::string said;
    std::uint64_t shown = 0;
    StudyRun run{.threads = no_more_than(limit)};
    run.note = [&](const std::string& sentence) { said += sentence; };
    run.progress = [&](const ProgressState& state) { shown = state.done; };
    for (int again = 0; again < 2; ++again) {
      const PowerReport few = study_power(read_trial({}), run);
      CHECK(few.estimate.replicates == all.estimate.replicates);
      CHECK(few.estimate.power.estimate == all.estimate.power.estimate);
      CHECK(few.estimate.looks[0].z.mean == all.estimate.looks[0].z.mean);
    }
    CHECK(shown == 3000);
    CHECK(said == std::to_string(limit) +
                      " of 3 threads could be started (the system has no "
                      "more: ulimit -u, or a container's limit): it takes "
                      "longer, the result is the same\n");
  }
}

TEST_CASE("so do metrics of allocations", "[study]") {
  const Scenario scenario = read_trial({}).scenario;
  const auto all = simulate_allocation(scenario, 3000, 4);
  for (const unsigned limit : {0U, 2U}) {
    const auto few = simulate_allocation(scenario, 3000, no_more_than(limit));
    CHECK(few.sees_all.convergence.value == all.sees_all.convergence.value);
    CHECK(few.margins[0].maximum.mean_square.value ==
          all.margins[0].maximum.mean_square.value);
  }
}

TEST_CASE("metrics of allocations that are stopped end", "[study]") {
  Scenario scenario = read_trial({}).scenario;
  scenario.participants = 10'000;
  const std::atomic<bool> stop{true};
  // So many would take hours.
  CHECK(simulate_allocation(scenario, 1'000'000, no_more_than(2), {}, &stop)
            .margins.empty());
}
