#include "rehearse/trial/site_frailty.hpp"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

namespace {

double draw(const Frailty& frailty, WordStream& stream) {
  const double variance = frailty.variance;
  if (frailty.distribution == FrailtyDistribution::gamma)
    return boost::random::gamma_distribution<double>{1.0 / variance,
                                                     variance}(stream);
  const double square = std::log1p(variance);
  const double z = boost::random::normal_distribution<double>{}(stream);
  return std::exp(std::sqrt(square) * z - 0.5 * square);
}

}  // namespace

SiteFrailty::SiteFrailty(const Frailty& frailty, std::size_t sites)
    : frailty_(frailty), inverse_(sites) {
  expect(sites > 0, "a frailty of sites needs sites");
}

void SiteFrailty::apply(const StreamAddress& address,
                        std::span<const std::uint32_t> site,
                        std::span<double> exponentials) {
  for (std::size_t s = 0; s < inverse_.size(); ++s) {
    WordStream stream{address, std::uint64_t{s} << 32};
    inverse_[s] = 1.0 / std::max(draw(frailty_, stream), 1e-100);
  }
  for (std::size_t i = 0; i < exponentials.size(); ++i)
    exponentials[i] *= inverse_[site[i]];
}

}  // namespace rehearse
