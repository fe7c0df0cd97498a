#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"

namespace rehearse {

/// Bounds of a plan at the events a trial really had. The plan's information
/// is in events.
class ActualBounds {
 public:
  explicit ActualBounds(SolvedPlan solved);

  /// Bounds of look `events.size() - 1`, the looks so far having had `events`
  /// events. Never allocates when the same events were asked for before (or
  /// there is one look, or the events are as planned). Not thread-safe: one
  /// object for each thread; a bound never depends on what was asked before.
  [[nodiscard]] const LookBounds& at(std::span<const int> events);

 private:
  struct PathLook {
    int events;
    BoundRecursion recursion;  // after this look
    LookBounds bounds;
  };
  struct KnownLook {
    std::uint32_t id;
    LookBounds bounds;
  };

  void plan_ahead();
  [[nodiscard]] const KnownLook* known(std::span<const int> events) const;
  void extend_path(std::span<const int> events);
  void remember_path();

  SolvedPlan solved_;
  std::vector<int> planned_events_;  // of the looks, while all are known
  std::vector<LookBounds> planned_;
  std::vector<PathLook> path_;  // the looks last computed
  // A trie of events: (id of the look before, events) to a look.
  std::unordered_map<std::uint64_t, KnownLook> trie_;
};

}  // namespace rehearse
