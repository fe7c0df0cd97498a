#include "rehearse/design/explain_bound.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using enum BoundFamily;

namespace {

PrintedBound printed(BoundScale scale, double value, double digit,
                     const std::vector<double>& looks, std::size_t look) {
  return {scale, value, digit, looks, look};
}

std::vector<BoundCandidate> explain(const PrintedBound& bound) {
  return explain_bound(bound, usual_alphas());
}

BoundCandidate best(const PrintedBound& bound) {
  return explain(bound).front();
}

const BoundCandidate& find(const std::vector<BoundCandidate>& candidates,
                           BoundFamily family, ChosenToFit chosen,
                           int sides = 2) {
  for (const BoundCandidate& each : candidates)
    if (each.family == family && each.chosen == chosen && each.sides == sides &&
        each.alpha == 0.025)
      return each;
  FAIL("no such candidate");
  return candidates.front();
}

void check_best(const PrintedBound& bound, BoundFamily family,
                DigitMatch digits = DigitMatch::rounded) {
  const BoundCandidate first = best(bound);
  CAPTURE(bound.value, bound.look, word_of(first.family), first.difference);
  CHECK(first.family == family);
  CHECK(first.digits == digits);
  CHECK(first.chosen == ChosenToFit::nothing);
  CHECK(first.alpha.value_or(0.025) == 0.025);
}

const std::vector<double> cleopatra{165, 267, 385};
const std::vector<double> emilia{223, 331, 632};

}  // namespace

TEST_CASE("bounds of published trials are Lan and DeMets's",
          "[design][explain]") {
  using enum BoundScale;
  // SABCS 2012 P5-18-26, ESMO 2014; DESTINY-Breast03 and 04; KATHERINE.
  for (const PrintedBound& bound : {printed(p, 0.0138, 1e-4, cleopatra, 1),
                                    printed(p, 0.0456, 1e-4, cleopatra, 2),
                                    printed(p, 0.013, 1e-3, {86, 169, 250}, 1),
                                    printed(p, 0.0075, 1e-4, {199, 333}, 0),
                                    printed(p, 0.0124, 1e-4, {0.67, 1}, 0)}) {
    check_best(bound, lan_demets_obrien_fleming);
    CHECK(best(bound).sides == 2);
  }
  check_best(printed(hazard_ratio, 0.6177, 1e-4, emilia, 0),
             lan_demets_obrien_fleming);
  check_best(printed(hazard_ratio, 0.7275, 1e-4, emilia, 1),
             lan_demets_obrien_fleming);
}

TEST_CASE("digits that were cut off are said to be", "[design][explain]") {
  // ASCO 2012 LBA1: EMILIA's second look has .0037, its bound is .0037996.
  check_best(printed(BoundScale::p, 0.0037, 1e-4, emilia, 1),
             lan_demets_obrien_fleming, DigitMatch::cut);
  const auto above = best(printed(BoundScale::p, 0.0039, 1e-4, emilia, 1));
  CHECK(above.family != lan_demets_obrien_fleming);
}

TEST_CASE("DESTINY-Breast03's interim is Haybittle and Peto's",
          "[design][explain]") {
  const PrintedBound bound =
      printed(BoundScale::p, 0.0002, 1e-4, {245, 335}, 0);
  const auto candidates = explain(bound);
  const BoundCandidate& first = candidates.front();
  CHECK(first.family == haybittle_peto);
  CHECK(first.sides == 2);
  CHECK_FALSE(first.alpha);
  CHECK(*first.parameter == Approx(normal_upper_quantile(0.0001)));
  CHECK(first.alpha_spent == Approx(0.0001).epsilon(1e-9));
  // 2 alpha spent is 2 (2 - 2 Phi(z_.0125 / sqrt t)) at a first look.
  const double t = 245.0 / 335.0;
  const double z = normal_upper_quantile(0.0125);
  const auto& function =
      find(candidates, lan_demets_obrien_fleming, ChosenToFit::nothing);
  CHECK(function.alpha == 0.025);
  CHECK(function.digits == DigitMatch::none);
  CHECK(
      function.difference ==
      Approx(4.0 * normal_upper_tail(z / std::sqrt(t)) - 0.0002).epsilon(1e-9));
  const auto& moved =
      find(candidates, lan_demets_obrien_fleming, ChosenToFit::information);
  const double z_spent = normal_upper_quantile(0.00005);
  CHECK(moved.information / 335.0 ==
        Approx(z * z / z_spent / z_spent).epsilon(1e-9));
}

