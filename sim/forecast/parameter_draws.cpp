#include "rehearse/forecast/parameter_draws.hpp"

#include <Eigen/Cholesky>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t burn_in = 100;
constexpr double freedom = 4.0;

VectorXd standard_normal(Index dimensions, WordStream& words) {
  VectorXd z(dimensions);
  for (double& value : z) value = normal_quantile(words.uniform());
  return z;
}

// A multivariate t at the maximum.
struct Proposal {
  VectorXd parameters;
  double log_density;  // but for a constant
};
Proposal propose(const VectorXd& mean, const MatrixXd& root,
                 WordStream& words) {
  VectorXd z = standard_normal(mean.size(), words);
  // A chi-squared variable with four degrees of freedom.
  const double chi_squared =
      -2.0 * (std::log(words.uniform()) + std::log(words.uniform()));
  z *= std::sqrt(freedom / chi_squared);
  const double size = static_cast<double>(mean.size());
  return {mean + root * z,
          -0.5 * (freedom + size) * std::log1p(z.squaredNorm() / freedom)};
}

double value_of(const LogLikelihood& f, const VectorXd& x) {
  return f({x.data(), static_cast<std::size_t>(x.size())});
}

DrawnParameters sample(const Maximum& maximum, const LogLikelihood& posterior,
                       const VectorXd& mean, const MatrixXd& root,
                       std::size_t count, const DrawAddress& address) {
  DrawnParameters drawn{MatrixXd(static_cast<Index>(count), mean.size())};
  VectorXd here = mean;
  double log_weight = maximum.value;
  double taken = 0.0;
  for (std::size_t step = 0; step < burn_in + count; ++step) {
    WordStream words{{address.seed, Purpose::forecast, step}, address.item};
    const Proposal proposal = propose(mean, root, words);
    const double proposed =
        value_of(posterior, proposal.parameters) - proposal.log_density;
    if (std::log(words.uniform()) < proposed - log_weight) {
      here = proposal.parameters;
      log_weight = proposed;
      if (step >= burn_in) taken += 1.0;
    }
    if (step >= burn_in)
      drawn.draws.row(static_cast<Index>(step - burn_in)) = here;
  }
  drawn.acceptance = taken / static_cast<double>(count);
  return drawn;
}

}  // namespace

DrawnParameters draw_parameters(const Maximum& maximum,
                                const LogLikelihood& posterior,
                                ParameterDraws how, std::size_t count,
                                const DrawAddress& address) {
  expect(maximum.converged(), "parameters are drawn around a maximum");
  expect(count > 0, "at least one is drawn");
  const VectorXd mean = VectorXd::Map(
      maximum.parameters.data(), static_cast<Index>(maximum.parameters.size()));
  const MatrixXd root = maximum.covariance.llt().matrixL();
  const auto rows = static_cast<Index>(count);
  DrawnParameters drawn{mean.transpose().replicate(rows, 1)};
  if (how == ParameterDraws::posterior)
    drawn = sample(maximum, posterior, mean, root, count, address);
  for (Index i = 0; i < rows && how == ParameterDraws::normal; ++i) {
    WordStream words{
        {address.seed, Purpose::forecast, static_cast<std::uint64_t>(i)},
        address.item};
    drawn.draws.row(i) += root * standard_normal(mean.size(), words);
  }
  drawn.effective =
      static_cast<double>(count) * drawn.acceptance / (2.0 - drawn.acceptance);
  return drawn;
}

}  // namespace rehearse
