#pragma once

#include <cstdint>

#include "rehearse/random/word_stream.hpp"
#include "rehearse/trial/scenario.hpp"

// What random scenarios of any kind are put together from.
namespace random_parts {

class Dice {
 public:
  explicit Dice(std::uint64_t number)
      : words_{{number, rehearse::Purpose::allocation, 0}, 0} {}
  int whole(int low, int high) {
    return low + static_cast<int>(
                     words_.below(static_cast<std::uint32_t>(high - low + 1)));
  }
  double real(double low, double high) {
    return low + (high - low) * words_() * 0x1p-32;
  }
  bool one_in(int n) { return whole(1, n) == 1; }

 private:
  rehearse::WordStream words_;
};

rehearse::ModelSpec random_model(Dice& dice, bool may_be_cure);
/// Block sizes for the arms that there are.
void add_blocks(Dice& dice, rehearse::Scenario& scenario);
void add_factors(Dice& dice, rehearse::Scenario& scenario);
void add_streams(rehearse::Scenario& scenario);
void add_enrolment(Dice& dice, rehearse::Scenario& scenario);
/// Hazard ratios by period.
std::vector<rehearse::EffectPeriod> random_effect(Dice& dice);

}  // namespace random_parts