TEST_CASE(
    "a first look's parameters chosen to fit are the spending "
    "functions'",
    "[design][explain]") {
  const double t = 0.6;
  const double spent = 0.004;
  const auto candidates =
      explain(printed(BoundScale::p, 2.0 * spent, 1e-3, {t, 1.0}, 0));
  const auto& power = find(candidates, kim_demets, ChosenToFit::parameter);
  CHECK(*power.parameter ==
        Approx(std::log(spent / 0.025) / std::log(t)).epsilon(1e-9));
  const auto& hwang =
      find(candidates, hwang_shih_decani, ChosenToFit::parameter);
  const double gamma = *hwang.parameter;
  CHECK(std::expm1(-gamma * t) / std::expm1(-gamma) ==
        Approx(spent / 0.025).epsilon(1e-9));
  CHECK(*find(candidates, user, ChosenToFit::alpha).parameter ==
        Approx(spent).epsilon(1e-12));
  for (const BoundCandidate& each : candidates)
    if (each.chosen != ChosenToFit::nothing) {
      CHECK(std::abs(each.difference) < 1e-9);
      CHECK(each.alpha == 0.025);
    }
}

TEST_CASE("known bounds give back their rule", "[design][explain]") {
  using enum BoundScale;
  const std::vector<double> thirds{1, 2, 3};
  const std::vector<double> quarters{1, 2, 3, 4};
  // rpact: O'Brien and Fleming, Haybittle and Peto.
  check_best(printed(z, 3.4710914, 1e-7, thirds, 0), obrien_fleming);
  check_best(printed(z, 2.4544323, 1e-7, thirds, 1), obrien_fleming);
  check_best(printed(z, 2.0040356, 1e-7, thirds, 2), obrien_fleming);
  check_best(printed(z, 3.0, 0.1, quarters, 1), haybittle_peto);
  check_best(printed(z, 1.9827514, 1e-7, quarters, 3), haybittle_peto);
  CHECK(best(printed(z, 1.9827514, 1e-7, quarters, 3)).parameter == 3.0);
  // gsDesign's vignette, lrstat's; gsDesign's default, gamma -4.
  const std::vector<double> fleming{4.332634, 2.963132, 2.359044, 2.014090};
  for (std::size_t k = 0; k < 4; ++k)
    check_best(printed(z, fleming[k], 1e-6, quarters, k),
               lan_demets_obrien_fleming);
  check_best(printed(z, 3.712, 1e-3, {0.333, 0.667, 1}, 0),
             lan_demets_obrien_fleming);
  check_best(printed(z, 2.250, 1e-3, {0.8, 1}, 0), lan_demets_obrien_fleming);
  check_best(printed(z, 2.437995, 1e-6, {0.7, 1}, 0),
             lan_demets_obrien_fleming);
  check_best(printed(hazard_ratio, 0.635, 1e-3, {115, 164}, 0),
             lan_demets_obrien_fleming);
  for (const auto& [bound, look] :
       {std::pair{3.0107, 0}, {2.5465, 1}, {1.9992, 2}}) {
    check_best(printed(z, bound, 1e-4, thirds, static_cast<std::size_t>(look)),
               hwang_shih_decani);
    const auto first =
        best(printed(z, bound, 1e-4, thirds, static_cast<std::size_t>(look)));
    CHECK(first.parameter == -4.0);
  }
  // Jennison & Turnbull 2000, table 2.1: Pocock's constant for three looks.
  check_best(printed(z, 2.289, 1e-3, thirds, 1), pocock);
}

TEST_CASE("a printed p may be of one side or of two", "[design][explain]") {
  const auto one = best(printed(BoundScale::p, 0.0069, 1e-4, cleopatra, 1));
  CHECK(one.family == lan_demets_obrien_fleming);
  CHECK(one.sides == 1);
  CHECK(one.alpha == 0.025);
  CHECK(one.difference == Approx(0.013818 / 2 - 0.0069).margin(5e-7));
  for (const auto& each :
       explain(printed(BoundScale::z, 2.463, 1e-3, cleopatra, 1)))
    CHECK(each.sides == 2);
}

