#include "rehearse/report/forecast_report.hpp"

#include <nlohmann/json.hpp>

#include "forecast_sample.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using rehearse::test::forecast_sample;

namespace {

nlohmann::ordered_json json_of(const ForecastReport& report) {
  return nlohmann::ordered_json::parse(print(report_of(report), Format::json));
}

std::vector<std::string> keys_of(const nlohmann::ordered_json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string table_of(const ForecastReport& report) {
  return print(report_of(report), Format::table, {Color::off, 80});
}

// Without a line that is broken.
std::string wide(const ForecastReport& report) {
  return print(report_of(report), Format::table, {Color::off, 300});
}

}  // namespace

TEST_CASE("a forecast's JSON has the contract's keys", "[report][forecast]") {
  const auto json = json_of(forecast_sample());
  CHECK(keys_of(json) ==
        std::vector<std::string>{"command", "version", "trial", "config_sha256",
                                 "seed", "futures", "cutoff", "participants",
                                 "events", "dropouts", "blinded", "parameters",
                                 "milestones", "models", "observed_by_month",
                                 "by_month", "sites_needed"});
  CHECK(json["command"] == "forecast");
  CHECK(json["cutoff"] == "2026-10-01");
  CHECK(json["participants"] == 180);
  CHECK(json["events"] == 70);
  CHECK(json["blinded"] == true);
  const auto& interim = json["milestones"][1];
  CHECK(interim["name"] == "interim");
  CHECK(interim["observed"] == 70);
  CHECK(keys_of(interim["date"]) ==
        std::vector<std::string>{"q05", "q10", "q25", "median", "q75", "q90",
                                 "q95"});
  CHECK(interim["date"]["q05"] == "2027-01-06");
  CHECK(interim["date"]["median"] == "2027-02-05");  // 400 days on
  CHECK(interim["date"]["q95"] == "2027-03-07");
  CHECK(interim["date_mcse_days"]["median"] == 0.6);
  CHECK(interim["probability_never"] == 0.0);
  CHECK(interim["probability_never_ci95"][1].get<double>() > 0.0);
  CHECK(interim["probability_by"]["2027-06-30"] == 0.25);
  CHECK(interim["probability_by_mcse"]["2027-06-30"].get<double>() ==
        Approx(std::sqrt(0.25 * 0.75 / 10'000)));
  CHECK(interim["variance"]["parameters"] == 100.0);
  CHECK(interim["variance"]["enrolment"] == 25.0);
  CHECK(interim["variance"]["chance"] == 275.0);
  CHECK(json["milestones"][2]["date"]["q95"].is_null());
  const auto& model = json["models"][0];
  CHECK(model["what"] == "event");
  CHECK(model["distribution"] == "weibull");
  CHECK(model["aic"] == 812.34);
  CHECK(model["weight"] == 0.75);
  CHECK(model["parameters"]["shape"]["estimate"] == 1.2345678);
  CHECK(model["parameters"]["shape"]["se"] == 0.123);
  CHECK(json["by_month"][1]["month"] == "2026-11");
  CHECK(json["by_month"][1]["events"]["q95"] == 86.0);
  CHECK(json["by_month"][1]["participants"]["mean"] == 220.0);
  const auto& needed = json["sites_needed"][0];
  CHECK(needed["milestone"] == "participants 246");
  CHECK(needed["by"] == "2026-12-31");
  CHECK(needed["probability_now"] == 0.3);
  CHECK(needed["sites"][0]["sites"] == 2);
  CHECK(needed["sites"][1]["sites"].is_null());
}

TEST_CASE("a forecast's CSV has a row for each milestone",
          "[report][forecast]") {
  const std::string csv = print(report_of(forecast_sample()), Format::csv);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 4);
  const std::string header = csv.substr(0, csv.find('\n'));
  CHECK(header ==
        "version,trial,config_sha256,seed,futures,cutoff,participants,events,"
        "dropouts,blinded,parameters,name,counted,number,observed,date_q05,"
        "date_q10,date_q25,date_median,date_q75,date_q90,date_q95,date_"
        "mcse_days_q05,date_mcse_days_q10,date_mcse_days_q25,date_mcse_days_"
        "median,date_mcse_days_q75,date_mcse_days_q90,date_mcse_days_q95,"
        "probability_never,probability_never_mcse,probability_never_ci95_"
        "lower,probability_never_ci95_upper,probability_by_2027-06-30,"
        "probability_by_mcse_2027-06-30,probability_by_ci95_2027-06-30_lower,"
        "probability_by_ci95_2027-06-30_upper,variance_parameters,variance_"
        "enrolment,variance_chance");
  CHECK(has(
      csv,
      "final,events,164,70,2027-06-25,2027-07-15,2027-08-04,"
      "2027-08-24,2027-09-13,2027-10-03,,0.6,0.6,0.6,0.6,0.6,0.6,0.6,0.06,"));
}

TEST_CASE("a forecast's table reads by itself", "[report][forecast]") {
  CHECK(table_of(forecast_sample()) == R"(T1: 246 participants, C and X 1:1, PFS
interim: 2027-02-05   (90% limits 2027-01-06 to 2027-03-07)

Milestone                    events 50                     interim
Now                    70 of 50 events            70 of 115 events
Median date         reached 2026-07-20       2027-02-05 ± 0.6 days
50% limits                                2027-01-26 to 2027-02-15
80% limits                                2027-01-16 to 2027-02-25
90% limits                                2027-01-06 to 2027-03-07
Never reached                            0.00000 (0.00000–0.00038)
By 2027-06-30                                        0.250 ± 0.004
Sd of the date                                           20.0 days
  from parameters                                  10.0 days (25%)
  from enrolment                                     5.0 days (6%)
  from chance                                      16.6 days (69%)

Milestone                               final
Now                          70 of 164 events
Median date             2027-08-24 ± 0.6 days
50% limits           2027-08-04 to 2027-09-13
80% limits           2027-07-15 to 2027-10-03
90% limits          2027-06-25 to not reached
Never reached                 0.0600 ± 0.0024
By 2027-06-30                   0.250 ± 0.004
Sd of the date                      20.0 days
  from parameters             10.0 days (25%)
  from enrolment                5.0 days (6%)
  from chance                 16.6 days (69%)

Expected by month
End of    Events   90% limits   Participants   90% limits
2026-10     75.0     72 to 79          200.0   190 to 210
2026-11     80.0     74 to 86          220.0   205 to 235

Models
Model       Law     AIC   Weight   Parameter   Estimate   Standard error
event   weibull   812.3     0.75       shape      1.235             0.12
                                       scale        321               20

Dates and limits: over the futures, those in which it is never reached counted
as later than any. Its sd is of the others, up to their 99% limit. ± is the
Monte Carlo standard error.
Data        d.csv to 2026-10-01: 180 participants, 70 events, 4 dropouts
Blinded     yes: no arm is read; the arms are one mixture, whose effect is the
            config's (hazard ratio 0.6)
Parameters  posterior: drawn from what data and the config's assumptions leave
            possible
Needed      participants 246 by 2026-12-31: probability 0.300 ± 0.005 with the
            sites there are; 2 more for 50%; no number of sites within reach for
            80%; none more for 20%
Run         seed 7, 10,000 futures, config aaaaaaaaaaaa
)");
}

TEST_CASE("whether the blind is broken is said", "[report][forecast][FCT-04]") {
  ForecastReport report = forecast_sample();
  report.config.scenario.prior = NormalPrior{-0.5, 0.2};
  CHECK(has(wide(report), "prior of [assurance]"));
  report.blinding = Blinding::unblinded;
  CHECK(json_of(report)["blinded"] == false);
  CHECK(
      has(table_of(report), "Blinded     no: each participant's arm is read"));
  report.parameters = "fixed";
  CHECK(has(wide(report), "Parameters  fixed at their estimates"));
}

TEST_CASE("what is never or already reached is said", "[report][forecast]") {
  ForecastReport report = forecast_sample();
  auto& milestones = report.forecast->milestones;
  milestones = {milestones[1]};
  milestones[0].day.fill(not_reached);
  milestones[0].never = proportion_of(9'000, 10'000);
  CHECK(
      has(wide(report),
          "interim is probably never reached   (probability 0.9000 ± 0.0030)"));
  CHECK(json_of(report)["milestones"][0]["date"]["median"].is_null());
  milestones[0].observed = 115;
  CHECK(has(table_of(report), "Every milestone is reached"));
}

TEST_CASE("a calibration needs no data", "[report][forecast]") {
  ForecastReport report = forecast_sample();
  report.forecast.reset();
  CalibrationRow row;
  row.at = 0.5;
  row.coverage = {proportion_of(500, 1000), proportion_of(800, 1000),
                  proportion_of(890, 1000)};
  row.width = {60.0, 10.0, 0.32, 1000};
  row.trials = 1000;
  report.calibration = {row};
  const auto json = json_of(report);
  CHECK_FALSE(json.contains("milestones"));
  CHECK(json["calibration"][0]["at"] == 0.5);
  CHECK(json["calibration"][0]["coverage"]["q90"] == 0.89);
  CHECK(json["calibration"][0]["coverage_mcse"]["q50"].get<double>() ==
        Approx(std::sqrt(0.25 / 1000)));
  CHECK(json["calibration"][0]["width_days"] == 60.0);
  CHECK(json["calibration"][0]["trials"] == 1000);
  CHECK(has(print(report_of(report), Format::csv), "at,coverage_q50"));
  CHECK(table_of(report) == R"(T1: 246 participants, C and X 1:1, PFS

Simulated trials, forecast when they had a share of their events
Events        50% hold        80% hold        90% hold   Width (days)   Trials
50%      0.500 ± 0.016   0.800 ± 0.013   0.890 ± 0.010     60.0 ± 0.3    1,000

Limits that are worth their name hold the true date in 50, 80 and 90% of the
trials. Width: from the first to the last of the 90% limits, on average. ± is
the Monte Carlo standard error.
)");
}

TEST_CASE("a forecast that misleads is warned of", "[report][forecast]") {
  ForecastReport report = forecast_sample();
  auto warnings = forecast_warnings(report);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].message.starts_with(
      "final is never reached in 6.0% of the futures"));
  report.forecast->milestones[2].never = proportion_of(400, 10'000);
  CHECK(forecast_warnings(report).empty());
  report.parameters = "fixed";
  CHECK(forecast_warnings(report).size() == 1);
}

TEST_CASE("a forecast is printed in every format", "[report][forecast]") {
  const Report report = report_of(forecast_sample());
  CHECK(has(print(report, Format::md), "Forecast of T1"));
  CHECK(has(print(report, Format::html), "<td>"));
  CHECK(has(print(report, Format::latex), "\\toprule"));
}
