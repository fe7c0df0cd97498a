#include "rehearse/study/allocation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "rehearse/montecarlo/allocation_metrics.hpp"
#include "rehearse/montecarlo/allocation_study.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

std::uint64_t work_of(const AllocationAlternative& alternative) {
  const Scenario& scenario = alternative.config.scenario;
  return scenario.replicates + (alternative.config.has_outcomes
                                    ? power_loss_replicates(scenario)
                                    : 0);
}

// Nothing of it holds if it was stopped.
void fill_in(AllocationAlternative& alternative, double favoured_hazard_ratio,
             const StudyRun& run, ProgressState state) {
  const Scenario& scenario = alternative.config.scenario;
  alternative.metrics =
      allocation_metrics(scenario, scenario.replicates, run.telling_threads(),
                         run.options(state).progress, run.stop);
  if (run.stopped()) return;
  alternative.participants_lost =
      scenario.arms.size() == arm_count
          ? participants_lost(scenario, alternative.metrics.margins.front())
          : Figure{std::nan(""), 0.0};
  alternative.enrolment = enrolment_by_sites(scenario, scenario.replicates);
  if (!alternative.config.has_outcomes) return;
  state.done += scenario.replicates;
  alternative.losses =
      power_losses(scenario, favoured_hazard_ratio, run.options(state));
}

// Participants to allocate that take minutes.
constexpr double many_participants = 1e10;

// Says what takes long, where it does.
void tell_of_work(const AllocationReport& report, const StudyRun& run) {
  double all = 0.0;
  for (const AllocationAlternative& alternative : report.alternatives)
    all += static_cast<double>(work_of(alternative)) *
           alternative.config.scenario.participants;
  if (all < many_participants) return;
  const Scenario& scenario = report.alternatives.front().config.scenario;
  run.say(fmt::format(
      "{} replicates of {} participants take long ({:.1g} participants to "
      "allocate in all): fewer --replicates are faster, and their error is "
      "printed\n",
      grouped_text(scenario.replicates),
      grouped_text(static_cast<std::uint64_t>(scenario.participants)), all));
}

}  // namespace

bool study_allocation(AllocationReport& report, const StudyRun& run) {
  ProgressState state;
  for (const AllocationAlternative& alternative : report.alternatives)
    state.replicates += work_of(alternative);
  tell_of_work(report, run);
  run.show(state);
  for (AllocationAlternative& alternative : report.alternatives) {
    fill_in(alternative, report.favoured_hazard_ratio, run, state);
    state.done += work_of(alternative);
    if (run.stopped()) return false;
  }
  return true;
}

}  // namespace rehearse
