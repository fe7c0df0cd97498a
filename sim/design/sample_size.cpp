#include "rehearse/design/sample_size.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <functional>

#include "expected_cuts.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/group_sequential_design.hpp"

namespace rehearse {

namespace {

constexpr double longest = 36'525.0;  // a century, of a trial [days]
constexpr double most_participants = 1e7;

// The scenario as far as its size is concerned.
struct Question {
  const Scenario& scenario;
  TrialProcess trial;
  GroupSequentialPlan plan;       // information in events, as in the config
  std::vector<double> fractions;  // of the last look's events
};

// A look by time has the events that are expected then, whatever share of them
// is stated; of the last look all do.
void expect_events(const Scenario& scenario, const TrialProcess& trial,
                   GroupSequentialPlan& plan) {
  const AnalysisPlan& analysis = scenario.analysis;
  const bool by_events = analysis.efficacy.information == Information::actual &&
                         analysis.spending_time.empty();
  const std::vector<ExpectedCut> cuts = expected_cuts(scenario, trial);
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    if (analysis.looks[k].events || !std::isfinite(cuts[k].time)) continue;
    const auto events = expected_events(trial, cuts[k].time);
    plan.looks[k].information = events[0] + events[1];
    if (by_events) plan.looks[k].spending_fraction.reset();
  }
  const Look& last = analysis.looks.back();
  if (!last.events)
    plan.total_information =
        plan.looks.back().information / last.information_fraction.value_or(1.0);
}

std::optional<Question> question_of(const Scenario& scenario, double power) {
  Question question{
      scenario,
      trial_process(scenario),
      sequential_plan(scenario.analysis, experimental_share(scenario)),
      {}};
  question.plan.power = power;
  expect_events(scenario, question.trial, question.plan);
  for (const PlannedLook& look : question.plan.looks)
    if (!(look.information >= 1.0)) return std::nullopt;
  const double last = question.plan.looks.back().information;
  for (const PlannedLook& look : question.plan.looks)
    question.fractions.push_back(look.information / last);
  return question;
}

// The plan with so many events at the last look.
GroupSequentialPlan plan_of(const Question& question, double events) {
  GroupSequentialPlan plan = question.plan;
  const double last = plan.looks.back().information;
  for (std::size_t k = 0; k < plan.looks.size(); ++k)
    plan.looks[k].information = question.fractions[k] * events;
  if (plan.total_information) *plan.total_information *= events / last;
  return plan;
}

TrialProcess with_participants(TrialProcess trial, double participants) {
  trial.participants = participants;
  return trial;
}

TrialProcess with_pace(TrialProcess trial, double pace) {
  trial.entered_share = [share = std::move(trial.entered_share),
                         pace](double days) { return share(days * pace); };
  for (double& time : trial.entry_breakpoints) time /= pace;
  return trial;
}

struct Evaluation {
  double power = 0.0;
  std::vector<double> events;
  std::vector<double> times;
  double inflation = 1.0;
  std::optional<Infeasible> infeasible;
};

// The last look at `end`.
Evaluation evaluate(const Question& question, const TrialProcess& trial,
                    double end) {
  Evaluation result;
  const LogrankMoments last = logrank_moments(trial, end);
  const double events = last.events[0] + last.events[1];
  if (!(events > 0.0)) return result;
  const auto design = solve_design(plan_of(question, events));
  if (const auto* why = std::get_if<Infeasible>(&design)) {
    result.infeasible = *why;
    return result;
  }
  const auto& solved = std::get<GroupSequentialDesign>(design);
  result.inflation = solved.inflation;
  std::vector<ScoreMoments> moments;
  for (const double fraction : question.fractions) {
    const bool is_last = result.times.size() + 1 == question.fractions.size();
    result.events.push_back(fraction * events);
    result.times.push_back(
        is_last ? end : time_of_events(trial, fraction * events).value_or(end));
    const LogrankMoments at =
        is_last ? last : logrank_moments(trial, result.times.back());
    const double before = moments.empty() ? 0.0 : moments.back().information;
    moments.push_back({std::max(at.information, before), at.score});
  }
  result.power = cumulative_reject(stopping_by_look(moments, solved.bounds,
                                                    FutilityStops::obeyed))
                     .back();
  return result;
}

// A trial that is tried.
struct Candidate {
  TrialProcess trial;
  double pace;
  double end;  // the last look
};

// What is left free, as a number: the more of it, the more events and power.
struct Free {
  std::function<Candidate(double)> at;
  double low;
  double high;
};

// Where a rising function of what is free is `target`, on a logarithmic scale;
// nothing if it isn't even at its most, or is above even at its least.
template <class Function>
std::optional<double> solve_for(const Function& function, double target,
                                const Free& free) {
  const auto excess = [&](double log) {
    return function(free.at(std::exp(log))) - target;
  };
  double a = std::log(free.low);
  double b = std::log(free.high);
  if (excess(b) < 0.0) return std::nullopt;
  for (int tries = 0; excess(a) > 0.0; a -= std::log(4.0))
    if (++tries > 30) return std::nullopt;
  std::uintmax_t iterations = 100;
  const auto [before, after] = boost::math::tools::toms748_solve(
      excess, a, b, boost::math::tools::eps_tolerance<double>(40), iterations);
  return std::exp(0.5 * (before + after));
}

// Nobody is no trial, however small the size.
int whole_participants(const TrialProcess& trial) {
  return std::max(1, static_cast<int>(std::lround(trial.participants)));
}

// When the looks of such a trial come.
std::vector<double> times_of(const Question& question,
                             const TrialProcess& trial, const Evaluation& at) {
  Scenario sized = question.scenario;
  std::vector<double> times = at.times;
  sized.participants = whole_participants(trial);
  for (std::size_t k = 0; k < times.size(); ++k)
    if (sized.analysis.looks[k].events)
      sized.analysis.looks[k].events =
          static_cast<int>(std::max(1.0, std::round(at.events[k])));
  const std::vector<double> printed =
      printed_times(look_times(sized, trial), at.times);
  for (std::size_t k = 0; k < times.size(); ++k)
    if (sized.analysis.looks[k].events) times[k] = printed[k];
  return times;
}

TrialSize size_of(const Question& question, const Candidate& candidate) {
  const auto& [trial, pace, end] = candidate;
  const Evaluation at = evaluate(question, trial, end);
  Scenario sized = question.scenario;
  sized.participants = whole_participants(trial);
  const Entries entries = expected_entries(sized, trial);
  return {trial.participants,
          at.events.back(),
          entries.first,
          entries.last,
          end_of_enrolment(trial),
          pace,
          end,
          at.events,
          times_of(question, trial, at),
          at.power,
          at.inflation};
}

// The longest that more waiting adds power: beyond it hardly an event is left.
double time_of_most_power(const Question& question, const TrialProcess& trial,
                          double highest) {
  double best = highest;
  double power = evaluate(question, trial, best).power;
  constexpr int steps = 17;  // down to a month
  double end = highest;
  for (int i = 0; i < steps; ++i) {
    end /= 1.5;
    const double here = evaluate(question, trial, end).power;
    if (here > power) {
      power = here;
      best = end;
    }
  }
  return best;
}

// The last look's time, which moves with the last entry where it is by
// follow-up alone. Slower enrolment then gives more events.
Free free_rate(const Question& question, double end) {
  const Look& last = question.scenario.analysis.looks.back();
  const auto paced = [&question](double pace, double time) {
    return Candidate{with_pace(question.trial, pace), pace, time};
  };
  if (!last.follow_up || last.events || last.calendar)
    return {[=](double pace) { return paced(pace, end); }, 0.01, 1000.0};
  const double entry = expected_entries(question.scenario, question.trial).last;
  return {[=, follow_up = *last.follow_up](double slowness) {
            return paced(1.0 / slowness, entry * slowness + follow_up);
          },
          1e-3, 100.0};
}

Free what_is_free(const Question& question, SolveFor solve, double end) {
  const TrialProcess& trial = question.trial;
  if (solve == SolveFor::rate) return free_rate(question, end);
  if (solve == SolveFor::participants)
    return {
        [&trial, end](double participants) {
          return Candidate{with_participants(trial, participants), 1.0, end};
        },
        10.0, most_participants};
  const double most = time_of_most_power(question, trial, longest);
  return {[&trial](double time) {
            return Candidate{trial, 1.0, time};
          },
          most / 1000.0, most};
}

using Answer = std::variant<TrialSize, NoSize>;

double power_of(const Question& question, const Candidate& candidate) {
  return evaluate(question, candidate.trial, candidate.end).power;
}

Answer size_for_power(const Question& question, const Free& free) {
  const auto power = [&](const Candidate& candidate) {
    return power_of(question, candidate);
  };
  const auto found = solve_for(power, question.plan.power, free);
  if (found) return size_of(question, free.at(*found));
  const double highest = power(free.at(free.high));
  if (highest < question.plan.power)
    return NoSize{SizeFault::out_of_reach, highest};
  return NoSize{SizeFault::always_reached, power(free.at(free.low))};
}

bool is_by_time(SolveFor solve) {
  return solve == SolveFor::events || solve == SolveFor::follow_up;
}

}  // namespace

