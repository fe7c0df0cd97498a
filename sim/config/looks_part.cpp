// When the looks come, and how much information each is planned to have. Looks
// are in order, by every clock that could tell: a look that is certainly over
// before an earlier one is a mistake of the plan.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hypotheses_part.hpp"
#include "parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// A default would decide when the trial ends.
void check_trigger(const Node& node, Faults& faults) {
  for (const char* trigger :
       {"events", "information", "calendar", "follow_up", "with"})
    if (find(node, trigger) != nullptr) return;
  faults.error(node,
               "the look has no trigger (it would never happen): add 'events', "
               "'calendar' or 'follow_up'");
}

// Whether events are a trigger, its own or a population's.
bool waits_for_events(const Node& look) {
  return find(look, "events") != nullptr ||
         find(look, "information") != nullptr;
}

// The wait is counted from a time that is known before the events come.
void check_wait(const Node& node, const Look& look, bool first,
                Faults& faults) {
  const Node* wait = find(node, "wait_at_most");
  if (wait == nullptr || find(node, "with") != nullptr) return;  // reported
  if (!waits_for_events(node)) {
    faults.error(*wait,
                 "'wait_at_most' is given without 'events' (only events are "
                 "waited for): remove it");
  } else if (look.at == TriggerRule::earliest) {
    faults.error(*wait,
                 "'wait_at_most' is given with at = \"earliest\" (which "
                 "doesn't wait): remove one");
  } else if (find(node, "calendar") == nullptr && first) {
    faults.error(*wait,
                 "there is nothing to count the wait from (it begins at "
                 "'calendar' or at the previous look): add 'calendar'");
  }
}

// Earliest and latest time that a clock's trigger alone allows for the look
// [days]; the other triggers can only widen them.
struct Bounds {
  double earliest = 0.0;
  double latest = unbounded;
};
// Of several triggers the latest can only come later than this clock's, and the
// earliest only sooner.
Bounds bounds_of(const Node& node, const Look& look,
                 std::optional<double> clock) {
  if (!clock) return {};
  const int triggers = (waits_for_events(node) ? 1 : 0) +
                       (find(node, "calendar") != nullptr ? 1 : 0) +
                       (find(node, "follow_up") != nullptr ? 1 : 0);
  Bounds bounds;
  if (triggers == 1 || look.at == TriggerRule::latest) bounds.earliest = *clock;
  if (triggers == 1 || look.at == TriggerRule::earliest) bounds.latest = *clock;
  return bounds;
}

// A look that by one clock is certainly over before an earlier one.
void check_clock(const List& nodes, const std::vector<Look>& looks,
                 const char* key, std::optional<double> Look::*clock,
                 Faults& faults) {
  double earliest = -1.0;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const Bounds bounds = bounds_of(nodes[i], looks[i], looks[i].*clock);
    if (bounds.latest <= earliest) {
      faults.error(*find(nodes[i], key),
                   "the look comes no later than an earlier one (looks are in "
                   "order): put it later");
    }
    if (looks[i].*clock) earliest = std::max(earliest, bounds.earliest);
  }
}

// Each participant has one event at most, and information grows from look to
// look: bounds are computed of its growth.
void check_events(const List& nodes, const Scenario& scenario,
                  const std::vector<Look>& looks, Faults& faults) {
  int most = 0;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (!looks[i].events) continue;
    const Node& node = *events_of(nodes[i]);
    if (scenario.participants > 0 && *looks[i].events > scenario.participants) {
      faults.error(node,
                   "{} events are planned of {} participants (each has one at "
                   "most): plan fewer events or more participants",
                   *looks[i].events, scenario.participants);
    }
    if (*looks[i].events <= most) {
      faults.error(node,
                   "{} events are no more than the {} of an earlier look "
                   "(information must grow): plan more",
                   *looks[i].events, most);
    }
    most = std::max(most, *looks[i].events);
  }
}

// Information of each look that states it. What events say of events is
// checked above.
void check_information(const List& nodes, const AnalysisPlan& plan,
                       Faults& faults) {
  double most = 0.0;
  bool most_by_events = true;
  for (std::size_t i = 0; i < plan.looks.size(); ++i) {
    const Look& look = plan.looks[i];
    const Node* stated = find(nodes[i], "information_fraction");
    const Node* events = events_of(nodes[i]);
    if (stated != nullptr && events != nullptr) {
      if (find(nodes[i], "events") == nullptr) continue;  // reported
      faults.error(*stated,
                   "'information_fraction' is given beside 'events' (which "
                   "determine it): remove it");
      continue;
    }
    std::optional<double> fraction = look.information_fraction;
    if (look.events && plan.planned_events)
      fraction = static_cast<double>(*look.events) / *plan.planned_events;
    if (!fraction) continue;
    const Node& node = stated != nullptr ? *stated : *events;
    const auto& last = plan.looks.back().events;
    const bool reported = look.events && last && *look.events >= *last;
    if (i + 1 < plan.looks.size() && *fraction >= 1.0 && !reported) {
      faults.error(node,
                   "the information is complete before the last look (nothing "
                   "would be left to spend): plan less");
    } else if (*fraction <= most && !(look.events && most_by_events)) {
      faults.error(node,
                   "information {:.4g} is no more than the {:.4g} of an "
                   "earlier look (it must grow): raise it",
                   *fraction, most);
    }
    if (*fraction > most) {
      most = *fraction;
      most_by_events = look.events.has_value();
    }
  }
}

