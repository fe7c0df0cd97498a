// The bytes of every format of `power`, from figures made by hand: they depend
// on no simulation.
#include <algorithm>
#include <cmath>
#include <limits>

#include "golden/golden_file.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/version.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t replicates = 10'000;

Distribution about(double mean, double sd) {
  return {mean,       sd,        mean - 1.645 * sd, mean, mean + 1.645 * sd,
          sd / 100.0, replicates};
}

Proportion share(double estimate) {
  const double mcse = std::sqrt(estimate * (1.0 - estimate) / replicates);
  return {estimate, mcse, {estimate - 1.96 * mcse, estimate + 1.96 * mcse}};
}

MeanEstimate mean(double value, double sd) {
  return {value, sd, sd / std::sqrt(double(replicates)), replicates};
}

LookEstimate look(const std::string& name, int events) {
  LookEstimate one;
  one.name = name;
  one.planned_events = events;
  one.efficacy_z = 2.43548;
  one.reached = proportion_of(replicates, replicates);
  one.no_estimate = one.few_events = proportion_of(0, replicates);
  one.reject = share(0.6);
  one.cumulative_reject = share(0.6);
  one.events = about(events, 0.0);
  one.events_by_arm = {about(67.02, 3.75), about(47.98, 3.75)};
  one.participants = about(240.5, 4.0);
  one.analysis_time = about(18.0 * days_per_month, 30.0);
  one.z = about(2.7, 1.0);
  one.hazard_ratio = about(0.61, 0.11);
  one.geometric_mean_hazard_ratio = 0.6;
  one.median = {about(6.8 * days_per_month, 30.0),
                about(11.3 * days_per_month, 50.0)};
  one.median[1].q95 = infinite;
  one.median[1].mean = infinite;
  one.median[1].sd = unknown;
  one.median[1].mcse = unknown;
  one.estimation = {mean(-0.511, 0.191), mean(0.19, 0.01), share(0.9502)};
  one.estimation_if_last = {mean(-0.62, 0.12), mean(0.19, 0.01), share(0.93)};
  return one;
}

Look planned(const std::string& name, FutilityAtLook futility) {
  Look one;
  one.name = name;
  one.futility = futility;
  return one;
}

PowerEstimate of_another_test(PowerEstimate estimate) {
  estimate.power = share(0.8412);
  estimate.difference = {-0.05, 0.004, {-0.0578, -0.0422}};
  for (LookEstimate& one : estimate.looks) one.futility_z = std::nullopt;
  return estimate;
}

// The second look's trigger sometimes failed, and it has no planned events.
PowerReport example() {
  PowerReport report;
  Scenario& scenario = report.config.scenario;
  scenario.id = "EX-1";
  scenario.participants = 246;
  scenario.start_date = "2025-07-07";
  scenario.arms[0] = {"T-DM1, 3.6 mg/kg", Role::control, 1, "", ""};
  scenario.arms[1] = {"TQB2102", Role::experimental, 2, "", ""};
  scenario.experimental_first = true;
  scenario.randomization.procedure.kind = ProcedureKind::complete;
  scenario.stratum_streams = {0};
  scenario.enrolment.duration = 16.0 * days_per_month;
  scenario.endpoint.control.median = 6.8 * days_per_month;
  scenario.endpoint.name = "PFS by IRC";
  scenario.replicates = replicates;
  report.config.sha256 = std::string(60, '0') + "cafe";
  report.config.seed_text = "20250707";
  PowerEstimate& estimate = report.estimate;
  estimate.replicates = replicates;
  estimate.power = share(0.8912);
  estimate.looks = {look("interim", 115), look("final", 164)};
  estimate.looks[1].planned_events = std::nullopt;
  estimate.looks[1].reached = share(0.9934);
  estimate.looks[1].reject = share(0.2912);
  estimate.looks[1].cumulative_reject = estimate.power;
  estimate.looks[0].futility_z = 0.125;
  estimate.looks[0].stop_futility = share(0.0712);
  estimate.looks[0].stop_harm = share(0.0);
  estimate.looks[0].cumulative_reject_without_futility = share(0.6);
  estimate.looks[1].stop_harm = share(0.0);
  estimate.looks[1].cumulative_reject_without_futility = share(0.8952);
  estimate.estimation = {mean(-0.55, 0.2), mean(0.17, 0.02), share(0.94)};
  scenario.endpoint.effect = {{unbounded, 0.6}};
  scenario.analysis.looks = {planned("interim", FutilityAtZ{0.125}),
                             planned("final", {})};
  scenario.analysis.also_tests = {WeightedLogRankTest{{Gehan{}}}};
  report.also_tests = {of_another_test(estimate)};
  report.also_analytic.resize(1);
  report.also_analytic[0].power = 0.8425;
  estimate.stopping_events = about(134.6, 23.9);
  estimate.stopping_participants = about(243.25, 3.9);
  estimate.stopping_time = about(21.3 * days_per_month, 100.0);
  report.analytic = {0.9012,
                     0.8994,
                     {{0.61, 0.02, 0.0}, {0.2912, 0.0, 0.0}},
                     {{0.6, 0.0, 0.0}, {0.2994, 0.05, 0.0}},
                     {2.43548, 2.0002},
                     {547.9, infinite},
                     {},
                     "asymptotic"};
  return report;
}