std::variant<TrialSize, NoSize> solve_size(const Scenario& scenario,
                                           double power, SolveFor solve) {
  if (!(power > scenario.analysis.alpha && power < 1.0))
    return NoSize{SizeFault::power_range};
  if (scenario.enrolment.model == EnrolmentModel::sites && !is_by_time(solve))
    return NoSize{SizeFault::enrolment_by_sites};
  const auto question = question_of(scenario, power);
  if (!question) return NoSize{SizeFault::look_information};
  const double end = expected_cuts(scenario, question->trial).back().time;
  if (!is_by_time(solve) && !std::isfinite(end))
    return NoSize{SizeFault::last_look_never};
  const double probe = is_by_time(solve) ? longest : end;
  if (!(logrank_moments(question->trial, probe).score > 0.0))
    return NoSize{SizeFault::no_effect};
  if (const auto why = evaluate(*question, question->trial, probe).infeasible)
    return NoSize{SizeFault::infeasible, 0.0, why};
  return size_for_power(*question, what_is_free(*question, solve, end));
}

std::variant<TrialSize, NoSize> size_with_events(const Scenario& scenario,
                                                 double target_power,
                                                 SolveFor solve,
                                                 double events) {
  const auto question = question_of(scenario, target_power);
  if (!question) return NoSize{SizeFault::look_information};
  const double end = expected_cuts(scenario, question->trial).back().time;
  if (!is_by_time(solve) && !std::isfinite(end))
    return NoSize{SizeFault::last_look_never};
  const Free free = what_is_free(*question, solve, end);
  const auto expected = [](const Candidate& candidate) {
    const auto moments = logrank_moments(candidate.trial, candidate.end);
    return moments.events[0] + moments.events[1];
  };
  const auto found = solve_for(expected, events, free);
  if (found) return size_of(*question, free.at(*found));
  return NoSize{SizeFault::out_of_reach,
                power_of(*question, free.at(free.high))};
}

double size_power(const Scenario& scenario, double participants,
                  double entry_pace, double events, double target_power) {
  const auto question = question_of(scenario, target_power);
  if (!question) return 0.0;
  const TrialProcess trial =
      with_pace(with_participants(question->trial, participants), entry_pace);
  const auto end = time_of_events(trial, events);
  return end ? evaluate(*question, trial, *end).power : 0.0;
}

}  // namespace rehearse
