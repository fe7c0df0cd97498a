// The sites: a count, a file, or their names.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parts.hpp"
#include "read_value.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

constexpr std::array<std::string_view, 6> columns{
    "site_id", "weight", "opens", "rate_per_month", "cap", "region"};
constexpr std::size_t of_any_model = 2;  // the first of them

// Nothing where enrolment plays no part, as of a list.
std::string enrolment_model(const Node& root) {
  return get<std::string>(table_of(root, "enrolment"), "model").value_or("");
}

// Exactly one of the three ways to say which sites there are.
void check_form(const Node& sites, Faults& faults) {
  const bool named = find(sites, "site_id") != nullptr;
  if (!named && find(sites, "count") == nullptr &&
      find(sites, "file") == nullptr) {
    faults.error(sites,
                 "no sites are given (the table is there for them): add "
                 "'count', 'file' or 'site_id'");
  }
  for (const std::string_view column : std::span{columns}.subspan(1))
    if (const Node* given = find(sites, column); !named && given != nullptr)
      faults.error(*given,
                   "'{}' is given without 'site_id' (it has a value for each "
                   "of them): add the names",
                   column);
}

// What plays no part under the model is refused.
void refuse_of_sites_model(const Node& sites, const std::string& model,
                           Faults& faults) {
  if (model.empty() || model == "sites") return;
  for (const std::string_view column : std::span{columns}.subspan(of_any_model))
    if (const Node* given = find(sites, column))
      faults.error(given->key_mark, sites.path,
                   "'{}' is of enrolment.model \"sites\", not of \"{}\" (it "
                   "would be ignored): remove it",
                   column, model);
}

// A date or duration in a list of texts.
std::optional<double> opening_of(const Node& text, const Key& key,
                                 const Scenario& scenario, Faults& faults) {
  const auto* written = as<std::string>(&text);
  if (written == nullptr || written->empty()) return std::nullopt;
  Node moment = text;
  moment.value = {};
  read_value(text, key, Kind::moment, moment, faults);
  const auto days = days_of(moment, scenario, faults);
  if (days && *days < 0.0)
    faults.error(text,
                 "the site opens before enrolment does ({}): correct it or "
                 "trial.start_date",
                 as<std::string>(&moment) == nullptr ? "a negative time"
                                                     : scenario.start_date);
  return days ? std::optional{std::max(*days, 0.0)} : std::nullopt;
}

// A list that has a value for each site; one of another length is reported.
const List* list_for(const Node& sites, std::string_view key, std::size_t count,
                     std::string_view plural, Faults& faults) {
  const Node* list = find(sites, key);
  if (as<List>(list) == nullptr) return nullptr;
  if (as<List>(list)->size() == count) return as<List>(list);
  faults.error(*list, "{} {} for {} sites (each has one): make them as many",
               as<List>(list)->size(), plural, count);
  return nullptr;
}

// What is a site's own of enrolment by sites: 0 and "" are none.
void read_activity(const Node& sites, Scenario& scenario, Faults& faults) {
  const std::size_t n = scenario.sites.size();
  if (const List* opens = list_for(sites, "opens", n, "openings", faults)) {
    const Key& key = *find(*sites.keys, "opens")->key;
    for (std::size_t i = 0; i < n; ++i)
      scenario.sites[i].opens = opening_of((*opens)[i], key, scenario, faults);
  }
  if (const List* rates = list_for(sites, "rate_per_month", n, "rates", faults))
    for (std::size_t i = 0; i < n; ++i)
      if (const auto* rate = as<double>(&(*rates)[i]);
          rate != nullptr && *rate > 0.0)
        scenario.sites[i].rate = *rate / days_per_month;
  if (const List* caps = list_for(sites, "cap", n, "caps", faults))
    for (std::size_t i = 0; i < n; ++i)
      if (const auto* cap = as<std::int64_t>(&(*caps)[i]);
          cap != nullptr && *cap > 0)
        scenario.sites[i].cap = static_cast<int>(*cap);
  if (const List* regions = list_for(sites, "region", n, "regions", faults))
    for (std::size_t i = 0; i < n; ++i)
      if (const auto* region = as<std::string>(&(*regions)[i]))
        scenario.sites[i].region = *region;
}

// Names are compared as they look, since they become names of strata.
void read_named(Node& sites, Scenario& scenario, Faults& faults) {
  const List ids = elements(sites, "site_id");
  std::vector<const Node*> names;
  for (const Node& id : ids) {
    names.push_back(&id);
    const auto* text = as<std::string>(&id);
    if (text != nullptr && text->find(';') != std::string::npos) {
      faults.error(id,
                   "'{}' holds a ';' (which separates the parts of a stratum's "
                   "name): replace it",
                   *text);
    }
    scenario.sites.push_back({text == nullptr ? "" : *text});
  }
  check_names(names, "site", faults);
  if (ids.empty() || ids.size() > 100'000) {
    faults.error(
        *find(sites, "site_id"),
        "{} sites are given (there must be 1 to 100000): add or remove some",
        ids.size());
  }
  fill_list(sites, "weight", ids.size(), 1.0);
  const auto weights = values<double>(sites, "weight");
  (void)list_for(sites, "weight", ids.size(), "weights", faults);
  for (std::size_t i = 0; i < std::min(weights.size(), ids.size()); ++i)
    scenario.sites[i].weight = weights[i];
}

}  // namespace

// A count makes names of its own: 1, 2, …
void read_sites(Node& root, SourceFolder& source, Scenario& scenario,
                Faults& faults) {
  Node* sites = find(root, "sites");
  if (as<Table>(sites) == nullptr) return;
  check_form(*sites, faults);
  const std::string model = enrolment_model(root);
  const auto known = std::span{columns}.first(model == "sites" ? columns.size()
                                                               : of_any_model);
  if (find(*sites, "file") != nullptr)
    read_site_file(source, known, *sites, faults);
  else
    refuse_of_sites_model(*sites, model, faults);
  if (as<List>(find(*sites, "site_id")) != nullptr)
    read_named(*sites, scenario, faults);
  else if (const auto count = get<std::int64_t>(*sites, "count"))
    for (std::int64_t i = 1; i <= *count; ++i)
      scenario.sites.push_back({std::to_string(i)});
  if (model == "sites") read_activity(*sites, scenario, faults);
  const Node* frailty = find(*sites, "frailty");
  if (as<Table>(frailty) == nullptr) return;
  scenario.frailty.emplace();
  put_members(*frailty, *scenario.frailty);
}

}  // namespace rehearse::config
