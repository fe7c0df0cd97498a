// The lists of a block of replicates, compiled for each instruction set.
#include "rehearse/randomization/permuted_block_lanes.hpp"

#include <algorithm>

// foreach_target.h must come before the other two.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "randomization/permuted_block_lanes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "rehearse/random/draw-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

// The words of one stream in each lane, one after another.
class LaneWords {
 public:
  HWY_INLINE LaneWords(const StreamAddress& address, std::uint64_t item,
                       std::size_t lane)
      : key_(address.key()),
        replicates_(
            hn::Iota(Words{}, std::uint64_t{address.counter(0)[2]} + lane)),
        last_(hn::Set(Words{}, address.counter(0)[3])),
        item_(item) {}

  HWY_INLINE WordVector next() {
    if (used_ == 4 * at_once) refill();
    return words_[used_++];
  }

 private:
  static constexpr std::size_t at_once = 4;  // items

  HWY_INLINE void refill() {
    const Words d;
    State states[at_once];
    for (std::size_t k = 0; k < at_once; ++k, ++item_)
      states[k] = {hn::Set(d, item_ & 0xFFFFFFFF), hn::Set(d, item_ >> 32),
                   replicates_, last_};
    philox_rounds(states, key_);
    for (std::size_t k = 0; k < at_once; ++k) {
      words_[4 * k] = states[k].c0;
      words_[4 * k + 1] = states[k].c1;
      words_[4 * k + 2] = states[k].c2;
      words_[4 * k + 3] = states[k].c3;
    }
    used_ = 0;
  }

  PhiloxKey key_;
  WordVector replicates_, last_;
  std::uint64_t item_;
  WordVector words_[4 * at_once];
  std::size_t used_ = 4 * at_once;
};

// Whole numbers below a bound. Where the product's low half is below it, the
// draw may be unfair and WordStream::below may take a word more: rare enough
// to be left to the one who draws lane by lane.
struct Draw {
  WordVector again;

  HWY_INLINE WordVector below(WordVector word, WordVector bound) {
    const Words d;
    const auto product = multiply_low(word, bound);
    const auto low = hn::And(product, hn::Set(d, 0xFFFFFFFFULL));
    again = hn::Or(again, hn::VecFromMask(d, hn::Lt(low, bound)));
    return hn::ShiftRight<32>(product);
  }
};

// Bits `i` and `j` change places.
HWY_INLINE WordVector swap_of(WordVector bits, WordVector i, WordVector j) {
  const auto differ =
      hn::And(hn::Xor(hn::Shr(bits, i), hn::Shr(bits, j)), hn::Set(Words{}, 1));
  return hn::Xor(hn::Shl(differ, i), hn::Shl(differ, j));
}

// Blocks of one size: every lane ends its block with the same word.
void one_size(LaneWords& words, const PermutedBlockLanes::Size& size,
              std::size_t rows, Draw& draw,
              PermutedBlockLanes::Bits* HWY_RESTRICT list) {
  const Words d;
  auto queue = hn::Zero(d);
  std::uint64_t queued = 0;
  for (std::size_t made = 0; made < rows;) {
    auto arms = hn::Set(d, size.arms);
    for (std::uint64_t last = size.length - 1; last > 0; --last) {
      const auto drawn = draw.below(words.next(), hn::Set(d, last + 1));
      arms = hn::Xor(arms, swap_of(arms, hn::Set(d, last), drawn));
    }
    queue = hn::Or(queue, hn::Shl(arms, hn::Set(d, queued)));
    queued += size.length;
    for (; queued >= PermutedBlockLanes::chunk;
         queued -= PermutedBlockLanes::chunk) {
      if (made >= rows) break;
      hn::StoreU(queue, d, list);  // the lowest count
      list += block_lanes;
      made += PermutedBlockLanes::chunk;
      queue = hn::ShiftRight<PermutedBlockLanes::chunk>(queue);
    }
  }
}

// Several sizes: each word of a lane makes a swap in its open block or, where
// none is open, chooses the next one's size.
class SeveralSizes {
 public:
  HWY_INLINE SeveralSizes(std::size_t rows, PermutedBlockLanes::Bits* list)
      : arms_(hn::Zero(Words{})),
        last_(arms_),
        length_(arms_),
        queue_(arms_),
        queued_(arms_),
        rows_(rows),
        list_(list) {}

  [[nodiscard]] bool open() const { return open_ > 0; }

