#include "rehearse/design/actual_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

// Looks remembered: about 6 MB.
constexpr std::size_t most_nodes = 1U << 16;

std::uint64_t trie_key(std::uint32_t parent, int events) {
  return std::uint64_t{parent} << 32 | static_cast<std::uint32_t>(events);
}

// Whether this is a number of events that a trial can have.
bool countable(double information) {
  return information >= 1.0 && information == std::floor(information) &&
         information <= std::numeric_limits<int>::max();
}

}  // namespace

ActualBounds::ActualBounds(SolvedPlan solved) : solved_(std::move(solved)) {
  expect(!solved_.plan.looks.empty(), "a plan has a look");
  plan_ahead();
}

void ActualBounds::plan_ahead() {
  BoundRecursion recursion;
  if (solved_.plan.looks.size() == 1) {  // any events give the same
    const double information = solved_.plan.looks[0].information;
    planned_.push_back(
        recursion.next(solved_, information > 0.0 ? information : 1.0));
    return;
  }
  for (const PlannedLook& look : solved_.plan.looks) {
    if (!countable(look.information)) return;
    planned_events_.push_back(static_cast<int>(look.information));
    planned_.push_back(recursion.next(solved_, look.information));
  }
}

const LookBounds& ActualBounds::at(std::span<const int> events) {
  const std::size_t looks = solved_.plan.looks.size();
  expect(!events.empty() && events.size() <= looks,
         "events are those of the looks so far");
  const std::size_t k = events.size() - 1;
  if (looks == 1 && events[0] > 0) return planned_[0];
  if (k < planned_events_.size() &&
      std::equal(events.begin(), events.end(), planned_events_.begin()))
    return planned_[k];
  if (const KnownLook* look = known(events)) return look->bounds;
  extend_path(events);
  remember_path();
  return path_.back().bounds;
}

const ActualBounds::KnownLook* ActualBounds::known(
    std::span<const int> events) const {
  const KnownLook* look = nullptr;
  for (const int count : events) {
    const auto found = trie_.find(trie_key(look ? look->id : 0, count));
    if (found == trie_.end()) return nullptr;
    look = &found->second;
  }
  return look;
}

// Goes on from the looks that are those of the path last computed.
void ActualBounds::extend_path(std::span<const int> events) {
  const auto differs =
      std::ranges::mismatch(path_, events, {}, &PathLook::events).in1;
  path_.erase(differs, path_.end());
  for (const int count : events.subspan(path_.size())) {
    BoundRecursion recursion =
        path_.empty() ? BoundRecursion{} : path_.back().recursion;
    const LookBounds bounds = recursion.next(solved_, count);
    path_.push_back({count, std::move(recursion), bounds});
  }
}

void ActualBounds::remember_path() {
  if (trie_.size() + path_.size() > most_nodes) trie_.clear();
  std::uint32_t parent = 0;
  for (const PathLook& look : path_) {
    const auto id = static_cast<std::uint32_t>(trie_.size() + 1);
    parent = trie_
                 .try_emplace(trie_key(parent, look.events),
                              KnownLook{id, look.bounds})
                 .first->second.id;
  }
}

}  // namespace rehearse
