#include "rehearse/design/group_sequential.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {

std::vector<double> rejection_by_look(std::span<const ScoreMoments> looks,
                                      std::span<const double> efficacy_z,
                                      double smallest) {
  expect(looks.size() == efficacy_z.size(), "every look has a bound");
  OngoingTrials trials;
  trials.resolve(smallest);
  std::vector<double> reject;
  reject.reserve(looks.size());
  for (std::size_t k = 0; k < looks.size(); ++k) {
    reject.push_back(0.0);
    if (!std::isfinite(efficacy_z[k])) continue;
    trials.go_to(looks[k]);
    reject.back() = trials.upper_tail(efficacy_z[k]);
    trials.stop_above(efficacy_z[k]);
  }
  return reject;
}

ScoreMoments schoenfeld_moments(double events, double hazard_ratio,
                                double allocation) {
  const double information = events * allocation * (1.0 - allocation);
  return {information, -std::log(hazard_ratio) * information};
}

double schoenfeld_events(double hazard_ratio, double allocation, double alpha,
                         double power) {
  expect(hazard_ratio > 0.0 && hazard_ratio != 1.0,
         "no number of events tells a hazard ratio of 1 from 1");
  const double z = normal_upper_quantile(alpha) - normal_upper_quantile(power);
  const double log_hazard_ratio = std::log(hazard_ratio);
  return z * z /
         (allocation * (1.0 - allocation) * log_hazard_ratio *
          log_hazard_ratio);
}

}  // namespace rehearse
