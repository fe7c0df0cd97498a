#include "rehearse/randomization/allocate.hpp"

#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {

StratifiedAllocator::StratifiedAllocator(const Procedure& procedure,
                                         std::vector<std::uint64_t> streams,
                                         std::vector<std::uint32_t> lengths)
    : lists_(std::visit(
          [&]<class Rule>(const Rule& rule) -> decltype(lists_) {
            expect(!streams.empty(), "a list needs at least one stratum");
            lengths.resize(streams.size(), 0);
            expect(std::ranges::all_of(lengths,
                                       [&](std::uint32_t length) {
                                         return takes_length(procedure, length);
                                       }),
                   "a stratum's list has a length that can't be");
            return StrataLists<Rule>{rule, std::move(streams),
                                     std::move(lengths)};
          },
          procedure)) {}

void StratifiedAllocator::allocate(const StreamAddress& address,
                                   std::span<const std::uint32_t> strata,
                                   std::span<std::uint8_t> arms,
                                   std::span<std::uint32_t> blocks) {
  std::visit(
      [&](auto& lists) { lists.allocate(address, strata, arms, blocks); },
      lists_);
}

}  // namespace rehearse