// No replicate reached the one look; nothing is known of it in theory.
PowerReport nothing_reached() {
  PowerReport report = example();
  const Distribution none{unknown, unknown, unknown, unknown,
                          unknown, unknown, 0};
  LookEstimate& only = report.estimate.looks[0];
  report.estimate.looks.resize(1);
  report.config.scenario.analysis.looks.resize(1);
  report.config.scenario.analysis.also_tests.clear();
  report.also_tests.clear();
  report.estimate.estimation = {};
  const MeanEstimate no_mean{unknown, unknown, unknown, 0};
  only.estimation = {no_mean, no_mean, std::nullopt};
  only.estimation_if_last = {no_mean, no_mean, std::nullopt};
  report.estimate.interrupted = true;
  report.estimate.power = {0.0, 0.0, {0.0, 3.7e-4}};
  only.reached = proportion_of(0, replicates);
  only.no_estimate = only.few_events = proportion_of(0, 0);
  only.efficacy_z = infinite;
  only.events = only.participants = only.analysis_time = only.z = none;
  only.hazard_ratio = none;
  only.geometric_mean_hazard_ratio = unknown;
  only.events_by_arm = only.median = {none, none};
  report.config.seed_text = std::string(64, 'f');
  report.config.scenario.replicates = 1'000'000;
  report.analytic = {};
  return report;
}

// A release changes no golden file.
std::string without_version(std::string text) {
  const std::string version = "\"version\": \"" REHEARSE_VERSION "\"";
  const auto at = text.find(version);
  if (at != std::string::npos)
    text.replace(at, version.size(), "\"version\": \"VERSION\"");
  return text;
}

}  // namespace

TEST_CASE("power's formats keep their bytes", "[golden][OUT-04]") {
  golden::check("power.json",
                without_version(print(report_of(example()), Format::json)));
  golden::check("power.csv", print(report_of(example()), Format::csv));
  golden::check("power.md", print(report_of(example()), Format::md));
  golden::check("power.txt",
                print(report_of(example()), Format::table, Color::off));
  golden::check("power.html", print(report_of(example()), Format::html));
  golden::check("power.tex", print(report_of(example()), Format::latex));
}

TEST_CASE("power's formats hold what was never seen", "[golden]") {
  const PowerReport report = nothing_reached();
  golden::check("power-none.json",
                without_version(print(report_of(report), Format::json)));
  golden::check("power-none.csv", print(report_of(report), Format::csv));
  golden::check("power-none.html", print(report_of(report), Format::html));
  golden::check("power-none.md", print(report_of(report), Format::md));
  golden::check("power-none.txt",
                print(report_of(report), Format::table, Color::on));
}

TEST_CASE("a trigger that failed is warned of, with its share", "[golden]") {
  const auto warnings = power_warnings(example());
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].message ==
        "look 'final': its trigger did not occur in 0.66% of the replicates "
        "(the test was made at the last observation, the statistics leave "
        "them out): ask for fewer events or more follow-up");
}

TEST_CASE("a table fits a screen", "[golden]") {
  PowerReport report = example();  // of one test, stopping for efficacy
  report.also_tests.clear();
  report.also_analytic.clear();
  for (Look& one : report.config.scenario.analysis.looks) one.futility = {};
  const std::string table = print(report_of(report), Format::table, Color::off);
  CHECK(std::count(table.begin(), table.end(), '\n') <= 24);
}

// But for what the first version's columns call otherwise.
TEST_CASE("power's CSV is its JSON flattened", "[golden][OUT-02]") {
  const Report report = report_of(example());
  const CsvTable csv = parse_csv(print(report, Format::csv), "table.csv");
  const CsvTable look =
      parse_csv(csv_of({report.json["looks"][0]}), "summary.json");
  const auto json_name = [](const std::string& column) -> std::string {
    if (column == "look") return "name";
    if (column.starts_with("events_T"))
      return "events_by_arm" + column.substr(6);
    if (column.starts_with("if_last_"))
      return "estimation_if_last" + column.substr(7);
    if (column.starts_with("log_") || column.starts_with("se_") ||
        column.starts_with("coverage"))
      return "estimation_" + column;
    return column;
  };
  const auto first = std::ranges::find(csv.header, "look") - csv.header.begin();
  CHECK(csv.header.size() - static_cast<std::size_t>(first) == 108);
  for (auto i = static_cast<std::size_t>(first); i < csv.header.size(); ++i) {
    INFO(csv.header[i]);
    const auto found = std::ranges::find(look.header, json_name(csv.header[i]));
    REQUIRE(found != look.header.end());
    const auto at = static_cast<std::size_t>(found - look.header.begin());
    CHECK(csv.rows[0][i] == look.rows[0][at]);
  }
}
