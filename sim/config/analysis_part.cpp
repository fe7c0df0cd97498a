#include <fmt/format.h>

#include "parts.hpp"

namespace rehearse::config {
namespace {

Spending spending_of(const std::string& name) {
  if (name == "lan-demets-obrien-fleming") {
    return Spending::lan_demets_obrien_fleming;
  }
  if (name == "lan-demets-pocock") return Spending::lan_demets_pocock;
  if (name == "hwang-shih-decani") return Spending::hwang_shih_decani;
  if (name == "kim-demets") return Spending::kim_demets;
  return Spending::none;
}

void check_parameter(const Node& table, const std::string& spending,
                     Faults& faults) {
  const bool has_one =
      spending == "hwang-shih-decani" || spending == "kim-demets";
  const Node* parameter = find(table, "parameter");
  if (has_one && parameter == nullptr) {
    faults.error(table,
                 fmt::format("'parameter' is missing (spending \"{}\" has "
                             "one): add e.g. parameter = {}",
                             spending, spending == "kim-demets" ? 3 : -4));
  } else if (!has_one && parameter != nullptr) {
    faults.error(*parameter, fmt::format("spending \"{}\" has no parameter (it "
                                         "would be ignored): remove it",
                                         spending));
  } else if (const double* rho = as<double>(parameter);
             spending == "kim-demets" && rho != nullptr && *rho <= 0.0) {
    faults.error(*parameter,
                 fmt::format("rho is {} (alpha is spent as information to the "
                             "power of rho): give one above 0",
                             *rho));
  }
}

EfficacyPlan read_efficacy(const Node& table, Faults& faults) {
  EfficacyPlan plan;
  const auto spending = get<std::string>(table, "spending");
  if (!spending) return plan;
  check_parameter(table, *spending, faults);
  plan.spending = spending_of(*spending);
  plan.parameter = get<double>(table, "parameter").value_or(0.0);
  plan.information = get<std::string>(table, "information") == "planned"
                         ? Information::planned
                         : Information::actual;
  return plan;
}

}  // namespace

void read_analysis(Node& root, Scenario& scenario, Faults& faults) {
  const Node& table = table_of(root, "analysis");
  AnalysisPlan& plan = scenario.analysis;
  plan.alpha = get<double>(table, "alpha").value_or(0.025);
  plan.ties = get<std::string>(table, "ties") == "breslow" ? Ties::breslow
                                                           : Ties::efron;
  const Strata strata = read_strata(table, scenario, faults);
  if (strata.site != nullptr) {
    faults.error(*strata.site,
                 "'site' can't stratify the analysis in this version (it would "
                 "be ignored): stratify by factors");
  }
  plan.stratify_by = strata.factors;
  const Node* efficacy = find(table, "efficacy");
  if (as<Table>(efficacy) != nullptr) {
    plan.efficacy = read_efficacy(*efficacy, faults);
  }
  read_looks(root, scenario, faults);
}

}  // namespace rehearse::config
