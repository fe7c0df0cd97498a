#include "rehearse/design/spending.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {

namespace {

// Share of the total spent at fraction t in (0, 1), where it is a share.
double hwang_shih_decani(double gamma, double t) {
  return gamma == 0.0 ? t : std::expm1(-gamma * t) / std::expm1(-gamma);
}

double obrien_fleming(double total, double t) {
  const double z = normal_upper_quantile(total / 2.0);
  return 2.0 * normal_upper_tail(z / std::sqrt(t));
}

}  // namespace

double cumulative_spending(Spending spending, double parameter, double total,
                           double information_fraction) {
  expect(total > 0.0 && total < 1.0, "the error to spend must be in (0, 1)");
  const double t = std::min(information_fraction, 1.0);
  if (t <= 0.0 || spending == Spending::none) return 0.0;
  if (t == 1.0) return total;
  switch (spending) {
    case Spending::lan_demets_obrien_fleming:
      return obrien_fleming(total, t);
    case Spending::lan_demets_pocock:
      return total * std::log1p((std::numbers::e - 1.0) * t);
    case Spending::hwang_shih_decani:
      return total * hwang_shih_decani(parameter, t);
    case Spending::kim_demets:
      expect(parameter > 0.0, "Kim & DeMets' rho must be positive");
      return total * std::pow(t, parameter);
    case Spending::none:
      break;
  }
  return 0.0;
}

}  // namespace rehearse
