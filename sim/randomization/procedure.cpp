#include "rehearse/randomization/procedure.hpp"

#include <numeric>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

std::uint32_t whole(int value) { return static_cast<std::uint32_t>(value); }

void check_ratio(ProcedureKind kind, std::span<const int> ratio) {
  expect(ratio.size() >= 2 && ratio.size() <= max_arms, "too few or many arms");
  expect(std::ranges::all_of(ratio, [](int share) { return share >= 1; }),
         "an arm's share must be positive");
  const bool equal =
      std::ranges::all_of(ratio, [&](int share) { return share == ratio[0]; });
  const RatioLimits limits = defined_for(kind);
  expect(limits == RatioLimits::any || equal,
         "the procedure is defined for equal arms");
  expect(limits != RatioLimits::two_equal_arms || ratio.size() == 2,
         "the procedure is defined for two arms");
}

}  // namespace

RatioLimits defined_for(ProcedureKind kind) {
  switch (kind) {
    case ProcedureKind::complete:
    case ProcedureKind::random_allocation:
    case ProcedureKind::permuted_block:
    case ProcedureKind::block_urn:
      return RatioLimits::any;
    case ProcedureKind::urn:
    case ProcedureKind::minimization:
      return RatioLimits::equal;
    case ProcedureKind::biased_coin:
    case ProcedureKind::big_stick:
    case ProcedureKind::chen:
    case ProcedureKind::maximal:
      return RatioLimits::two_equal_arms;
  }
  return RatioLimits::any;
}

Procedure make_procedure(const ProcedureSpec& spec, std::span<const int> ratio,
                         std::uint32_t longest_list) {
  check_ratio(spec.kind, ratio);
  const bool mti = spec.kind == ProcedureKind::big_stick ||
                   spec.kind == ProcedureKind::chen ||
                   spec.kind == ProcedureKind::maximal;
  expect(!mti || spec.mti >= 1, "a tolerated imbalance must be positive");
  std::vector<std::uint32_t> shares;
  for (const int share : ratio) shares.push_back(whole(share));
  const auto sum = std::accumulate(shares.begin(), shares.end(), 0U);
  switch (spec.kind) {
    case ProcedureKind::permuted_block:
      return PermutedBlocks{ratio, spec.block_sizes, spec.block_weights};
    case ProcedureKind::complete:
      return CompleteRandomization{std::move(shares)};
    case ProcedureKind::random_allocation:
      return RandomAllocation{std::move(shares), sum};
    case ProcedureKind::urn:
      expect(spec.initial_balls >= 0 && spec.added_balls >= 1,
             "an urn needs balls");
      return WeiUrn{static_cast<std::uint32_t>(ratio.size()),
                    whole(spec.initial_balls), whole(spec.added_balls)};
    case ProcedureKind::block_urn:
      expect(spec.lambda >= 1, "a block urn needs a balanced set");
      return BlockUrn{std::move(shares), whole(spec.lambda)};
    case ProcedureKind::biased_coin:
      return BiasedCoin{spec.probability, 0};
    case ProcedureKind::big_stick:
      return BiasedCoin{0.5, whole(spec.mti)};
    case ProcedureKind::chen:
      return BiasedCoin{spec.probability, whole(spec.mti)};
    case ProcedureKind::maximal:
      return MaximalProcedure{whole(spec.mti), longest_list};
    case ProcedureKind::minimization:
      break;
  }
  expect(false, "minimization has no list of its own");
  return CompleteRandomization{};
}

bool takes_length(const Procedure& procedure, std::uint32_t length) {
  if (const auto* rule = std::get_if<RandomAllocation>(&procedure))
    return length > 0 && length % rule->shares == 0;
  if (const auto* rule = std::get_if<MaximalProcedure>(&procedure))
    return length > 0 && length <= rule->longest();
  return true;
}

std::vector<Assignment> make_list(const Procedure& procedure,
                                  const StreamAddress& address,
                                  std::uint64_t first_item,
                                  std::uint32_t length, std::uint32_t rows) {
  expect(takes_length(procedure, length), "no list has this length");
  return std::visit(
      [&]<class Rule>(const Rule& rule) {
        using Sequence = SequenceOf<Rule>;
        std::vector<typename Sequence::Cell> room(Sequence::room_for(rule));
        Sequence sequence;
        sequence.begin(address, first_item, length, room);
        std::vector<Assignment> list;
        list.reserve(rows);
        const auto open = [&] {
          return !list.empty() &&
                 list.back().seq_in_block + 1 < list.back().block_size;
        };
        while (list.size() < rows || open())
          list.push_back(sequence.next(rule, room));
        return list;
      },
      procedure);
}

}  // namespace rehearse
