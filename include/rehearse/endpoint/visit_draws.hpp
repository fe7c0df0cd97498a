#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rehearse/random/stream_address.hpp"

namespace rehearse {

/// The random words of one visit.
struct VisitWords {
  std::uint32_t offset;   ///< within the window: see `ScanSchedule`
  std::uint32_t finding;  ///< see `FindingTable`
};

/// The random words of every visit of every participant of a replicate: the
/// same for any schedule, arm and reader. Visit v = 1, 2, … of participant p
/// is half of the item `c << 32 | 8 p + j` of Purpose::visit, where v - 1 =
/// 16 c + 2 j + h; its offset is word 2 h, its finding word 2 h + 1. The first
/// sixteen visits are drawn for all at once, later ones when they are asked
/// for.
class VisitDraws {
 public:
  explicit VisitDraws(std::size_t participants);
  void begin(std::uint64_t seed, std::uint64_t replicate);

  [[nodiscard]] VisitWords of(std::size_t participant, int visit) {
    const auto v = static_cast<std::size_t>(visit - 1);
    const std::size_t chunk = v / visits_per_chunk;
    const std::size_t word = v % visits_per_chunk * 2;
    const std::uint32_t* words = &first_[participant * words_per_chunk];
    if (chunk > 0) words = later(participant, chunk);
    return {words[word], words[word + 1]};
  }

 private:
  static constexpr std::size_t visits_per_chunk = 16;
  static constexpr std::size_t items_per_chunk = 8;
  static constexpr std::size_t words_per_chunk = 32;
  [[nodiscard]] const std::uint32_t* later(std::size_t participant,
                                           std::size_t chunk);

  StreamAddress address_{0, Purpose::visit, 0};
  std::vector<std::uint32_t> first_;  // chunk 0 of each participant
  std::array<std::uint32_t, words_per_chunk> later_{};
  std::uint64_t later_item_ = 0;  // of which; 0: none
};

}  // namespace rehearse
