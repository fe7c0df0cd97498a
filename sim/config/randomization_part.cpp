// The allocation procedure within strata, or minimization over margins. Whose a
// parameter is, and what it excludes, is in the table of keys; here is what a
// procedure asks of the ratio, the block sizes and the strata.
#include <fmt/format.h>

#include <numeric>
#include <set>

#include "parts.hpp"
#include "rehearse/randomization/procedure.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse::config {
namespace {

constexpr std::size_t max_strata = 1'000'000;
constexpr std::size_t max_sizes = 64;

// The ratio; nothing where an arm's share is wrong.
std::vector<int> ratio_of(const Scenario& scenario) {
  std::vector<int> ratio;
  for (const Arm& arm : scenario.arms) {
    if (arm.allocation < 1) return {};
    ratio.push_back(arm.allocation);
  }
  return ratio;
}

// Procedures whose papers define them for equal arms aren't stretched to other
// ratios: their properties would be unknown.
void check_ratio(const Node& table, ProcedureKind kind,
                 const std::vector<int>& ratio, Faults& faults) {
  const RatioLimits limits = defined_for(kind);
  const bool equal =
      std::ranges::all_of(ratio, [&](int share) { return share == ratio[0]; });
  const bool two = ratio.size() <= 2;
  if (limits == RatioLimits::any || ratio.empty()) return;
  if (equal && (two || limits == RatioLimits::equal)) return;
  faults.error(*find(table, "procedure"),
               "\"{}\" is defined for {}equal arms (other ratios {}have "
               "permuted-block, block-urn, random-allocation and complete): "
               "choose another procedure or ratio",
               word_of(kind), limits == RatioLimits::equal ? "" : "two ",
               limits == RatioLimits::equal ? "" : "or more arms ");
}

// A block holds the ratio a whole number of times, or it isn't balanced at its
// end, which is what blocks are for.
void check_sizes(const Node& table, const std::vector<int>& ratio,
                 Faults& faults) {
  const List& sizes = elements(table, "block_sizes");
  if (as<List>(find(table, "block_sizes")) != nullptr &&
      (sizes.empty() || sizes.size() > max_sizes)) {
    faults.error(
        *find(table, "block_sizes"),
        "{} block sizes are given (there must be 1 to {}): add or remove some",
        sizes.size(), max_sizes);
  }
  std::set<std::int64_t> seen;
  for (const Node& node : sizes) {
    const auto* size = as<std::int64_t>(&node);
    if (size != nullptr && !seen.insert(*size).second)
      faults.error(node,
                   "block size {} is given twice (a larger weight makes it "
                   "more frequent): remove one and set block_weights",
                   *size);
  }
  const int sum = std::accumulate(ratio.begin(), ratio.end(), 0);
  if (sum < 1) return;  // reported there
  for (const Node& node : sizes) {
    const auto* size = as<std::int64_t>(&node);
    if (size == nullptr || *size % sum == 0) continue;
    faults.error(node,
                 "block size {} is no multiple of {} (the sum of the "
                 "allocation ratio): use e.g. {}",
                 *size, sum, (*size / sum + 1) * sum);
  }
}

// Where either list is wrong their lengths say nothing.
void check_weights(const Node& table, Faults& faults) {
  const Node* weights = find(table, "block_weights");
  const Node* sizes = find(table, "block_sizes");
  if (as<List>(weights) == nullptr || as<List>(sizes) == nullptr) return;
  const std::size_t count = as<List>(weights)->size();
  if (count == as<List>(sizes)->size()) return;
  faults.error(
      *weights,
      "{} weights for {} block sizes (each has one): make them as many", count,
      as<List>(sizes)->size());
}

// Only those of the procedure: another's would be refused when the resolved
// config is read again.
void fill_defaults(Node& table, ProcedureKind kind) {
  if (kind == ProcedureKind::permuted_block)
    fill_list(table, "block_weights", elements(table, "block_sizes").size(),
              std::int64_t{1});
  if (kind == ProcedureKind::urn) {
    fill_default(table, "initial_balls", std::int64_t{0});
    fill_default(table, "added_balls", std::int64_t{1});
  }
  if (kind == ProcedureKind::minimization)
    fill_default(table, "imbalance", std::string{"range"});
}

// A coin for the arm that is behind favours it; one of 1 leaves nothing to
// chance.
void check_probability(const Node& table, ProcedureKind kind, std::size_t arms,
                       Faults& faults) {
  const auto probability = get<double>(table, "probability");
  if (!probability) return;
  const double fair = 1.0 / static_cast<double>(arms);
  if (*probability < fair) {
    faults.error(*find(table, "probability"),
                 "{:.4g} is below {:.4g} (the arm that is behind would be the "
                 "less likely one): raise it",
                 *probability, fair);
  } else if (*probability == 1.0 && kind != ProcedureKind::minimization) {
    faults.error(*find(table, "probability"),
                 "a probability of 1 leaves half of the allocations certain "
                 "(they can be foreseen): lower it, e.g. to 0.6667");
  } else if (*probability == 1.0) {
    faults.warn(*find(table, "probability"),
                "a probability of 1 makes nearly every allocation certain to "
                "who knows the earlier ones: lower it, e.g. to 0.8");
  }
}

// Each stratum has a list in memory; the product stops at the limit, beyond
// which it could leave an integer's range.
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
               "there are more than {} strata (memory would not hold their "
               "lists): stratify by fewer",
               max_strata);
}