// What needs the information of every look before the trial begins.
const char* needs_plan(const AnalysisPlan& plan) {
  const auto shaped = [](const RejectionRule& rule) {
    return std::holds_alternative<WangTsiatis>(rule);
  };
  if (shaped(plan.efficacy.rule) || (plan.harm && shaped(plan.harm->rule)))
    return "the boundary's constant is solved for the planned looks";
  if (plan.futility.spending) return "beta is spent by the planned looks";
  if (plan.efficacy.information == Information::planned &&
      !spends_nothing_early(plan.efficacy.rule))
    return "information is \"planned\", and the look has no events";
  return nullptr;
}

// Looks by time have as many events as they have. Where bounds are made before
// the trial, somebody must say how many are expected.
void need_information(const List& nodes, const AnalysisPlan& plan,
                      Faults& faults) {
  for (std::size_t i = 0; i + 1 < plan.looks.size(); ++i) {
    if (events_of(nodes[i]) != nullptr ||
        find(nodes[i], "information_fraction") != nullptr)
      continue;
    const bool curtailed = find(nodes[i], "futility_conditional_power");
    const char* why = curtailed ? "conditional power looks at the planned looks"
                                : needs_plan(plan);
    if (why != nullptr)
      faults.error(nodes[i], "'information_fraction' is missing ({}): add it",
                   why);
  }
}

// Calendar time is read at planned times.
void need_calendar(const List& nodes, const AnalysisPlan& plan,
                   Faults& faults) {
  if (plan.efficacy.information != Information::calendar) return;
  for (const Node& node : nodes)
    if (find(node, "with") != nullptr)
      faults.error(node,
                   "the look comes with another, at no planned time "
                   "(information is \"calendar\": alpha is spent by each "
                   "look's planned time): state its own 'calendar' instead of "
                   "'with'");
    else if (find(node, "calendar") == nullptr)
      faults.error(node,
                   "'calendar' is missing (information is \"calendar\": alpha "
                   "is spent by each look's planned time): add it");
}

// The default: the last look's events.
void read_planned_events(Node& table, const Scenario& scenario,
                         AnalysisPlan& plan, Faults& faults) {
  const Node* given = find(table, "planned_events");
  if (given != nullptr) {
    if (scenario.participants > 0 &&
        plan.planned_events.value_or(0) > scenario.participants)
      faults.error(*given,
                   "{} events are planned of {} participants (each has one at "
                   "most): plan fewer",
                   *plan.planned_events, scenario.participants);
  } else if (plan.looks.back().events) {
    plan.planned_events = plan.looks.back().events;
    fill_default(table, "planned_events", std::int64_t{*plan.planned_events});
  } else if (plan.looks.size() > 1 &&
             events_of(elements(table, "looks").back()) == nullptr) {
    faults.error(table,
                 "'planned_events' is missing (the last look has no events, so "
                 "information 1 is unknown): add it");
  }
}

// Several looks at the full level each are the classical mistake: about 8% for
// two looks of two-sided 5%.
void check_efficacy(const Node& table, const AnalysisPlan& plan,
                    Faults& faults) {
  if (plan.looks.size() > 1 && find(table, "efficacy") == nullptr) {
    faults.error(table,
                 "[analysis.efficacy] is missing (testing at alpha at several "
                 "looks inflates it): add it with e.g. spending = "
                 "\"lan-demets-obrien-fleming\"");
  }
  if (std::ranges::none_of(plan.looks, &Look::efficacy)) {
    faults.error(*find(table, "looks"),
                 "no look may stop for efficacy (the power would be 0): set "
                 "efficacy = true in one");
  }
}

