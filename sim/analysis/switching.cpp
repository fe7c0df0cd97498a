#include "rehearse/analysis/switching.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {
namespace {

constexpr double psi_tolerance = 1e-10;

struct Ending {
  double time;
  bool event;
};

bool is_control(const SwitchingData& data, std::size_t i) {
  return data.arm[i] == static_cast<std::uint8_t>(Role::control);
}

bool switched(const SwitchingData& data, std::size_t i) {
  return is_control(data, i) && data.switch_time[i] < data.time[i];
}

bool anybody_switched(const SwitchingData& data) {
  for (std::size_t i = 0; i < data.time.size(); ++i)
    if (switched(data, i)) return true;
  return false;
}

Ending observed(const SwitchingData& data, std::size_t i) {
  return {data.time[i], data.event[i] != 0};
}

ObservationKey key_of(const SwitchingData& data, std::size_t i,
                      const Ending& ending) {
  return pack(ticks(std::min(ending.time, longest_duration)),
              data.stratum.empty() ? 0 : data.stratum[i],
              static_cast<Role>(data.arm[i]), ending.event);
}

// Sorted keys of `ending(i)`.
template <class EndingOf>
std::span<const ObservationKey> sorted_keys(const SwitchingData& data,
                                            SwitchingWorkspace& workspace,
                                            const EndingOf& ending) {
  const std::size_t size = data.time.size();
  workspace.keys.resize(std::max(workspace.keys.size(), size));
  const std::span keys = std::span{workspace.keys}.first(size);
  for (std::size_t i = 0; i < size; ++i) keys[i] = key_of(data, i, ending(i));
  workspace.sorter.sort(keys);
  return keys;
}

// By insertion; false, and in some order, where they aren't nearly sorted.
bool insert_all(std::span<OrderedKey> keys) {
  std::size_t moves = 16 * keys.size();
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const OrderedKey moved = keys[i];
    std::size_t to = i;
    for (; to > 0 && keys[to - 1].key > moved.key; --to, --moves) {
      if (moves == 0) return keys[to] = moved, false;
      keys[to] = keys[to - 1];
    }
    keys[to] = moved;
  }
  return true;
}

// What a model with this psi makes of the times.
class Untreated {
 public:
  Untreated(const SwitchingData& data, double psi, bool recensored)
      : data_(data), factor_(std::exp(psi)), recensored_(recensored) {}

  [[nodiscard]] Ending experimental(std::size_t i) const {
    return {factor_ * data_.time[i], data_.event[i] != 0};
  }
  [[nodiscard]] Ending control(std::size_t i) const {
    const double off = std::min(data_.switch_time[i], data_.time[i]);
    const double time = off + factor_ * (data_.time[i] - off);
    if (!recensored_) return {time, data_.event[i] != 0};
    const double limit = data_.censor_time[i] * std::min(1.0, factor_);
    return {std::min(time, limit), data_.event[i] != 0 && time <= limit};
  }

 private:
  const SwitchingData& data_;
  double factor_;
  bool recensored_;
};

// Log-rank z of U(psi), NaN without information. The order of the times hardly
// differs from one psi to the next: each begins with that of the last.
class EstimatingFunction {
 public:
  EstimatingFunction(const SwitchingData& data, SwitchingWorkspace& workspace)
      : data_(data),
        workspace_(workspace),
        recensored_(anybody_switched(data)) {
    const std::size_t size = data.time.size();
    workspace.ordered.resize(size);
    workspace.keys.resize(std::max(workspace.keys.size(), size));
    for (std::size_t i = 0; i < size; ++i)
      workspace.ordered[i].participant = static_cast<std::uint32_t>(i);
  }

  double operator()(double psi) const {
    const Untreated untreated{data_, psi, recensored_};
    const std::span<OrderedKey> ordered{workspace_.ordered};
    for (OrderedKey& at : ordered) {
      const std::size_t i = at.participant;
      at.key = key_of(data_, i,
                      is_control(data_, i) ? untreated.control(i)
                                           : untreated.experimental(i));
    }
    if (!insert_all(ordered)) std::ranges::sort(ordered, {}, &OrderedKey::key);
    const std::span keys = std::span{workspace_.keys}.first(ordered.size());
    std::ranges::transform(ordered, keys.begin(), &OrderedKey::key);
    const LogRank test = log_rank(keys, data_.strata, workspace_.analysis);
    return test.variance > 0.0 ? test.z() : RankPreservingFit::none;
  }

 private:
  const SwitchingData& data_;
  SwitchingWorkspace& workspace_;
  bool recensored_;
};

double psi_at(const PsiSearch& search, std::size_t node) {
  return search.lowest + (search.highest - search.lowest) *
                             static_cast<double>(node) /
                             static_cast<double>(search.cells);
}

// Whether z passes `target` between these two.
bool passes(double left, double right, double target) {
  if (std::isnan(left) || std::isnan(right)) return false;
  return (left < target) != (right < target);
}

