#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "rehearse/randomization/permuted_block_lanes.hpp"
#include "rehearse/randomization/procedure.hpp"

namespace rehearse {

/// The lists of all strata under one rule, in memory taken once.
template <class Rule>
class StrataLists {
 public:
  StrataLists(Rule rule, std::vector<std::uint64_t> streams,
              std::vector<std::uint32_t> lengths)
      : rule_(std::move(rule)),
        streams_(std::move(streams)),
        lengths_(std::move(lengths)),
        room_(SequenceOf<Rule>::room_for(rule_)),
        sequences_(streams_.size()),
        started_(streams_.size()),
        rooms_(streams_.size() * room_) {}

  [[nodiscard]] const std::vector<std::uint64_t>& streams() const {
    return streams_;
  }

  void allocate(const StreamAddress& address,
                std::span<const std::uint32_t> strata,
                std::span<std::uint8_t> arms, std::span<std::uint32_t> blocks) {
    std::ranges::fill(started_, std::uint8_t{0});
    for (std::size_t i = 0; i < strata.size(); ++i) {
      const std::uint32_t s = strata[i];
      const auto room = std::span{rooms_}.subspan(s * room_, room_);
      if (started_[s] == 0) {
        started_[s] = 1;
        sequences_[s].begin(address, streams_[s], lengths_[s], room);
      }
      const Assignment assignment = sequences_[s].next(rule_, room);
      arms[i] = static_cast<std::uint8_t>(assignment.arm);
      blocks[i] = assignment.block;
    }
  }

 private:
  Rule rule_;
  std::vector<std::uint64_t> streams_;
  std::vector<std::uint32_t> lengths_;
  std::size_t room_;
  std::vector<SequenceOf<Rule>> sequences_;  // this replicate's
  std::vector<std::uint8_t> started_;
  std::vector<typename SequenceOf<Rule>::Cell> rooms_;
};

/// Draws the lists of a whole trial, one for each stratum, as they are needed.
/// A stratum's list depends on the seed, the replicate and where its stream
/// begins, on nothing else: strata never shift one another.
class StratifiedAllocator {
 public:
  /// `streams`: first item of each stratum's stream; one at least.
  /// `lengths`: of their lists, which random allocation and the maximal
  /// procedure need; may be empty for the others.
  StratifiedAllocator(const Procedure& procedure,
                      std::vector<std::uint64_t> streams,
                      std::vector<std::uint32_t> lengths = {});

  /// Assigns participants in order of entry. Columns of one length: `strata`
  /// in, `arms` and `blocks` (within the stratum) out. Never allocates memory.
  void allocate(const StreamAddress& address,
                std::span<const std::uint32_t> strata,
                std::span<std::uint8_t> arms, std::span<std::uint32_t> blocks);

  /// The same for a block of replicates, rows of `block_lanes`, of which
  /// `address` names the first. `stratum_of_cell`: of each value in `cells`.
  void allocate_lanes(const StreamAddress& address,
                      std::span<const std::uint32_t> cells,
                      std::span<const std::uint32_t> stratum_of_cell,
                      std::span<std::uint8_t> arms);

 private:
  template <class Variant>
  struct ListsOf;
  template <class... Rules>
  struct ListsOf<std::variant<Rules...>> {
    using type = std::variant<StrataLists<Rules>...>;
  };
  void allocate_lane(const StreamAddress& first, std::size_t lane,
                     std::span<const std::uint32_t> cells,
                     std::span<const std::uint32_t> stratum_of_cell,
                     std::span<std::uint8_t> arms);

  typename ListsOf<Procedure>::type lists_;
  std::optional<PermutedBlockLanes> lanes_;  // where all lanes go at once
  // Of one lane.
  std::vector<std::uint32_t> lane_strata_;
  std::vector<std::uint32_t> lane_blocks_;
  std::vector<std::uint8_t> lane_arms_;
};

}  // namespace rehearse
