// Baseline factors: their levels, how common these are and what they do to the
// hazard. Factors are independent of each other, so that their joint levels are
// all products; names and levels are hashed into the streams of strata, which
// is why characters that separate the parts of a stratum's name are refused.
#include <fmt/format.h>

#include <cmath>

#include "parts.hpp"

namespace rehearse::config {
namespace {

constexpr std::size_t max_cells = 65'536;  // joint levels of all factors

// The names of strata, "factor=level;…", must be unambiguous.
void check_characters(const Node* node, std::string_view forbidden,
                      Faults& faults) {
  const auto* name = as<std::string>(node);
  if (name == nullptr) return;
  const auto at = name->find_first_of(forbidden);
  if (at == std::string::npos) return;
  faults.error(*node,
               "'{}' holds a '{}' (which separates the parts of a stratum's "
               "name): replace it",
               *name, (*name)[at]);
}

// Lists go by levels; a list of another length has no meaning, and is not cut
// or filled up.
void check_length(const Node& factor, std::string_view key, std::size_t levels,
                  Faults& faults) {
  const Node* node = find(factor, key);
  if (as<List>(node) == nullptr || as<List>(find(factor, "levels")) == nullptr)
    return;
  const std::size_t count = as<List>(node)->size();
  if (count == levels) return;
  faults.error(
      *node, "{} values for {} levels (each level has one): make them as many",
      count, levels);
}

// To 1e-9: shares are typed as decimals, whose sum need not be exact.
void check_sum(const Node& factor, std::size_t levels,
               const std::vector<double>& prevalence, Faults& faults) {
  if (levels == 0 || prevalence.size() != levels) return;
  double sum = 0.0;
  for (const double share : prevalence) sum += share;
  if (std::abs(sum - 1.0) <= 1e-9) return;
  faults.error(*find(factor, "prevalence"),
               "the prevalences sum to {:.10g} (every participant has one "
               "level): make them sum to 1",
               sum);
}

// Levels are names, told apart as they are seen: their strata's streams are
// hashed from them.
Factor read_factor(const Node& node, Faults& faults) {
  const List& levels = elements(node, "levels");
  const Node* name = find(node, "name");
  check_characters(name, ";=", faults);
  if (const auto* text = as<std::string>(name); text && *text == "site") {
    faults.error(*name,
                 "'site' is no name for a factor (stratify_by means the site "
                 "by it): rename it");
  }
  std::vector<const Node*> names;
  for (const Node& level : levels) {
    names.push_back(&level);
    check_characters(&level, ";", faults);
  }
  check_names(names, "level", faults);
  if (as<List>(find(node, "levels")) != nullptr && levels.empty()) {
    faults.error(*find(node, "levels"),
                 "there is no level (a participant has one): add some");
  }
  Factor factor;
  put_members(node, factor);
  check_length(node, "prevalence", levels.size(), faults);
  check_length(node, "hazard_ratio", levels.size(), faults);
  check_sum(node, levels.size(), factor.prevalence, faults);
  return factor;
}

}  // namespace

// The joint levels are counted as they multiply, and no further than the limit:
// sixteen factors of many levels leave an integer's range.
void read_factors(Node& root, Scenario& scenario, Faults& faults) {
  Node* list = find(root, "factors");
  if (as<List>(list) == nullptr) return;
  std::vector<const Node*> names;
  std::size_t cells = 1;
  for (Node& node : std::get<List>(list->value)) {
    if (as<Table>(&node) == nullptr) continue;
    const std::size_t given = elements(node, "levels").size();
    const std::size_t levels = std::max<std::size_t>(given, 1);
    fill_list(node, "hazard_ratio", given, 1.0);
    scenario.factors.push_back(read_factor(node, faults));
    names.push_back(find(node, "name"));
    if (cells <= max_cells && cells * levels > max_cells) {
      faults.error(node,
                   "the factors have more than {} joint levels (memory would "
                   "not hold their models): use fewer factors or levels",
                   max_cells);
    }
    cells *= levels;
    cells = std::min(cells, max_cells + 1);
  }
  check_names(names, "factor name", faults);
}

}  // namespace rehearse::config