  HWY_INLINE void take(WordVector word,
                       std::span<const PermutedBlockLanes::Size> sizes,
                       Draw& draw) {
    const Words d;
    const auto one = hn::Set(d, 1);
    const auto choosing = hn::Eq(last_, hn::Zero(d));
    const auto bound = hn::IfThenElse(choosing, hn::Set(d, sizes.back().up_to),
                                      hn::Add(last_, one));
    const auto drawn = draw.below(word, bound);
    arms_ = hn::Xor(arms_,
                    hn::IfThenZeroElse(choosing, swap_of(arms_, last_, drawn)));
    last_ = hn::Sub(last_, hn::IfThenZeroElse(choosing, one));
    const auto complete = hn::AndNot(choosing, hn::Eq(last_, hn::Zero(d)));
    queue_ =
        hn::Or(queue_, hn::IfThenElseZero(complete, hn::Shl(arms_, queued_)));
    queued_ = hn::Add(queued_, hn::IfThenElseZero(complete, length_));
    auto arms = hn::Set(d, sizes.back().arms);
    auto length = hn::Set(d, sizes.back().length);
    for (std::size_t k = sizes.size() - 1; k-- > 0;) {
      const auto this_one = hn::Lt(drawn, hn::Set(d, sizes[k].up_to));
      arms = hn::IfThenElse(this_one, hn::Set(d, sizes[k].arms), arms);
      length = hn::IfThenElse(this_one, hn::Set(d, sizes[k].length), length);
    }
    arms_ = hn::IfThenElse(choosing, arms, arms_);
    length_ = hn::IfThenElse(choosing, length, length_);
    last_ = hn::IfThenElse(choosing, hn::Sub(length, one), last_);
    const auto ready =
        hn::Not(hn::Lt(queued_, hn::Set(d, PermutedBlockLanes::chunk)));
    if (!hn::AllFalse(d, ready)) flush(ready);
  }

 private:
  static constexpr std::size_t most = hn::MaxLanes(Words{});

  HWY_INLINE void flush(hn::Mask<Words> ready) {
    const Words d;
    HWY_ALIGN std::uint64_t bits[most];
    HWY_ALIGN std::uint64_t queued[most];
    hn::Store(queue_, d, bits);
    hn::Store(queued_, d, queued);
    for (std::size_t l = 0; l < hn::Lanes(d); ++l) {
      if (queued[l] < PermutedBlockLanes::chunk || made_[l] >= rows_) continue;
      list_[made_[l] / PermutedBlockLanes::chunk * block_lanes + l] = bits[l];
      made_[l] += PermutedBlockLanes::chunk;
      open_ -= made_[l] >= rows_ ? 1U : 0U;
    }
    queue_ = hn::IfThenElse(
        ready, hn::ShiftRight<PermutedBlockLanes::chunk>(queue_), queue_);
    queued_ = hn::Sub(
        queued_,
        hn::IfThenElseZero(ready, hn::Set(d, PermutedBlockLanes::chunk)));
  }

  WordVector arms_, last_, length_;  // of the open block
  WordVector queue_, queued_;        // complete ones
  std::size_t rows_;
  PermutedBlockLanes::Bits* list_;
  std::size_t made_[most] = {};
  std::size_t open_ = most;
};

// A bit for each lane where a draw is to be made again.
HWY_INLINE std::uint32_t unsure_lanes(const Draw& draw) {
  HWY_ALIGN std::uint64_t again[hn::MaxLanes(Words{})];
  hn::Store(draw.again, Words{}, again);
  std::uint32_t unsure = 0;
  for (std::size_t l = 0; l < hn::Lanes(Words{}); ++l)
    unsure |= again[l] != 0 ? 1U << l : 0U;
  return unsure;
}

// At least `rows` of every lane; a bit for each lane that can't be trusted.
// Two vectors of lanes in turn hide each other's latency.
std::uint32_t lists_kernel(const StreamAddress& address, std::uint64_t item,
                           std::span<const PermutedBlockLanes::Size> sizes,
                           std::size_t rows,
                           PermutedBlockLanes::Bits* HWY_RESTRICT list) {
  const Words d;
  const std::size_t width = hn::Lanes(d);
  std::uint32_t unsure = 0;
  for (std::size_t lane = 0; lane < block_lanes; lane += 2 * width) {
    LaneWords words[2] = {{address, item, lane}, {address, item, lane + width}};
    Draw draw[2] = {{hn::Zero(d)}, {hn::Zero(d)}};
    if (sizes.size() == 1) {
      for (std::size_t v = 0; v < 2; ++v)
        one_size(words[v], sizes[0], rows, draw[v], list + lane + v * width);
    } else {
      SeveralSizes blocks[2] = {{rows, list + lane},
                                {rows, list + lane + width}};
      while (blocks[0].open() || blocks[1].open())
        for (std::size_t v = 0; v < 2; ++v)
          blocks[v].take(words[v].next(), sizes, draw[v]);
    }
    for (std::size_t v = 0; v < 2; ++v)
      unsure |= unsure_lanes(draw[v]) << (lane + v * width);
  }
  return unsure;
}

