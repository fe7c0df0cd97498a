#include "rehearse/design/group_sequential_plan.hpp"

#include <cmath>

namespace rehearse {

double spending_fraction(const GroupSequentialPlan& plan,
                         const PlannedLook& look, double information) {
  if (look.spending_fraction) return *look.spending_fraction;
  return information /
         plan.total_information.value_or(plan.looks.back().information);
}

double z_at_hazard_ratio(const GroupSequentialPlan& plan, double information,
                         double hazard_ratio) {
  return std::log(plan.null_hazard_ratio / hazard_ratio) *
         std::sqrt(information * plan.unit_information);
}

double hazard_ratio_at_z(const GroupSequentialPlan& plan, double information,
                         double z) {
  return plan.null_hazard_ratio *
         std::exp(-z / std::sqrt(information * plan.unit_information));
}

}  // namespace rehearse
