#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "list_check_parts.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

constexpr double sigmas = 4.5;  // of a binomial: one false alarm in 150,000

using Counts = std::vector<std::uint64_t>;

// What a procedure never exceeds, in a list that has `counts` so far.
class Limits {
 public:
  explicit Limits(const Scenario& scenario)
      : scenario_(scenario),
        spec_(scenario.randomization.procedure),
        ratio_(reduced_ratio(scenario)),
        sum_(std::accumulate(ratio_.begin(), ratio_.end(), std::uint64_t{0})) {}

  // Why these counts can't be; empty if they can.
  [[nodiscard]] std::string broken(const Counts& counts) const {
    switch (spec_.kind) {
      case ProcedureKind::big_stick:
      case ProcedureKind::chen:
      case ProcedureKind::maximal:
        return difference(counts) <= mti()
                   ? ""
                   : fmt::format("the tolerated imbalance is {}", mti());
      case ProcedureKind::block_urn:
        return block_urn_has(counts)
                   ? ""
                   : fmt::format("an urn with lambda {} has no such ball left",
                                 spec_.lambda);
      case ProcedureKind::permuted_block:
        return blocks_have(counts)
                   ? ""
                   : "whole blocks and a begun one never differ so";
      default:
        return "";
    }
  }

  // Why a list can't end so; empty if it can.
  [[nodiscard]] std::string broken_at_end(const Counts& counts) const {
    const std::uint64_t total = total_of(counts);
    if (spec_.kind == ProcedureKind::maximal && difference(counts) > total % 2)
      return "the maximal procedure ends in balance";
    if (spec_.kind == ProcedureKind::random_allocation && !in_ratio(counts))
      return "the random allocation rule ends in the ratio";
    return "";
  }

  // Beyond chance, where participants are allocated independently; all other
  // procedures vary less.
  [[nodiscard]] bool beyond_chance(const Counts& counts) const {
    const auto total = static_cast<double>(total_of(counts));
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const double p = ratio_[k] / static_cast<double>(sum_);
      if (std::abs(static_cast<double>(counts[k]) - total * p) >
          sigmas * std::sqrt(total * p * (1.0 - p)))
        return true;
    }
    return false;
  }

  [[nodiscard]] std::string ratio_text() const {
    std::string text;
    for (std::size_t k = 0; k < ratio_.size(); ++k)
      text += fmt::format("{}{} {}", k == 0 ? "" : " : ", ratio_[k],
                          scenario_.arms[k].id);
    return text;
  }

 private:
  static std::uint64_t total_of(const Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
  static std::uint64_t difference(const Counts& counts) {
    return std::ranges::max(counts) - std::ranges::min(counts);
  }
  [[nodiscard]] std::uint64_t mti() const {
    return static_cast<std::uint64_t>(spec_.mti);
  }
  [[nodiscard]] bool in_ratio(const Counts& counts) const {
    for (std::size_t k = 0; k < counts.size(); ++k)
      if (counts[k] * sum_ != total_of(counts) * ratio_[k]) return false;
    return true;
  }
  [[nodiscard]] bool block_urn_has(const Counts& counts) const {
    std::uint64_t sets = counts[0] / ratio_[0];
    for (std::size_t k = 1; k < counts.size(); ++k)
      sets = std::min(sets, counts[k] / ratio_[k]);
    const std::uint64_t most = sets + static_cast<std::uint64_t>(spec_.lambda);
    for (std::size_t k = 0; k < counts.size(); ++k)
      if (counts[k] > most * ratio_[k]) return false;
    return true;
  }
  // In the largest block's worst order an arm of c in it is c (1 - share)
  // away from its share of those so far.
  [[nodiscard]] bool blocks_have(const Counts& counts) const {
    const auto largest =
        static_cast<double>(std::ranges::max(spec_.block_sizes));
    const auto total = static_cast<double>(total_of(counts));
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const double share = ratio_[k] / static_cast<double>(sum_);
      const double off =
          std::abs(static_cast<double>(counts[k]) - total * share);
      if (off > largest * share * (1.0 - share) + 1e-6) return false;
    }
    return true;
  }

  const Scenario& scenario_;
  const ProcedureSpec& spec_;
  std::vector<std::uint32_t> ratio_;
  std::uint64_t sum_;
};

void add(const ReadList& list, std::size_t line, const std::string& name,
         const Counts& counts, const std::string& why, ListFindings& findings) {
  findings.add(line, "ratio",
               fmt::format("{} has {} ({}): check how it was made", name,
                           arms_text(list.scenario, counts), why));
}

std::string chance(const Limits& limits) {
  return fmt::format("beyond chance from {}: {} binomial standard deviations",
                     limits.ratio_text(), sigmas);
}

// The first row where the arms differ by too much, or the list's end.
void check_stratum(const ReadList& list, const Limits& limits,
                   const StratumRows& stratum, Counts& all,
                   ListFindings& findings) {
  Counts counts(list.scenario.arms.size());
  bool reported = list.blocks_are_known || !list.strata_are_known;
  bool complete = true;
  for (const std::size_t row : stratum.rows) {
    if (list.arm[row] == unknown_arm) {
      complete = false;
      continue;
    }
    ++counts[list.arm[row]];
    ++all[list.arm[row]];
    if (reported || !complete) continue;
    const std::string why = limits.broken(counts);
    if (why.empty()) continue;
    add(list, list.line(row), stratum.name, counts, why, findings);
    reported = true;
  }
  if (reported || !complete) return;
  const std::string why = limits.broken_at_end(counts);
  if (!why.empty())
    add(list, 0, stratum.name, counts, why, findings);
  else if (list.strata.size() > 1 && limits.beyond_chance(counts))
    add(list, 0, stratum.name, counts, chance(limits), findings);
}

}  // namespace

void check_ratio(const ReadList& list, ListFindings& findings) {
  const Limits limits{list.scenario};
  Counts all(list.scenario.arms.size());
  for (const StratumRows& stratum : list.strata)
    check_stratum(list, limits, stratum, all, findings);
  if (limits.beyond_chance(all))
    add(list, 0, "the list", all, chance(limits), findings);
}

}  // namespace rehearse
