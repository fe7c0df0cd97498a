// How progression is seen: scans by the day, readers who err, and rules that
// decide what counts. Most tables may be said again for one arm, by its id;
// what isn't said there is the common one's.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// ---- tables for one arm ----

// The table itself for each arm, and what one arm has of its own.
struct ArmTables {
  const Node* common;
  std::vector<const Node*> own;  // by arm; nullptr where there is nothing

  // Where the value that holds for an arm stands.
  [[nodiscard]] const Node* find(std::size_t arm, std::string_view key) const {
    const Node* found =
        own[arm] == nullptr ? nullptr : config::find(*own[arm], key);
    return found != nullptr ? found : config::find(*common, key);
  }
  // What is common, and over it what the arm has of its own.
  template <typename Part>
  void put(std::size_t arm, Part& part) const {
    put_members(*common, part);
    if (own[arm] != nullptr) put_members(*own[arm], part);
  }
};

// By role, whatever the arms are called.
ArmTables arm_tables(const Node& table, const Scenario& scenario,
                     Faults& faults) {
  ArmTables tables{&table, {scenario.arms.size(), nullptr}};
  const Node& arms = table_of(table, "arms");
  for (const Member& member : *as<Table>(&arms))
    if (const auto arm = arm_named(member, arms.path, scenario, faults);
        arm && as<Table>(&member.value) != nullptr)
      tables.own[*arm] = &member.value;
  return tables;
}

// ---- scans ----

// Days that must be whole; reports those that aren't.
int whole_days(const Node* node, Faults& faults) {
  const auto* days = as<double>(node);
  if (days == nullptr) return 0;
  if (*days != std::floor(*days))
    faults.error(*node,
                 "{:.6g} days are no whole days (scans are planned by the "
                 "day): write days or weeks",
                 *days);
  return static_cast<int>(*days);
}

std::vector<ScanInterval> read_intervals(const Node* schedule, Faults& faults) {
  const auto* list = as<List>(schedule);
  if (list == nullptr) return {};
  auto intervals = read_periods<ScanInterval>(*list, faults);
  for (std::size_t i = 0; i < list->size(); ++i)
    intervals[i].every = whole_days(find((*list)[i], "every"), faults);
  return intervals;
}

// A schedule of one arm; any one where a fault was reported.
ScanSchedule read_schedule(const ArmTables& tables, std::size_t arm,
                           Faults& faults) {
  const auto intervals = read_intervals(tables.find(arm, "schedule"), faults);
  const Node* window_node = tables.find(arm, "window");
  const int window = whole_days(window_node, faults);
  const bool given = !intervals.empty() &&
                     std::ranges::all_of(intervals, [](const auto& interval) {
                       return interval.every > 0;
                     });
  const bool ordered = std::ranges::is_sorted(intervals, std::less_equal{},
                                              &ScanInterval::until);
  if (!given || !ordered) return {std::array{ScanInterval{}}, 0};
  const int shortest =
      std::ranges::min(intervals, {}, &ScanInterval::every).every;
  if (2 * window >= shortest) {
    faults.error(*window_node,
                 "scans every {} days, each up to {} days early or late, could "
                 "meet: narrow the window to {} days",
                 shortest, window, (shortest - 1) / 2);
    return {std::array{ScanInterval{}}, 0};
  }
  return {intervals, window};
}

// ---- readers ----

ReaderAccuracy accuracy(const ArmTables& tables, std::size_t arm) {
  ReaderAccuracy accuracy;
  tables.put(arm, accuracy);
  return accuracy;
}

ReaderAccuracy accuracy(const Node& table) {
  return accuracy(ArmTables{&table, {nullptr}}, 0);
}

