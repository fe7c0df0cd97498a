#pragma once

#include <vector>

#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// The k-th event's time is an order statistic: it has come by t where the
// number of events N(t) is k or more.

/// Mean and variance over trials of the number of events by a time.
struct EventNumber {
  double mean;
  double variance;
};

/// Of N(t), t since enrolment opened. With F the probability of an observed
/// event by a time since entry (dropout competes; mixed over the strata, which
/// participants fall into at random), G the share entered, p = E F(t - entry)
/// and n participants, for each arm:
///
/// - uniform: entries are independent, so n p and n p (1 - p);
/// - even: entries are fixed, so n (p - E F(t - entry)^2), and the mean loses
///   half a participant's worth at the start, who enters after his share of
///   the time rather than during it;
/// - poisson: to the variance comes that of the n-th entry's time, n D^2 with D
///   = ∫ G(t - s) dF(s) over the follow-up s of those who enter before the
///   sample is full. Until then N(t) is a Poisson variable. Its mean loses, as
///   Jensen's inequality has it, f / (2 g): f the density of the event at the
///   follow-up of the last to enter, 1 / (n g^2) the variance of his entry, g
///   the share that enters in a day then;
/// - sites: G is the mean over trials already; to the variance comes (n ∫ s(t -
///   u) dF(u))^2, s the standard deviation over trials of the share entered. A
///   trial that is late is taken to be late throughout: an upper bound.
[[nodiscard]] EventNumber event_number(const TrialProcess& trial,
                                       EnrolmentModel enrolment, double time);

/// P(N >= `events`) of a number at most `participants`: that of the binomial,
/// or else Poisson variable with the mean and variance of N or, in the upper
/// half, of participants - N, so that a few who never have the event are
/// counted well. (Sums of unlike Bernoulli variables: Ehm 1991, Statist.
/// Probab. Lett. 11:7.)
[[nodiscard]] double probability_of_events(const EventNumber& number,
                                           double participants, double events);

/// Expected events where everybody is followed for as long as there is anyone
/// to follow.
[[nodiscard]] double possible_events(const TrialProcess& trial);

/// P(a look's triggers ever occur), of each look of the scenario.
[[nodiscard]] std::vector<double> look_reached(const Scenario& scenario,
                                               const TrialProcess& trial);

/// Events of an arm below which a normal z and a hazard ratio say little.
inline constexpr int few_events = 5;

/// P(an arm has fewer than `few_events`) at each look, taken where it is
/// expected: of a look that waits for events the arms share them as a binomial
/// variable, at a fixed time their numbers are taken for independent Poisson
/// variables. 0 for a look that is not to be expected.
[[nodiscard]] std::vector<double> few_events_probability(
    const Scenario& scenario, const TrialProcess& trial);

/// A look's time as a random variable. Looks by events come with the k-th
/// event; entry and the clock are taken as expected.
struct LookTime {
  double reached;  ///< P(the look's triggers ever occur)
  double mean;     ///< where they do, since enrolment opened [days]; +inf where
                   ///< that has a probability below 1e-6
  double sd;       ///< of the same [days]
};

/// Of each look of the scenario: E T = ∫ 1 - P(T <= t) / P(T < ∞) dt.
[[nodiscard]] std::vector<LookTime> look_times(const Scenario& scenario,
                                               const TrialProcess& trial);

}  // namespace rehearse
