#include "rehearse/trial/simulate.hpp"

#include <algorithm>
#include <span>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/endpoint/disease.hpp"
#include "rehearse/random/columns.hpp"
#include "rehearse/trial/draw_columns.hpp"

namespace rehearse {

void Participants::resize(std::size_t participants, bool with_sites,
                          std::size_t lanes_side_by_side) {
  lanes = lanes_side_by_side;
  const std::size_t listed = lanes == 1 ? participants : 0;
  entry.resize(participants * lanes);
  cell.resize(participants * lanes);
  site.resize(with_sites ? listed : 0);
  stratum.resize(listed);
  block.resize(listed);
  arm.resize(participants * lanes);
  event_time.resize(participants * lanes);
  dropout_time.resize(participants * lanes);
}

void Participants::tell_progression_and_death_apart() {
  progression.resize(entry.size());
  death.resize(entry.size());
  switched.resize(entry.size());
  death_without_switch.resize(entry.size());
}

bool fits_block(const TrialPlan& plan) {
  return !plan.allocation_needs_sites && !plan.selection_bias &&
         !plan.site_enrolment && !plan.frailty && !plan.conduct &&
         std::holds_alternative<StratifiedAllocator>(plan.allocator) &&
         plan.participants <= std::size_t{most_block_participants};
}

TrialSimulator::TrialSimulator(const TrialPlan& plan, std::size_t lanes)
    : plan_(plan),
      allocator_(plan.allocator),
      levels_(plan.minimized_levels.size()),
      draws_((plan.participants + 1) * lanes),
      scratch_(plan.participants * lanes) {
  people_.resize(plan.participants, plan.sites > 0, lanes);
  if (plan.selection_bias) bias_.emplace(plan, *plan.selection_bias);
  if (plan.site_enrolment) enroller_.emplace(*plan.site_enrolment);
  if (plan.frailty) frailty_.emplace(*plan.frailty, plan.sites);
  if (plan.conduct) conduct_.emplace(plan);
}

void TrialSimulator::enrol(std::uint64_t replicate) {
  if (enroller_) {
    enroller_->enrol(plan_.seed, replicate, people_.entry, people_.site);
  } else {
    fill_exponential({plan_.seed, Purpose::enrolment, replicate}, 0, draws_,
                     people_.lanes);
    plan_.enrolment.entry_times(draws_, people_.entry, people_.lanes);
  }
  draw_cells(replicate);
  if (conduct_) conduct_->begin(replicate, people_);
  if (plan_.allocation_needs_sites || frailty_ ||
      (bias_ && bias_->needs_sites()))
    draw_sites(replicate);
}

// A level for each factor, from uniforms of its own: a factor more, or other
// prevalences of one, leave the others' levels as they are.
void TrialSimulator::draw_cells(std::uint64_t replicate) {
  const std::span<double> uniform =
      std::span{draws_}.first(people_.cell.size());
  std::ranges::fill(people_.cell, 0U);
  for (std::size_t f = 0; f < plan_.level_bounds.size(); ++f) {
    fill_uniform({plan_.seed, Purpose::stratum, replicate},
                 std::uint64_t{f} << 32, uniform, people_.lanes);
    add_levels(uniform, plan_.level_bounds[f], people_.cell);
  }
}

void TrialSimulator::draw_sites(std::uint64_t replicate) {
  if (enroller_) return;
  const std::span<double> uniform = std::span{draws_}.first(people_.size());
  fill_uniform({plan_.seed, Purpose::site, replicate}, 0, uniform);
  for (std::size_t i = 0; i < people_.size(); ++i)
    people_.site[i] = static_cast<std::uint32_t>(
        std::ranges::lower_bound(plan_.site_bounds, uniform[i]) -
        plan_.site_bounds.begin());
}

void TrialSimulator::randomize(std::uint64_t replicate) {
  std::visit([&](auto& allocator) { allocate_from(allocator, replicate); },
             allocator_);
}

void TrialSimulator::allocate_from(StratifiedAllocator& lists,
                                   std::uint64_t replicate) {
  const StreamAddress address{plan_.seed, Purpose::allocation, replicate};
  if (people_.lanes > 1)
    return lists.allocate_lanes(address, people_.cell,
                                plan_.cells.randomization_stratum, people_.arm);
  for (std::size_t i = 0; i < people_.size(); ++i)
    people_.stratum[i] = plan_.cells.randomization_stratum[people_.cell_by(
        StratumLevels::randomized, i)];
  if (plan_.site_is_stratum) {
    const auto sites = static_cast<std::uint32_t>(plan_.sites);
    for (std::size_t i = 0; i < people_.site.size(); ++i)
      people_.stratum[i] = people_.stratum[i] * sites + people_.site[i];
  }
  lists.allocate(address, people_.stratum, people_.arm, people_.block);
  if (conduct_) conduct_->force(people_);
}

void TrialSimulator::allocate_from(Minimization& minimization,
                                   std::uint64_t replicate) {
  minimization.begin({plan_.seed, Purpose::allocation, replicate},
                     plan_.first_item);
  for (std::size_t i = 0; i < people_.size(); ++i) {
    plan_.minimized_levels_of(people_, i, levels_);
    const std::uint32_t due = minimization.next(levels_);
    people_.arm[i] =
        conduct_ ? conduct_->given(i, due) : static_cast<std::uint8_t>(due);
    if (people_.arm[i] != due) minimization.move(levels_, due, people_.arm[i]);
  }
}

void TrialSimulator::draw_times(std::uint64_t replicate) {
  fill_exponential({plan_.seed, Purpose::progression, replicate}, 0,
                   people_.event_time, people_.lanes);
  if (bias_) bias_->apply(people_, people_.event_time);
  if (frailty_)
    frailty_->apply({plan_.seed, Purpose::frailty, replicate}, people_.site,
                    people_.event_time);
  plan_.arms.event_times(people_.cell, people_.arm, people_.event_time,
                         scratch_);
  if (std::ranges::min(plan_.mean_dropout) >= never_drops_out) {
    durations_on_grid(people_.event_time);
    std::ranges::fill(people_.dropout_time, never);
    return;
  }
  fill_exponential({plan_.seed, Purpose::dropout, replicate}, 0,
                   people_.dropout_time, people_.lanes);
  times_on_grid(plan_.mean_dropout, people_.arm, people_.event_time,
                people_.dropout_time);
}

// Causes are drawn from item 0 on, times after progression from 2^32 on; who
// switches and when likewise, by a purpose of their own.
void TrialSimulator::draw_courses(std::uint64_t replicate) {
  people_.tell_progression_and_death_apart();
  const DiseaseModel& disease = plan_.disease;
  const std::size_t n = people_.entry.size();
  const std::size_t lanes = people_.lanes;
  course_draws_.resize(4 * n, 1.0);
  const std::span<double> draws{course_draws_};
  const StreamAddress death{plan_.seed, Purpose::death, replicate};
  const StreamAddress switching{plan_.seed, Purpose::switching, replicate};
  constexpr std::uint64_t second = 1ULL << 32;
  if (disease.needs_cause()) fill_uniform(death, 0, draws.first(n), lanes);
  if (disease.needs_after())
    fill_exponential(death, second, draws.subspan(n, n), lanes);
  if (disease.needs_switch()) {
    fill_uniform(switching, 0, draws.subspan(2 * n, n), lanes);
    fill_exponential(switching, second, draws.subspan(3 * n, n), lanes);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const DiseaseCourse course = disease.course(
        {people_.arm[i], people_.entry[i], people_.event_time[i], draws[i],
         draws[n + i], draws[2 * n + i], draws[3 * n + i]});
    people_.progression[i] = course.progression;
    people_.death[i] = course.death;
    people_.switched[i] = course.switched;
    people_.death_without_switch[i] = course.death_without_switch;
  }
}

}  // namespace rehearse