// Two readers without a third leave open which of them counts.
std::optional<Adjudication> read_adjudication(const Node& review,
                                              Faults& faults) {
  const Node* second = find(review, "second_irc");
  const Node* adjudicator = find(review, "adjudicator");
  if (second == nullptr && adjudicator == nullptr) return std::nullopt;
  if (second == nullptr || adjudicator == nullptr) {
    faults.error(second == nullptr ? *adjudicator : *second,
                 second == nullptr
                     ? "an adjudicator decides between two readers (there is "
                       "one): add [review.second_irc]"
                     : "two readers of the committee can differ (nobody "
                       "decides): add [review.adjudicator]");
    return std::nullopt;
  }
  return Adjudication{accuracy(*second), accuracy(*adjudicator)};
}

// The committee's reading is known when its slower reader's is.
double read_lag(const Node& review) {
  const auto lag = [&](const char* reader) {
    return get<double>(table_of(review, reader), "read_lag").value_or(0.0);
  };
  return std::max(lag("irc"), lag("second_irc"));
}

// Arms may be read alike or not: unblinded investigators may not.
void read_readers(const Node& review, const Scenario& scenario,
                  AssessmentSpec& spec, Faults& faults) {
  const ArmTables investigator =
      arm_tables(table_of(review, "investigator"), scenario, faults);
  const ArmTables committee =
      arm_tables(table_of(review, "irc"), scenario, faults);
  const auto adjudication = read_adjudication(review, faults);
  for (std::size_t arm = 0; arm < spec.arms.size(); ++arm) {
    spec.arms[arm].investigator = accuracy(investigator, arm);
    spec.arms[arm].committee = {accuracy(committee, arm), adjudication};
  }
  put_members(review, spec);
  put_members(table_of(review, "discontinuation"), spec.discontinuation);
  spec.committee_lag = read_lag(review);
}

// ---- rules ----

const NamedRules fda{"fda", fda_rules};
const NamedRules treatment_policy{"treatment-policy", treatment_policy_rules};

// A variant is a known rule set with some treatments changed: nobody writes one
// from nothing.
NamedRules read_variant(const Member& member) {
  const Node& table = member.value;
  NamedRules read{member.key,
                  get<std::string>(table, "based_on") == treatment_policy.name
                      ? treatment_policy_rules
                      : fda_rules};
  put_members(table, read.rules);
  return read;
}

// The regulator's two are known by name in every config, and no variant may
// take their names.
std::vector<NamedRules> known_rules(const Node& review, Faults& faults) {
  std::vector<NamedRules> known{fda, treatment_policy};
  const Node& variants = table_of(review, "variants");
  for (const Member& member : *as<Table>(&variants))
    if (member.key == fda.name || member.key == treatment_policy.name)
      faults.error(member.value.key_mark, variants.path,
                   "'{}' is the name of rules that are known (they would be "
                   "mistaken): rename the variant",
                   member.key);
    else if (as<Table>(&member.value) != nullptr)
      known.push_back(read_variant(member));
  return known;
}

// Rules by their name; reports one that isn't known.
NamedRules rules_named(const Node* node, const std::vector<NamedRules>& known,
                       Faults& faults) {
  const auto* name = as<std::string>(node);
  if (name == nullptr) return fda;
  const auto found = std::ranges::find(known, *name, &NamedRules::name);
  if (found != known.end()) return *found;
  std::vector<std::string_view> names;
  for (const NamedRules& rules : known) names.push_back(rules.name);
  faults.error(*node, "'{}' are no rules{}", *name, suggestion(*name, names));
  return fda;
}

// Further rule sets analyse the same data: their difference has no Monte Carlo
// error of its own.
void read_rules(const Node& review, ReviewPlan& plan, Faults& faults) {
  const auto known = known_rules(review, faults);
  const Node* primary = find(review, "rules");
  plan.rules = rules_named(primary, known, faults);
  std::vector<const Node*> names;
  for (const Node& node : elements(review, "also_rules")) {
    NamedRules rules = rules_named(&node, known, faults);
    if (rules.name != plan.rules.name)
      plan.also_rules.push_back(std::move(rules));
    names.push_back(&node);
  }
  check_names(names, "rule set", faults);
}

