#include "randomization/single_list.hpp"

#include <algorithm>
#include <limits>

#include "randomization/seen_counts.hpp"

namespace rehearse {
namespace {

constexpr double negligible = 1e-18;  // a cell's probability
constexpr std::size_t most_cells = 1U << 23;
// Steps out of cells that one figure may take: some 3 s.
constexpr std::size_t most_steps = 1U << 28;
// Probabilities kept of one figure: 134 MB.
constexpr std::size_t most_kept = 1U << 24;
constexpr std::uint32_t no_bound = std::numeric_limits<std::uint32_t>::max();

// Where the list and the onlooker are.
struct Cell {
  std::uint32_t place;  // in the level
  std::uint32_t counts;
};

// The joint distribution of both, level after level.
class Onlooker {
 public:
  // `steps`: how many it may still take; what it takes is subtracted.
  Onlooker(std::span<const ChainLevel> levels, SeenCounts& counts, double seen,
           std::size_t& steps)
      : levels_(levels), counts_(counts), seen_(seen), steps_(steps) {
    for (const ChainLevel& level : levels)
      stride_ = std::max(stride_, level.states.size());
    now_.add({0, SeenCounts::nobody}, 1.0, stride_);
  }

  // Of each cell: visit(cell, probability).
  template <class Visit>
  void visit(Visit visit) const {
    for (const Cell& cell : now_.cells) visit(cell, now_.at(cell, stride_));
  }

  // Goes on to the level after n, without what goes beyond an imbalance of
  // `bound`. False if there is no room, or no step left.
  [[nodiscard]] bool advance(std::size_t n, std::uint32_t bound) {
    if (now_.cells.size() > steps_) return false;
    steps_ -= now_.cells.size();
    next_.clear(stride_);
    for (const Cell& cell : now_.cells) {
      const double p = now_.at(cell, stride_);
      if (p < negligible) continue;
      for (const ChainStep& step : levels_[n].from(cell.place)) {
        if (seen_ < 1.0)
          next_.add({step.next, cell.counts},
                    p * step.probability * (1.0 - seen_), stride_);
        const std::uint32_t counts = counts_.after(cell.counts, step.arm);
        if (counts_.imbalance(counts) <= bound)
          next_.add({step.next, counts}, p * step.probability * seen_, stride_);
      }
      if (counts_.size() * stride_ > most_cells) return false;
    }
    std::swap(now_, next_);
    return true;
  }

 private:
  struct Cells {
    std::vector<Cell> cells;
    std::vector<double> table;  // by counts, place fastest; 0: not in `cells`

    [[nodiscard]] double at(const Cell& cell, std::size_t stride) const {
      return table[cell.counts * stride + cell.place];
    }
    void add(const Cell& cell, double p, std::size_t stride) {
      const std::size_t index = cell.counts * stride + cell.place;
      if (index >= table.size()) table.resize((cell.counts + 1) * stride);
      if (table[index] == 0.0 && p > 0.0) cells.push_back(cell);
      table[index] += p;
    }
    void clear(std::size_t stride) {
      for (const Cell& cell : cells)
        table[cell.counts * stride + cell.place] = 0.0;
      cells.clear();
    }
  };

  std::span<const ChainLevel> levels_;
  SeenCounts& counts_;
  double seen_;
  std::size_t& steps_;
  std::size_t stride_ = 1;
  Cells now_;
  Cells next_;
};

void add_at(std::vector<double>& distribution, std::uint32_t d, double p) {
  if (d >= distribution.size()) distribution.resize(d + 1);
  distribution[d] += p;
}

// P(largest |D| up to n <= bound) for each n.
std::optional<ByParticipants> stays_within(std::span<const ChainLevel> levels,
                                           SeenCounts& counts,
                                           std::uint32_t bound,
                                           std::size_t& steps) {
  ByParticipants within;
  Onlooker onlooker{levels, counts, 1.0, steps};
  for (std::size_t n = 0; n < levels.size(); ++n) {
    double sum = 0.0;
    onlooker.visit([&](const Cell&, double p) { sum += p; });
    within.push_back(sum);
    if (n + 1 < levels.size() && !onlooker.advance(n, bound)) return {};
  }
  return within;
}

}  // namespace

std::optional<DistributionsByParticipants> list_imbalance(
    std::span<const ChainLevel> levels, std::span<const std::uint32_t> ratio,
    double seen) {
  DistributionsByParticipants after(levels.size());
  SeenCounts counts{ratio};
  std::size_t steps = most_steps;
  std::size_t kept = 0;
  Onlooker onlooker{levels, counts, seen, steps};
  for (std::size_t n = 0; n < levels.size(); ++n) {
    onlooker.visit([&](const Cell& cell, double p) {
      add_at(after[n], counts.imbalance(cell.counts), p);
    });
    kept += after[n].size();
    if (kept > most_kept) return {};
    if (n + 1 < levels.size() && !onlooker.advance(n, no_bound)) return {};
  }
  return after;
}

std::optional<DistributionsByParticipants> list_maximum(
    std::span<const ChainLevel> levels, std::span<const std::uint32_t> ratio) {
  constexpr double rounding = 1e-12;
  DistributionsByParticipants after(levels.size());
  SeenCounts counts{ratio};
  std::size_t steps = most_steps;
  const auto all = stays_within(levels, counts, no_bound, steps);
  if (!all) return {};
  ByParticipants below(levels.size(), 0.0);
  for (std::uint32_t bound = 0;; ++bound) {
    const auto within = stays_within(levels, counts, bound, steps);
    if (!within || (bound + 1) * levels.size() > most_kept) return {};
    for (std::size_t n = 0; n < levels.size(); ++n)
      after[n].push_back(std::max((*within)[n] - below[n], 0.0));
    if (within->back() >= all->back() - rounding) return after;
    below = *within;
  }
}

std::optional<ByParticipants> list_convergence(
    std::span<const ChainLevel> levels, std::span<const std::uint32_t> ratio,
    double seen) {
  ByParticipants right(levels.size());
  SeenCounts counts{ratio};
  std::size_t steps = most_steps;
  Onlooker onlooker{levels, counts, seen, steps};
  for (std::size_t n = 0; n < levels.size(); ++n) {
    onlooker.visit([&](const Cell& cell, double p) {
      for (const ChainStep& step : levels[n].from(cell.place))
        right[n] += p * step.probability * counts.guess(cell.counts, step.arm);
    });
    if (n + 1 < levels.size() && !onlooker.advance(n, no_bound)) return {};
  }
  return right;
}

}  // namespace rehearse
