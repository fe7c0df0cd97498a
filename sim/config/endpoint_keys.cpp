// Keys of the endpoint: the control arm, what experimental arms do, and deaths.
#include <cmath>

#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

// `hazard_ratio` is a list of one period; it has no member of its own. The
// examples of one arm's would be those of the common effect again.
void add_effect(std::vector<Key>& keys, const std::string& path) {
  const bool common = path == "endpoint.effect";
  const Rows effect{keys, path};
  effect(
      "", common ? Example{"-"} : Example{},
      OneOf{"hazard_ratio|periods|hazard_ratio_by", "each is the whole effect"},
      common
          ? "Effect of the treatment: one hazard ratio, one for each period, "
            "or one for each level of a factor."
          : "The effect of the arm of this id.");
  effect("hazard_ratio", Kind::number, hazard_ratio, Example{"0.6"},
         "Experimental / control, within strata; below 1 favours experimental "
         "[1].");
  effect("periods", Kind::records, closed(1, 1000),
         Example{"# [{ until = \"3 months\", hazard_ratio = 1.0 }, { "
                 "hazard_ratio = 0.5 }]"},
         "The hazard ratio until each time, instead.");
  effect("periods[].until", in_days<&EffectPeriod::until>, positive_time,
         "End of the period, since randomization; the last has none.");
  effect("periods[].hazard_ratio", to<&EffectPeriod::hazard_ratio>,
         Need::required, hazard_ratio, Example{"0.6"},
         "Experimental / control in the period [1].");
  effect("hazard_ratio_by",
         "The hazard ratio by the level of a factor, which is predictive, "
         "instead; with [[hypotheses]].");
  effect("hazard_ratio_by.*", "The factor of this name: all its levels.");
  effect("hazard_ratio_by.*.*", Kind::number, hazard_ratio,
         "Experimental / control at this level [1].");
}

void add_switch(std::vector<Key>& keys) {
  const Rows row{keys, "endpoint.death.switch"};
  row("", OneOf{"hazard_ratio|acceleration", "each is what the switch does"},
      "Control participants who take another therapy after progression.");
  row("probability", to<&Switching::probability>, Need::required, probability,
      Example{"0.3"}, "Share of those who progress and live on [1].");
  row("delay_mean", in_days<&Switching::delay_mean>, Default{"0 days"},
      any_time, "Mean time from progression to the switch, exponential.");
  row("available_from", Kind::moment, any_time,
      "When the other therapy can be had: a date, or a time since enrolment "
      "opened (default: from the start).");
  row("hazard_ratio", to<&Switching::hazard_ratio>, hazard_ratio,
      "Of death from the switch on, against no switch [1].");
  row("acceleration", to<&Switching::acceleration>, closed(0.01, 100.0),
      "Instead: the life that is left is so many times as long [1].");
}

}  // namespace

// The control arm's model follows in the table, then the effect, then a model
// of the experimental arm: the order in which a protocol states them.
void add_endpoint(std::vector<Key>& keys) {
  const Rows row{keys, "endpoint"};
  row("", Need::simulated, Example{"-"},
      OneOf{"effect|effects|experimental",
            "each determines the experimental arm"},
      "Time to the event.");
  row("name", to<&EndpointPlan::name>, Default{"PFS"}, Example{"\"PFS\""},
      "Name of the endpoint, printed only.");
  row("reader", to<&ReviewPlan::primary>, Stage::analysis,
      "Whose reads the primary analysis and the events that trigger looks "
      "count, where there is [review] (default: irc).");
  row("control", Need::required, Example{"-"},
      "Event times of the control arm.");
}

void add_effects(std::vector<Key>& keys) {
  add_effect(keys, "endpoint.effect");
  Rows{keys, "endpoint"}(
      "effects", "An effect for each experimental arm, by its id, instead.");
  add_effect(keys, "endpoint.effects.*");
  Rows{keys, "endpoint"}(
      "experimental",
      "A model of the experimental arm's own, instead of an effect.");
}

// Deaths are told apart from progressions only where this says how: without
// it a PFS event is one kind of event, and overall survival isn't known.
void add_death(std::vector<Key>& keys) {
  const Rows row{keys, "endpoint.death"};
  row("",
      OneOf{"after_progression_median|after_progression",
            "each says how long participants live after progression"},
      "Which progression-free survival times end with death, and who dies "
      "after progression.");
  row("fraction", to<&DeathModel::first_event_fraction>, probability,
      "Share of the hazard that is death as first event [1] (default: 0).");
  row("after_progression_median", via<[](DeathModel& model, double median) {
        model.after_progression_hazard = std::log(2.0) / median;
      }>,
      Kind::duration, positive_time,
      "Median time from progression to death, exponential (default: nobody "
      "dies then).");
  row("after_progression_hazard_ratio",
      to<&DeathModel::after_progression_hazard_ratio>, hazard_ratio,
      "Of death after progression, experimental / control [1] (default: 1).");
  row("after_progression",
      "A model of the time from progression to death, instead of its median.");
  add_model(keys, "endpoint.death.after_progression");
  row("arms", "Where deaths differ in one arm.");
  row("arms.*", "The arm of this id.");
  const Rows arm{keys, "endpoint.death.arms.*"};
  arm("fraction", to<&ArmDeath::first_event_fraction>, probability,
      "Share of the arm's hazard that is death as first event [1].");
  arm("after_progression_hazard_ratio",
      to<&ArmDeath::after_progression_hazard_ratio>, hazard_ratio,
      "Of the arm's death after progression, against control [1].");
  add_switch(keys);
}

}  // namespace rehearse::config
