#include <fmt/format.h>

#include <numeric>

#include "parts.hpp"

namespace rehearse::config {
namespace {

constexpr std::size_t max_strata = 1'000'000;
constexpr std::size_t max_sizes = 64;

void check_sizes(const Node& table, const Scenario& scenario, Faults& faults) {
  const List& sizes = elements(table, "block_sizes");
  if (as<List>(find(table, "block_sizes")) != nullptr &&
      (sizes.empty() || sizes.size() > max_sizes)) {
    faults.error(*find(table, "block_sizes"),
                 fmt::format("{} block sizes are given (there must be 1 to "
                             "{}): add or remove some",
                             sizes.size(), max_sizes));
  }
  const int control = scenario.arms[0].allocation;
  const int experimental = scenario.arms[1].allocation;
  const int sum = control + experimental;
  if (control < 1 || experimental < 1) return;  // reported there
  for (const Node& node : sizes) {
    const auto* size = as<std::int64_t>(&node);
    if (size == nullptr || *size % sum == 0) continue;
    faults.error(node,
                 fmt::format("block size {} is no multiple of {} (the sum of "
                             "the allocation ratio): use e.g. {}",
                             *size, sum, (*size / sum + 1) * sum));
  }
}

// The default: each size as often as another.
void fill_weights(Node& table) {
  if (find(table, "block_weights") != nullptr) return;
  const Node one{std::int64_t{1}, table.mark, table.mark, ""};
  std::get<Table>(table.value)
      .push_back({"block_weights",
                  {List(elements(table, "block_sizes").size(), one), table.mark,
                   table.mark, table.path + ".block_weights"}});
}

void check_weights(const Node& table, Faults& faults) {
  const Node* weights = find(table, "block_weights");
  const Node* sizes = find(table, "block_sizes");
  if (as<List>(weights) == nullptr || as<List>(sizes) == nullptr) return;
  const std::size_t count = as<List>(weights)->size();
  if (count == as<List>(sizes)->size()) return;
  faults.error(*weights, fmt::format("{} weights for {} block sizes (each has "
                                     "one): make them as many",
                                     count, as<List>(sizes)->size()));
}

void check_strata(const Node& table, const Strata& strata,
                  const Scenario& scenario, Faults& faults) {
  if (strata.site != nullptr && scenario.sites.empty()) {
    faults.error(*strata.site,
                 "'site' is a stratum, but there are no sites: add [sites]");
  }
  std::size_t count = strata.site == nullptr || scenario.sites.empty()
                          ? 1
                          : scenario.sites.size();
  for (const std::size_t factor : strata.factors) {
    const std::size_t levels = scenario.factors[factor].levels.size();
    count = std::min(count * std::max<std::size_t>(levels, 1), max_strata + 1);
  }
  if (count <= max_strata) return;
  faults.error(*find(table, "stratify_by"),
               fmt::format("there are more than {} strata (memory would not "
                           "hold their lists): stratify by fewer",
                           max_strata));
}

}  // namespace

void read_randomization(Node& root, Scenario& scenario, Faults& faults) {
  Node* table = find(root, "randomization");
  if (as<Table>(table) == nullptr) return;
  fill_weights(*table);
  check_sizes(*table, scenario, faults);
  check_weights(*table, faults);
  const Strata strata = read_strata(*table, scenario, faults);
  check_strata(*table, strata, scenario, faults);
  RandomizationPlan& plan = scenario.randomization;
  for (const std::int64_t size : values<std::int64_t>(*table, "block_sizes")) {
    plan.procedure.block_sizes.push_back(static_cast<int>(size));
  }
  for (const std::int64_t weight :
       values<std::int64_t>(*table, "block_weights")) {
    plan.procedure.block_weights.push_back(static_cast<int>(weight));
  }
  plan.stratify_by = strata.factors;
  plan.by_site = strata.site != nullptr;
}

}  // namespace rehearse::config
