#include "rehearse/endpoint/event_time_model.hpp"

#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/endpoint/column_math.hpp"

namespace rehearse {

namespace {

struct HazardAt {
  double cumulative;  // [1]
  double rate;        // [1/day]
};

// Of those who are not cured.
HazardAt uncured_hazard(const EventTimeModel& model, double days) {
  if (model.family == Family::piecewise_exponential)
    return {model.pieces.value(days), model.pieces.slope(days)};
  if (model.family == Family::log_normal) {
    const double z = model.shape * std::log(days / model.scale);
    return {normal_cumulative_hazard(z), normal_hazard(z) * model.shape / days};
  }
  const double power = std::pow(days / model.scale, model.shape);
  const double rate = model.shape * power / days;
  if (model.family == Family::log_logistic)
    return {std::log1p(power), rate / (1.0 + power)};
  return {power, rate};
}

}  // namespace

bool EventTimeModel::is_exponential() const {
  return (family == Family::exponential || family == Family::weibull) &&
         shape == 1.0 && cured == 0.0;
}

double EventTimeModel::cumulative_hazard(double days) const {
  if (days <= 0.0) return 0.0;
  const double h = uncured_hazard(*this, days).cumulative;
  return cured > 0.0 ? -std::log(cured + (1.0 - cured) * std::exp(-h)) : h;
}

double EventTimeModel::hazard(double days) const {
  const auto [h, rate] = uncured_hazard(*this, days);
  if (cured == 0.0) return rate;
  const double survival = (1.0 - cured) * std::exp(-h);
  return rate * survival / (cured + survival);
}

void EventTimeModel::event_times(std::span<double> hazards) const {
  if (cured > 0.0) uncured_hazard_column(hazards, cured);
  switch (family) {
    case Family::piecewise_exponential:
      pieces.invert(hazards);
      return;
    case Family::log_logistic:
      expm1_column(hazards);
      power_column(hazards, 1.0 / shape, scale);
      return;
    case Family::log_normal:
      normal_column(hazards);
      exponential_column(hazards, 1.0 / shape, scale);
      return;
    default:
      if (shape != 1.0) {
        power_column(hazards, 1.0 / shape, scale);
      } else {
        scale_column(hazards, scale);
      }
  }
}

}  // namespace rehearse
