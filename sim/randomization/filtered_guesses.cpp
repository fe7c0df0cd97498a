#include "randomization/filtered_guesses.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace rehearse {
namespace {

constexpr double negligible = 1e-14;  // of a level, against the heaviest

// The probability, up to a factor, that the next one he sees comes after n
// others of the list, which is then at a place of level n.
class Filter {
 public:
  explicit Filter(const PartialOnlooker& onlooker) : onlooker_(onlooker) {
    for (const ChainLevel& level : onlooker.levels) {
      now_.emplace_back(level.states.size());
      next_.emplace_back(level.states.size());
    }
    now_[0][0] = 1.0;
    (void)pass_unseen();
  }

  // The arms' probabilities, for the next one he sees.
  [[nodiscard]] std::array<double, max_arms> arms() const {
    std::array<double, max_arms> arm{};
    double all = 0.0;
    for (std::size_t n = begin_; n < end_; ++n) {
      const ChainLevel& level = onlooker_.levels[n];
      for (std::size_t place = 0; place < now_[n].size(); ++place) {
        const double p = now_[n][place] * onlooker_.reached[n];
        if (p == 0.0) continue;
        for (const ChainStep& step : level.from(place))
          arm[step.arm] += p * step.probability;
        all += p;
      }
    }
    for (double& p : arm) p /= all;
    return arm;
  }

  // He sees that arm. False if the list can't have had another.
  [[nodiscard]] bool see(std::uint32_t arm) {
    const std::size_t last = std::min(end_, now_.size() - 1);
    for (std::size_t n = begin_; n < next_.size(); ++n) {
      if (n > last && onlooker_.seen >= 1.0) break;
      std::ranges::fill(next_[n], 0.0);
    }
    for (std::size_t n = begin_; n < last; ++n)
      for (std::size_t place = 0; place < now_[n].size(); ++place)
        for (const ChainStep& step : onlooker_.levels[n].from(place))
          if (step.arm == arm)
            next_[n + 1][step.next] += now_[n][place] * step.probability;
    std::swap(now_, next_);
    begin_ = std::min(begin_ + 1, now_.size() - 1);
    end_ = last + 1;
    return pass_unseen();
  }

 private:
  using Levels = std::vector<std::vector<double>>;

  // Others may come before the next one he sees.
  bool pass_unseen() {
    const double unseen = 1.0 - onlooker_.seen;
    if (unseen > 0.0) end_ = now_.size();
    for (std::size_t n = begin_; unseen > 0.0 && n + 1 < end_; ++n)
      for (std::size_t place = 0; place < now_[n].size(); ++place) {
        const double p = now_[n][place] * unseen;
        if (p == 0.0) continue;
        for (const ChainStep& step : onlooker_.levels[n].from(place))
          now_[n + 1][step.next] += p * step.probability;
      }
    return trim();
  }

  // Scales the heaviest level to 1, and looks from then on at those alone that
  // are not negligible. False if there is none.
  bool trim() {
    weight_.assign(end_, 0.0);
    for (std::size_t n = begin_; n < end_; ++n)
      for (const double p : now_[n]) weight_[n] += p;
    const double heaviest = std::ranges::max(weight_);
    if (heaviest <= 0.0) return false;
    const auto counts = [&](double w) { return w > negligible * heaviest; };
    begin_ = static_cast<std::size_t>(std::ranges::find_if(weight_, counts) -
                                      weight_.begin());
    while (!counts(weight_[end_ - 1])) --end_;
    for (std::size_t n = begin_; n < end_; ++n)
      for (double& p : now_[n]) p /= heaviest;
    return true;
  }

  const PartialOnlooker& onlooker_;
  Levels now_;  // by level and place; only those in [begin_, end_) count
  Levels next_;
  std::vector<double> weight_;  // of each level
  std::size_t begin_ = 0;
  std::size_t end_ = 1;
};

const ChainStep& draw(std::span<const ChainStep> steps, double uniform) {
  for (const ChainStep& step : steps) {
    uniform -= step.probability;
    if (uniform < 0.0) return step;
  }
  return steps.back();
}

}  // namespace

double filtered_guesses(const PartialOnlooker& onlooker, double usual,
                        WordStream words) {
  Filter filter{onlooker};
  double sum = 0.0;
  std::uint32_t place = 0;
  const std::size_t longest = onlooker.reached.size();
  for (std::size_t n = 0; n < longest; ++n) {
    const ChainStep& step =
        draw(onlooker.levels[n].from(place), words.uniform());
    place = step.next;
    if (onlooker.seen < 1.0 && words.uniform() >= onlooker.seen) continue;
    sum += (std::ranges::max(filter.arms()) - usual) * onlooker.reached[n];
    if (!filter.see(step.arm)) break;
  }
  return sum / onlooker.seen;
}

}  // namespace rehearse
