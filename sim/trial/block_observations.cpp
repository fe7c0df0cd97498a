#include "rehearse/trial/block_observations.hpp"

#include <bit>
#include <cmath>

#include "rehearse/core/numbers.hpp"

namespace rehearse {

namespace {

constexpr std::size_t tile_rows = 16;
// 2^12 days of 2^14 steps.
constexpr unsigned least_time_bits = 12 + 14;

unsigned stratum_bits_of(std::size_t strata) {
  return static_cast<unsigned>(std::bit_width(strata - 1));
}

std::size_t at(std::size_t row, std::size_t lane) {
  return row * block_lanes + lane;
}

// The search for one order statistic in a lane: it is in (low, high].
struct Bracket {
  double low = 0.0;
  double high = never_seen;
  double at_most_low = 0.0;   // values
  double at_most_high = 0.0;  // 0: not counted yet
  bool done = false;
};

}  // namespace

bool BlockObservations::takes(std::size_t strata) {
  return stratum_bits_of(strata) + least_time_bits <= block_time_bits;
}

BlockObservations::BlockObservations(
    std::size_t participants, std::span<const std::uint32_t> analysis_stratum,
    std::size_t strata)
    : rows_((participants + tile_rows - 1) / tile_rows * tile_rows),
      stratum_shift_(32 - stratum_bits_of(strata)),
      strata_(analysis_stratum),
      calendar_(participants * block_lanes),
      by_time_(rows_ * block_lanes),
      by_stratum_(strata > 1 ? rows_ * block_lanes : 0) {
  for (const std::uint32_t stratum : analysis_stratum)
    shifted_strata_.push_back(strata > 1 ? stratum << stratum_shift_ : 0);
  scratch_.reserve(participants);
  lane_keys_.reserve(participants);
}

void BlockObservations::observe(const BlockColumns& block) {
  block_ = block;
  reviewed_ = nullptr;
  keys_.resize(calendar_.size());
  observe_block(block, keys_, calendar_, events_);
  have_data_ = false;
  number_ = 0;
}

void BlockObservations::observe(const BlockColumns& block,
                                BlockReviewedEndpoint& endpoint) {
  block_ = block;
  reviewed_ = &endpoint;
  endpoint.settle();
  observe_known(known(), calendar_, events_);
  have_data_ = false;
  number_ = 0;
}

double BlockObservations::event_time(std::size_t k) const {
  return reviewed_ == nullptr ? block_.event[k]
                              : reviewed_->event_known()[k] * duration_step;
}

bool BlockObservations::has_event(std::size_t k) const {
  if (block_.role[k] == left_out) return false;
  if (reviewed_ != nullptr) return reviewed_->event_known()[k] < never_step;
  const double event = block_.event[k];
  return event <= block_.dropout[k] && event < never;
}

BlockObservations::Hint& BlockObservations::hint_of(int number) {
  for (Hint& hint : hints_)
    if (hint.number == number) return hint;
  return hints_.emplace_back(Hint{number, 0.0, 0.0});
}

// Counts around a pivot in each lane, which moves by the slope of the counts,
// then between what has been counted, until the value is next to it.
Lanes<CalendarStep> BlockObservations::select(int number) {
  Hint& hint = hint_of(number);
  const double wanted = number;
  Lanes<CalendarStep> found;
  Lanes<CalendarStep> pivots;
  Bracket brackets[block_lanes];
  std::size_t open = 0;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    found[l] = never_seen;
    brackets[l].done = events_[l] < static_cast<std::uint32_t>(number);
    open += brackets[l].done ? 0U : 1U;
    pivots[l] = static_cast<CalendarStep>(hint.at > 0.0 ? hint.at : 1 << 26);
  }
  const double first_pivot = pivots[0];
  double missing_first = 0.0;  // events, over the lanes
  double moved = 0.0;          // from the first pivot to what was found
  double sum = 0.0;
  const auto of = static_cast<double>(open);
  CalendarSplit split;
  for (int pass = 0; open > 0; ++pass) {
    split_calendar(calendar_, pivots, split);
    for (std::size_t l = 0; l < block_lanes; ++l) {
      Bracket& b = brackets[l];
      if (b.done) continue;
      const double at_most = split.at_most[l];
      if (pass == 0) missing_first += std::abs(wanted - 0.5 - at_most);
      const bool below = at_most >= wanted;
      if (at_most == wanted || at_most + 1.0 == wanted ||
          b.high - b.low <= 1.0) {
        found[l] = at_most == wanted  ? split.below[l]
                   : at_most < wanted ? split.above[l]
                                      : static_cast<CalendarStep>(b.high);
        b.done = true;
        --open;
        sum += found[l];
        moved += std::abs(found[l] - first_pivot);
        continue;
      }
      const double pivot = pivots[l];
      if (below) {
        b.high = split.below[l];
        b.at_most_high = at_most;
      } else {
        b.low = pivot;
        b.at_most_low = at_most;
      }
      double next = 0.5 * (b.low + b.high);
      const double missing = wanted - 0.5 - at_most;
      if (pass < 2 && hint.slope > 0.0)
        next = pivot + missing / hint.slope;
      else if (pass < 8 && b.at_most_high > 0.0 && b.at_most_low > 0.0)
        next = b.low + (b.high - b.low) * (wanted - 0.5 - b.at_most_low) /
                           (b.at_most_high - b.at_most_low);
      if (!(next > b.low && next < b.high)) next = 0.5 * (b.low + b.high);
      pivots[l] = static_cast<CalendarStep>(next);
    }
  }
  if (of > 0.0) hint.at = sum / of;
  if (moved > 0.0) hint.slope = missing_first / moved;
  return found;
}