// Margins are by index, the site by none: it is no factor of the scenario.
void read_minimized(const Node& table, Scenario& scenario, Faults& faults) {
  std::vector<std::string_view> known;
  for (const Factor& factor : scenario.factors) known.push_back(factor.name);
  if (!scenario.sites.empty()) known.push_back("site");
  std::vector<const Node*> names;
  for (const Node& node : elements(table, "minimize_over")) {
    const auto name = get<std::string>(node, "factor");
    if (!name) continue;
    names.push_back(find(node, "factor"));
    const auto at = static_cast<std::size_t>(std::ranges::find(known, *name) -
                                             known.begin());
    MinimizedMargin margin;
    put_members(node, margin);
    if (at < scenario.factors.size()) margin.factor = at;
    if (at == known.size())
      faults.error(*names.back(),
                   *name == "site"
                       ? std::string{"'site' is balanced, but there are no "
                                     "sites: add [sites]"}
                       : fmt::format("'{}' is no factor{}", *name,
                                     suggestion(*name, known)));
    scenario.randomization.minimize_over.push_back(margin);
  }
  check_names(names, "factor", faults);
}

// Margins take the place of strata: both at once would balance twice.
void refuse_strata(const Node& table, Faults& faults) {
  const List& strata = elements(table, "stratify_by");
  if (strata.empty()) return;
  faults.error(*find(table, "stratify_by"),
               "minimization has no strata (it balances over minimize_over): "
               "remove stratify_by");
}

}  // namespace

// Keys before values: what is refused as another procedure's isn't checked as
// if it were this one's.
void read_randomization(Node& root, Scenario& scenario, Faults& faults) {
  Node* table = find(root, "randomization");
  if (as<Table>(table) == nullptr) return;
  const auto word = get<std::string>(*table, "procedure");
  if (!word) return;
  const ProcedureKind kind = meant_by<ProcedureKind>(*word).value();
  const std::vector<int> ratio = ratio_of(scenario);
  refuse_foreign(*table, "procedure", faults);
  fill_defaults(*table, kind);
  check_ratio(*table, kind, ratio, faults);
  check_probability(*table, kind, scenario.arms.size(), faults);
  check_sizes(*table, ratio, faults);
  check_weights(*table, faults);
  const Strata strata = read_strata(*table, scenario, faults);
  check_strata(*table, strata, scenario, faults);
  RandomizationPlan& plan = scenario.randomization;
  put_members(*table, plan.procedure);
  plan.stratify_by = strata.factors;
  plan.by_site = strata.site != nullptr && !scenario.sites.empty();
  if (kind == ProcedureKind::minimization) {
    read_minimized(*table, scenario, faults);
    refuse_strata(*table, faults);
  }
  read_list_plan(*table, scenario, faults);
}

}  // namespace rehearse::config
