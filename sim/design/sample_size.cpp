#include "rehearse/design/sample_size.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>

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

std::optional<Question> question_of(const Scenario& scenario, double power) {
  Question question{
      scenario,
      trial_process(scenario),
      sequential_plan(scenario.analysis, experimental_share(scenario)),
      {}};
  question.plan.power = power;
  if (!has_planned_information(scenario.analysis)) return std::nullopt;
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

// Where a rising power is `target`, on a logarithmic scale; nothing if it
// isn't even at `high`.
template <class Power>
std::optional<double> solve_for(const Power& power, double target, double low,
                                double high) {
  const auto excess = [&](double log) { return power(std::exp(log)) - target; };
  double a = std::log(low);
  double b = std::log(high);
  if (excess(b) < 0.0) return std::nullopt;
  while (excess(a) > 0.0) a -= std::log(4.0);
  std::uintmax_t iterations = 100;
  const auto [before, after] = boost::math::tools::toms748_solve(
      excess, a, b, boost::math::tools::eps_tolerance<double>(40), iterations);
  return std::exp(0.5 * (before + after));
}

double end_of_enrolment(const TrialProcess& trial) {
  return *std::ranges::max_element(trial.entry_breakpoints);
}

TrialSize size_of(const Question& question, const TrialProcess& trial,
                  double pace, double end) {
  const Evaluation at = evaluate(question, trial, end);
  return {trial.participants,
          at.events.back(),
          end_of_enrolment(trial),
          pace,
          end,
          at.events,
          at.times,
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

using Answer = std::variant<TrialSize, NoSize>;

Answer size_by_time(const Question& question) {
  const double most = time_of_most_power(question, question.trial, longest);
  const auto power = [&](double end) {
    return evaluate(question, question.trial, end).power;
  };
  const auto end = solve_for(power, question.plan.power, most / 1000.0, most);
  if (!end) return NoSize{SizeFault::out_of_reach, power(most)};
  return size_of(question, question.trial, 1.0, *end);
}

Answer size_by_participants(const Question& question, double end) {
  const auto power = [&](double participants) {
    return evaluate(question, with_participants(question.trial, participants),
                    end)
        .power;
  };
  const auto participants =
      solve_for(power, question.plan.power, 10.0, most_participants);
  if (!participants)
    return NoSize{SizeFault::out_of_reach, power(most_participants)};
  return size_of(question, with_participants(question.trial, *participants),
                 1.0, end);
}

Answer size_by_rate(const Question& question, double end) {
  constexpr double fastest = 1000.0;
  const auto power = [&](double pace) {
    return evaluate(question, with_pace(question.trial, pace), end).power;
  };
  const auto pace = solve_for(power, question.plan.power, 0.01, fastest);
  if (!pace) return NoSize{SizeFault::out_of_reach, power(fastest)};
  return size_of(question, with_pace(question.trial, *pace), *pace, end);
}

}  // namespace

std::variant<TrialSize, NoSize> solve_size(const Scenario& scenario,
                                           double power, SolveFor solve) {
  if (!(power > scenario.analysis.alpha && power < 1.0))
    return NoSize{SizeFault::power_range};
  const auto question = question_of(scenario, power);
  if (!question) return NoSize{SizeFault::look_information};
  const double end = expected_cuts(scenario, question->trial).back();
  const bool by_time =
      solve == SolveFor::events || solve == SolveFor::follow_up;
  if (!by_time && !std::isfinite(end))
    return NoSize{SizeFault::last_look_never};
  const double probe = by_time ? longest : end;
  if (!(logrank_moments(question->trial, probe).score > 0.0))
    return NoSize{SizeFault::no_effect};
  if (const auto why = evaluate(*question, question->trial, probe).infeasible)
    return NoSize{SizeFault::infeasible, 0.0, why};
  if (by_time) return size_by_time(*question);
  if (solve == SolveFor::participants)
    return size_by_participants(*question, end);
  return size_by_rate(*question, end);
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
