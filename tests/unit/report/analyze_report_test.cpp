#include "rehearse/report/analyze_report.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

AnalyzeReport report_of(const std::vector<Subject>& subjects) {
  const DataSet data = data_set(subjects);
  AnalyzeReport report;
  report.data = "d.csv";
  report.arm = {"C", "X"};
  report.analysis = analyze_survival({.sorted = data.keys,
                                      .times = data.times,
                                      .strata = data.strata,
                                      .ties = report.ties,
                                      .confidence = report.confidence});
  return report;
}

// Score 2/3, variance 13/18: see log_rank_test.cpp. The Cox score
// 1 - 2r/(r+1) - 2r/(2r+1) is 0 where 4r^2 + r = 1, at r = (sqrt 17 - 1)/8.
const std::vector<Subject> four{{1, true, control},
                                {2, true, experimental},
                                {3, true, control},
                                {4, false, experimental}};

// All events are in the control arm; nobody reaches a median in the other.
const std::vector<Subject> monotone{
    {1, true, control}, {2, true, control}, {3, false, experimental}};

}  // namespace

TEST_CASE("the JSON has the contract's keys in order", "[report][analyze]") {
  const auto json = nlohmann::ordered_json::parse(
      print(report_of(report_of(four)), Format::json));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"n", "events", "strata", "left_out",
                                         "logrank", "cox", "kaplan_meier",
                                         "kaplan_meier_ci", "follow_up"});
  CHECK(json["n"] == 4);
  CHECK(json["events"] == 3);
  CHECK(json["logrank"]["chi_square"].get<double>() == Approx(8.0 / 13.0));
  CHECK(json["logrank"]["observed"]["X"] == 1.0);
  CHECK(json["logrank"]["expected"]["C"].get<double>() == Approx(4.0 / 3.0));
  CHECK(json["kaplan_meier"]["C"]["median"] == 2.0);  // flat from 1 to 3
  CHECK(json["cox"]["ties"] == "efron");
}

TEST_CASE("what is infinite or undefined is null, empty or said",
          "[report][analyze]") {
  const auto report = report_of(monotone);
  const auto json =
      nlohmann::json::parse(print(report_of(report), Format::json));
  CHECK(json["cox"]["log_hazard_ratio"].is_null());
  CHECK(json["cox"]["hazard_ratio"] == 0.0);
  CHECK(json["cox"]["ci95"][1].is_null());
  CHECK(json["kaplan_meier"]["X"]["median"].is_null());
  CHECK(print(report_of(report), Format::csv)
            .find("\nkaplan_meier_median,X,\n") != std::string::npos);
  CHECK(print(report_of(report), Format::table, Color::off)
            .find("hazard ratio 0: wherever both arms are at risk, all events "
                  "are in C") != std::string::npos);
}

TEST_CASE("the CSV has a row for each number", "[report][analyze]") {
  const std::string csv = print(report_of(report_of(four)), Format::csv);
  CHECK(csv.starts_with("quantity,arm,value\nn,,4\nevents,,3\n"));
  CHECK(csv.find("\nlogrank_observed,C,2\n") != std::string::npos);
  CHECK(csv.find("\nkaplan_meier_median,C,2\n") != std::string::npos);
  // Arms that are called as quantities are.
  auto report = report_of(four);
  report.arm = {"z", "median"};
  const std::string odd = print(report_of(report), Format::csv);
  CHECK(odd.find("\nlogrank_observed,z,2\n") != std::string::npos);
  CHECK(odd.find("\nkaplan_meier_median,z,2\n") != std::string::npos);
}

TEST_CASE("the table reads by itself", "[report][analyze]") {
  auto report = report_of(four);
  report.stratify_by = {"sex"};
  CHECK(print(report_of(report), Format::table, Color::off) ==
        "d.csv: 4 participants, 3 events, X against C\n"
        "\n"
        "arm   participants   events   expected   median   95% limits "
        "(log-log)\n"
        "X                2        1       1.67        2       "
        "2 to not reached\n"
        "C                2        2       1.33        2       "
        "1 to not reached\n"
        "\n"
        "Log-rank   z 0.7845 (favours X), chi-square 0.6154, p 0.2164 "
        "one-sided, 0.4328 two-sided\n"
        "Cox        hazard ratio 0.3904 (95% limits 0.0343 to 4.4382), log "
        "-0.9406 (se 1.2403), efron ties\n"
        "Strata     1 by sex; medians over all of them\n"
        "Follow-up  median 4 (95% limits not reached) by reverse "
        "Kaplan-Meier; X 4, C not reached\n");
}

TEST_CASE("rows left out are warned of", "[report][analyze]") {
  auto report = report_of(four);
  CHECK(analyze_warnings(report).empty());
  report.left_out = {7};
  CHECK(analyze_warnings(report)[0].message ==
        "1 row is left out (a value is missing on line 7): fill in what is "
        "known");
  report.left_out = {2, 3, 4, 5, 6, 7};
  CHECK(analyze_warnings(report)[0].message ==
        "6 rows are left out (a value is missing on lines 2, 3, 4, 5, 6, …): "
        "fill in what is known");
}

TEST_CASE("intervals' odd ends are said, and null in JSON",
          "[report][analyze]") {
  const double never = std::numeric_limits<double>::infinity();
  AnalyzeReport report;
  report.data = "d.csv";
  report.arm = {"C", "X"};
  // No event in X.
  report.intervals = analyze_intervals(
      std::vector<IntervalObservation>{
          {0, 1, 0, control}, {1, 2, 0, control}, {2, never, 0, experimental}},
      1);
  const auto json =
      nlohmann::json::parse(print(report_of(report), Format::json));
  CHECK(json["n"] == 3);
  CHECK(json["events"] == 2);
  CHECK(!json.contains("logrank"));
  const auto& part = json["interval_censored"];
  CHECK(part["proportional_hazards"]["log_hazard_ratio"].is_null());
  CHECK(part["proportional_hazards"]["hazard_ratio"] == 0.0);
  CHECK(part["npmle"]["X"]["intervals"][0]["right"].is_null());
  CHECK(part["npmle"]["X"]["median"][1].is_null());
  const std::string table = print(report_of(report), Format::table, Color::off);
  CHECK(table.find("0: the likelihood never falls on the way there") !=
        std::string::npos);
  CHECK(table.find("2 or later") != std::string::npos);
  CHECK(table.find("after 2 ") != std::string::npos);
  // Nobody says anything of X.
  report.intervals = analyze_intervals(
      std::vector<IntervalObservation>{
          {0, 1, 0, control}, {1, 2, 0, control}, {0, never, 0, experimental}},
      1);
  CHECK(
      print(report_of(report), Format::table, Color::off).find("no estimate") !=
      std::string::npos);
  CHECK(
      print(report_of(report), Format::json).find("\"lr_chi_square\": null") !=
      std::string::npos);
}

TEST_CASE("an NPMLE too long to read stays in JSON and CSV",
          "[report][analyze]") {
  AnalyzeReport report;
  report.arm = {"C", "X"};
  std::vector<IntervalObservation> seen;
  for (int i = 0; i < 80; ++i)
    seen.push_back({1.0 + i, 1.0 + i, 0, i % 2 == 0 ? control : experimental});
  report.intervals = analyze_intervals(seen, 1);
  CHECK(print(report_of(report), Format::table, Color::off)
            .find("survival after") == std::string::npos);
  CHECK(print(report_of(report), Format::csv)
            .find("\ninterval_censored_npmle_intervals_40_left,X,80\n") !=
        std::string::npos);
}
