#include "bound_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {
namespace {

// p that Haybittle and Peto's bounds are stated as, of one side or of two.
constexpr std::array customary_p{0.001, 0.0005, 0.0002, 0.0001};

}  // namespace

std::vector<StatedRule> stated_rules() {
  using enum BoundFamily;
  std::vector<StatedRule> rules{{lan_demets_obrien_fleming},
                                {lan_demets_pocock},
                                {obrien_fleming},
                                {pocock},
                                {wang_tsiatis, 0.25},
                                {haybittle_peto, 3.0}};
  for (int gamma = -10; gamma <= 4; ++gamma)
    if (gamma != 0) rules.push_back({hwang_shih_decani, gamma});
  for (const double rho : {1.0, 1.5, 2.0, 3.0})
    rules.push_back({kim_demets, rho});
  // Of one side; of two sides where half of it is none of one.
  for (const double p : customary_p) {
    rules.push_back({haybittle_peto, normal_upper_quantile(p)});
    if (std::ranges::find(customary_p, p / 2.0) == customary_p.end())
      rules.push_back({haybittle_peto, normal_upper_quantile(p / 2.0)});
  }
  return rules;
}

bool is_customary(const StatedRule& stated, int sides) {
  if (stated.family != BoundFamily::haybittle_peto || stated.parameter == 3.0)
    return true;
  const double p = sides * normal_upper_tail(*stated.parameter);
  return std::ranges::any_of(customary_p, [&](double each) {
    return std::abs(p - each) < 1e-9 * each;
  });
}

RejectionRule rule_of(const StatedRule& stated) {
  using enum BoundFamily;
  const double parameter = stated.parameter.value_or(0.0);
  switch (stated.family) {
    case lan_demets_obrien_fleming:
      return FunctionSpending{Spending::lan_demets_obrien_fleming};
    case lan_demets_pocock:
      return FunctionSpending{Spending::lan_demets_pocock};
    case hwang_shih_decani:
      return FunctionSpending{Spending::hwang_shih_decani, parameter};
    case kim_demets:
      return FunctionSpending{Spending::kim_demets, parameter};
    case obrien_fleming:
      return WangTsiatis{0.0};
    case pocock:
      return WangTsiatis{0.5};
    case wang_tsiatis:
      return WangTsiatis{parameter};
    case haybittle_peto:
      return HaybittlePeto{parameter};
    case user:
      break;
  }
  expect(false, "a user's points aren't known");
  return {};
}

}  // namespace rehearse
