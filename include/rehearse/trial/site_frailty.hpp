#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/frailty.hpp"
#include "rehearse/random/stream_address.hpp"

namespace rehearse {

/// Each site's multiple of the hazard, drawn for each replicate. What it does
/// to the event time: the unit exponential from which it is made is divided by
/// it. Deaths after progression and dropout have none of it.
class SiteFrailty {
 public:
  SiteFrailty(const Frailty& frailty, std::size_t sites);

  /// Divides each participant's exponential by the frailty of his site, which
  /// is of item 2^32 site.
  void apply(const StreamAddress& address, std::span<const std::uint32_t> site,
             std::span<double> exponentials);

  /// As they were last drawn.
  [[nodiscard]] std::span<const double> inverse() const { return inverse_; }

 private:
  Frailty frailty_;
  std::vector<double> inverse_;  // 1 / frailty of each site
};

}  // namespace rehearse