double bisect(const EstimatingFunction& z, double low, double high,
              bool low_is_below, double target) {
  while (high - low > psi_tolerance) {
    const double middle = 0.5 * (low + high);
    ((z(middle) < target) == low_is_below ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// In the first cell where z passes `target`.
double first_root(const EstimatingFunction& z, const PsiSearch& search,
                  std::span<const double> grid_z, double target) {
  for (std::size_t cell = 0; cell + 1 < grid_z.size(); ++cell)
    if (passes(grid_z[cell], grid_z[cell + 1], target))
      return bisect(z, psi_at(search, cell), psi_at(search, cell + 1),
                    grid_z[cell] < target, target);
  return RankPreservingFit::none;
}

std::array<double, 2> limits(const EstimatingFunction& z,
                             const PsiSearch& search,
                             std::span<const double> grid_z) {
  const double lower = first_root(z, search, grid_z, -search.limit_z);
  const double upper = first_root(z, search, grid_z, search.limit_z);
  if (upper < lower) return {upper, lower};
  return {lower, upper};
}

std::size_t sign_changes(std::span<const double> grid_z) {
  std::size_t changes = 0;
  for (std::size_t i = 1; i < grid_z.size(); ++i)
    changes += passes(grid_z[i - 1], grid_z[i], 0.0) ? 1U : 0U;
  return changes;
}

void check(const SwitchingData& data) {
  const std::size_t size = data.time.size();
  expect(data.event.size() == size && data.arm.size() == size &&
             data.switch_time.size() == size &&
             data.censor_time.size() == size &&
             (data.stratum.empty() || data.stratum.size() == size),
         "the columns of a trial have one length");
}

void estimate_hazard_ratio(const SwitchingData& data,
                           SwitchingWorkspace& workspace,
                           RankPreservingFit& fit) {
  const auto keys = without_switching(data, fit.psi, workspace);
  fit.log_hazard_ratio = cox_log_hazard_ratio(
      collect_risk_sets(keys, data.strata, Ties::efron, workspace.analysis));
  fit.log_hazard_ratio_se = std::abs(fit.log_hazard_ratio / fit.z);
}

}  // namespace

void SwitchingWorkspace::reserve(std::size_t participants, std::size_t strata,
                                 std::size_t cells) {
  analysis.reserve(participants, strata);
  keys.resize(std::max(keys.size(), participants));
  ordered.reserve(participants);
  grid_z.resize(std::max(grid_z.size(), cells + 1));
}

std::span<const ObservationKey> as_randomized(const SwitchingData& data,
                                              SwitchingWorkspace& workspace) {
  check(data);
  return sorted_keys(data, workspace,
                     [&](std::size_t i) { return observed(data, i); });
}

std::span<const ObservationKey> censored_at_switch(
    const SwitchingData& data, SwitchingWorkspace& workspace) {
  check(data);
  return sorted_keys(data, workspace, [&](std::size_t i) {
    return switched(data, i) ? Ending{data.switch_time[i], false}
                             : observed(data, i);
  });
}

std::span<const ObservationKey> untreated_times(const SwitchingData& data,
                                                double psi,
                                                SwitchingWorkspace& workspace) {
  check(data);
  const Untreated untreated{data, psi, anybody_switched(data)};
  return sorted_keys(data, workspace, [&](std::size_t i) {
    return is_control(data, i) ? untreated.control(i)
                               : untreated.experimental(i);
  });
}

std::span<const ObservationKey> without_switching(
    const SwitchingData& data, double psi, SwitchingWorkspace& workspace) {
  check(data);
  const Untreated untreated{data, psi, anybody_switched(data)};
  return sorted_keys(data, workspace, [&](std::size_t i) {
    return is_control(data, i) ? untreated.control(i) : observed(data, i);
  });
}

RankPreservingFit fit_rank_preserving(const SwitchingData& data,
                                      const PsiSearch& search,
                                      SwitchingWorkspace& workspace) {
  check(data);
  expect(search.lowest < search.highest && search.cells > 0,
         "psi is looked for in an interval");
  workspace.reserve(data.time.size(), data.strata, search.cells);
  RankPreservingFit fit;
  fit.z =
      log_rank(as_randomized(data, workspace), data.strata, workspace.analysis)
          .z();
  const EstimatingFunction z{data, workspace};
  std::span grid_z = std::span{workspace.grid_z}.first(search.cells + 1);
  for (std::size_t node = 0; node < grid_z.size(); ++node) {
    grid_z[node] = z(psi_at(search, node));
    const bool found = node > 0 && passes(grid_z[node - 1], grid_z[node], 0.0);
    if (found && search.limit_z == 0.0) grid_z = grid_z.first(node + 1);
  }
  fit.sign_changes = sign_changes(grid_z);
  fit.psi = first_root(z, search, grid_z, 0.0);
  if (search.limit_z > 0.0) fit.psi_limits = limits(z, search, grid_z);
  if (fit.estimated()) estimate_hazard_ratio(data, workspace, fit);
  return fit;
}

}  // namespace rehearse
