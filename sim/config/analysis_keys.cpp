#include "key_groups.hpp"

namespace rehearse::config {
namespace {

constexpr Range positive_time{0.0, 365'250.0, true, false};  // 1000 years
constexpr Range any_time{0.0, 365'250.0, false, false};
constexpr Range hazard_ratio{0.001, 1000.0, false, false};
constexpr Range people{1, 10'000'000, false, false};

}  // namespace

std::vector<Key> endpoint_keys() {
  return {
      {.path = "endpoint",
       .need = Need::simulated,
       .example = "-",
       .doc = "Time to the event."},
      {.path = "endpoint.name",
       .kind = Kind::text,
       .fallback = "\"PFS\"",
       .example = "\"PFS\"",
       .doc = "Name of the endpoint, printed only."},
      {.path = "endpoint.reader",
       .kind = Kind::choice,
       .values = "irc|investigator",
       .doc = "Whose reads the primary analysis and the events that trigger "
              "looks count, where there is [review] (default: irc)."},
      {.path = "endpoint.control",
       .need = Need::required,
       .example = "-",
       .doc = "Event times of the control arm."},
  };
}

std::vector<Key> death_keys() {
  return {
      {.path = "endpoint.death",
       .doc = "Which progression-free survival times end with death, and who "
              "dies after progression; the same in both arms."},
      {.path = "endpoint.death.fraction",
       .kind = Kind::number,
       .range = {0.0, 1.0},
       .doc = "Share of the hazard that is death as first event [1] (default: "
              "0)."},
      {.path = "endpoint.death.after_progression_median",
       .kind = Kind::duration,
       .range = positive_time,
       .doc = "Median time from progression to death, exponential (default: "
              "nobody dies then)."},
  };
}

std::vector<Key> effect_keys() {
  return {
      {.path = "endpoint.effect",
       .example = "-",
       .doc = "Effect of the treatment: one hazard ratio, or one for each "
              "period."},
      {.path = "endpoint.effect.hazard_ratio",
       .kind = Kind::number,
       .range = hazard_ratio,
       .example = "0.6",
       .doc = "Experimental / control, within strata; below 1 favours "
              "experimental [1]."},
      {.path = "endpoint.effect.periods",
       .kind = Kind::records,
       .range = {1, 1000},
       .example = "# [{ until = \"3 months\", hazard_ratio = 1.0 }, "
                  "{ hazard_ratio = 0.5 }]",
       .doc = "The hazard ratio until each time, instead."},
      {.path = "endpoint.effect.periods[].until",
       .kind = Kind::duration,
       .range = positive_time,
       .doc = "End of the period, since randomization; the last has none."},
      {.path = "endpoint.effect.periods[].hazard_ratio",
       .kind = Kind::number,
       .need = Need::required,
       .range = hazard_ratio,
       .example = "0.6",
       .doc = "Experimental / control in the period [1]."},
      {.path = "endpoint.experimental",
       .doc = "A model of the experimental arm's own, instead of an effect."},
  };
}

std::vector<Key> analysis_keys() {
  return {
      {.path = "analysis",
       .need = Need::simulated,
       .example = "-",
       .doc = "The test and when it is done."},
      {.path = "analysis.alpha",
       .kind = Kind::number,
       .fallback = "0.025",
       .unless = "alpha_two_sided",
       .range = {0.0, 0.5, true, true},
       .example = "0.025",
       .doc = "One-sided significance level, of one tail also where `sides` "
              "is 2 [1]."},
      {.path = "analysis.alpha_two_sided",
       .kind = Kind::number,
       .range = {0.0, 1.0, true, true},
       .example = "# 0.05",
       .doc = "Two-sided significance level, the total of both tails, instead "
              "of `alpha`: each has half of it. Power is that of rejecting in "
              "favour of the experimental arm [1]."},
      {.path = "analysis.sides",
       .kind = Kind::integer,
       .fallback = "1",
       .unless = "alpha_two_sided",
       .range = {1, 2},
       .example = "# 1",
       .doc = "2: symmetric, with alpha in each tail. `alpha_two_sided` says "
              "it by the total."},
      {.path = "analysis.null_hazard_ratio",
       .kind = Kind::number,
       .fallback = "1.0",
       .range = hazard_ratio,
       .example = "# 1.0",
       .doc = "Tested against, as a non-inferiority margin; of the log-rank "
              "test [1]."},
      {.path = "analysis.test",
       .kind = Kind::text,
       .fallback = "\"logrank\"",
       .example = "\"logrank\"",
       .doc =
           "logrank, fh(RHO,GAMMA), mw(DELAY), maxcombo or maxcombo(TEST,...),"
           " gehan, tarone-ware, rmst(HORIZON), rmst-ratio(HORIZON) or "
           "milestone(TIME). mw: an event at DELAY itself counts in the "
           "survival there, which some programs leave out. milestone: an arm "
           "whose survival in a stratum is 0 at TIME adds no variance, so "
           "that small strata make the test anti-conservative."},
      {.path = "analysis.also_tests",
       .kind = Kind::texts,
       .fallback = "[]",
       .range = {0, 7},
       .example = "# [\"fh(0,1)\", \"rmst(12 months)\"]",
       .doc = "Further tests on the same replicates, looks and alpha."},
      {.path = "analysis.stratify_by",
       .kind = Kind::texts,
       .fallback = "[]",
       .example = "[\"prior_lines\"]",
       .doc = "Factors that stratify the test."},
      {.path = "analysis.ties",
       .kind = Kind::choice,
       .fallback = "\"efron\"",
       .values = "efron|breslow|exact|interval-censored",
       .example = "# \"efron\"",
       .doc = "Ties in the Cox estimate of the hazard ratio; or the estimate "
              "from interval-censored times."},
      {.path = "analysis.planned_events",
       .kind = Kind::integer,
       .range = people,
       .example = "# 164",
       .doc = "Events at information 1 (default: the last look's)."},
      {.path = "analysis.efficacy",
       .example = "-",
       .doc = "Stopping for efficacy; needed with several looks."},
      {.path = "analysis.efficacy.spending",
       .kind = Kind::choice,
       .values = "none|lan-demets-obrien-fleming|lan-demets-pocock|"
                 "hwang-shih-decani|kim-demets|user",
       .example = "\"lan-demets-obrien-fleming\"",
       .doc =
           "Spending function of alpha; none: the last look alone may reject."},
      {.path = "analysis.efficacy.boundary",
       .kind = Kind::choice,
       .values = "obrien-fleming|pocock|wang-tsiatis|haybittle-peto",
       .example = "# \"obrien-fleming\"",
       .doc = "A classical boundary, instead of `spending`."},
      {.path = "analysis.efficacy.parameter",
       .kind = Kind::number,
       .range = {-40.0, 40.0},
       .example = "# -4.0",
       .doc = "gamma of hwang-shih-decani, rho of kim-demets, Delta of "
              "wang-tsiatis, z of haybittle-peto (3)."},
      {.path = "analysis.efficacy.cumulative_alpha",
       .kind = Kind::numbers,
       .range = {0.0, 0.5, false, true},
       .example = "# [0.01, 0.025]",
       .doc = "What spending = \"user\" has spent up to each look [1]."},
      {.path = "analysis.efficacy.information",
       .kind = Kind::choice,
       .fallback = "\"actual\"",
       .values = "actual|planned|calendar",
       .example = "# \"actual\"",
       .doc =
           "Spend at the events that a trial has, at the planned ones, or at "
           "the looks' planned calendar times."},
  };
}

std::vector<Key> futility_keys() {
  return {
      {.path = "analysis.futility",
       .doc = "Stopping for futility; a look may state its own bound."},
      {.path = "analysis.futility.spending",
       .kind = Kind::choice,
       .values = "lan-demets-obrien-fleming|lan-demets-pocock|"
                 "hwang-shih-decani|kim-demets|user",
       .doc = "Spending function of beta = 1 - power."},
      {.path = "analysis.futility.parameter",
       .kind = Kind::number,
       .range = {-40.0, 40.0},
       .doc = "gamma of hwang-shih-decani, rho of kim-demets."},
      {.path = "analysis.futility.cumulative_beta",
       .kind = Kind::numbers,
       .range = {0.0, 1.0, false, true},
       .doc = "What spending = \"user\" has spent up to each look [1]."},
      {.path = "analysis.futility.power",
       .kind = Kind::number,
       .fallback = "0.9",
       .range = {0.0, 1.0, true, true},
       .doc = "Power of the design, whose drift beta is spent under; not that "
              "of the scenario [1]."},
      {.path = "analysis.futility.binding",
       .kind = Kind::flag,
       .fallback = "false",
       .doc = "Whether the efficacy bounds count on stopping for futility."},
      {.path = "analysis.futility.trend",
       .kind = Kind::choice,
       .fallback = "\"current\"",
       .values = "current|design",
       .doc = "The effect that conditional power is computed under: as seen so "
              "far, or the design's."},
      {.path = "analysis.harm",
       .doc = "Stopping for harm: the mirror image of efficacy bounds of its "
              "own, on which those don't count."},
      {.path = "analysis.harm.alpha",
       .kind = Kind::number,
       .range = {0.0, 0.5, true, true},
       .doc = "One-sided level of harm (default: that of efficacy) [1]."},
      {.path = "analysis.harm.spending",
       .kind = Kind::choice,
       .values = "none|lan-demets-obrien-fleming|lan-demets-pocock|"
                 "hwang-shih-decani|kim-demets|user",
       .doc = "Spending function of its level."},
      {.path = "analysis.harm.boundary",
       .kind = Kind::choice,
       .values = "obrien-fleming|pocock|wang-tsiatis|haybittle-peto",
       .doc = "A classical boundary, instead of `spending`."},
      {.path = "analysis.harm.parameter",
       .kind = Kind::number,
       .range = {-40.0, 40.0},
       .doc = "As that of [analysis.efficacy]."},
      {.path = "analysis.harm.cumulative_alpha",
       .kind = Kind::numbers,
       .range = {0.0, 0.5, false, true},
       .doc = "What spending = \"user\" has spent up to each look [1]."},
      {.path = "analysis.harm.information",
       .kind = Kind::choice,
       .values = "actual|planned|calendar",
       .doc = "That of [analysis.efficacy], which it is in any case."},
  };
}

std::vector<Key> look_keys() {
  return {
      {.path = "analysis.looks",
       .kind = Kind::tables,
       .need = Need::required,
       .range = {1, 20},
       .example = "-",
       .doc = "The planned analyses, in order. Each needs a trigger: events, "
              "calendar or follow_up."},
      {.path = "analysis.looks[].name",
       .kind = Kind::text,
       .need = Need::required,
       .example = "\"interim\"|\"final\"",
       .doc = "Name of the look."},
      {.path = "analysis.looks[].events",
       .kind = Kind::integer,
       .range = people,
       .example = "115|164",
       .doc = "Trigger: this many events in the trial."},
      {.path = "analysis.looks[].calendar",
       .kind = Kind::duration,
       .range = positive_time,
       .example = "# \"18 months\"|# \"30 months\"",
       .doc = "Trigger: time since the first participant's entry."},
      {.path = "analysis.looks[].follow_up",
       .kind = Kind::duration,
       .range = any_time,
       .example = "# \"3 months\"|# \"12 months\"",
       .doc = "Trigger: time since the last participant's entry."},
      {.path = "analysis.looks[].at",
       .kind = Kind::choice,
       .fallback = "\"latest\"",
       .values = "latest|earliest",
       .example = "# \"latest\"|# \"latest\"",
       .doc = "Which of several triggers counts."},
      {.path = "analysis.looks[].wait_at_most",
       .kind = Kind::duration,
       .range = any_time,
       .example = "# \"6 months\"|# \"6 months\"",
       .doc = "Longest wait for the events, beyond `calendar` or the previous "
              "look; at a first look without `calendar`, from the opening of "
              "enrolment."},
      {.path = "analysis.looks[].information_fraction",
       .kind = Kind::number,
       .range = {0.0, 1.0, true, false},
       .example = "# 0.7",
       .doc = "Planned information of a look without events [1]."},
      {.path = "analysis.looks[].efficacy",
       .kind = Kind::flag,
       .fallback = "true",
       .example = "# true|# true",
       .doc = "Whether this look may stop for efficacy."},
      {.path = "analysis.looks[].futility",
       .kind = Kind::flag,
       .doc = "Whether this look may stop for futility (default: where a rule "
              "says when)."},
      {.path = "analysis.looks[].futility_z",
       .kind = Kind::number,
       .range = {-40.0, 40.0},
       .example = "# 0.0",
       .doc = "Stop for futility at or below this z, instead of spending."},
      {.path = "analysis.looks[].futility_conditional_power",
       .kind = Kind::number,
       .range = {0.0, 1.0, true, true},
       .example = "# 0.2",
       .doc = "Stop where the conditional power is at or below this [1]."},
      {.path = "analysis.looks[].futility_hazard_ratio",
       .kind = Kind::number,
       .range = hazard_ratio,
       .example = "# 0.9",
       .doc = "Stop where the estimated hazard ratio is at or above this [1]."},
      {.path = "analysis.looks[].harm",
       .kind = Kind::flag,
       .doc = "Whether this look may stop for harm (default: where there is "
              "[analysis.harm])."},
  };
}

std::vector<Key> assurance_keys() {
  return {
      {.path = "assurance",
       .doc = "A prior on the effect, over which `design` averages the power."},
      {.path = "assurance.log_hazard_ratio",
       .doc = "A normal prior on the log hazard ratio."},
      {.path = "assurance.log_hazard_ratio.mean",
       .kind = Kind::number,
       .need = Need::required,
       .range = {-7.0, 7.0},
       .doc = "Its mean; below 0 favours experimental [1]."},
      {.path = "assurance.log_hazard_ratio.sd",
       .kind = Kind::number,
       .need = Need::required,
       .range = {0.0, 5.0, true, false},
       .doc = "Its standard deviation [1]."},
      {.path = "assurance.table",
       .kind = Kind::records,
       .range = {1, 1000},
       .doc = "A table instead: hazard ratios and their probabilities."},
      {.path = "assurance.table[].hazard_ratio",
       .kind = Kind::number,
       .need = Need::required,
       .range = hazard_ratio,
       .doc = "A hazard ratio [1]."},
      {.path = "assurance.table[].probability",
       .kind = Kind::number,
       .need = Need::required,
       .range = {0.0, 1.0},
       .doc = "Its probability; all sum to 1."},
      {.path = "size", .doc = "What `size` solves for."},
      {.path = "size.solve",
       .kind = Kind::choice,
       .fallback = "\"participants\"",
       .values = "events|participants|rate|follow-up",
       .doc = "What is left free: the events and so the last look's time, the "
              "participants (how long enrolment takes stays, where other "
              "programs keep its rate), the enrolment rate, or the "
              "follow-up."},
  };
}

std::vector<Key> simulation_keys() {
  return {
      {.path = "simulation",
       .need = Need::filled,
       .example = "-",
       .doc = "The simulation."},
      {.path = "simulation.replicates",
       .kind = Kind::integer,
       .fallback = "100000",
       .range = {1, 1e12},
       .example = "100_000",
       .doc = "Number of simulated trials."},
      {.path = "simulation.seed",
       .kind = Kind::seed,
       .fallback = "1",
       .example = "1",
       .doc = "Unsigned 64-bit integer (a string if above 2^63 - 1), or 64 "
              "hexadecimal digits."},
  };
}

}  // namespace rehearse::config
