// One reviewed trial's files, read back: analysed again they give what the
// engine had, and the endpoints derived from the visits alone are theirs.
#include "crosscheck/trial_files.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "support/catch.hpp"
#include "support/reference_trial.hpp"

using namespace rehearse;

namespace {

const std::string lag = "review.irc.read_lag=\"30 days\"";
const std::string missed = "assessment.missed_probability=0.25";

std::vector<LoadedConfig> configs() {
  return {
      irc_config({}),
      irc_config({lag, missed}),
      irc_config({missed, "endpoint.reader=investigator",
                  "analysis.also_tests=[\"fh(0,1)\"]"}),
      irc_config({"review.rules=treatment-policy",
                  "review.also_rules=[\"fda\", \"irc\", \"days\"]",
                  "review.variants.irc.new_therapy=event",
                  "review.variants.days.after_missed_visits=day-1",
                  "review.discontinuation.hazard_per_month=0.05"}),
      irc_config({"conduct.misstratified.prior_lines=0.2",
                  "conduct.ineligible=0.1", "conduct.forced_allocation=0.1"}),
      irc_config({"conduct.misstratified.prior_lines=0.2",
                  "conduct.analyse_strata=corrected"}),
      perfect_config()};
}

// The columns by which rows are analysed.
struct Columns {
  std::string time;
  std::string event;
  std::string is_event;  // the value that says so
  std::string arm;
  std::string stratum;
};

double z_of(const std::vector<CsvRow>& rows, const Columns& columns) {
  std::map<std::string, std::size_t> strata;
  std::vector<reference::Observation> data;
  for (const CsvRow& row : rows) {
    const std::size_t stratum =
        strata.emplace(row.at(columns.stratum), strata.size()).first->second;
    data.push_back({number(row, columns.time),
                    row.at(columns.event) == columns.is_event,
                    row.at(columns.arm) == "TQB2102" ? 1 : 0, stratum});
  }
  return reference::logrank_z(data);
}

// What the columns and the parameter of each endpoint view are called.
struct View {
  std::string suffix;
  std::string code;
};

std::vector<View> views_of(const Scenario& scenario) {
  const ReviewPlan& review = *scenario.review;
  if (review.readers == Readers::perfect) return {{"", "PFS"}};
  const bool irc = review.primary == Reviewer::committee;
  std::vector<View> views{{"", irc ? "PFSIRC" : "PFSINV"}};
  for (const NamedRules& rules : review.also_rules) {
    const bool variant = rules.name == "days";
    views.push_back({(variant ? "_rules_" : "_") + rules.name,
                     views[0].code + std::to_string(views.size() + 1)});
  }
  views.push_back({irc ? "_investigator" : "_irc", irc ? "PFSINV" : "PFSIRC"});
  return views;
}

// Both files of a view against what the engine found.
void check_view(const ListedTrial& report, const View& view,
                const LookResult& engines) {
  CAPTURE(report.replicate, report.look, view.code);
  const auto same = Approx(engines.z).epsilon(1e-12).margin(1e-12);
  auto people = rows_of(report, TrialTable::participants);
  std::erase_if(people, [](const CsvRow& row) {
    return row.contains("ineligible") && row.at("ineligible") == "1";
  });
  const std::string event = "event" + view.suffix;
  CHECK(people.size() == engines.participants);
  CHECK(z_of(people, {"time_days" + view.suffix, event, "1", "arm",
                      "analysis_stratum"}) == same);
  CHECK(z_of(parameter_rows(report, view.code),
             {"AVAL", "CNSR", "0", "TRT01P", "STRATA"}) == same);
  const auto events = std::ranges::count_if(
      people, [&](const CsvRow& row) { return row.at(event) == "1"; });
  CHECK(events == static_cast<int>(engines.events));
}

}  // namespace

