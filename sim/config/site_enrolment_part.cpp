// Enrolment by sites: what [enrolment] says of all of them, and whether the
// sample can fill.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "parts.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/site_course.hpp"

namespace rehearse::config {
namespace {

// What says when the sample is full under another model.
void refuse_of_other_models(const Node& table, Faults& faults) {
  for (const char* key : {"duration", "rates", "ramp_up"}) {
    const Node* given = find(table, key);
    const auto* days = as<double>(given);
    if (given == nullptr || (days != nullptr && *days == 0.0)) continue;
    faults.error(*given,
                 "'{}' doesn't go with model \"sites\" (its sites' openings "
                 "and rates say when participants enter): remove it",
                 key);
  }
}

// Ascending and apart; what lies before the opening of enrolment is cut off.
void read_pauses(const Node& table, Scenario& scenario, Faults& faults) {
  SitesPlan& plan = scenario.enrolment.by_site;
  const Node* before = nullptr;
  double end = -longest_enrolment;
  for (const Node& pause : elements(table, "pauses")) {
    const Node* first = find(pause, "from");
    const Node* last = find(pause, "until");
    if (first == nullptr || last == nullptr) continue;
    const auto from = days_of(*first, scenario, faults);
    const auto until = days_of(*last, scenario, faults);
    if (!from || !until) continue;
    if (*until <= *from)
      faults.error(*last,
                   "the pause ends before it begins (nothing would pause): "
                   "correct 'from' or 'until'");
    else if (*from < end && before != nullptr)
      faults.error(*first,
                   "the pause begins before the one above it ends (pauses are "
                   "in the order of time, apart): order or join them");
    before = &pause;
    end = *until;
    if (*until > 0.0) plan.pauses.push_back({std::max(*from, 0.0), *until});
  }
}

void read_regions(const Node& table, Scenario& scenario, Faults& faults) {
  SitesPlan& plan = scenario.enrolment.by_site;
  const List& tables = elements(table, "regions");
  plan.regions = parts_of<Region>(tables);
  std::vector<const Node*> names;
  for (std::size_t r = 0; r < tables.size(); ++r) {
    if (const Node* name = find(tables[r], "name")) names.push_back(name);
    const Node* opens = find(tables[r], "opens");
    if (opens == nullptr) continue;
    const double days = days_of(*opens, scenario, faults).value_or(0.0);
    if (days < 0.0)
      faults.error(*opens,
                   "the region opens before enrolment does (on {}): correct it "
                   "or trial.start_date",
                   scenario.start_date);
    plan.regions[r].opens = std::max(days, 0.0);
  }
  check_names(names, "region", faults);
  for (std::size_t r = 0; r < tables.size(); ++r)
    if (!plan.regions[r].name.empty() &&
        std::ranges::count(scenario.sites, plan.regions[r].name,
                           &Site::region) == 0)
      faults.error(tables[r],
                   "no site is in the region '{}' (it would be ignored): put "
                   "some there by sites.region, or remove it",
                   plan.regions[r].name);
}

// Where the column stands, or else the table.
const Node& column_or(const Node& root, std::string_view key) {
  const Node& sites = table_of(root, "sites");
  const Node* column = find(sites, key);
  return column == nullptr ? sites : *column;
}

void check_site_regions(const Node& root, Scenario& scenario, Faults& faults) {
  std::vector<std::string_view> known;
  for (const Region& region : scenario.enrolment.by_site.regions)
    known.emplace_back(region.name);
  const List& stated = elements(table_of(root, "sites"), "region");
  bool unused = false;
  for (std::size_t i = 0; i < scenario.sites.size(); ++i) {
    std::string& region = scenario.sites[i].region;
    if (region.empty() || std::ranges::find(known, region) != known.end())
      continue;
    unused = known.empty();
    if (!known.empty() && i < stated.size())
      faults.error(stated[i], "there is no region '{}'{}", region,
                   suggestion(region, known));
    region.clear();
  }
  if (unused)
    faults.warn(column_or(root, "region"),
                "the sites' regions are not used (there is no "
                "[[enrolment.regions]] that says when they open)");
}

// Each site's mean rate: its own, or the common one times its weight over the
// mean weight of those without.
void read_rates(const Node& table, Scenario& scenario, Faults& faults) {
  double weights = 0.0;
  double without = 0.0;
  for (const Site& site : scenario.sites)
    if (!site.rate) {
      weights += site.weight;
      without += 1.0;
    }
  const Node* common = find(table, "rate_per_month");
  if (common == nullptr && without > 0.0)
    faults.error(table,
                 "'rate_per_month' is missing ({} of {} sites have no rate of "
                 "their own): add rate_per_month = 0.5",
                 without, scenario.sites.size());
  if (common != nullptr && without == 0.0)
    faults.error(*common,
                 "every site has a rate of its own (the common one would be "
                 "ignored): remove it");
  const double rate = scenario.enrolment.by_site.rate;
  for (Site& site : scenario.sites)
    if (!site.rate) site.rate = rate * site.weight * without / weights;
}

void check_openings(const Node& table, const Scenario& scenario,
                    Faults& faults) {
  const bool dated = std::ranges::all_of(
      scenario.sites, [](const Site& site) { return site.opens.has_value(); });
  for (const char* key : {"opening", "opening_distribution"})
    if (const Node* given = find(table, key); given != nullptr && dated)
      faults.error(*given,
                   "every site has an opening of its own ('{}' would be "
                   "ignored): remove it",
                   key);
}

void check_caps(const Node& root, const Node& table, const Scenario& scenario,
                Faults& faults) {
  const auto& common = scenario.enrolment.by_site.cap;
  double sum = 0.0;
  for (const Site& site : scenario.sites)
    sum += site.cap ? *site.cap : common.value_or(scenario.participants);
  if (sum >= scenario.participants) return;
  const Node* cap = find(table, "cap");
  faults.error(cap == nullptr ? column_or(root, "cap") : *cap,
               "the sites' caps allow {} participants of {} (the sample would "
               "never fill): raise them, or add sites",
               sum, scenario.participants);
}

// The shares that sites come to have are what lists by site go by.
void take_shares(const Node& table, Scenario& scenario, Faults& faults) {
  const SiteCourse course{SiteEnrolment{scenario}, scenario.participants};
  const Node* rate = find(table, "rate_per_month");
  if (course.end_quantile(0.95) > longest_enrolment)
    return faults.error(
        rate == nullptr ? table : *rate,
        "enrolling {} participants may take more than 1000 years (one trial in "
        "20) at these rates, shapes and caps: raise them",
        scenario.participants);
  for (std::size_t i = 0; i < scenario.sites.size(); ++i)
    scenario.sites[i].weight = course.site_shares()[i];
}

}  // namespace

void read_site_enrolment(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& table = table_of(root, "enrolment");
  put_members(table, scenario.enrolment.by_site);
  refuse_of_other_models(table, faults);
  if (find(root, "sites") == nullptr)
    faults.error(*find(table, "model"),
                 "model \"sites\" needs sites (there are none): add [sites]");
  if (scenario.sites.empty()) return;
  read_pauses(table, scenario, faults);
  read_regions(table, scenario, faults);
  check_site_regions(root, scenario, faults);
  read_rates(table, scenario, faults);
  check_openings(table, scenario, faults);
  if (scenario.participants > 0) check_caps(root, table, scenario, faults);
  if (!faults.any_error() && scenario.participants > 0)
    take_shares(table, scenario, faults);
}

}  // namespace rehearse::config
