#include "rehearse/trial/observe.hpp"

#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/trial/observe_columns.hpp"

namespace rehearse {

struct KeySorter::Scratch {
  hwy::Sorter sorter;
};

KeySorter::KeySorter() : scratch_(std::make_unique<Scratch>()) {}
KeySorter::~KeySorter() = default;

void KeySorter::sort(std::span<std::uint64_t> keys) const {
  scratch_->sorter(keys.data(), keys.size(), hwy::SortAscending());
}

Observations::Observations(std::size_t participants)
    : followed_(participants),
      labels_(participants),
      calendar_(participants + calendar_padding),
      keys_(participants) {}

void Observations::label(const Participants& people,
                         std::span<const std::uint32_t> analysis_stratum) {
  for (std::size_t i = 0; i < people.size(); ++i)
    labels_[i] = pack(0, analysis_stratum[people.cell[i]],
                      static_cast<Role>(people.arm[i]), true);
  data_cut_ = -1.0;
}

void Observations::observe(const Participants& people,
                           std::span<const std::uint32_t> analysis_stratum) {
  label(people, analysis_stratum);
  reviewed_ = nullptr;
  events_ = observe_columns(people.entry, people.event_time,
                            people.dropout_time, followed_, labels_, calendar_);
}

void Observations::observe(const Participants& people,
                           std::span<const std::uint32_t> analysis_stratum,
                           ReviewedEndpoint& endpoint,
                           std::span<const std::uint32_t> number) {
  label(people, analysis_stratum);
  reviewed_ = &endpoint;
  number_ = number;
  endpoint.settle();
  events_ = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    followed_[i] = endpoint.last_known(number_of(i));
    const double known = endpoint.event_known(number_of(i));
    calendar_[events_] = ticks(people.entry[i] + known);
    events_ += known < never ? 1U : 0U;
  }
}

double Observations::last_observed(const Participants& people) const {
  double last = 0.0;
  for (std::size_t i = 0; i < people.size(); ++i)
    if (followed_[i] < longest_duration)
      last = std::max(last, people.entry[i] + followed_[i]);
  return last;
}

double Observations::time_of_event(int number) const {
  const auto n = static_cast<std::size_t>(number);
  if (n > events_) return std::numeric_limits<double>::infinity();
  return time_of_tick(nth_smallest(std::span{calendar_}.first(events_), n));
}

std::size_t Observations::events_by(double cut) const {
  const std::uint64_t last = ticks(cut);
  return static_cast<std::size_t>(
      std::ranges::count_if(std::span{calendar_}.first(events_),
                            [last](std::uint64_t at) { return at <= last; }));
}

Cut Observations::cut_of(const Look& look, const Participants& people,
                         double previous, const Participants& trial) const {
  struct Trial {
    const Observations& seen;
    const Participants& people;
    const Participants& trial;

    [[nodiscard]] double first_entry() const { return trial.entry.front(); }
    [[nodiscard]] double last_entry() const { return trial.entry.back(); }
    [[nodiscard]] double time_of_event(int number) const {
      return seen.time_of_event(number);
    }
    [[nodiscard]] double last_observed() const {
      return std::max(last_entry(), seen.last_observed(people));
    }
  };
  return rehearse::cut_of(look, previous, Trial{*this, people, trial});
}

void Observations::cut_reviewed(double cut, const Participants& people,
                                std::span<ObservationKey> data) {
  reasons_ = {};
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto [time, reason] =
        reviewed_->outcome_at(number_of(i), cut - people.entry[i]);
    data[i] =
        ticks(time) << tick_shift | labels_[i] | (is_event(reason) ? 0U : 1U);
    ++reasons_[people.arm[i]][static_cast<std::size_t>(reason)];
  }
}

std::span<const ObservationKey> Observations::data_at(
    double cut, const Participants& people) {
  if (cut == data_cut_) return data_;
  const auto entered = static_cast<std::size_t>(
      std::ranges::lower_bound(people.entry, cut) - people.entry.begin());
  const std::span<ObservationKey> data = std::span{keys_}.first(entered);
  if (reviewed_ == nullptr)
    cut_columns(cut, people.entry, followed_, labels_, data);
  else
    cut_reviewed(cut, people, data);
  sorter_.sort(data);
  data_cut_ = cut;
  return data_ = data;
}

}  // namespace rehearse
