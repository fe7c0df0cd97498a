#pragma once

#include <vector>

#include "rehearse/core/numbers.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

namespace rehearse {

inline GroupSequentialPlan plan_at(const std::vector<double>& information,
                                   const RejectionRule& rule) {
  GroupSequentialPlan plan;
  plan.efficacy = rule;
  for (const double at : information) plan.looks.push_back({at});
  return plan;
}

inline GroupSequentialPlan equal_looks(int looks, const RejectionRule& rule) {
  std::vector<double> information;
  for (int k = 1; k <= looks; ++k) information.push_back(k);
  return plan_at(information, rule);
}

inline void spend_beta(GroupSequentialPlan& plan, const SpendingRule& rule) {
  plan.beta = rule;
  for (PlannedLook& look : plan.looks) look.futility = FutilityBySpending{};
}

inline GroupSequentialDesign solve(const GroupSequentialPlan& plan) {
  const auto solved = solve_design(plan);
  if (const auto* infeasible = std::get_if<Infeasible>(&solved))
    FAIL(describe(*infeasible));
  return std::get<GroupSequentialDesign>(solved);
}

inline double reject(const std::vector<StoppingAtLook>& stopping) {
  return cumulative_reject(stopping).back();
}

// P(reject for efficacy) under the null hypothesis, futility ignored or not.
inline double size(const GroupSequentialDesign& design,
                   FutilityStops futility = FutilityStops::ignored) {
  return reject(stopping_under(design, 0.0, futility));
}

inline const std::vector<RejectionRule> every_rule{
    FunctionSpending{},
    FunctionSpending{Spending::lan_demets_obrien_fleming},
    FunctionSpending{Spending::lan_demets_pocock},
    FunctionSpending{Spending::hwang_shih_decani, -4.0},
    FunctionSpending{Spending::hwang_shih_decani, 1.0},
    FunctionSpending{Spending::kim_demets, 3.0},
    PointSpending{{0.001, 0.001, 0.004, 0.02, 0.025}},
    WangTsiatis{0.0},
    WangTsiatis{0.5},
    WangTsiatis{0.25},
    WangTsiatis{0.7},
    HaybittlePeto{3.0}};

}  // namespace rehearse
