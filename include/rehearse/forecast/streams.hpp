#pragma once

#include <cstdint>

#include "rehearse/random/stream_address.hpp"

namespace rehearse {

/// What a forecast draws. The numbers are part of the format of results.
enum class ForecastDraw : std::uint8_t {
  parameters = 0,  ///< of the models, for each draw of them
  enrolment = 1,   ///< who enters when
  chance = 2,      ///< what happens to them
  courses = 3,     ///< of the library
};

/// The stream of draw number `index` < 2^40.
[[nodiscard]] constexpr StreamAddress forecast_stream(std::uint64_t seed,
                                                      ForecastDraw draw,
                                                      std::uint64_t index) {
  return {seed, Purpose::forecast, std::uint64_t(draw) << 40 | index};
}

}  // namespace rehearse