double BlockObservations::exact_time(std::size_t lane, int number) {
  scratch_.clear();
  for (std::size_t i = 0; i < participants(); ++i) {
    const std::size_t k = at(i, lane);
    if (has_event(k)) scratch_.push_back(block_.entry[k] + event_time(k));
  }
  const auto nth = scratch_.begin() + (number - 1);
  std::ranges::nth_element(scratch_, nth);
  return *nth;
}

void BlockObservations::times_of_event(int number, Lanes<double>& times) {
  if (number_ == number) {  // of another analysis that waits for it
    times = times_of_number_;
    return;
  }
  const Lanes<CalendarStep> steps = select(number);
  CalendarRows rows;
  find_in_calendar(calendar_, steps, rows);
  for (std::size_t l = 0; l < block_lanes; ++l) {
    const std::size_t i = at(static_cast<std::size_t>(rows.row[l]), l);
    if (events_[l] < static_cast<std::uint32_t>(number))
      times[l] = infinity;
    else if (rows.count[l] == 1 && steps[l] != never_seen)
      times[l] = block_.entry[i] + event_time(i);
    else
      times[l] = exact_time(l, number);
  }
  number_ = number;
  times_of_number_ = times;
}

// Whose visits weren't all followed may be seen for longer than is known.
double BlockObservations::last_observed(std::size_t lane) const {
  double last = block_.entry[at(participants() - 1, lane)];
  for (std::size_t i = 0; i < participants(); ++i) {
    const std::size_t k = at(i, lane);
    if (block_.role[k] == left_out) continue;
    const double followed =
        reviewed_ == nullptr ? std::min(block_.event[k], block_.dropout[k])
                             : reviewed_->last_known(i, lane) * duration_step;
    if (followed < (reviewed_ == nullptr ? longest_duration : never_day))
      last = std::max(last, block_.entry[k] + followed);
  }
  if (reviewed_ == nullptr || !reviewed_->assessment().has_open(lane))
    return last;
  return std::max(last, reviewed_->assessment().complete_before()[lane]);
}

