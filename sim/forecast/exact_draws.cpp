#include "rehearse/forecast/exact_draws.hpp"

#include <cmath>

namespace rehearse {
namespace {

// The first arm whose cumulative weight is beyond a uniform share of the whole.
std::size_t arm_by(std::span<const double> cumulative, WordStream& words) {
  if (cumulative.size() == 1) return 0;
  const double at = words.uniform() * cumulative.back();
  std::size_t arm = 0;
  while (arm + 1 < cumulative.size() && at >= cumulative[arm]) ++arm;
  return arm;
}

}  // namespace

ExactDraws::ExactDraws(const OngoingTrial& trial,
                       std::span<const std::size_t> drawn,
                       std::span<const double> shares)
    : trial_(trial),
      drawn_(drawn.begin(), drawn.end()),
      shares_(shares.begin(), shares.end()),
      survived_((drawn.size() + 1) * shares.size()),
      cumulative_(survived_.size()) {}

// After those drawn there is one row more, of who enters.
void ExactDraws::begin(const ArmHazards& hazards) {
  hazards_ = &hazards;
  const std::size_t arms = shares_.size();
  for (std::size_t place = 0; place <= drawn_.size(); ++place) {
    const OngoingParticipant* p =
        place < drawn_.size() ? &trial_.participants[drawn_[place]] : nullptr;
    double sum = 0.0;
    for (std::size_t arm = 0; arm < arms; ++arm) {
      const double hazard =
          p == nullptr ? 0.0 : hazards.cumulative_hazard(arm, p->time);
      double weight = shares_[arm] * std::exp(-hazard);
      if (p != nullptr && p->arm) weight = *p->arm == arm ? 1.0 : 0.0;
      survived_[place * arms + arm] = hazard;
      cumulative_[place * arms + arm] = sum += weight;
    }
  }
}

FutureCourse ExactDraws::draw(std::size_t place, WordStream& words) const {
  const std::size_t arms = shares_.size();
  const std::size_t arm =
      arm_by(std::span{cumulative_}.subspan(place * arms, arms), words);
  const double time = hazards_->time_of(
      arm, survived_[place * arms + arm] - std::log(words.uniform()));
  return {time, time};
}

FutureCourse ExactDraws::draw_new(WordStream& words) const {
  return draw(drawn_.size(), words);
}

}  // namespace rehearse
