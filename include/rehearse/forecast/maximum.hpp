#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace rehearse {

/// A log-likelihood, or the logarithm of a posterior density but for a
/// constant, of parameters on the whole real line. Not finite where it is not
/// defined.
using LogLikelihood = std::function<double(std::span<const double>)>;

/// Why there is no maximum.
enum class MaximumFault : std::uint8_t {
  no_data,    ///< nothing to fit to
  undefined,  ///< the function isn't finite where the search begins
  endless,    ///< it goes on rising: a parameter is at its limit
  flat,       ///< its curvature doesn't determine every parameter
};

/// Where a log-likelihood is highest.
struct Maximum {
  std::vector<double> parameters;
  Eigen::MatrixXd covariance;  ///< inverse of the observed information
  double value = -std::numeric_limits<double>::infinity();
  std::optional<MaximumFault> fault{};

  [[nodiscard]] bool converged() const { return !fault; }
  /// Standard error of a parameter [its unit].
  [[nodiscard]] double se(std::size_t parameter) const;
};

/// Newton's method from `start`, damped where the function isn't concave
/// (Levenberg 1944; Marquardt 1963), by central differences of fourth order in
/// steps of a twentieth of the parameters' errors. One to about eight
/// parameters; exact to 1e-7 of their errors.
[[nodiscard]] Maximum maximize(const LogLikelihood& f,
                               std::span<const double> start);

}  // namespace rehearse
