#include "rehearse/report/forecast_change.hpp"

#include <nlohmann/json.hpp>

#include "forecast_sample.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using rehearse::test::forecast_sample;

namespace {

// What was printed at the cut-off of 2026-10-01.
std::string before() {
  return print(report_of(forecast_sample()), Format::json);
}

ForecastReport now() {
  ForecastReport report = forecast_sample();
  report.cutoff = "2026-11-15";
  report.forecast->events = 90;
  report.forecast->participants = 205;
  report.forecast->milestones[1].day.fill(412);
  report.forecast->milestones[2].day.fill(500);
  return report;
}

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = before();
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(changes_since(text, "p.json", now()));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

const std::string advice = "give what `rehearse forecast --format json` wrote";

}  // namespace

TEST_CASE("a later forecast says what has changed", "[report][forecast]") {
  const ForecastChange changes = changes_since(before(), "p.json", now());
  CHECK(changes.cutoff == "2026-10-01");
  CHECK(changes.days == 45.0);
  CHECK_FALSE(changes.other_config);
  CHECK(changes.events.before == 70);
  CHECK(changes.events.now == 90);
  // Half of the way from the end of October to that of November.
  REQUIRE(changes.events.expected);
  CHECK(changes.events.expected->mean == Approx(77.5));
  CHECK(changes.events.expected->q05 == Approx(73.0));
  CHECK(changes.events.expected->q95 == Approx(82.5));
  CHECK(changes.events.held() == false);
  CHECK(changes.participants.expected->mean == Approx(210.0));
  CHECK(changes.participants.held() == true);
  REQUIRE(changes.milestones.size() == 3);
  CHECK(changes.milestones[1].before == "2027-02-05");
  CHECK(changes.milestones[1].now == "2027-02-17");
  CHECK(changes.milestones[1].shift == 12.0);
  CHECK(changes.milestones[1].before_q95 == "2027-03-07");
  CHECK(changes.milestones[1].held == true);
  CHECK(changes.milestones[2].shift == -100.0);
  CHECK_FALSE(changes.milestones[2].before_q95);  // wasn't surely reached
  CHECK(changes.milestones[2].held == false);     // earlier than any limit
}

TEST_CASE("what wasn't forecast before has no change", "[report][forecast]") {
  ForecastReport later = now();
  later.cutoff = "2027-01-15";  // beyond the months forecast
  later.config.sha256 = std::string(64, 'b');
  later.forecast->milestones[1].milestone.name = "another";
  later.forecast->milestones[2].day.fill(not_reached);
  const ForecastChange changes = changes_since(before(), "p.json", later);
  CHECK(changes.other_config);
  CHECK_FALSE(changes.events.expected);
  CHECK_FALSE(changes.events.held());
  CHECK_FALSE(changes.milestones[1].before);
  CHECK_FALSE(changes.milestones[1].held);
  CHECK_FALSE(changes.milestones[2].shift);
  CHECK(changes.milestones[2].held == true);  // its limit was open
}

TEST_CASE("before the first month's end the way begins at the cut-off",
          "[report][forecast]") {
  ForecastReport later = now();
  later.cutoff = "2026-10-16";
  const ForecastChange changes = changes_since(before(), "p.json", later);
  CHECK(changes.events.expected->mean == Approx(72.5));
  CHECK(changes.events.expected->q95 == Approx(74.5));
}

TEST_CASE("a file that is no such forecast is an error", "[report][forecast]") {
  CHECK(error_of("{\n  \"command\": forecast\n}") ==
        "p.json:2:15: this is no JSON: " + advice);
  CHECK(error_of("") == "p.json:1:1: this is no JSON: " + advice);
  CHECK(error_of("[]") == "p.json: no 'command': " + advice);
  CHECK(error_of(replaced("\"forecast\"", "\"power\"")) ==
        "p.json:/command: 'power' is no forecast: " + advice);
  CHECK(error_of(replaced("\"T1\"", "\"T2\"")) ==
        "p.json:/trial: a forecast of 'T2', where the config's trial is 'T1': "
        "give a forecast of the same trial");
  CHECK(error_of(replaced("2026-10-01", "2026-11-15")) ==
        "p.json:/cutoff: the cut-off 2026-11-15 isn't before the present one, "
        "2026-11-15: give an earlier forecast");
  CHECK(error_of(replaced("2026-10-01", "soon")) ==
        "p.json:/cutoff: expected a date, found \"soon\": " + advice);
  CHECK(error_of(replaced("\"2027-02-05\"", "3")) ==
        "p.json:/milestones/1/date/median: expected a date, found 3: " +
            advice);
  CHECK(error_of(replaced("\"events\": 70", "\"events\": -1")) ==
        "p.json:/events: expected a whole number, found -1: " + advice);
  CHECK(error_of(replaced("\"2026-11\"", "\"2026-13\"")) ==
        "p.json:/by_month/1/month: no month: " + advice);
  CHECK(error_of(replaced("\"milestones\"", "\"stones\"")) ==
        "p.json: no 'milestones': " + advice);
}

TEST_CASE("changes are a part of the report", "[report][forecast]") {
  ForecastReport report = now();
  report.changes = changes_since(before(), "p.json", report);
  const auto json = nlohmann::ordered_json::parse(
      print(report_of(report), Format::json))["changes"];
  CHECK(json["previous"] == "p.json");
  CHECK(json["cutoff_before"] == "2026-10-01");
  CHECK(json["events"]["before"] == 70);
  CHECK(json["events"]["expected"]["mean"] == 77.5);
  CHECK(json["events"]["held"] == false);
  CHECK(json["milestones"][1]["shift_days"] == 12.0);
  CHECK(json["milestones"][1]["before"]["q05"] == "2027-01-06");
  const std::string table =
      print(report_of(report), Format::table, {Color::off, 80});
  CHECK(table.find(R"(Changes since the cut-off 2026-10-01, 45 days ago
Milestone       Before          Now   Days             90% limits then   Held
events 50   2026-07-20   2026-07-20      0    2026-07-20 to 2026-07-20    yes
interim     2027-02-05   2027-02-17    +12    2027-01-06 to 2027-03-07    yes
final       2027-08-24   2027-05-16   -100   2027-06-25 to not reached     no

Events        +20, from 70 to 90 (expected 77.5 in all, 90% limits 73 to 83:
              more than forecast)
Participants  +25, from 180 to 205 (expected 210.0 in all, 90% limits 197 to
              223: as forecast)

)") != std::string::npos);
}