TEST_CASE("alpha that was split is found, or said", "[design][explain]") {
  // First look at half the information, two-sided .04: closed form.
  const double z = normal_upper_quantile(0.01) * std::sqrt(2.0);
  const double p = 4.0 * normal_upper_tail(z);
  const PrintedBound bound = printed(BoundScale::p, p, 1e-8, {0.5, 1}, 0);
  CHECK(best(bound).family == lan_demets_obrien_fleming);
  CHECK(best(bound).alpha == 0.02);
  const std::vector<double> another{0.0125};
  for (const auto& each : explain_bound(bound, another))
    CHECK(each.alpha.value_or(0.0125) == 0.0125);
}

TEST_CASE(
    "what has the digits comes first, and what is usual before what was "
    "made to fit",
    "[design][explain]") {
  const auto group = [](const BoundCandidate& each) {
    if (each.digits == DigitMatch::none) return 3;
    return each.chosen == ChosenToFit::nothing ? 1 : 2;
  };
  const auto candidates =
      explain(printed(BoundScale::p, 0.01, 0.01, {0.7, 1}, 0));
  std::vector<int> groups;
  for (const BoundCandidate& each : candidates) groups.push_back(group(each));
  CHECK(std::ranges::is_sorted(groups));
  CHECK(groups.front() == 1);
  CHECK(groups.back() == 3);
  for (std::size_t i = 1; i < candidates.size(); ++i)
    if (groups[i - 1] == 3)
      CHECK(std::abs(candidates[i].difference) >=
            std::abs(candidates[i - 1].difference));
}

TEST_CASE("the less is unusual the better", "[design][explain]") {
  // EMILIA's .0037 is cut off; -2 at two-sided .02 rounds to it.
  const auto candidates =
      explain(printed(BoundScale::p, 0.0037, 1e-4, emilia, 1));
  CHECK(candidates[0].digits == DigitMatch::cut);
  CHECK(candidates[1].family == hwang_shih_decani);
  CHECK(candidates[1].alpha == 0.01);
  CHECK(candidates[1].digits == DigitMatch::rounded);
  // Of the two rho that fit, that which spends less at the look before.
  CHECK(find(candidates, kim_demets, ChosenToFit::parameter).parameter > 1.0);
}

TEST_CASE("rules as they are come by how much is unusual",
          "[design][explain]") {
  std::vector<int> unusual;
  for (const BoundCandidate& each :
       explain(printed(BoundScale::p, 0.01, 0.01, {0.7, 1}, 0)))
    if (each.digits != DigitMatch::none && each.chosen == ChosenToFit::nothing)
      unusual.push_back((each.alpha.value_or(0.025) != 0.025) +
                        (each.digits == DigitMatch::cut) +
                        (each.family >= hwang_shih_decani));
  CHECK(std::ranges::is_sorted(unusual));
  CHECK(unusual.front() == 0);
  CHECK(unusual.back() == 3);
}

TEST_CASE("a hazard ratio's bound is that of its allocation",
          "[design][explain]") {
  // At a first look z is where 2 - 2 Phi(z_.0125 / sqrt t) is spent, and the
  // hazard ratio exp(-z / sqrt(d p (1 - p))) (Schoenfeld 1981).
  const double spent =
      2.0 * normal_upper_tail(normal_upper_quantile(0.0125) / std::sqrt(0.5));
  const double z = normal_upper_quantile(spent);
  PrintedBound bound =
      printed(BoundScale::hazard_ratio,
              std::exp(-z / std::sqrt(100.0 * 2.0 / 9.0)), 1e-6, {100, 200}, 0);
  bound.allocation = 2.0 / 3.0;
  const auto candidates = explain(bound);
  const auto& function =
      find(candidates, lan_demets_obrien_fleming, ChosenToFit::nothing);
  CHECK(function.digits == DigitMatch::rounded);
  CHECK(function.difference == Approx(0.0).margin(1e-9));
  CHECK(printed_z(bound, 2) == Approx(z).epsilon(1e-12));
}

