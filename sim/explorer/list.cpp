// The randomization list, and what its procedure gives.
#include "rehearse/lists/list_report.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/report/allocation_report.hpp"
#include "rehearse/study/allocation.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"
#include "request.hpp"

namespace rehearse::explorer {
namespace {

constexpr std::uint64_t usual_replicates = 2000;
constexpr std::uint64_t most_replicates = 100'000;

struct Rows {
  Json header = Json::array();
  Json rows = Json::array();
};

Rows first_rows(const std::string& csv, std::uint64_t most) {
  const CsvTable table = parse_csv_file(csv, "", "list.csv");
  Rows first;
  for (const auto& name : table.header)
    first.header.push_back(std::string{name});
  for (std::size_t r = 0; r < table.rows.size() && r < most; ++r) {
    Json row = Json::array();
    for (std::size_t i = 0; i < table.header.size(); ++i)
      row.push_back(std::string{table.rows[r][i]});
    first.rows.push_back(std::move(row));
  }
  return first;
}

// As `randomize --dummy` has it: a page shows no live list. By minimization
// there is none before participants arrive.
Rows list_rows(const LoadedConfig& config, std::uint64_t most,
               std::string& csv) {
  Scenario scenario = config.scenario;
  if (scenario.randomization.procedure.kind == ProcedureKind::minimization)
    return {};
  constexpr std::size_t live_digits = 64;
  if (config.seed_text.size() == live_digits)
    throw BadRequest{
        "a seed of 64 hex digits is that of a live list (a page "
        "shows a dummy): give a whole number"};
  set_seed(config.seed_text, SeedUse::dummy, scenario);
  ListOptions options;
  options.prefix = "DUMMY-";
  csv =
      list_csv(make_randomization_list(scenario, options), ListView::unblinded);
  return first_rows(csv, most);
}

}  // namespace

Answer list(const Json& request, Parts) {
  const std::uint64_t replicates =
      count_in(request, "replicates", usual_replicates);
  if (replicates > most_replicates)
    throw BadRequest{
        "'replicates' of a list's study is more than 100000 (a page would "
        "wait for minutes): ask for fewer, or use `rehearse randomize "
        "--report`"};
  Json of_study = request;
  of_study["replicates"] = replicates;
  const LoadedConfig config = config_of(of_study, Reading::list);
  std::string csv;
  const Rows rows = list_rows(config, count_in(request, "rows", 40), csv);
  AllocationReport study;
  study.alternatives.push_back({"config", config, {}, {}, {}});
  study.replicates = config.scenario.replicates;
  static_cast<void>(study_allocation(study, {}));
  const Report report = report_of(study);
  return {{{"header", rows.header},
           {"rows", rows.rows},
           {"csv", csv},
           {"report", report.json},
           {"text", table_text(report)},
           {"warnings", faults_json(config.warnings)}}};
}

}  // namespace rehearse::explorer