TEST_CASE("a reviewed trial's files give the z of every endpoint",
          "[crosscheck][simulate]") {
  for (const LoadedConfig& config : configs()) {
    const Scenario& scenario = config.scenario;
    const auto plans = analysis_plans(scenario);
    const auto views = views_of(scenario);
    const std::size_t tests = scenario.analysis.also_tests.size();
    const std::size_t looks = scenario.analysis.looks.size();
    const TrialPlan plan{scenario};
    ReplicateEngine engine{plan, plans};
    REQUIRE(plans.size() ==
            views.size() + tests + (other_levels(scenario) ? 1 : 0));
    for (const std::uint64_t replicate : {0U, 7U, 12'345U}) {
      const auto results = engine.run(replicate);
      for (std::size_t look = 0; look < looks; ++look) {
        const ListedTrial report = trial_of(config, replicate, look);
        for (std::size_t v = 0; v < views.size(); ++v) {
          const std::size_t analysis = v == 0 ? 0 : v + tests;
          check_view(report, views[v], results[analysis * looks + look]);
        }
      }
    }
  }
}

TEST_CASE("nobody is scanned when there are no scans",
          "[crosscheck][simulate]") {
  for (const LoadedConfig& config : configs()) {
    const ListedTrial report = trial_of(config, 3, 0);
    const auto people = rows_of(report, TrialTable::participants);
    std::size_t visits = 0;
    for (const CsvRow& visit : rows_of(report, TrialTable::visits)) {
      const auto who = static_cast<std::size_t>(number(visit, "participant"));
      const CsvRow& person = people.at(who - 1);
      CAPTURE(who, visit.at("visit"));
      const double day = number(visit, "actual_day");
      CHECK(std::abs(day - number(visit, "nominal_day")) <= 7.0);
      for (const char* end : {"dropout_days", "death_days", "new_therapy_days",
                              "scans_stopped_days", "cut_days"})
        CHECK(day <= number(person, end));
      const bool attended = visit.at("attended") == "1";
      CHECK(visit.at("investigator_call").empty() != attended);
      CHECK(visit.at("irc_call").empty() == (visit.at("irc_known") == "0"));
      ++visits;
    }
    CHECK(visits > people.size());
  }
}

TEST_CASE("a later look has the same visits and more",
          "[crosscheck][simulate]") {
  const LoadedConfig config = irc_config({lag, missed});
  std::set<std::string> later;
  const auto key = [](const CsvRow& row) {
    return row.at("participant") + ',' + row.at("visit") + ',' +
           row.at("actual_day") + ',' + row.at("attended") + ',' +
           row.at("investigator_call");
  };
  for (const CsvRow& row : rows_of(trial_of(config, 5, 1), TrialTable::visits))
    later.insert(key(row));
  const auto interim = rows_of(trial_of(config, 5, 0), TrialTable::visits);
  for (const CsvRow& row : interim) CHECK(later.contains(key(row)));
  CHECK(later.size() > interim.size());
  CHECK(trial_csv(trial_of(config, 5, 1), TrialTable::adtte) ==
        trial_csv(trial_of(config, 5, 1), TrialTable::adtte));
}

namespace {

// Days from one ISO date to another.
int days_between(const std::string& from, const std::string& to) {
  const auto parsed = [](const std::string& date) {
    using namespace std::chrono;
    return sys_days{year{std::stoi(date.substr(0, 4))} /
                    std::stoi(date.substr(5, 2)) /
                    std::stoi(date.substr(8, 2))};
  };
  return static_cast<int>((parsed(to) - parsed(from)).count());
}

}  // namespace

TEST_CASE("dates, days and overall survival are consistent",
          "[crosscheck][simulate]") {
  const ListedTrial report = trial_of(irc_config({lag, missed}), 11, 1);
  const auto people = rows_of(report, TrialTable::participants);
  const double cut = report.trial.looks[1].analysis_time;
  int deaths = 0;
  for (const CsvRow& row : rows_of(report, TrialTable::adtte)) {
    CAPTURE(row.at("USUBJID"), row.at("PARAMCD"));
    const CsvRow& person =
        people.at(static_cast<std::size_t>(number(row, "SUBJID")) - 1);
    const double time = number(row, "AVAL");
    const int day = days_between(row.at("STARTDT"), row.at("ADT")) + 1;
    CHECK(day == number(row, "ADY"));
    CHECK(day == std::ceil(time));
    CHECK(days_between("2025-07-07", row.at("STARTDT")) ==
          std::floor(number(person, "entry_days")));
    CHECK(days_between("2025-07-07", row.at("ADT")) <= std::floor(cut));
    CHECK(row.at("PARAMCD").size() <= 8);
    CHECK(row.at("CNSDTDSC").empty() == (row.at("CNSR") == "0"));
    if (row.at("EVNTDESC") == "death")
      CHECK(row.at("AVAL") == person.at("death_days"));
    if (row.at("PARAMCD") != "OS") continue;
    const double death = number(person, "death_days");
    const double end =
        std::min(number(person, "dropout_days"), number(person, "cut_days"));
    CHECK((row.at("CNSR") == "0") == (death <= end));
    CHECK(time == Approx(std::min(death, end)).margin(duration_step));
    deaths += death <= end ? 1 : 0;
  }
  CHECK(deaths > 20);
}
