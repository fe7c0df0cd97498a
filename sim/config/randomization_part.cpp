#include <fmt/format.h>

#include <array>
#include <numeric>
#include <set>

#include "parts.hpp"
#include "rehearse/randomization/procedure.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

constexpr std::size_t max_strata = 1'000'000;
constexpr std::size_t max_sizes = 64;

using Kinds = std::initializer_list<ProcedureKind>;

constexpr std::array<std::pair<std::string_view, ProcedureKind>, 10> kinds{{
    {"complete", ProcedureKind::complete},
    {"random-allocation", ProcedureKind::random_allocation},
    {"permuted-block", ProcedureKind::permuted_block},
    {"biased-coin", ProcedureKind::biased_coin},
    {"urn", ProcedureKind::urn},
    {"big-stick", ProcedureKind::big_stick},
    {"chen", ProcedureKind::chen},
    {"block-urn", ProcedureKind::block_urn},
    {"maximal", ProcedureKind::maximal},
    {"minimization", ProcedureKind::minimization},
}};

std::string_view name_of(ProcedureKind kind) {
  return kinds.at(static_cast<std::size_t>(kind)).first;
}

// A key that some procedures have; `example` where it has no default.
struct ProcedureKey {
  std::string_view key;
  Kinds of;
  std::string_view example;
};
constexpr Kinds with_mti{ProcedureKind::big_stick, ProcedureKind::chen,
                         ProcedureKind::maximal};
constexpr Kinds with_probability{ProcedureKind::biased_coin,
                                 ProcedureKind::chen,
                                 ProcedureKind::minimization};
constexpr Kinds blocks{ProcedureKind::permuted_block};
constexpr Kinds urn{ProcedureKind::urn};
constexpr Kinds block_urn{ProcedureKind::block_urn};
constexpr Kinds minimization{ProcedureKind::minimization};
constexpr std::array<ProcedureKey, 9> procedure_keys{{
    {"block_sizes", blocks, "block_sizes = [4, 6]"},
    {"block_weights", blocks, ""},
    {"probability", with_probability, "probability = 0.6667"},
    {"mti", with_mti, "mti = 3"},
    {"initial_balls", urn, ""},
    {"added_balls", urn, ""},
    {"lambda", block_urn, "lambda = 3"},
    {"minimize_over", minimization,
     "minimize_over = [{ factor = \"prior_lines\" }]"},
    {"imbalance", minimization, ""},
}};

bool is_of(const ProcedureKey& key, ProcedureKind kind) {
  return std::ranges::find(key.of, kind) != key.of.end();
}

void check_keys(const Node& table, ProcedureKind kind, Faults& faults) {
  for (const ProcedureKey& key : procedure_keys) {
    const Node* given = find(table, key.key);
    if (given != nullptr && !is_of(key, kind)) {
      std::string of;
      for (const ProcedureKind other : key.of)
        of += fmt::format("{}\"{}\"", of.empty() ? "" : " or ", name_of(other));
      faults.error(given->key_mark, table.path,
                   fmt::format("'{}' is of procedure {}, not of \"{}\" (it "
                               "would be ignored): remove it",
                               key.key, of, name_of(kind)));
    } else if (given == nullptr && is_of(key, kind) && !key.example.empty()) {
      faults.error(table, fmt::format("'{}' is missing (procedure \"{}\" needs "
                                      "it): add {}",
                                      key.key, name_of(kind), key.example));
    }
  }
}

// The ratio; nothing where an arm's share is wrong.
std::vector<int> ratio_of(const Scenario& scenario) {
  std::vector<int> ratio;
  for (const Arm& arm : scenario.arms) {
    if (arm.allocation < 1) return {};
    ratio.push_back(arm.allocation);
  }
  return ratio;
}

void check_ratio(const Node& table, ProcedureKind kind,
                 const std::vector<int>& ratio, Faults& faults) {
  const RatioLimits limits = defined_for(kind);
  const bool equal =
      std::ranges::all_of(ratio, [&](int share) { return share == ratio[0]; });
  const bool two = ratio.size() <= 2;
  if (limits == RatioLimits::any || ratio.empty()) return;
  if (equal && (two || limits == RatioLimits::equal)) return;
  faults.error(
      *find(table, "procedure"),
      fmt::format("\"{}\" is defined for {}equal arms (other ratios "
                  "{}have permuted-block, block-urn, "
                  "random-allocation and complete): choose another "
                  "procedure or ratio",
                  name_of(kind), limits == RatioLimits::equal ? "" : "two ",
                  limits == RatioLimits::equal ? "" : "or more arms "));
}

