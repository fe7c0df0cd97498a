// Enrolment by sites, from a file and from keys.
#include "rehearse/trial/site_enrolment.hpp"

#include <numeric>

#include "files.hpp"
#include "rehearse/core/units.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

const std::string model =
    "model = \"sites\"\nopening = \"12 months\"\nrate_per_month = 6\n"
    "rate_shape = 1.2\ncap = 150\nscreening = \"28 days\"\n"
    "screen_failure = 0.2\n"
    "pauses = [{ from = \"2026-02-14\", until = \"2026-02-24\" }]\n";

std::string by_sites(const std::string& sites, const std::string& enrolment) {
  return replaced(
      replaced(replaced(base_text(), "participants = 200",
                        "participants = 200\nstart_date = 2025-07-07"),
               "count = 5", sites),
      "model = \"uniform\"\nduration = \"12 months\"\n", enrolment);
}

const std::string regions = model +
                            "[[enrolment.regions]]\nname = \"EU\"\n"
                            "opens = \"2 months\"\nopening = \"1 months\"\n";

}  // namespace

TEST_CASE("a file says what is a site's own", "[config]") {
  const LoadedConfig loaded =
      load_toml(by_sites("file = \"sites_activity.csv\"", regions));
  const Scenario& s = loaded.scenario;
  REQUIRE(s.sites.size() == 4);
  CHECK_FALSE(s.sites[0].opens);
  CHECK(s.sites[1].opens == 25.0);  // 7 July to 1 August
  CHECK(s.sites[2].opens == Approx(3 * days_per_month));
  CHECK(s.sites[1].cap == 12);
  CHECK_FALSE(s.sites[2].cap);
  CHECK(s.sites[3].region == "EU");
  // Weights 1, 3, 1 of the three without a rate of their own: mean 5/3.
  CHECK(*s.sites[0].rate * days_per_month == Approx(6 * 0.6));
  CHECK(*s.sites[1].rate * days_per_month == Approx(6 * 1.8));
  CHECK(*s.sites[2].rate * days_per_month == Approx(2.5));
  const SitesPlan& plan = s.enrolment.by_site;
  REQUIRE(plan.pauses.size() == 1);
  CHECK(plan.pauses[0].from == 222.0);  // to 14 February
  CHECK(plan.pauses[0].until == 232.0);
  CHECK(plan.screening == 28.0);
  const SiteEnrolment ready{s};
  CHECK(ready.sites()[0].opens == 0.0);
  CHECK(ready.sites()[3].opens == Approx(2 * days_per_month));
  CHECK(ready.sites()[0].rate * days_per_month == Approx(6 * 0.6 * 0.8));
  CHECK(ready.sites()[1].cap == 12);
  CHECK(ready.sites()[2].cap == 150);
  // Lists go by what sites are expected to enrol.
  double shares = 0.0;
  for (const Site& site : s.sites) shares += site.weight;
  CHECK(shares == Approx(1.0));
  CHECK(s.sites[1].weight < 0.07);  // its cap is 6%
}

TEST_CASE("enrolment by sites stands by itself when resolved", "[config]") {
  const LoadedConfig once =
      load_toml(by_sites("file = \"sites_activity.csv\"", regions));
  const LoadedConfig twice =
      parse_config(once.resolved_toml, "x", Dialect::toml, "/none", {});
  CHECK(twice.resolved_toml == once.resolved_toml);
  CHECK(twice.sha256 == once.sha256);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(twice.scenario.sites[i].opens == once.scenario.sites[i].opens);
    CHECK(twice.scenario.sites[i].rate == once.scenario.sites[i].rate);
    CHECK(twice.scenario.sites[i].cap == once.scenario.sites[i].cap);
  }
  // The same by keys.
  const LoadedConfig keys = load_toml(
      by_sites("site_id = ['a', 'b', 'c', 'd']\nweight = [1, 3, 1, 1]\n"
               "opens = ['', '2025-08-01', '3 months', '']\n"
               "rate_per_month = [0, 0, 2.5, 0]\ncap = [0, 12, 0, 0]\n"
               "region = ['', '', '', 'EU']",
               regions));
  CHECK(keys.resolved_toml == once.resolved_toml);
}

TEST_CASE("columns of activity are not used by another model", "[config]") {
  const LoadedConfig loaded = load_toml(
      replaced(base_text(), "count = 5", "file = \"sites_activity.csv\""));
  CHECK(std::ranges::any_of(loaded.warnings, [](const Diagnostic& warning) {
    return warning.message.find(
               "not used: opens, rate_per_month, cap, region, city (the known "
               "ones are site_id, weight)") != std::string::npos;
  }));
  CHECK_FALSE(loaded.scenario.sites[2].opens);
}

TEST_CASE("a bad file of sites says where", "[config][errors]") {
  const auto faults =
      faults_of(by_sites("file = \"bad_sites_activity.csv\"", regions));
  std::string all;
  for (const std::string& fault : faults)
    all += fault.substr(fault.find("bad_sites_activity")) + '\n';
  CHECK(
      all ==
      "bad_sites_activity.csv:3: rate_per_month: \"-1\" is no rate (a number "
      "above 0 and at most 1e+09): correct it\n"
      "bad_sites_activity.csv:4: rate_per_month: \"x\" is no rate (a number "
      "above 0 and at most 1e+09): correct it\n"
      "bad_sites_activity.csv:4: cap: \"2.5\" is no cap (an integer of at "
      "least 1 and at most 10000000): correct it\n"
      "bad_sites_activity.csv:5: cap: \"0\" is no cap (an integer of at least "
      "1 and at most 10000000): correct it\n"
      "bad_sites_activity.csv:2: opens: \"tomorrow\" is no date and no "
      "duration: write e.g. 2027-01-31, or \"18 months\" since enrolment "
      "opened\n"
      "bad_sites_activity.csv:4: opens: the site opens before enrolment does "
      "(2025-07-07): correct it or trial.start_date\n"
      "bad_sites_activity.csv:4: region: there is no region 'EUR' (did you "
      "mean 'EU'?)\n");
}

TEST_CASE("lists by site are long enough for rates that differ", "[config]") {
  const auto rows_at = [](const std::string& enrolment) {
    const std::string text = replaced(by_sites("count = 5", enrolment),
                                      "stratify_by = [\"sex\"]\n[enrolment]",
                                      "stratify_by = [\"site\"]\n[enrolment]");
    return load_toml(text).scenario.stratum_rows.at(0);
  };
  const auto alike = rows_at(replaced(model, "rate_shape = 1.2\n", ""));
  const auto unlike = rows_at(model);
  // 59 of 200 on average at the first site, which opens first.
  CHECK(alike < 100);
  CHECK(unlike > alike + 20);
  CHECK(unlike <= 152);  // the cap, up to a whole block
}