// Looks by information are so many of the last look's events, rounded up; but
// a product that is a whole number, but for its last bit, is that number.
void read_shares(const List& nodes, AnalysisPlan& plan, Faults& faults) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node* node = find(nodes[i], "information");
    const double* share = as<double>(node);
    if (share == nullptr || find(nodes[i], "events") != nullptr) continue;
    const std::optional<int> last =
        i + 1 < nodes.size() ? plan.looks.back().events : std::nullopt;
    if (last)
      plan.looks[i].events = static_cast<int>(std::ceil(*share * *last - 1e-9));
    else if (i + 1 == nodes.size())
      faults.error(*node,
                   "the last look has a share of its own events (which are "
                   "unknown then): state 'events'");
    else if (events_of(nodes.back()) == nullptr)
      faults.error(*node,
                   "the last look has no events (of which this would be a "
                   "share): give it 'events'");
  }
}

// Why a look can't come with one of the first hypothesis's.
void refuse_companion(const Node& node, Faults& faults) {
  faults.error(node,
               "a look comes with one of the first hypothesis's (this is its "
               "own): state 'events', 'calendar' or 'follow_up'");
}

// At looks of the first hypothesis, in their order.
void read_companions(const List& nodes, const AnalysisPlan* first,
                     AnalysisPlan& plan, Faults& faults) {
  std::optional<std::size_t> before;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node* node = find(nodes[i], "with");
    const auto* name = as<std::string>(node);
    if (name == nullptr) continue;
    if (first == nullptr) {
      refuse_companion(*node, faults);
      continue;
    }
    if (first->looks.empty()) continue;  // reported
    std::vector<std::string_view> names;
    for (const Look& look : first->looks) names.emplace_back(look.name);
    const auto at = static_cast<std::size_t>(std::ranges::find(names, *name) -
                                             names.begin());
    if (at == names.size()) {
      faults.error(*node, "'{}' is no look of the first hypothesis{}", *name,
                   suggestion(*name, names));
      continue;
    }
    if (before && at <= *before)
      faults.error(*node,
                   "the look comes no later than an earlier one (looks are in "
                   "order): put it later");
    plan.looks[i].with = at;
    before = at;
  }
}

// What spending functions are read at must be of the looks, and spend all.
void check_spending_time(const Node& table, const AnalysisPlan& plan,
                         Faults& faults) {
  const Node* node = find(table, "spending_time");
  if (as<List>(node) == nullptr) return;
  const List& times = elements(table, "spending_time");
  if (times.size() != plan.looks.size()) {
    faults.error(*node,
                 "{} spending times for {} looks (each look has one): make "
                 "them as many",
                 times.size(), plan.looks.size());
    return;
  }
  if (!std::holds_alternative<FunctionSpending>(plan.efficacy.rule))
    faults.error(*node,
                 "spending times are given without a spending function (they "
                 "would be ignored): remove them, or choose one");
  double before = 0.0;
  for (const Node& time : times) {
    const double* value = as<double>(&time);
    if (value == nullptr) return;  // reported
    if (*value <= before)
      return faults.error(
          time,
          "spending time {} is no more than the {} of an earlier look (it must "
          "grow): raise it",
          *value, before);
    before = *value;
  }
  if (before < 1.0)
    faults.error(times.back(),
                 "the last spending time is {} (what is left of alpha would "
                 "never be spent): make it 1",
                 before);
}

}  // namespace

// What both say of one look: its events, or its share of the last look's.
const Node* events_of(const Node& look) {
  if (find(look, "events_in") != nullptr) return nullptr;
  const Node* events = find(look, "events");
  return events != nullptr ? events : find(look, "information");
}

// The nodes are copied, since defaults are put into the table that holds them.
void read_looks(Node& table, const PlanFor& whose, AnalysisPlan& plan,
                Faults& faults) {
  const List nodes = elements(table, "looks");
  if (nodes.empty()) return;
  std::vector<const Node*> names;
  for (const Node& node : nodes) {
    if (as<Table>(&node) == nullptr) return;
    names.push_back(find(node, "name"));
    put_members(node, plan.looks.emplace_back());
    read_events_in(node, whose, plan.looks.back(), faults);
    check_trigger(node, faults);
    check_wait(node, plan.looks.back(), plan.looks.size() == 1, faults);
  }
  check_names(names, "look name", faults);
  read_shares(nodes, plan, faults);
  read_companions(nodes, whose.first, plan, faults);
  read_planned_events(table, whose.scenario, plan, faults);
  check_events(nodes, whose.scenario, plan.looks, faults);
  check_events_in(nodes, whose.scenario, plan.looks, faults);
  check_information(nodes, plan, faults);
  need_information(nodes, plan, faults);
  need_calendar(nodes, plan, faults);
  check_clock(nodes, plan.looks, "calendar", &Look::calendar, faults);
  check_clock(nodes, plan.looks, "follow_up", &Look::follow_up, faults);
  check_spending_time(table, plan, faults);
  check_efficacy(table, plan, faults);
}

}  // namespace rehearse::config
