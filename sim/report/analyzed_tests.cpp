#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analyzed.hpp"
#include "rehearse/text/test_text.hpp"

namespace rehearse {
namespace {

std::string name_of(const SurvivalTest& test) {
  return test_text(test, TestTimes::numbers);
}

// Of the i-th that a MaxCombo combines, as its own name has it.
std::string combined_name(const SurvivalTest& test, std::size_t i) {
  const EventWeight weight = std::get<WeightedLogRankTest>(test).weights[i];
  const auto* fh = std::get_if<FlemingHarrington>(&weight);
  return fh != nullptr && *fh == FlemingHarrington{}
             ? "fh(0,0)"
             : name_of(WeightedLogRankTest{{weight}});
}

std::string_view estimate_words(const SurvivalTest& test) {
  const auto* rmst = std::get_if<RmstTest>(&test);
  if (rmst == nullptr) return "difference of survival";
  return rmst->contrast == RmstContrast::ratio
             ? "ratio of restricted means (se of its log)"
             : "difference of restricted means";
}

Json test_json(const AnalyzedTest& analyzed) {
  const auto& [test, result] = analyzed;
  Json json{{"test", name_of(test)},
            {"z", result.z},
            {"p_one_sided", result.p_one_sided.value},
            {"p_two_sided", result.p_two_sided.value}};
  if (!result.combined_z.empty())
    json["p_error"] =
        std::max(result.p_one_sided.error, result.p_two_sided.error);
  for (std::size_t i = 0; i < result.combined_z.size(); ++i)
    json["combined"].push_back(
        {{"test", combined_name(test, i)}, {"z", result.combined_z[i]}});
  if (!result.estimate) return json;
  const auto& [value, se, limits, z] = *result.estimate;
  json["estimate"] = {{"value", value},
                      {"se", se},
                      {"ci95", {limits[0], limits[1]}},
                      {"what", estimate_words(test)}};
  json["carried_forward"] = result.carried_forward;
  return json;
}

}  // namespace

Json tests_json(std::span<const AnalyzedTest> tests) {
  Json json = Json::array();
  for (const AnalyzedTest& test : tests) json.push_back(test_json(test));
  return json;
}

// Columns of estimates only where a test has one: most have none.
TextTable test_cells(std::span<const AnalyzedTest> tests) {
  const bool estimates = std::ranges::any_of(
      tests, [](const auto& test) { return test.result.estimate.has_value(); });
  TextTable table{{"test", "z", "p one-sided", "p two-sided"}, {}};
  if (estimates)
    table.header.insert(table.header.end(), {"estimate", "95% limits"});
  const auto add = [&](std::vector<std::string> row) {
    row.resize(table.header.size());
    table.rows.push_back(std::move(row));
  };
  for (const auto& [test, result] : tests) {
    std::vector<std::string> row{name_of(test), fixed_text(result.z, 4),
                                 p_text(result.p_one_sided.value),
                                 p_text(result.p_two_sided.value)};
    if (result.estimate) {
      row.push_back(fixed_text(result.estimate->estimate, 4));
      row.push_back(limits_text(result.estimate->ci95));
    }
    add(std::move(row));
    for (std::size_t i = 0; i < result.combined_z.size(); ++i)
      add({"of it " + combined_name(test, i),
           fixed_text(result.combined_z[i], 4)});
  }
  return table;
}

std::string carried_forward_text(const AnalyzeReport& report,
                                 const AnalyzedTest& test) {
  const auto& [role, time] = *report.open_end;
  return fmt::format(
      "{}: the curve of {}{} ends in a censoring at {:.6g} (it is carried "
      "forward from there as it stands): choose a time up to {:.6g}",
      name_of(test.test), report.arm[static_cast<std::size_t>(role)],
      report.strata > 1 ? " in a stratum" : "", time, time);
}

}  // namespace rehearse
