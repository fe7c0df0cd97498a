#include "rehearse/design/repeated_p.hpp"

#include <algorithm>

#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/design/group_sequential_design.hpp"

namespace rehearse {

std::vector<LookBounds> bounds_at(const SolvedPlan& solved,
                                  std::span<const SeenLook> seen) {
  std::vector<LookBounds> bounds;
  BoundRecursion recursion;
  for (const SeenLook& look : seen)
    bounds.push_back(recursion.next(solved, look.events));
  return bounds;
}

std::optional<double> repeated_p(const GroupSequentialPlan& plan,
                                 std::span<const SeenLook> seen) {
  constexpr double least = 1e-15;
  constexpr double most = 0.5 - 1e-9;
  expect(!seen.empty() && seen.back().z, "the last look's z is known");
  if (std::holds_alternative<HaybittlePeto>(plan.efficacy)) return std::nullopt;
  const double z = *seen.back().z;
  // How far z is beyond the bound at a level given by its normal quantile.
  const auto excess = [&](double quantile) {
    const double alpha = std::clamp(normal_upper_tail(quantile), least, most);
    const auto bounds = bounds_at(efficacy_at_level(plan, alpha), seen);
    return z - std::min(bounds.back().efficacy_z, 40.0);
  };
  const double low = normal_upper_quantile(most);
  const double high = normal_upper_quantile(least);
  if (excess(low) <= 0.0) return std::nullopt;
  if (excess(high) >= 0.0) return least;
  return normal_upper_tail(root(excess, low, high, 40));
}

std::vector<std::optional<double>> repeated_p_by_look(
    const GroupSequentialPlan& plan, std::span<const SeenLook> seen) {
  std::vector<std::optional<double>> repeated(seen.size());
  for (std::size_t k = 0; k < seen.size(); ++k)
    if (seen[k].z) repeated[k] = repeated_p(plan, seen.first(k + 1));
  return repeated;
}

std::optional<double> sequential_p(
    std::span<const std::optional<double>> repeated) {
  std::optional<double> least;
  for (const auto& p : repeated)
    if (p && (!least || *p < *least)) least = p;
  return least;
}

}  // namespace rehearse
