#include "rehearse/forecast/course_library.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/forecast/streams.hpp"
#include "rehearse/random/columns.hpp"

namespace rehearse {
namespace {

constexpr double week = 7.0;                // [days]
constexpr double relative_width = 0.03;     // of where it begins
constexpr double longest_latent = 10957.5;  // [days], 30 years

// Whole weeks, later on 3% of the time: narrower than what scans tell.
std::vector<double> bin_edges() {
  std::vector<double> edges{0.0};
  while (edges.back() < longest_latent) {
    const double weeks = std::floor(relative_width * edges.back() / week);
    edges.push_back(edges.back() + week * std::max(1.0, weeks));
  }
  return edges;
}

float recorded(double day) {
  return day < longest_duration ? static_cast<float>(day)
                                : std::numeric_limits<float>::infinity();
}

// Replicates beyond those of any simulation.
constexpr std::uint64_t library_replicate = max_replicates >> 1;

struct Courses {
  explicit Courses(std::size_t count, std::size_t of_arm)
      : arm(count, static_cast<std::uint8_t>(of_arm)),
        progression(count),
        death(count),
        dropout(count, never) {}
  std::vector<std::uint8_t> arm;
  std::vector<double> progression, death, dropout;
};

}  // namespace

CourseLibrary::CourseLibrary(const TrialPlan& plan, const EndpointView& view,
                             std::uint64_t seed)
    : committee_lag_(plan.assessment->committee_lag), begin_(bin_edges()) {
  for (const AssessmentPlan::Arm& arm : plan.assessment->arms)
    schedules_.push_back(arm.schedule);
  courses_.resize(arms() * bins() * per_bin);
  for (std::size_t arm = 0; arm < arms(); ++arm) observe(plan, view, seed, arm);
}

int CourseLibrary::visit_of(std::size_t arm, double day) const {
  const ScanSchedule& schedule = schedules_[arm];
  return schedule.last_visit_by(day + schedule.window());
}

void CourseLibrary::observe(const TrialPlan& plan, const EndpointView& view,
                            std::uint64_t seed, std::size_t arm) {
  const std::size_t count = bins() * per_bin;
  Courses courses{count, arm};
  std::vector<double> draws(3 * count);
  const StreamAddress address =
      forecast_stream(seed, ForecastDraw::courses, arm);
  const std::span<double> spread = std::span{draws}.first(count);
  const std::span<double> cause = std::span{draws}.subspan(count, count);
  const std::span<double> after = std::span{draws}.subspan(2 * count);
  fill_uniform(address, 0, std::span{draws}.first(2 * count));
  fill_exponential(address, 2 * count, after);
  for (std::size_t c = 0; c < count; ++c) {
    const std::size_t bin = c / per_bin;
    const double place =
        (static_cast<double>(c % per_bin) + spread[c]) / per_bin;
    const double pfs =
        bin + 1 < bins()
            ? duration_on_grid(std::lerp(begin_[bin], begin_[bin + 1], place))
            : never;
    const DiseaseCourse course =
        plan.disease.course({arm, 0.0, pfs, cause[c], after[c]});
    courses.progression[c] = course.progression;
    courses.death[c] = course.death;
  }
  Assessment assessment{*plan.assessment, count};
  assessment.assess(
      seed, library_replicate + arm,
      {courses.arm, courses.progression, courses.death, courses.dropout});
  ReviewedEndpoint endpoint{assessment, view};
  endpoint.settle();
  for (std::size_t c = 0; c < count; ++c) {
    const ParticipantHistory& history = assessment.history(c);
    const Outcome last = endpoint.outcome_at(c, never);
    courses_[arm * count + c] = {
        recorded(is_event(last.reason) ? last.time : never),
        recorded(endpoint.event_known(c)),
        recorded(history.death),
        static_cast<float>(history.scan_end),
        {recorded(history.first_call[0].day),
         recorded(history.first_call[1].day)}};
  }
}

std::optional<CourseLibrary> course_library(const Scenario& scenario,
                                            const TrialPlan& plan) {
  if (!plan.assessment) return std::nullopt;
  return std::optional<CourseLibrary>{std::in_place, plan,
                                      scenario.analysis.trigger, scenario.seed};
}

}  // namespace rehearse
