#include "rehearse/montecarlo/estimates.hpp"

#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/confidence_interval.hpp"

namespace rehearse {

namespace {}  // namespace

Proportion proportion_of(std::uint64_t count, std::uint64_t total) {
  if (total == 0)
    return {not_a_number, not_a_number, {not_a_number, not_a_number}};
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(count) / n;
  return {p, std::sqrt(p * (1.0 - p) / n), wilson(count, total)};
}

Proportion paired_difference_of(std::uint64_t only_this,
                                std::uint64_t only_other, std::uint64_t total) {
  if (total == 0)
    return {not_a_number, not_a_number, {not_a_number, not_a_number}};
  const auto n = static_cast<double>(total);
  const double mean =
      (static_cast<double>(only_this) - static_cast<double>(only_other)) / n;
  const double square = static_cast<double>(only_this + only_other) / n;
  return {mean, std::sqrt((square - mean * mean) / n),
          tango(only_this, only_other, total)};
}

double precision_of(const Proportion& p) {
  return (p.ci95[1] - p.ci95[0]) / (2.0 * z_of_ci95);
}

// With z^2 = 3.84, e the precision: p (1 - p) n + z^2 / 4 = e^2 (n + z^2)^2.
double replicates_for(double p, double precision) {
  constexpr double zz = z_of_ci95 * z_of_ci95;
  const double ee = precision * precision;
  const double b = p * (1.0 - p) - 2.0 * ee * zz;
  const double c = ee * zz * zz - 0.25 * zz;
  return (b + std::sqrt(b * b - 4.0 * ee * c)) / (2.0 * ee);
}

bool is_at_boundary(const Proportion& p) {
  // n p (1 - p) = (p (1 - p) / mcse)^2 below 9.
  return p.estimate * (1.0 - p.estimate) <= 3.0 * p.mcse;
}

}  // namespace rehearse
