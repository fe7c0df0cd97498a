// 200 random designs: boundaries.csv, computed by recursive Gauss-Legendre
// integration with 400 nodes for each look, in agreement with 900 nodes and
// with gsDesign 3.11. One-sided; columns hold a value for each look.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/explain_bound.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct ErrorSpending {
  FunctionSpending rule;
  double total;
};

struct Row {
  std::string id;
  std::vector<double> events;
  ErrorSpending alpha;
  ErrorSpending beta;  // Spending::none: no futility
  FutilityRule rule;
  std::vector<double> efficacy_z;
  std::vector<double> futility_z;
  std::vector<double> alpha_spent;
  double drift;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream rest{line};
  for (std::string cell; std::getline(rest, cell, ',');) cells.push_back(cell);
  return cells;
}

std::vector<double> numbers(const std::string& cell) {
  std::stringstream rest{cell};
  std::vector<double> values;
  for (double value; rest >> value;) values.push_back(value);
  return values;
}

Spending spending(const std::string& name) {
  if (name == "lan-demets-obrien-fleming")
    return Spending::lan_demets_obrien_fleming;
  if (name == "lan-demets-pocock") return Spending::lan_demets_pocock;
  if (name == "hwang-shih-decani") return Spending::hwang_shih_decani;
  if (name == "kim-demets") return Spending::kim_demets;
  REQUIRE(name.empty());
  return Spending::none;
}

Row parse(const std::string& line) {
  const std::vector<std::string> cells = split(line);
  REQUIRE(cells.size() == 13);
  const auto number = [](const std::string& cell) {
    return cell.empty() ? 0.0 : std::stod(cell);
  };
  return {
      cells[0],
      numbers(cells[3]),
      {{spending(cells[4]), number(cells[5])}, number(cells[1])},
      {{spending(cells[6]), number(cells[7])}, number(cells[2])},
      cells[8] == "true" ? FutilityRule::binding : FutilityRule::non_binding,
      numbers(cells[9]),
      numbers(cells[10]),
      numbers(cells[11]),
      number(cells[12])};
}

AnalysisPlan plan_of(const Row& row) {
  AnalysisPlan plan;
  plan.alpha = row.alpha.total;
  plan.efficacy.rule = row.alpha.rule;
  for (const double events : row.events) {
    plan.looks.emplace_back();
    plan.looks.back().events = static_cast<int>(events);
  }
  return plan;
}

GroupSequentialPlan design_of(const Row& row) {
  GroupSequentialPlan plan;
  plan.alpha = row.alpha.total;
  plan.power = 1.0 - row.beta.total;
  plan.efficacy = row.alpha.rule;
  plan.futility = row.rule;
  for (const double events : row.events) plan.looks.push_back({events});
  if (row.beta.rule.family == Spending::none) return plan;
  plan.beta = row.beta.rule;
  for (PlannedLook& look : plan.looks) look.futility = FutilityBySpending{};
  return plan;
}

void check_equal(const std::vector<double>& ours,
                 const std::vector<double>& theirs) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t k = 0; k < ours.size(); ++k) {
    CAPTURE(k);
    CHECK(ours[k] == Approx(theirs[k]).margin(1e-8).epsilon(0));
  }
}

std::vector<Row> rows() {
  std::ifstream file{REHEARSE_SOURCE_DIR "/tests/crosscheck/boundaries.csv"};
  std::vector<Row> parsed;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) parsed.push_back(parse(line));
  return parsed;
}

// Whether a candidate is the row's rule, its parameter found or known.
bool is_rule_of(const Row& row, const BoundCandidate& candidate) {
  const auto& [family, parameter] = row.alpha.rule;
  switch (candidate.family) {
    case BoundFamily::lan_demets_obrien_fleming:
      return family == Spending::lan_demets_obrien_fleming &&
             candidate.chosen == ChosenToFit::nothing;
    case BoundFamily::lan_demets_pocock:
      return family == Spending::lan_demets_pocock;
    case BoundFamily::hwang_shih_decani:
      return family == Spending::hwang_shih_decani &&
             std::abs(*candidate.parameter - parameter) < 1e-4;
    case BoundFamily::kim_demets:
      return family == Spending::kim_demets &&
             std::abs(*candidate.parameter - parameter) < 1e-4;
    default:
      return false;
  }
}

}  // namespace

TEST_CASE("efficacy bounds of 200 random designs agree to 1e-8",
          "[design][crosscheck][DES-01][DES-02][DES-03][DES-04]") {
  const std::vector<Row> designs = rows();
  REQUIRE(designs.size() == 200);
  for (const Row& row : designs) {
    if (row.rule == FutilityRule::binding) continue;
    CAPTURE(row.id);
    std::vector<double> z;
    std::vector<double> spent;
    for (const auto& bound : planned_bounds(plan_of(row), 0.5)) {
      z.push_back(bound->efficacy_z);
      spent.push_back(bound->alpha_spent);
    }
    check_equal(z, row.efficacy_z);
    check_equal(spent, row.alpha_spent);
  }
}

TEST_CASE("designs and drift of 200 random designs agree to 1e-8",
          "[design][crosscheck][DES-07][DES-08]") {
  for (const Row& row : rows()) {
    CAPTURE(row.id);
    const auto solved = solve_design(design_of(row));
    const auto& design = std::get<GroupSequentialDesign>(solved);
    std::vector<double> efficacy;
    std::vector<double> futility;
    std::vector<double> spent;
    for (const DesignLook& look : design.looks) {
      efficacy.push_back(look.efficacy.z);
      futility.push_back(look.futility.z);
      spent.push_back(look.alpha_spent);
    }
    check_equal(efficacy, row.efficacy_z);
    check_equal(spent, row.alpha_spent);
    CHECK(design.drift == Approx(row.drift).margin(1e-8).epsilon(0));
    if (row.beta.rule.family != Spending::none)
      check_equal(futility, row.futility_z);
  }
}

TEST_CASE("interim bounds of random designs give back their rule",
          "[design][explain][crosscheck]") {
  int explained = 0;
  for (const Row& row : rows()) {
    if (row.rule == FutilityRule::binding || row.events.size() > 3) continue;
    const std::vector<double> alphas{row.alpha.total};
    for (std::size_t k = 0; k + 1 < row.events.size(); ++k) {
      CAPTURE(row.id, k);
      const auto candidates = explain_bound(
          {BoundScale::z, row.efficacy_z[k], 2e-8, row.events, k}, alphas);
      const auto found = std::ranges::find_if(
          candidates, [&](const auto& each) { return is_rule_of(row, each); });
      REQUIRE(found != candidates.end());
      CHECK(found->digits == DigitMatch::rounded);
      CHECK(found->alpha_spent ==
            Approx(row.alpha_spent[k]).margin(1e-8).epsilon(0));
      // A spending function without a parameter is the first.
      if (!found->parameter) CHECK(found == candidates.begin());
      ++explained;
    }
  }
  CHECK(explained > 100);
}
