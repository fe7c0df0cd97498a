// How many events there are by a time.
#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "follow_up.hpp"
#include "rehearse/core/in_double.hpp"
#include "rehearse/design/event_times.hpp"
#include "rehearse/trial/poisson_gamma.hpp"

namespace rehearse {

namespace {

// Of one participant of an arm, by the time.
struct Chance {
  double event = 0.0;   // P(has had the event)
  double square = 0.0;  // E of that probability's square, given the entry
  // The event's part of those who enter before the last; at a random pace that
  // of the entered share's deviation.
  double filling = 0.0;
  double followed_longest = 0.0;   // P(event | entered first)
  double followed_shortest = 0.0;  // P(event | entered last)
};

Chance chance_of(const TrialProcess& trial, std::size_t arm, double cut,
                 EnrolmentModel enrolment) {
  Chance chance;
  const bool squares = enrolment == EnrolmentModel::even;
  RunningIntegral had_event;
  const auto density = [&](double time) {
    return event_density(trial, arm, time);
  };
  integrate(follow_up_pieces(trial, cut, cut), [&](double time, double weight) {
    const double entered = trial.entered_share(cut - time);
    const double here = weight * density(time);
    chance.event += entered * here;
    if (trial.random_pace)
      chance.filling += trial.random_pace->share_sd(cut - time) * here;
    else if (entered < 1.0)
      chance.filling += entered * here;
    if (!squares) return;
    const double so_far = had_event.to(time, density);
    chance.square += 2.0 * entered * so_far * here;
    chance.followed_longest = so_far;
    if (entered >= 1.0) chance.followed_shortest = so_far;
  });
  return chance;
}

// P(X >= k) of a binomial variable, its size any number.
double binomial_tail(double size, double probability, double k) {
  if (k <= 0.0) return 1.0;
  if (size - k + 1.0 <= 0.0) return 0.0;
  return boost::math::ibeta(k, size - k + 1.0, probability, InDouble{});
}

// P(X >= k) of the binomial variable of that mean and variance; Poisson where
// the variance is the mean, negative binomial where it is clearly more (where
// trials differ in their pace).
double matched_tail(double mean, double variance, double k) {
  if (k <= 0.0) return 1.0;
  if (mean <= 0.0) return 0.0;
  const double probability = 1.0 - variance / mean;
  if (probability < -1e-3)
    return RandomCount{mean, -mean / probability}.at_least(k);
  if (probability < 1e-6) return boost::math::gamma_p(k, mean, InDouble{});
  if (probability > 1.0 - 1e-12) return mean >= k - 0.5 ? 1.0 : 0.0;
  return binomial_tail(mean / probability, probability, k);
}

// What the random end of a Poisson enrolment takes from the expected events.
// The density is averaged over a span with the standard deviation of that end.
double lost_to_late_end(const TrialProcess& trial, double cut) {
  const double end = *std::ranges::max_element(trial.entry_breakpoints);
  const double step = 1e-3 * end;
  const double pace = (1.0 - trial.entered_share(end - step)) / step;
  const double sd = 1.0 / (std::sqrt(trial.participants) * pace);
  const double half = std::sqrt(3.0) * sd;
  const double last = cut - end + half;
  const double first = std::max(0.0, cut - end - half);
  if (!(last > first)) return 0.0;
  const double events = boost::math::quadrature::gauss<double, 7>::integrate(
      [&](double time) {
        return trial.allocation[0] * event_density(trial, 0, time) +
               trial.allocation[1] * event_density(trial, 1, time);
      },
      first, last);
  return events / (2.0 * half) / (2.0 * pace);
}

}  // namespace

EventNumber event_number(const TrialProcess& trial, EnrolmentModel enrolment,
                         double time) {
  EventNumber number{0.0, 0.0};
  if (time <= 0.0) return number;
  double filling = 0.0;
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    const Chance chance = chance_of(trial, arm, time, enrolment);
    const double share = trial.allocation[arm];
    const double participants = trial.participants * share;
    const bool even = enrolment == EnrolmentModel::even;
    number.mean += participants * chance.event;
    number.variance +=
        participants *
        (chance.event - (even ? chance.square : chance.event * chance.event));
    filling += share * chance.filling;
    if (even)
      number.mean -=
          0.5 * share * (chance.followed_longest - chance.followed_shortest);
  }
  if (trial.random_pace) {
    const double all = trial.participants * filling;
    number.variance += all * all;
  }
  if (enrolment == EnrolmentModel::poisson) {
    number.variance += trial.participants * filling * filling;
    number.mean -= lost_to_late_end(trial, time);
  }
  number.mean = std::clamp(number.mean, 0.0, trial.participants);
  return number;
}

double probability_of_events(const EventNumber& number, double participants,
                             double events) {
  if (events > participants) return 0.0;
  const double without = participants - number.mean;
  if (events > 0.5 * participants && number.variance < without)
    return 1.0 -
           matched_tail(without, number.variance, participants - events + 1.0);
  return matched_tail(number.mean, number.variance, events);
}

double possible_events(const TrialProcess& trial) {
  const auto events = expected_events(trial, for_ever);
  return events[0] + events[1];
}

}  // namespace rehearse
