#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "rehearse/randomization/counted_rules.hpp"
#include "rehearse/randomization/permuted_blocks.hpp"

namespace rehearse {

/// Every procedure that makes a stratum's list on its own, whoever enters: all
/// but minimization.
using Procedure =
    std::variant<PermutedBlocks, CompleteRandomization, RandomAllocation,
                 WeiUrn, BlockUrn, BiasedCoin, MaximalProcedure>;

/// \param ratio: share of each arm, >= 1; two arms at least.
/// \param longest_list: of random allocation and the maximal procedure.
/// \throws PreconditionError if the procedure is not defined for this ratio
/// (`defined_for`), or a parameter is out of its range.
[[nodiscard]] Procedure make_procedure(const ProcedureSpec& spec,
                                       std::span<const int> ratio,
                                       std::uint32_t longest_list);

/// Which ratios a procedure is defined for.
enum class RatioLimits { any, equal, two_equal_arms };
[[nodiscard]] RatioLimits defined_for(ProcedureKind kind);

/// Whether a procedure's lists have an end, after which another begins.
[[nodiscard]] constexpr bool list_has_end(ProcedureKind kind) {
  return kind == ProcedureKind::random_allocation ||
         kind == ProcedureKind::maximal;
}

template <class Rule>
concept UrnRule = requires(const Rule& rule, const AllocationCounts& counts) {
  { rule.balls(0U, counts) } -> std::same_as<std::uint32_t>;
};

/// The probability of each arm for the next participant, after `counts`.
template <class Rule>
void probabilities(const Rule& rule, const AllocationCounts& counts,
                   std::span<double> of_arm) {
  if constexpr (UrnRule<Rule>) {
    double total = 0.0;
    for (std::uint32_t k = 0; k < of_arm.size(); ++k)
      total += of_arm[k] = rule.balls(k, counts);
    for (double& p : of_arm) p /= total;
  } else {
    of_arm[1] = rule.probability(counts);
    of_arm[0] = 1.0 - of_arm[1];
  }
}

/// Whether a rule's lists have an end, after which another begins.
template <class Rule>
inline constexpr bool has_end = std::same_as<Rule, RandomAllocation> ||
                                std::same_as<Rule, MaximalProcedure>;

/// The list of one stratum under a rule that looks at counts, without end.
template <class Rule>
class CountedSequence {
 public:
  using Cell = std::uint32_t;  // of `room`: participants by arm

  [[nodiscard]] static std::size_t room_for(const Rule& rule) {
    if constexpr (requires { rule.ratio; }) return rule.ratio.size();
    if constexpr (requires { rule.arms; }) return rule.arms;
    return 2;
  }

  /// Begins a list whose random words are those from `first_item` on.
  /// `length`: after so many, counting begins anew, where the rule has an end.
  void begin(const StreamAddress& address, std::uint64_t first_item,
             std::uint32_t length, std::span<std::uint32_t> room) {
    words_.begin(address, first_item);
    length_ = has_end<Rule> ? length : 0;
    total_ = 0;
    std::ranges::fill(room, 0U);
  }

  /// The next participant's assignment. `room`: the same at each call.
  [[nodiscard]] Assignment next(const Rule& rule,
                                std::span<std::uint32_t> room) {
    if (total_ == length_ && length_ > 0) {
      total_ = 0;
      std::ranges::fill(room, 0U);
    }
    const std::uint32_t arm = draw(rule, {room, total_, length_});
    ++total_;
    ++room[arm];
    return {arm};
  }

 private:
  std::uint32_t draw(const Rule& rule, const AllocationCounts& counts) {
    if constexpr (UrnRule<Rule>) {
      const auto arms = static_cast<std::uint32_t>(counts.of_arm.size());
      std::uint32_t all = 0;
      for (std::uint32_t k = 0; k < arms; ++k) all += rule.balls(k, counts);
      std::uint32_t drawn = words_.below(all);
      for (std::uint32_t k = 0;; ++k) {
        const std::uint32_t balls = rule.balls(k, counts);
        if (drawn < balls) return k;
        drawn -= balls;
      }
    } else {
      return words_.uniform() < rule.probability(counts) ? 1 : 0;
    }
  }

  WordStream words_;
  std::uint32_t length_ = 0;
  std::uint32_t total_ = 0;
};

template <class Rule>
struct SequenceOfRule {
  using type = CountedSequence<Rule>;
};
template <>
struct SequenceOfRule<PermutedBlocks> {
  using type = BlockSequence;
};
template <class Rule>
using SequenceOf = typename SequenceOfRule<Rule>::type;

/// Whether a list of `length` can be made: random allocation needs a multiple
/// of the ratio's sum, the maximal procedure at most its longest.
[[nodiscard]] bool takes_length(const Procedure& procedure,
                                std::uint32_t length);

/// One stratum's list: at least `rows` assignments, up to the end of a block.
/// It begins at `first_item` of the stream; where the procedure has an end, it
/// begins anew after each `length`.
[[nodiscard]] std::vector<Assignment> make_list(const Procedure& procedure,
                                                const StreamAddress& address,
                                                std::uint64_t first_item,
                                                std::uint32_t length,
                                                std::uint32_t rows);

}  // namespace rehearse