void check_sizes(const Node& table, const std::vector<int>& ratio,
                 Faults& faults) {
  const List& sizes = elements(table, "block_sizes");
  if (as<List>(find(table, "block_sizes")) != nullptr &&
      (sizes.empty() || sizes.size() > max_sizes)) {
    faults.error(*find(table, "block_sizes"),
                 fmt::format("{} block sizes are given (there must be 1 to "
                             "{}): add or remove some",
                             sizes.size(), max_sizes));
  }
  std::set<std::int64_t> seen;
  for (const Node& node : sizes) {
    const auto* size = as<std::int64_t>(&node);
    if (size != nullptr && !seen.insert(*size).second)
      faults.error(node, fmt::format("block size {} is given twice (a larger "
                                     "weight makes it more frequent): remove "
                                     "one and set block_weights",
                                     *size));
  }
  const int sum = std::accumulate(ratio.begin(), ratio.end(), 0);
  if (sum < 1) return;  // reported there
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

void fill_defaults(Node& table, ProcedureKind kind) {
  if (kind == ProcedureKind::permuted_block) fill_weights(table);
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
                 fmt::format("{:.4g} is below {:.4g} (the arm that is behind "
                             "would be the less likely one): raise it",
                             *probability, fair));
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
    MinimizedMargin margin{std::nullopt,
                           get<double>(node, "weight").value_or(1.0)};
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

ProcedureSpec read_spec(const Node& table, ProcedureKind kind) {
  ProcedureSpec spec;
  spec.kind = kind;
  const auto whole = [&](std::string_view key, int& value) {
    if (const auto given = get<std::int64_t>(table, key))
      value = static_cast<int>(*given);
  };
  for (const std::int64_t size : values<std::int64_t>(table, "block_sizes"))
    spec.block_sizes.push_back(static_cast<int>(size));
  for (const std::int64_t weight : values<std::int64_t>(table, "block_weights"))
    spec.block_weights.push_back(static_cast<int>(weight));
  whole("mti", spec.mti);
  whole("initial_balls", spec.initial_balls);
  whole("added_balls", spec.added_balls);
  whole("lambda", spec.lambda);
  if (const auto p = get<double>(table, "probability")) spec.probability = *p;
  const std::string imbalance =
      get<std::string>(table, "imbalance").value_or("range");
  spec.imbalance = imbalance == "variance" ? MarginImbalance::variance
                   : imbalance == "sd"     ? MarginImbalance::sd
                                           : MarginImbalance::range;
  return spec;
}

void refuse_strata(const Node& table, Faults& faults) {
  const List& strata = elements(table, "stratify_by");
  if (strata.empty()) return;
  faults.error(*find(table, "stratify_by"),
               "minimization has no strata (it balances over minimize_over): "
               "remove stratify_by");
}

}  // namespace

void read_randomization(Node& root, Scenario& scenario, Faults& faults) {
  Node* table = find(root, "randomization");
  if (as<Table>(table) == nullptr) return;
  const auto word = get<std::string>(*table, "procedure");
  if (!word) return;
  const ProcedureKind kind =
      std::ranges::find(kinds, *word, &decltype(kinds)::value_type::first)
          ->second;
  const std::vector<int> ratio = ratio_of(scenario);
  check_keys(*table, kind, faults);
  fill_defaults(*table, kind);
  check_ratio(*table, kind, ratio, faults);
  check_probability(*table, kind, scenario.arms.size(), faults);
  check_sizes(*table, ratio, faults);
  check_weights(*table, faults);
  const Strata strata = read_strata(*table, scenario, faults);
  check_strata(*table, strata, scenario, faults);
  RandomizationPlan& plan = scenario.randomization;
  plan.procedure = read_spec(*table, kind);
  plan.stratify_by = strata.factors;
  plan.by_site = strata.site != nullptr && !scenario.sites.empty();
  if (kind == ProcedureKind::minimization) {
    read_minimized(*table, scenario, faults);
    refuse_strata(*table, faults);
  }
  read_list_plan(*table, scenario, faults);
}

}  // namespace rehearse::config