// One stratum's bits to a column of arms.
void spread_kernel(const PermutedBlockLanes::Bits* HWY_RESTRICT list,
                   std::uint8_t* HWY_RESTRICT arms, std::size_t count) {
  const Words d;
  const hn::Rebind<std::uint8_t, Words> bytes;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    auto bits = hn::Zero(d);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      if (i / block_lanes % PermutedBlockLanes::chunk == 0)
        bits = hn::LoadU(
            d, list +
                   i / block_lanes / PermutedBlockLanes::chunk * block_lanes +
                   lane);
      hn::StoreU(hn::TruncateTo(bytes, hn::And(bits, hn::Set(d, 1))), bytes,
                 arms + i);
      bits = hn::ShiftRight<1>(bits);
    }
  }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(lists_kernel);
HWY_EXPORT(spread_kernel);

bool PermutedBlockLanes::takes(const PermutedBlocks& plan) {
  constexpr std::size_t longest =
      32;  // a queue takes it with the rest of a chunk
  for (const PermutedBlocks::Size& size : plan.sizes())
    if (size.arms.size() < 2 || std::ranges::max(size.arms) > 1) return false;
  return plan.largest_block() <= longest;
}

PermutedBlockLanes::PermutedBlockLanes(const PermutedBlocks& plan,
                                       std::vector<std::uint64_t> streams)
    : streams_(std::move(streams)),
      made_(streams_.size()),
      wanted_(streams_.size(), chunk),
      next_(streams_.size()) {
  std::uint64_t weight = 0;
  for (const PermutedBlocks::Size& size : plan.sizes()) {
    Size of{0, size.arms.size(), weight += size.weight};
    for (std::size_t k = 0; k < size.arms.size(); ++k)
      of.arms |= std::uint64_t{size.arms[k]} << k;
    sizes_.push_back(of);
  }
}

std::uint32_t PermutedBlockLanes::make(const StreamAddress& address,
                                       std::size_t stratum, std::size_t rows) {
  made_[stratum] =
      static_cast<std::uint32_t>((rows + chunk - 1) / chunk * chunk);
  return HWY_DYNAMIC_DISPATCH(lists_kernel)(address, streams_[stratum], sizes_,
                                            rows,
                                            lists_.data() + stratum * room_);
}

std::uint32_t PermutedBlockLanes::allocate(
    const StreamAddress& address, std::span<const std::uint32_t> cells,
    std::span<const std::uint32_t> stratum_of_cell,
    std::span<std::uint8_t> arms) {
  const std::size_t rows = cells.size() / block_lanes;
  room_ = (rows + chunk - 1) / chunk * block_lanes;
  lists_.resize(room_ * streams_.size());
  if (streams_.size() == 1) {
    const std::uint32_t undone = make(address, 0, rows);
    HWY_DYNAMIC_DISPATCH(spread_kernel)
    (lists_.data(), arms.data(), arms.size());
    return undone;
  }
  // As many as were needed before, mostly; more where they run out.
  std::uint32_t undone = 0;
  for (std::size_t s = 0; s < streams_.size(); ++s)
    undone |= make(address, s, wanted_[s]);
  for (std::size_t lane = 0; lane < block_lanes; ++lane) {
    std::ranges::fill(next_, 0U);
    for (std::size_t i = lane; i < cells.size(); i += block_lanes) {
      const std::uint32_t s = stratum_of_cell[cells[i]];
      const std::uint32_t place = next_[s]++;
      if (place >= made_[s]) undone |= make(address, s, wanted_[s] = place + 1);
      const Bits bits = lists_[s * room_ + place / chunk * block_lanes + lane];
      arms[i] = static_cast<std::uint8_t>(bits >> (place % chunk) & 1U);
    }
  }
  return undone;
}
}  // namespace rehearse
#endif  // HWY_ONCE
