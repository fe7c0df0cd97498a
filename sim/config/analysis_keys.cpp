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
      {.path = "endpoint.control",
       .need = Need::required,
       .example = "-",
       .doc = "Event times of the control arm."},
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
       .range = {0.0, 0.5, true, true},
       .example = "0.025",
       .doc = "One-sided significance level [1]."},
      {.path = "analysis.test",
       .kind = Kind::choice,
       .fallback = "\"logrank\"",
       .values = "logrank",
       .later = "maxcombo|gehan|tarone-ware|fh|mw|rmst|milestone",
       .example = "\"logrank\"",
       .doc = "The test."},
      {.path = "analysis.stratify_by",
       .kind = Kind::texts,
       .fallback = "[]",
       .example = "[\"prior_lines\"]",
       .doc = "Factors that stratify the test."},
      {.path = "analysis.ties",
       .kind = Kind::choice,
       .fallback = "\"efron\"",
       .values = "efron|breslow",
       .later = "exact",
       .example = "# \"efron\"",
       .doc = "Ties in the Cox estimate of the hazard ratio."},
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
       .need = Need::required,
       .values = "none|lan-demets-obrien-fleming|lan-demets-pocock|"
                 "hwang-shih-decani|kim-demets",
       .later = "user",
       .example = "\"lan-demets-obrien-fleming\"",
       .doc =
           "Spending function of alpha; none: the last look alone may reject."},
      {.path = "analysis.efficacy.parameter",
       .kind = Kind::number,
       .range = {-40.0, 40.0},
       .example = "# -4.0",
       .doc = "gamma of hwang-shih-decani, rho of kim-demets."},
      {.path = "analysis.efficacy.information",
       .kind = Kind::choice,
       .fallback = "\"actual\"",
       .values = "actual|planned",
       .later = "calendar",
       .example = "# \"actual\"",
       .doc = "Spend at the events that a trial has, or at the planned."},
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
              "look."},
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
