// Looks that wait for the events of a population.
#include "hypotheses_part.hpp"
#include "parts.hpp"

namespace rehearse::config {

// Events in a population aren't the analysis's own, which aren't known then.
void read_events_in(const Node& node, const PlanFor& whose, Look& look,
                    Faults& faults) {
  const Node* population = find(node, "events_in");
  if (population == nullptr || find(node, "with") != nullptr) return;
  if (!whose.alpha)
    return faults.error(
        *population,
        "events in a population are of trials with [[hypotheses]] (without, "
        "power has a formula that knows of none): state the analysis as a "
        "hypothesis, or remove it");
  if (find(node, "events") == nullptr && find(node, "information") == nullptr)
    faults.error(*population,
                 "'events_in' is given without 'events' (which are counted "
                 "there): add 'events'");
  const auto levels =
      read_population(population, whose.scenario.factors, faults);
  if (look.events) look.events_in = EventsIn{*look.events, levels};
  look.events.reset();
}

// As of the analysis's own, of those that are counted in one population.
void check_events_in(const List& nodes, const Scenario& scenario,
                     const std::vector<Look>& looks, Faults& faults) {
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (!looks[i].events_in) continue;
    const auto& [events, population] = *looks[i].events_in;
    const Node& node = *find(nodes[i], "events");
    if (scenario.participants > 0 && events > scenario.participants)
      faults.error(node,
                   "{} events are planned of {} participants (each has one at "
                   "most): plan fewer events or more participants",
                   events, scenario.participants);
    for (std::size_t before = 0; before < i; ++before) {
      const auto& earlier = looks[before].events_in;
      if (earlier && earlier->population == population &&
          earlier->events >= events)
        faults.error(node,
                     "{} events are no more than the {} of an earlier look "
                     "there (looks are in order): plan more",
                     events, earlier->events);
    }
  }
}

}  // namespace rehearse::config
