#include "rehearse/design/efficacy_bounds.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/spending.hpp"

namespace rehearse {

namespace {

constexpr double no_bound = std::numeric_limits<double>::infinity();

// Bounds remembered: about 4 MB.
constexpr std::size_t most_remembered = 1U << 16;

// Events at information fraction 1.
std::optional<double> total_events(const AnalysisPlan& plan) {
  if (plan.planned_events) return *plan.planned_events;
  if (plan.looks.back().events) return *plan.looks.back().events;
  return std::nullopt;
}

// Planned information of a look, in events where the plan has a total.
std::optional<double> planned_information(const AnalysisPlan& plan,
                                          const Look& look) {
  if (look.events) return *look.events;
  if (!look.information_fraction) return std::nullopt;
  return *look.information_fraction * total_events(plan).value_or(1.0);
}

double spending_fraction(const AnalysisPlan& plan, const Look& look,
                         double information) {
  const std::optional<double> total = total_events(plan);
  const std::optional<double> planned = planned_information(plan, look);
  const bool at_plan =
      plan.efficacy.information == Information::planned || !total;
  if (at_plan && planned) return *planned / total.value_or(1.0);
  return total ? information / *total : 0.0;
}

std::uint64_t trie_key(std::uint32_t parent, int events) {
  return std::uint64_t{parent} << 32 | static_cast<std::uint32_t>(events);
}

// Cumulative alpha that look `k` may have spent.
double alpha_at(const AnalysisPlan& plan, std::size_t k, double information) {
  if (k + 1 == plan.looks.size()) return plan.alpha;
  return cumulative_spending(
      plan.efficacy.spending, plan.efficacy.parameter, plan.alpha,
      spending_fraction(plan, plan.looks[k], information));
}

}  // namespace

EfficacyBound EfficacyRecursion::next(const AnalysisPlan& plan,
                                      double information) {
  expect(look_ < plan.looks.size(), "the plan has no further look");
  const std::size_t k = look_++;
  information_ = std::max(information, information_);
  if (information_ == 0.0 || !plan.looks[k].efficacy) return {no_bound, spent_};
  const double alpha = alpha_at(plan, k, information_);
  if (alpha <= spent_) return {no_bound, spent_};
  trials_.go_to({information_});
  const double z = trials_.upper_quantile(alpha - spent_);
  trials_.stop_above(z);
  spent_ = alpha;
  return {z, spent_};
}

std::vector<std::optional<EfficacyBound>> planned_bounds(
    const AnalysisPlan& plan) {
  std::vector<std::optional<EfficacyBound>> bounds(plan.looks.size());
  const bool only_one = plan.looks.size() == 1;
  EfficacyRecursion recursion;
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    std::optional<double> information =
        planned_information(plan, plan.looks[k]);
    if (only_one && !information) information = 1.0;  // any gives the same
    if (!information) break;
    bounds[k] = recursion.next(plan, *information);
  }
  return bounds;
}

std::vector<std::optional<double>> planned_efficacy_bounds(
    const AnalysisPlan& plan) {
  std::vector<std::optional<double>> z(plan.looks.size());
  std::ranges::transform(
      planned_bounds(plan), z.begin(),
      [](const std::optional<EfficacyBound>& bound) -> std::optional<double> {
        if (bound) return bound->z;
        return std::nullopt;
      });
  return z;
}

ActualEfficacyBounds::ActualEfficacyBounds(const AnalysisPlan& plan)
    : plan_(plan) {
  expect(!plan.looks.empty(), "a plan has a look");
  const auto bounds = planned_bounds(plan);
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    if (!bounds[k] || !plan.looks[k].events) break;
    planned_events_.push_back(*plan.looks[k].events);
    planned_z_.push_back(bounds[k]->z);
  }
  // One look: any events give the same.
  if (bounds.size() == 1) planned_z_.assign(1, bounds[0]->z);
}

double ActualEfficacyBounds::bound(std::span<const int> events) {
  expect(!events.empty() && events.size() <= plan_.looks.size(),
         "events are those of the looks so far");
  const std::size_t k = events.size() - 1;
  if (plan_.looks.size() == 1 && events[0] > 0) return planned_z_[0];
  if (k < planned_events_.size() &&
      std::equal(events.begin(), events.end(), planned_events_.begin()))
    return planned_z_[k];
  if (const KnownLook* look = known(events)) return look->z;
  extend_path(events);
  remember_path();
  return path_.back().z;
}

const ActualEfficacyBounds::KnownLook* ActualEfficacyBounds::known(
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
void ActualEfficacyBounds::extend_path(std::span<const int> events) {
  const auto differs =
      std::ranges::mismatch(path_, events, {}, &PathLook::events).in1;
  path_.erase(differs, path_.end());
  for (const int count : events.subspan(path_.size())) {
    EfficacyRecursion recursion =
        path_.empty() ? EfficacyRecursion{} : path_.back().recursion;
    const double z = recursion.next(plan_, count).z;
    path_.push_back({count, std::move(recursion), z});
  }
}

void ActualEfficacyBounds::remember_path() {
  if (trie_.size() + path_.size() > most_remembered) trie_.clear();
  std::uint32_t parent = 0;
  for (const PathLook& look : path_) {
    const auto id = static_cast<std::uint32_t>(trie_.size() + 1);
    parent =
        trie_.try_emplace(trie_key(parent, look.events), KnownLook{id, look.z})
            .first->second.id;
  }
}

}  // namespace rehearse
