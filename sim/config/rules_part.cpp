// Rules by which looks reject: spending functions and boundary families.
#include "rules_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rehearse::config {
namespace {

enum class Parameter { none, needed, optional };

struct Family {
  std::string_view name;
  Parameter parameter;
  const char* example;  // of the parameter
  RejectionRule (*make)(double parameter);
};

template <Spending spending>
RejectionRule function(double parameter) {
  return FunctionSpending{spending, parameter};
}

constexpr std::array families{
    Family{"none", Parameter::none, "", function<Spending::none>},
    Family{"lan-demets-obrien-fleming", Parameter::none, "",
           function<Spending::lan_demets_obrien_fleming>},
    Family{"lan-demets-pocock", Parameter::none, "",
           function<Spending::lan_demets_pocock>},
    Family{"hwang-shih-decani", Parameter::needed, "-4",
           function<Spending::hwang_shih_decani>},
    Family{"kim-demets", Parameter::needed, "3",
           function<Spending::kim_demets>},
    Family{"obrien-fleming", Parameter::none, "",
           [](double) { return RejectionRule{WangTsiatis{0.0}}; }},
    Family{"pocock", Parameter::none, "",
           [](double) { return RejectionRule{WangTsiatis{0.5}}; }},
    Family{"wang-tsiatis", Parameter::needed, "0.25",
           [](double delta) { return RejectionRule{WangTsiatis{delta}}; }},
    Family{"haybittle-peto", Parameter::optional, "3",
           [](double z) { return RejectionRule{HaybittlePeto{z}}; }},
};

constexpr double usual_haybittle_peto = 3.0;

// A parameter that a family doesn't have would be ignored, and one that it has
// is not guessed: rho and gamma mean different things.
void check_parameter(const Node& table, const Node& rule, const Family& family,
                     Faults& faults) {
  const Node* parameter = find(table, "parameter");
  const std::string kind = rule.path.substr(rule.path.rfind('.') + 1);
  if (family.parameter == Parameter::needed && parameter == nullptr) {
    faults.error(
        table,
        "'parameter' is missing ({} \"{}\" has one): add e.g. parameter = {}",
        kind, family.name, family.example);
  } else if (family.parameter == Parameter::none && parameter != nullptr) {
    faults.error(*parameter,
                 "{} \"{}\" has no parameter (it would be ignored): remove it",
                 kind, family.name);
  } else if (const double* rho = as<double>(parameter);
             family.name == "kim-demets" && rho != nullptr && *rho <= 0.0) {
    faults.error(*parameter,
                 "rho is {} (alpha is spent as information to the power of "
                 "rho): give one above 0",
                 *rho);
  }
}

// Their number and order is checked against the looks when the plan is solved.
RejectionRule points_rule(const Node& table, const RuleKeys& keys,
                          Faults& faults) {
  const PointSpending points{values<double>(table, keys.points)};
  if (find(table, keys.points) == nullptr)
    faults.error(table,
                 "'{}' is missing (spending \"user\" states what is spent up "
                 "to each look): add e.g. {} = [0.01, 0.025]",
                 keys.points, keys.points);
  if (const Node* parameter = find(table, "parameter"))
    faults.error(
        *parameter,
        "spending \"user\" has no parameter (it would be ignored): remove it");
  return points;
}

}  // namespace

std::optional<RejectionRule> read_rule(const Node& table, const RuleKeys& keys,
                                       Faults& faults) {
  const Node* spending = find(table, "spending");
  const Node* boundary = find(table, "boundary");
  const Node* rule = spending != nullptr ? spending : boundary;
  const auto* name = as<std::string>(rule);
  if (name == nullptr) return std::nullopt;
  if (*name == "user") return points_rule(table, keys, faults);
  if (const Node* points = find(table, keys.points))
    faults.error(*points,
                 "'{}' is given without spending = \"user\" (it would be "
                 "ignored): remove it",
                 keys.points);
  const auto family =
      std::ranges::find(families, std::string_view{*name}, &Family::name);
  if (family == families.end()) return std::nullopt;
  check_parameter(table, *rule, *family, faults);
  return family->make(
      get<double>(table, "parameter").value_or(usual_haybittle_peto));
}

}  // namespace rehearse::config
