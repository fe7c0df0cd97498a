// When looks come, as random variables.
#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <span>

#include "expected_cuts.hpp"
#include "follow_up.hpp"

namespace rehearse {

namespace {

constexpr double unreachable = std::numeric_limits<double>::infinity();
constexpr double negligible = 1e-6;  // probability

// What a look waits for: events, up to a limit, and fixed times.
struct Trigger {
  double fixed = 0.0;  // of two, the later or the earlier [days]
  std::optional<double> events{};
  double limit = unreachable;  // of the wait for the events [days]
  TriggerRule at = TriggerRule::latest;

  // Events without which the look has not come by `time`; 0 none, +inf: it
  // can't have.
  [[nodiscard]] double needed_by(double time) const {
    const double for_events = !events || time >= limit ? 0.0 : *events;
    if (at == TriggerRule::latest)
      return time >= fixed ? for_events : unreachable;
    if (time >= fixed) return 0.0;
    return events ? for_events : unreachable;
  }
};

Trigger trigger_of(const Look& look, const Entries& entries, double previous) {
  const bool latest = look.at == TriggerRule::latest;
  Trigger trigger{latest ? 0.0 : unreachable, std::nullopt, unreachable,
                  look.at};
  const auto add = [&](double time) {
    trigger.fixed =
        latest ? std::max(trigger.fixed, time) : std::min(trigger.fixed, time);
  };
  const double calendar = entries.first + look.calendar.value_or(0.0);
  if (look.calendar) add(calendar);
  if (look.follow_up) add(entries.last + *look.follow_up);
  if (!look.events) return trigger;
  trigger.events = *look.events;
  trigger.limit = (look.calendar ? calendar : previous) +
                  look.wait_at_most.value_or(unreachable);
  return trigger;
}

// Parts of the mean of a time and of its square.
struct Waiting {
  double time = 0.0;
  double square = 0.0;
};

// Where the look certainly hasn't come.
Waiting all_of(double from, double to) {
  return {to - from, to * to - from * from};
}

// The number of events as it grows.
class Course {
 public:
  Course(const TrialProcess& trial, EnrolmentModel enrolment)
      : trial_(trial), enrolment_(enrolment) {}

  // P(N(time) >= events).
  [[nodiscard]] double reaches(double events, double time) const {
    if (events <= 0.0) return 1.0;
    if (!std::isfinite(events)) return 0.0;
    return probability_of_events(event_number(trial_, enrolment_, time),
                                 trial_.participants, events);
  }

  // The integrals over [from, to] of left(t) = 1 - P(N(t) >= events) / reached
  // and of 2 t left(t).
  [[nodiscard]] Waiting waiting(double events, double reached, double from,
                                double to) const {
    if (events <= 0.0) return {};
    if (!std::isfinite(events)) return all_of(from, to);
    const auto come = [&](double time) {
      return std::min(1.0, reaches(events, time) / reached);
    };
    const double first = where(come, negligible, from, to);
    const double last = where(come, 1.0 - negligible, first, to);
    // Of the last events the tail is long.
    const double middle = where(come, 0.9, first, last);
    Waiting sum = all_of(from, first);
    const auto add = [&](double low, double high) {
      using Rule = boost::math::quadrature::gauss<double, 15>;
      const double half = 0.5 * (high - low);
      const auto at_node = [&](double x, double weight) {
        const double time = low + half * (1.0 + x);
        const double left = weight * half * (1.0 - come(time));
        sum.time += left;
        sum.square += 2.0 * time * left;
      };
      for (std::size_t i = 0; i < Rule::abscissa().size(); ++i) {
        const double x = Rule::abscissa()[i];
        at_node(x, Rule::weights()[i]);
        if (x > 0.0) at_node(-x, Rule::weights()[i]);
      }
    };
    if (middle > first) add(first, middle);
    if (last > middle) add(middle, last);
    return sum;
  }

 private:
  // Not long before a rising function of time comes to `level`; `to` if it
  // doesn't.
  template <class Function>
  static double where(const Function& function, double level, double from,
                      double to) {
    double step = 32.0;
    double low = from;
    double high = std::min(to, from + step);
    for (; function(high) < level; high = std::min(to, high + step)) {
      if (high >= to) return to;
      low = high;
      step *= 2.0;
    }
    while (high - low > 0.04 * high) {
      const double middle = 0.5 * (low + high);
      (function(middle) < level ? low : high) = middle;
    }
    return low;
  }

  const TrialProcess& trial_;
  EnrolmentModel enrolment_;
};

// Events without which the last of these looks, none of which comes before the
// one before it, has not come by `time`.
double needed_by(std::span<const Trigger> triggers, double time) {
  double needed = 0.0;
  for (const Trigger& trigger : triggers)
    needed = std::max(needed, trigger.needed_by(time));
  return needed;
}

std::vector<Trigger> triggers_of(const Scenario& scenario,
                                 const TrialProcess& trial) {
  const Entries entries = expected_entries(scenario, trial);
  std::vector<Trigger> triggers;
  double previous = 0.0;  // as expected, which is where a wait begins
  for (const double cut : planned_cuts(scenario, trial)) {
    const Look& look = scenario.analysis.looks[triggers.size()];
    triggers.push_back(trigger_of(look, entries, previous));
    previous = cut;
  }
  return triggers;
}

LookTime time_of(std::span<const Trigger> triggers, const Course& course) {
  std::vector<double> changes{0.0, for_ever};
  for (const Trigger& trigger : triggers)
    for (const double time : {trigger.fixed, trigger.limit})
      if (time > 0.0 && time < for_ever) changes.push_back(time);
  std::ranges::sort(changes);
  LookTime look{course.reaches(needed_by(triggers, for_ever), for_ever),
                unreachable, 0.0};
  if (look.reached < negligible) return look;
  Waiting sum;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const Waiting here =
        course.waiting(needed_by(triggers, changes[i - 1]), look.reached,
                       changes[i - 1], changes[i]);
    sum.time += here.time;
    sum.square += here.square;
  }
  look.mean = sum.time;
  look.sd = std::sqrt(std::max(0.0, sum.square - sum.time * sum.time));
  return look;
}

}  // namespace

std::vector<LookTime> look_times(const Scenario& scenario,
                                 const TrialProcess& trial) {
  const Course course{trial, scenario.enrolment.model};
  const std::vector<Trigger> triggers = triggers_of(scenario, trial);
  std::vector<LookTime> times;
  for (std::size_t k = 1; k <= triggers.size(); ++k)
    times.push_back(time_of(std::span{triggers}.first(k), course));
  return times;
}

std::vector<double> printed_times(const std::vector<LookTime>& looks,
                                  const std::vector<double>& cuts) {
  constexpr double alike = 0.1;  // standard deviations
  std::vector<double> times;
  double previous = 0.0;
  for (const LookTime& look : looks) {
    const double cut =
        times.size() < cuts.size() ? cuts[times.size()] : unreachable;
    const bool as_cut =
        cut == unreachable || std::abs(look.mean - cut) <= alike * look.sd;
    times.push_back(previous = std::max(previous, as_cut ? cut : look.mean));
  }
  return times;
}

std::vector<double> look_reached(const Scenario& scenario,
                                 const TrialProcess& trial) {
  const std::vector<Trigger> triggers = triggers_of(scenario, trial);
  const Course course{trial, scenario.enrolment.model};
  std::vector<double> reached;
  for (std::size_t k = 1; k <= triggers.size(); ++k)
    reached.push_back(course.reaches(
        needed_by(std::span{triggers}.first(k), for_ever), for_ever));
  return reached;
}

}  // namespace rehearse
