#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "list_chance.hpp"
#include "list_check_parts.hpp"
#include "rehearse/randomization/uniformity.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

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

  // Of numbers as far from the ratio, where participants are allocated
  // independently; all other procedures vary less.
  [[nodiscard]] double p_of(const Counts& counts) const {
    std::vector<double> shares{ratio_.begin(), ratio_.end()};
    return extreme_count_p(counts, shares);
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

// The numbers of a stratum, or of all, that are least likely.
struct FarthestRatio {
  std::string name;
  Counts counts;
  double p = 1.0;
  std::size_t looked_at = 0;

  void look_at(const std::string& of, const Counts& here, double its_p) {
    ++looked_at;
    if (its_p <= p) {
      name = of;
      counts = here;
      p = its_p;
    }
  }
};

// The arms of one stratum from its beginning, or from where its list began
// anew; the first row where they differ by too much, or an end that can't be.
class StratumCounts {
 public:
  StratumCounts(const ReadList& list, const Limits& limits,
                const StratumRows& stratum, ListFindings& findings)
      : list_(list),
        limits_(limits),
        stratum_(stratum),
        findings_(findings),
        length_(length_of_list(list, stratum)),
        since_(list.scenario.arms.size()) {}

  void add(std::size_t row) {
    ++since_[list_.arm[row]];
    ++rows_;
    report(list_.line(row), limits_.broken(since_));
    if (rows_ != length_) return;
    end();
    std::ranges::fill(since_, 0U);
    rows_ = 0;
  }

  void end() {
    if (rows_ > 0) report(0, limits_.broken_at_end(since_));
  }

 private:
  void report(std::size_t line, const std::string& why) {
    if (why.empty() || std::exchange(reported_, true)) return;
    rehearse::add(list_, line, stratum_.name, since_, why, findings_);
  }

  const ReadList& list_;
  const Limits& limits_;
  const StratumRows& stratum_;
  ListFindings& findings_;
  std::uint32_t length_;
  Counts since_;
  std::uint32_t rows_ = 0;
  bool reported_ = false;
};

// Adds the stratum's arms to `all`. Blocks that are known were checked each.
void check_stratum(const ReadList& list, const Limits& limits,
                   const StratumRows& stratum, Counts& all,
                   FarthestRatio& farthest, ListFindings& findings) {
  const bool looked_at = !list.blocks_are_known && list.strata_are_known;
  const bool complete = std::ranges::none_of(
      stratum.rows,
      [&](std::size_t row) { return list.arm[row] == unknown_arm; });
  StratumCounts places{list, limits, stratum, findings};
  Counts counts(all.size());
  for (const std::size_t row : stratum.rows) {
    if (list.arm[row] == unknown_arm) continue;
    ++counts[list.arm[row]];
    ++all[list.arm[row]];
    if (looked_at && complete) places.add(row);
  }
  if (!looked_at || !complete) return;
  places.end();
  if (list.strata.size() > 1)
    farthest.look_at(stratum.name, counts, limits.p_of(counts));
}

}  // namespace

void check_ratio(const ReadList& list, ListFindings& findings,
                 ChanceTests& tests) {
  const Limits limits{list.scenario};
  Counts all(list.scenario.arms.size());
  FarthestRatio farthest;
  for (const StratumRows& stratum : list.strata)
    check_stratum(list, limits, stratum, all, farthest, findings);
  farthest.look_at("the list", all, limits.p_of(all));
  const double p =
      std::min(1.0, farthest.p * static_cast<double>(farthest.looked_at));
  tests.add(
      {"ratio", "the arms' numbers", p}, 0,
      fmt::format("{} has {} (beyond chance from {}; {}): check how it "
                  "was made",
                  farthest.name, arms_text(list.scenario, farthest.counts),
                  limits.ratio_text(), p_equals_text(p)));
}

}  // namespace rehearse
