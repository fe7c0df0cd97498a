#include "rehearse/randomization/arm_information.hpp"

#include <cmath>
#include <utility>

namespace rehearse {
namespace {

// The chain's state given the arms so far (a forward filter: Rabiner 1989,
// Proc. IEEE 77:257, section III A). It is hidden where blocks of several sizes
// may be open.
class StateFilter {
 public:
  explicit StateFilter(AllocationChain& chain) : chain_(chain) {
    add(AllocationChain::start, 1.0);
    take_next();
  }

  // P(arm | those before); 0 if it can't be.
  double observe(std::uint8_t arm) {
    double p = 0.0;
    for (const auto& [state, before] : now_)
      for (const ChainStep& step : chain_.steps(state))
        if (step.arm == arm) {
          add(step.next, before * step.probability);
          p += before * step.probability;
        }
    take_next();
    for (auto& [state, after] : now_) after /= p;
    return p;
  }

 private:
  void add(std::uint32_t state, double probability) {
    if (state >= of_state_.size()) of_state_.resize(state + 1, 0.0);
    if (of_state_[state] == 0.0) met_.push_back(state);
    of_state_[state] += probability;
  }

  void take_next() {
    now_.clear();
    for (const std::uint32_t state : met_)
      now_.emplace_back(state, std::exchange(of_state_[state], 0.0));
    met_.clear();
  }

  AllocationChain& chain_;
  std::vector<std::pair<std::uint32_t, double>> now_;  // state, probability
  std::vector<double> of_state_;                       // of the next
  std::vector<std::uint32_t> met_;
};

}  // namespace

std::vector<double> arm_information(AllocationChain& chain,
                                    std::span<const std::uint8_t> arms) {
  StateFilter filter{chain};
  std::vector<double> information;
  information.reserve(arms.size());
  for (const std::uint8_t arm : arms) {
    const double p = filter.observe(arm);
    if (p <= 0.0) break;
    information.push_back(-std::log(p));
  }
  return information;
}

}  // namespace rehearse