// Where the endpoint's reader stands, the default too; refused where nobody
// reads.
const Node& read_reader(Node& root, const Node* review, Faults& faults) {
  Node* endpoint = find(root, "endpoint");
  if (as<Table>(endpoint) == nullptr) return table_of(root, "endpoint");
  if (review != nullptr)
    fill_default(*endpoint, "reader", std::string{"irc"});
  else if (const Node* reader = find(*endpoint, "reader"))
    faults.error(*reader,
                 "a reader is chosen where nobody reads (events are seen as "
                 "they are): add [review], or remove 'reader'");
  return *endpoint;
}

// Whose reads each analysis is of, and the events that its looks wait for.
void put_views(EndpointView view, Scenario& scenario) {
  scenario.analysis.endpoint = scenario.analysis.trigger = view;
  for (Hypothesis& hypothesis : scenario.hypotheses) {
    EndpointView own = view;
    if (hypothesis.endpoint == HypothesisEndpoint::pfs_investigator)
      own.reviewer = Reviewer::investigator;
    hypothesis.analysis.endpoint = hypothesis.analysis.trigger = own;
  }
  if (!scenario.hypotheses.empty())
    scenario.analysis = scenario.hypotheses.front().analysis;
}

}  // namespace

// Without [assessment] events are seen as they happen; with it, and without
// [review], by one reader who doesn't err.
void read_review(Node& root, Scenario& scenario, Faults& faults) {
  const Node* assessment = find(root, "assessment");
  const Node* review = find(root, "review");
  const Node& endpoint = read_reader(root, review, faults);
  if (review != nullptr && assessment == nullptr)
    faults.error(*review,
                 "there is nothing to read (scans aren't planned): add "
                 "[assessment] with a schedule");
  if (as<Table>(assessment) == nullptr) return;
  ReviewPlan plan;
  plan.rules = fda;
  put_members(endpoint, plan);
  const ArmTables scans = arm_tables(*assessment, scenario, faults);
  for (std::size_t arm = 0; arm < scenario.arms.size(); ++arm) {
    ArmAssessment of_arm{read_schedule(scans, arm, faults), 0.0, {}, {}};
    scans.put(arm, of_arm);
    plan.assessment.arms.push_back(of_arm);
  }
  if (as<Table>(review) != nullptr) {
    plan.readers = Readers::two;
    read_readers(*review, scenario, plan.assessment, faults);
    read_rules(*review, plan, faults);
    if (!plan.also_rules.empty() && !scenario.hypotheses.empty())
      faults.error(*find(*review, "also_rules"),
                   "further rules are of one hypothesis (each of "
                   "[[hypotheses]] is decided by one set): leave them out");
  }
  put_views({plan.primary, plan.rules.rules}, scenario);
  scenario.review = std::move(plan);
}

// Solving for two figures needs two that were observed, one of each arm.
void read_calibration(const Node& root, Scenario& scenario, Faults& faults) {
  const Node* target = find(table_of(root, "calibration"), "target");
  put_members(table_of(root, "calibration"), scenario);
  if (scenario.stated == StatedEffect::latent) return;
  const EndpointPlan& plan = scenario.endpoint;
  if (scenario.analysis.comparison != Comparison{})
    faults.error(*target,
                 "calibration is at the last look of everybody's PFS (the "
                 "first hypothesis is another): put that one first");
  if (scenario.arms.size() > arm_count)
    faults.error(*target,
                 "calibration solves for one arm's effect (there are {} "
                 "experimental arms): leave the target \"latent\"",
                 scenario.arms.size() - 1);
  if (!scenario.review)
    faults.error(*target,
                 "nothing is observed by a committee (events are seen as they "
                 "are): add [assessment] and [review]");
  if (!plan.control.median)
    faults.error(*target,
                 "the observed control median isn't stated (calibration solves "
                 "for it): state endpoint.control.median");
  if (plan.experimental || plan.effect.size() != 1)
    faults.error(*target,
                 "calibration solves for one hazard ratio (the effect is "
                 "another): state endpoint.effect.hazard_ratio");
}

}  // namespace rehearse::config