void BlockObservations::cuts_of(const Look& look, const Lanes<double>& previous,
                                Lanes<Cut>& cuts) {
  struct Trial {
    const BlockObservations& seen;
    std::size_t lane;
    double event;

    [[nodiscard]] double first_entry() const { return seen.block_.entry[lane]; }
    [[nodiscard]] double last_entry() const {
      return seen.block_.entry[at(seen.participants() - 1, lane)];
    }
    [[nodiscard]] double time_of_event(int /*number*/) const { return event; }
    [[nodiscard]] double last_observed() const {
      return seen.last_observed(lane);
    }
  };
  Lanes<double> events;
  if (look.events) times_of_event(*look.events, events);
  for (std::size_t l = 0; l < block_lanes; ++l)
    cuts[l] = cut_of(look, previous[l], Trial{*this, l, events[l]});
}

const BlockData& BlockObservations::data_at(const Lanes<double>& cuts) {
  if (have_data_ && std::ranges::equal(cuts.of, data_cuts_.of)) return data_;
  have_data_ = true;
  data_cuts_ = cuts;
  data_.beyond = 0;
  const unsigned bits = block_time_bits - (32 - stratum_shift_);
  const double longest = std::ldexp(duration_step, static_cast<int>(bits));
  for (std::size_t l = 0; l < block_lanes; ++l) {
    std::size_t entered = participants();  // from the last back: most have
    while (entered > 0 && !(block_.entry[at(entered - 1, l)] < cuts[l]))
      --entered;
    entered_[l] = static_cast<std::uint32_t>(entered);
    if (cuts[l] - block_.entry[l] >= longest) data_.beyond |= 1U << l;
  }
  count_compared(block_.role, entered_, data_.participants);
  data_.of_scans = reviewed_ != nullptr;
  if (reviewed_ == nullptr) {
    cut_block(keys_, block_.entry, cuts, entered_, by_time_);
  } else {
    reviewed_->find_outcomes_at(cuts);
    pack_outcomes({reviewed_->times(), reviewed_->reasons(), block_.role},
                  entered_, by_time_);
  }
  data_.by_time = data_.by_stratum = by_time_;
  data_.stratum_shift = stratum_shift_;
  if (stratum_shift_ < 32) {
    add_strata(by_time_, block_.cell, shifted_strata_, by_stratum_);
    sort_block(by_stratum_);
    data_.by_stratum = by_stratum_;
  }
  sort_block(by_time_);
  return data_;
}

void BlockObservations::events_by(const Lanes<double>& cuts,
                                  Lanes<std::uint32_t>& events) const {
  count_known(known(), cuts, events);
}

ReasonCounts BlockObservations::reasons(std::size_t lane) const {
  ReasonCounts counts{};
  each_compared(lane, [&](std::size_t k, std::uint8_t role) {
    ++counts[role][reviewed_->reasons()[k]];
  });
  return counts;
}

ObservationKey BlockObservations::observed(std::size_t k, double cut) const {
  const std::uint32_t stratum = strata_[block_.cell[k]];
  const auto arm = static_cast<Role>(block_.role[k]);
  if (reviewed_ != nullptr)
    return pack(ticks(reviewed_->times()[k] * duration_step), stratum, arm,
                is_event(static_cast<Reason>(reviewed_->reasons()[k])));
  const double exposure = completed_duration(cut - block_.entry[k]);
  const double followed =
      std::min({block_.event[k], block_.dropout[k], longest_duration});
  return pack(ticks(std::min(followed, exposure)), stratum, arm,
              has_event(k) && followed <= exposure);
}

std::span<const ObservationKey> BlockObservations::lane_data(std::size_t lane) {
  lane_keys_.clear();
  each_compared(lane, [&](std::size_t k, std::uint8_t) {
    lane_keys_.push_back(observed(k, data_cuts_[lane]));
  });
  sorter_.sort(lane_keys_);
  return lane_keys_;
}

}  // namespace rehearse
