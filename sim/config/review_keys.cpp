#include "key_groups.hpp"

namespace rehearse::config {
namespace {

constexpr Range days{0.0, 36'525.0, true, false};  // 100 years
constexpr Range delay{0.0, 3652.5, false, false};  // 10 years
constexpr Range probability{0.0, 1.0, false, false};
constexpr Range hazard{0.0, 1000.0, false, false};
constexpr std::string_view treatments = "event|last-scan|ignore|day-1";

void append(std::vector<Key>& to, const std::vector<Key>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// Of both arms, or of one: those have no defaults of their own.
std::vector<Key> scan_keys(const std::string& prefix, bool common) {
  const auto fallback = [common](const char* text) {
    return std::string{common ? text : ""};
  };
  return {
      {.path = prefix + ".schedule",
       .kind = Kind::records,
       .need = common ? Need::required : Need::optional,
       .range = {1, 100},
       .example = "[{ every = \"6 weeks\", until = \"48 weeks\" }, "
                  "{ every = \"12 weeks\" }]",
       .doc = "Scans from randomization on: every so many whole days, until a "
              "time; the last interval has no end."},
      {.path = prefix + ".schedule[].every",
       .kind = Kind::duration,
       .need = Need::required,
       .range = days,
       .example = "\"6 weeks\"",
       .doc = "From one scan to the next; whole days."},
      {.path = prefix + ".schedule[].until",
       .kind = Kind::duration,
       .range = days,
       .doc = "Since randomization; the last interval has none."},
      {.path = prefix + ".window",
       .kind = Kind::duration,
       .fallback = fallback("\"0 days\""),
       .range = delay,
       .doc = "A scan takes place up to so many whole days before or after its "
              "nominal day, each day equally likely; less than half of every "
              "interval."},
      {.path = prefix + ".missed_probability",
       .kind = Kind::number,
       .fallback = fallback("0.0"),
       .range = probability,
       .doc = "Probability that a visit is missed [1]."},
  };
}

// How often a reader calls progression.
std::vector<Key> accuracy_keys(const std::string& prefix,
                               const std::string& sensitivity,
                               const std::string& false_positive) {
  return {
      {.path = prefix + ".sensitivity",
       .kind = Kind::number,
       .fallback = sensitivity,
       .range = probability,
       .doc = "Probability to call a progression that is there, at each scan "
              "[1]."},
      {.path = prefix + ".false_positive",
       .kind = Kind::number,
       .fallback = false_positive,
       .range = probability,
       .doc = "Probability to call a progression that isn't there, at each "
              "scan [1]."},
  };
}

Key lag_key(const std::string& path) {
  return {.path = path,
          .kind = Kind::duration,
          .fallback = "\"0 days\"",
          .range = delay,
          .doc = "From a scan until its reading is known."};
}

std::vector<Key> reader_keys() {
  std::vector<Key> keys;
  const auto add_table = [&](const char* path, Need need, const char* doc) {
    keys.push_back({.path = path, .need = need, .doc = doc});
  };
  const auto add_arms = [&](const std::string& reader) {
    keys.push_back({.path = reader + ".arms",
                    .doc = "Where the reader differs in one arm."});
    keys.push_back({.path = reader + ".arms.*", .doc = "The arm of this id."});
    append(keys, accuracy_keys(reader + ".arms.*", "", ""));
  };
  add_table("review.investigator", Need::filled, "The investigator.");
  append(keys, accuracy_keys("review.investigator", "0.85", "0.03"));
  add_arms("review.investigator");
  add_table("review.irc", Need::filled, "The independent review committee.");
  append(keys, accuracy_keys("review.irc", "0.85", "0.02"));
  keys.push_back(lag_key("review.irc.read_lag"));
  add_arms("review.irc");
  add_table("review.second_irc", Need::optional,
            "A second reader of the committee; needs an adjudicator.");
  append(keys, accuracy_keys("review.second_irc", "0.85", "0.02"));
  keys.push_back(lag_key("review.second_irc.read_lag"));
  add_table("review.adjudicator", Need::optional,
            "Decides each scan on which the committee's two readers differ.");
  append(keys, accuracy_keys("review.adjudicator", "0.95", "0.01"));
  return keys;
}

std::vector<Key> variant_keys() {
  const std::string prefix = "review.variants.*";
  std::vector<Key> keys{
      {.path = "review.variants", .doc = "Rule sets of one's own, by name."},
      {.path = prefix, .doc = "A rule set of this name."},
      {.path = prefix + ".based_on",
       .kind = Kind::choice,
       .fallback = "\"fda\"",
       .values = "fda|treatment-policy",
       .doc = "What holds for the keys that aren't given."},
      {.path = prefix + ".missed_visits_allowed",
       .kind = Kind::integer,
       .range = {0, 100},
       .doc = "Consecutive missed visits that may precede an event."}};
  const auto add = [&](const char* key, const char* doc) {
    keys.push_back({.path = prefix + key,
                    .kind = Kind::choice,
                    .values = treatments,
                    .doc = doc});
  };
  add(".after_missed_visits",
      "What an event after more missed visits counts for.");
  add(".new_therapy", "What a new anticancer therapy before the event does.");
  add(".no_scan", "What happens without a scan and a death in time.");
  add(".scans_stopped",
      "What happens where scans ended at the investigator's progression.");
  return keys;
}

}  // namespace

std::vector<Key> assessment_keys() {
  std::vector<Key> keys{
      {.path = "assessment",
       .doc = "The scans; without it events are seen when they happen."}};
  append(keys, scan_keys("assessment", true));
  keys.push_back(
      {.path = "assessment.arms", .doc = "Where the scans differ in one arm."});
  keys.push_back({.path = "assessment.arms.*", .doc = "The arm of this id."});
  append(keys, scan_keys("assessment.arms.*", false));
  return keys;
}

std::vector<Key> review_keys() {
  std::vector<Key> keys{
      {.path = "review",
       .doc = "The readers of the scans; without it one perfect reader, under "
              "the rules \"fda\"."},
      {.path = "review.rules",
       .kind = Kind::text,
       .fallback = "\"fda\"",
       .doc = "Censoring rules of the primary analysis: fda, "
              "treatment-policy, or the name of a variant."},
      {.path = "review.also_rules",
       .kind = Kind::texts,
       .fallback = "[]",
       .doc = "Further rule sets, on the same simulated data; the primary one "
              "among them is not done twice."},
      {.path = "review.correlation",
       .kind = Kind::number,
       .fallback = "0.5",
       .range = probability,
       .doc = "Correlation of the readers' judgement of one scan [1]."},
      {.path = "review.stop_after_investigator",
       .kind = Kind::number,
       .fallback = "0.9",
       .range = probability,
       .doc = "Probability that scans end at the investigator's progression "
              "[1]."}};
  append(keys, reader_keys());
  append(keys, variant_keys());
  append(keys, {{.path = "review.discontinuation",
                 .need = Need::filled,
                 .doc = "Stop of treatment for toxicity, and what may follow."},
                {.path = "review.discontinuation.hazard_per_month",
                 .kind = Kind::number,
                 .fallback = "0.006",
                 .range = hazard,
                 .doc = "Hazard of the stop [1/month]."},
                {.path = "review.discontinuation.new_therapy_probability",
                 .kind = Kind::number,
                 .fallback = "0.5",
                 .range = probability,
                 .doc = "Share of those who stop that begin a new anticancer "
                        "therapy [1]."},
                {.path = "review.discontinuation.new_therapy_delay_mean",
                 .kind = Kind::duration,
                 .fallback = "\"1.5 months\"",
                 .range = delay,
                 .doc = "Mean time from the stop to it, exponential."}});
  return keys;
}

std::vector<Key> calibration_keys() {
  return {{.path = "calibration",
           .doc = "What the stated control median and hazard ratio are."},
          {.path = "calibration.target",
           .kind = Kind::choice,
           .fallback = "\"latent\"",
           .values = "latent|irc-observed",
           .doc = "latent: of the disease; irc-observed: as the committee "
                  "finds them, the disease's are solved for."}};
}

}  // namespace rehearse::config
