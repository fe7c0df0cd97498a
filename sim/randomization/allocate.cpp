#include "rehearse/randomization/allocate.hpp"

#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

std::vector<std::uint64_t> streams_of(const auto& lists) {
  return std::visit([](const auto& of) { return of.streams(); }, lists);
}

}  // namespace

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
          procedure)) {
  const auto* blocks = std::get_if<PermutedBlocks>(&procedure);
  if (blocks != nullptr && PermutedBlockLanes::takes(*blocks))
    lanes_.emplace(*blocks, streams_of(lists_));
}

void StratifiedAllocator::allocate(const StreamAddress& address,
                                   std::span<const std::uint32_t> strata,
                                   std::span<std::uint8_t> arms,
                                   std::span<std::uint32_t> blocks) {
  std::visit(
      [&](auto& lists) { lists.allocate(address, strata, arms, blocks); },
      lists_);
}

void StratifiedAllocator::allocate_lanes(
    const StreamAddress& address, std::span<const std::uint32_t> cells,
    std::span<const std::uint32_t> stratum_of_cell,
    std::span<std::uint8_t> arms) {
  std::uint32_t undone = 0xFFFF;  // a bit for each lane
  if (lanes_ && lanes_->pays(cells.size() / block_lanes))
    undone = lanes_->allocate(address, cells, stratum_of_cell, arms);
  for (std::size_t lane = 0; lane < block_lanes; ++lane)
    if ((undone >> lane & 1U) != 0)
      allocate_lane(address, lane, cells, stratum_of_cell, arms);
}

void StratifiedAllocator::allocate_lane(
    const StreamAddress& first, std::size_t lane,
    std::span<const std::uint32_t> cells,
    std::span<const std::uint32_t> stratum_of_cell,
    std::span<std::uint8_t> arms) {
  const std::size_t rows = cells.size() / block_lanes;
  lane_strata_.resize(rows);
  lane_blocks_.resize(rows);
  lane_arms_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i)
    lane_strata_[i] = stratum_of_cell[cells[i * block_lanes + lane]];
  StreamAddress address = first;
  address.replicate += lane;
  allocate(address, lane_strata_, lane_arms_, lane_blocks_);
  for (std::size_t i = 0; i < rows; ++i)
    arms[i * block_lanes + lane] = lane_arms_[i];
}

}  // namespace rehearse