TEST_CASE("information that fits is found near the look before",
          "[design][explain]") {
  // A first look's, as if it were at a tenth of the information.
  const double spent =
      2.0 * normal_upper_tail(normal_upper_quantile(0.0125) / std::sqrt(0.1));
  const auto candidates = explain(printed(
      BoundScale::z, normal_upper_quantile(spent), 1e-3, {200, 400}, 0));
  const auto& moved =
      find(candidates, lan_demets_obrien_fleming, ChosenToFit::information);
  CHECK(moved.information == Approx(40.0).epsilon(1e-6));
}

TEST_CASE("of what fits the likelier comes first", "[design][explain]") {
  // Far information after a parameter.
  const auto far = explain(printed(BoundScale::p, 0.0002, 1e-4, {245, 335}, 0));
  CHECK(&find(far, lan_demets_obrien_fleming, ChosenToFit::information) >
        &find(far, kim_demets, ChosenToFit::parameter));
  // The first of two parameters spends the less.
  for (const double p : {0.0037, 0.0137, 0.0138}) {
    const auto all = explain(printed(BoundScale::p, p, 1e-4, cleopatra, 1));
    for (const BoundFamily family :
         {hwang_shih_decani, kim_demets, wang_tsiatis}) {
      const auto& first = find(all, family, ChosenToFit::parameter);
      for (const BoundCandidate& each : all)
        if (each.family == family && each.sides == 2 &&
            each.chosen == ChosenToFit::parameter)
          CHECK(each.alpha_spent >= first.alpha_spent);
    }
  }
  // The look doesn't go before the one before.
  for (const double p : {0.00005, 0.0001, 0.0005, 0.001})
    for (const BoundCandidate& each :
         explain(printed(BoundScale::p, p, 1e-5, cleopatra, 1)))
      CHECK(each.information > 165.0);
}

TEST_CASE("Haybittle and Peto's p are those of one side or of two",
          "[design][explain]") {
  for (const double p : {0.0001, 0.0002, 0.0005, 0.001}) {
    const auto all = explain(printed(BoundScale::p, p, 1e-4, {245, 335}, 0));
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(all[i].family == haybittle_peto);
      CHECK(all[i].sides == 2 - static_cast<int>(i));
      CHECK(std::abs(all[i].difference) < 1e-12);
    }
  }
}

TEST_CASE("any rule that is tried comes back from six decimals of its z",
          "[design][explain]") {
  struct Rule {
    BoundFamily family;
    RejectionRule rule;
  };
  const std::vector<Rule> rules{
      {lan_demets_obrien_fleming,
       FunctionSpending{Spending::lan_demets_obrien_fleming}},
      {lan_demets_pocock, FunctionSpending{Spending::lan_demets_pocock}},
      {hwang_shih_decani, FunctionSpending{Spending::hwang_shih_decani, -2.0}},
      {kim_demets, FunctionSpending{Spending::kim_demets, 1.5}},
      {obrien_fleming, WangTsiatis{0.0}},
      {wang_tsiatis, WangTsiatis{0.25}},
      {pocock, WangTsiatis{0.5}},
      {haybittle_peto, HaybittlePeto{normal_upper_quantile(0.0005)}}};
  const std::vector<double> looks{100, 170, 240};
  for (const Rule& rule : rules) {
    GroupSequentialPlan plan;
    plan.efficacy = rule.rule;
    for (const double information : looks) plan.looks.push_back({information});
    const auto design = std::get<GroupSequentialDesign>(solve_design(plan));
    for (std::size_t k = 0; k < looks.size(); ++k) {
      const double z = std::round(design.looks[k].efficacy.z * 1e6) / 1e6;
      check_best(printed(BoundScale::z, z, 1e-6, looks, k), rule.family);
    }
  }
}

TEST_CASE("no look's bound is below the one with all of alpha",
          "[design][explain]") {
  const auto within = [](BoundScale scale, double value) {
    return within_alpha(printed(scale, value, 0.001, {200, 400}, 0), 0.025);
  };
  CHECK(within(BoundScale::p, 0.05));
  CHECK_FALSE(within(BoundScale::p, 0.0506));
  CHECK(within(BoundScale::z, 1.96));
  CHECK_FALSE(within(BoundScale::z, 1.959));
  // exp(-1.96 / sqrt(200 / 4)) = .7579.
  CHECK(within(BoundScale::hazard_ratio, 0.758));
  CHECK_FALSE(within(BoundScale::hazard_ratio, 0.759));
}
