#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>

#include "rehearse/core/words.hpp"
#include "rehearse/forecast/maximum.hpp"

namespace rehearse {

/// What is taken for the parameters of the futures.
enum class ParameterDraws : std::uint8_t {
  fixed,      ///< the estimate
  normal,     ///< normal at the estimate, with its covariance
  posterior,  ///< of the likelihood times its priors
};

[[nodiscard]] constexpr auto words_of(ParameterDraws) {
  using enum ParameterDraws;
  return std::to_array<Word<ParameterDraws>>(
      {{"fixed", fixed}, {"normal", normal}, {"posterior", posterior}});
}

/// Which draws: as many as there are futures, and what for.
struct DrawAddress {
  std::uint64_t seed = 0;
  std::uint64_t item = 0;  ///< where a draw's words begin in its stream
};

/// Parameters, one draw a row.
struct DrawnParameters {
  Eigen::MatrixXd draws;
  double acceptance = 1.0;  ///< share of the proposals that were taken [1]
  /// Independent draws that they are worth: by the acceptance a, a / (2 - a) of
  /// their number (Liu 1996, Stat. Comput. 6:113, of equal weights).
  double effective = 0.0;
};

/// Draw i is from the stream (seed, Purpose::forecast, i); of `posterior` step
/// i is, and the first 100 steps give no draws. `posterior`: by independence
/// Metropolis (Tierney 1994, Ann. Stat. 22:1701), proposals of a multivariate t
/// with four degrees of freedom at the estimate, after 100 steps of burning in.
/// \throws PreconditionError if the maximum didn't converge.
[[nodiscard]] DrawnParameters draw_parameters(const Maximum& maximum,
                                              const LogLikelihood& posterior,
                                              ParameterDraws how,
                                              std::size_t count,
                                              const DrawAddress& address);

}  // namespace rehearse
