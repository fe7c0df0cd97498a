// Keys of scans, readers and censoring rules. Most are there twice: of both
// arms, and of one.
#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

constexpr Range schedule_days = above(0.0, 36'525.0);  // 100 years
constexpr Range delay = closed(0.0, 3652.5);           // 10 years

// A key of both arms has a default; the same key of one arm has none, or it
// would hide what is common.
enum class Whose { both_arms, one_arm };

void add_scans(const Rows& row, Whose whose) {
  const bool common = whose == Whose::both_arms;
  row("schedule", Kind::records, common ? Need::required : Need::optional,
      closed(1, 100),
      Example{"[{ every = \"6 weeks\", until = \"48 weeks\" }, { every = \"12 "
              "weeks\" }]"},
      "Scans from randomization on: every so many whole days, until a time; "
      "the last interval has no end.");
  row("schedule[].every", Kind::duration, Need::required, schedule_days,
      Example{"\"6 weeks\""}, "From one scan to the next; whole days.");
  row("schedule[].until", in_days<&ScanInterval::until>, schedule_days,
      "Since randomization; the last interval has none.");
  row("window", Kind::duration, common ? Default{"0 days"} : Default{}, delay,
      "A scan takes place up to so many whole days before or after its nominal "
      "day, each day equally likely; less than half of every interval.");
  row("missed_probability", to<&ArmAssessment::missed_probability>,
      common ? Default{"0.0"} : Default{}, probability,
      "Probability that a visit is missed [1].");
}

// How often a reader calls progression.
void add_accuracy(const Rows& row, const char* sensitivity,
                  const char* false_positive) {
  row("sensitivity", to<&ReaderAccuracy::sensitivity>, Default{sensitivity},
      probability,
      "Probability to call a progression that is there, at each scan [1].");
  row("false_positive", to<&ReaderAccuracy::false_positive>,
      Default{false_positive}, probability,
      "Probability to call a progression that isn't there, at each scan [1].");
}

void add_arms(std::vector<Key>& keys, const std::string& reader) {
  const Rows row{keys, reader + ".arms"};
  row("", "Where the reader differs in one arm.");
  row("*", "The arm of this id.");
  add_accuracy({keys, reader + ".arms.*"}, "", "");
}

void add_lag(const Rows& row) {
  row("read_lag", Kind::duration, Default{"0 days"}, delay,
      "From a scan until its reading is known.");
}

// Each reader errs by himself; correlation and what ends the scans are the
// review's.
void add_readers(std::vector<Key>& keys) {
  const Rows investigator{keys, "review.investigator"};
  investigator("", Need::filled, "The investigator.");
  add_accuracy(investigator, "0.85", "0.03");
  add_arms(keys, "review.investigator");
  const Rows irc{keys, "review.irc"};
  irc("", Need::filled, "The independent review committee.");
  add_accuracy(irc, "0.85", "0.02");
  add_lag(irc);
  add_arms(keys, "review.irc");
  const Rows second{keys, "review.second_irc"};
  second("", "A second reader of the committee; needs an adjudicator.");
  add_accuracy(second, "0.85", "0.02");
  add_lag(second);
  const Rows adjudicator{keys, "review.adjudicator"};
  adjudicator("",
              "Decides each scan on which the committee's two readers differ.");
  add_accuracy(adjudicator, "0.95", "0.01");
}

// No defaults but `based_on`: a key that isn't given is the rule set's that the
// variant is based on.
void add_variants(std::vector<Key>& keys) {
  Rows{keys, "review"}("variants", Stage::analysis,
                       "Rule sets of one's own, by name.");
  const Rows row{keys, "review.variants.*"};
  row("", "A rule set of this name.");
  row("based_on", Kind::choice, Default{"fda"}, Words{"fda|treatment-policy"},
      "What holds for the keys that aren't given.");
  row("missed_visits_allowed", to<&CensoringRules::missed_visits_allowed>,
      closed(0, 100), "Consecutive missed visits that may precede an event.");
  row("after_missed_visits", to<&CensoringRules::after_missed_visits>,
      "What an event after more missed visits counts for: ignore (its own "
      "day), last-scan (censored at the last scan read), day-1, event.");
  row("new_therapy", to<&CensoringRules::new_therapy>,
      "What a new anticancer therapy before the event does: last-scan "
      "(censored "
      "at the last scan read), ignore, day-1, event (on its first day).");
  row("no_scan", to<&CensoringRules::no_scan>,
      "What happens without a scan and a death in time: day-1 (censored on the "
      "day of randomization), ignore, last-scan, event (a later death).");
  row("scans_stopped", to<&CensoringRules::scans_stopped>,
      "What happens where scans ended at the investigator's progression, not "
      "the committee's: last-scan, ignore, day-1, event (on its day).");
}

// Filled in where [review] is there: censoring rules differ only where some
// participants go on to another therapy.
void add_discontinuation(std::vector<Key>& keys) {
  const Rows row{keys, "review.discontinuation"};
  row("", Need::filled, "Stop of treatment for toxicity, and what may follow.");
  row("hazard_per_month", a_month<&Discontinuation::hazard>, Default{"0.006"},
      hazard, "Hazard of the stop [1/month].");
  row("new_therapy_probability", to<&Discontinuation::new_therapy_probability>,
      Default{"0.5"}, probability,
      "Share of those who stop that begin a new anticancer therapy [1].");
  row("new_therapy_delay_mean",
      in_days<&Discontinuation::new_therapy_delay_mean>, Default{"1.5 months"},
      delay, "Mean time from the stop to it, exponential.");
}

}  // namespace

void add_assessment(std::vector<Key>& keys) {
  const Rows row{keys, "assessment"};
  row("", "The scans; without it events are seen when they happen.");
  add_scans(row, Whose::both_arms);
  row("arms", "Where the scans differ in one arm.");
  row("arms.*", "The arm of this id.");
  add_scans({keys, "assessment.arms.*"}, Whose::one_arm);
}

void add_review(std::vector<Key>& keys) {
  const Rows row{keys, "review"};
  row("",
      "The readers of the scans; without it one perfect reader, under the "
      "rules \"fda\".");
  row("rules", Kind::text, Stage::analysis, Default{"fda"},
      "Censoring rules of the primary analysis: fda, treatment-policy, or the "
      "name of a variant.");
  row("also_rules", Kind::texts, Stage::analysis, Default{"[]"},
      "Further rule sets, on the same simulated data; the primary one among "
      "them is not done twice.");
  row("correlation", to<&AssessmentSpec::correlation>, Default{"0.5"},
      probability, "Correlation of the readers' judgement of one scan [1].");
  row("stop_after_investigator", to<&AssessmentSpec::stop_after_investigator>,
      Default{"0.9"}, probability,
      "Probability that scans end at the investigator's progression [1].");
  add_readers(keys);
  add_variants(keys);
  add_discontinuation(keys);
}

void add_calibration(std::vector<Key>& keys) {
  const Rows row{keys, "calibration"};
  row("", "What the stated control median and hazard ratio are.");
  row("target", to<&Scenario::stated>, Default{"latent"},
      "latent: of the disease; irc-observed: as the committee finds them, the "
      "disease's are solved for.");
}

}  // namespace rehearse::config
