// PFS as a programmer derives it who has one trial's visits and participants,
// and FDA (2007), appendix 3, table A.
#include <algorithm>

#include "crosscheck/trial_files.hpp"
#include "rehearse/core/time_grid.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Derived {
  double time;
  bool event;
  std::string reason;
};

// Every 42 days to day 336, then every 84.
double nominal_day(int visit) {
  return visit <= 8 ? 42.0 * visit : 336.0 + 84.0 * (visit - 8);
}

// What one reader knows of a participant at the cut.
struct Known {
  double progression = never;
  double death = never;
  double therapy = never;
  double stopped = never;
  bool dropped_out = false;
  int visit = 0;      // of the last scan without progression
  double scan = 1.0;  // its day; day 1 where there is none
};

Known known_of(const CsvRow& person, const std::vector<CsvRow>& visits,
               const std::string& reader) {
  const double cut = number(person, "cut_days");
  const double dropout = number(person, "dropout_days");
  const auto by = [&](const char* column, double end) {
    const double day = number(person, column);
    return day <= end ? day : never;
  };
  Known known;
  known.death = by("death_days", std::min(cut, dropout));
  known.therapy = by("new_therapy_days", cut);
  known.stopped = by("scans_stopped_days", cut);
  known.dropped_out = dropout <= cut;
  for (const CsvRow& visit : visits) {
    const std::string& call = visit.at(reader + "_call");
    if (visit.at("participant") != person.at("participant") || call.empty())
      continue;
    if (call == "1") {
      known.progression = number(visit, "actual_day");
      return known;
    }
    known.visit = static_cast<int>(number(visit, "visit"));
    known.scan = number(visit, "actual_day");
  }
  return known;
}

Derived derive(const Known& known, bool is_irc) {
  const double event = std::min(known.progression, known.death);
  const bool progressed = known.progression <= known.death;
  const double deadline = nominal_day(known.visit + 2) + 7.0;
  const bool in_time = event <= deadline;
  if (known.visit == 0 && known.progression == never && !in_time)
    return {1.0, false, "no scan after baseline"};
  if (known.therapy < event)
    return {known.scan, false, "new anticancer therapy"};
  if (is_irc && known.stopped < never && known.progression == never && !in_time)
    return {known.scan, false,
            "scans stopped at progression by the investigator"};
  if (event == never)
    return {
        known.scan, false,
        known.dropped_out ? "lost to follow-up" : "no event at the data cut"};
  if (!in_time) return {known.scan, false, "event after missed visits"};
  return {event, true, progressed ? "progression" : "death"};
}

void check_derived(const ListedTrial& report, const std::string& reader,
                   const std::string& code, std::map<std::string, int>& seen) {
  const auto people = rows_of(report, TrialTable::participants);
  const auto visits = rows_of(report, TrialTable::visits);
  const auto adtte = parameter_rows(report, code);
  REQUIRE(adtte.size() == people.size());
  for (std::size_t i = 0; i < people.size(); ++i) {
    const Derived derived =
        derive(known_of(people[i], visits, reader), reader == "irc");
    CAPTURE(code, i, derived.reason, adtte[i].at("EVNTDESC"));
    CHECK(number(adtte[i], "AVAL") == derived.time);
    CHECK((adtte[i].at("CNSR") == "0") == derived.event);
    CHECK(adtte[i].at("EVNTDESC") == derived.reason);
    ++seen[derived.reason];
  }
}

}  // namespace

TEST_CASE("PFS derived from the visits alone is that of ADTTE",
          "[crosscheck][simulate][IRC-06]") {
  const std::string missed = "assessment.missed_probability=0.3";
  const std::string toxicity = "review.discontinuation.hazard_per_month=0.05";
  std::map<std::string, int> seen;
  for (const LoadedConfig& config :
       {irc_config({}), irc_config({missed, toxicity}),
        irc_config({missed, toxicity, "review.irc.read_lag=\"45 days\"",
                    "review.stop_after_investigator=0.5"})})
    for (const std::uint64_t replicate : {1U, 40U})
      for (const std::size_t look : {0U, 1U}) {
        const ListedTrial report = trial_of(config, replicate, look);
        check_derived(report, "irc", "PFSIRC", seen);
        check_derived(report, "investigator", "PFSINV", seen);
      }
  CHECK(seen.size() == 8);  // every reason that these rules know
}
