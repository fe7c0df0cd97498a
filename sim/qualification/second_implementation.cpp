// The engine's statistics, by others.
#include "second_implementation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "comparison.hpp"
#include "plain_log_rank.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* r_script =
    "library(survival)\n"
    "d <- read.csv('participants.csv')\n"
    "d <- d[!is.na(d$time_days), ]\n"
    "if (!is.null(d$ineligible)) d <- d[d$ineligible != 1, ]\n"
    "if (is.null(d$analysis_stratum)) d$analysis_stratum <- 'all'\n"
    "for (k in unique(d$replicate)) {\n"
    "  one <- d[d$replicate == k, ]\n"
    "  test <- survdiff(Surv(time_days, event) ~ arm + "
    "strata(analysis_stratum), one)\n"
    "  cat(k, format(test$chisq, digits = 15), '\\n')\n"
    "}\n";

constexpr double last_digits = 1e-9;

std::size_t column_of(const CsvTable& table, const char* name) {
  return static_cast<std::size_t>(std::ranges::find(table.header, name) -
                                  table.header.begin());
}

// Of a column that may not be there.
std::string field_of(const CsvRecord& row, std::size_t column) {
  return column < row.size() ? std::string{row[column]} : "";
}

using Trials = std::map<std::string, std::vector<PlainParticipant>>;

Trials trials_of(const CsvTable& table) {
  const std::size_t replicate = column_of(table, "replicate");
  const std::size_t stratum = column_of(table, "analysis_stratum");
  const std::size_t arm = column_of(table, "arm");
  const std::size_t time = column_of(table, "time_days");
  const std::size_t event = column_of(table, "event");
  const std::size_t ineligible = column_of(table, "ineligible");
  Trials trials;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const CsvRecord row = table.rows[i];
    const auto at = parse_number(field_of(row, time));
    // Who comes after the look has no time.
    if (at && field_of(row, ineligible) != "1")
      trials[field_of(row, replicate)].push_back({field_of(row, stratum),
                                                  field_of(row, arm), *at,
                                                  field_of(row, event) == "1"});
  }
  return trials;
}

// Of whom and by what a row is: hypothesis, reader, rules and test stand from
// `test` on. What alpha it then has is another matter.
std::string analysis_of(const CsvTable& table, std::size_t row,
                        std::size_t test) {
  std::string name;
  for (std::size_t i = test; i < table.header.size(); ++i)
    if (table.header[i] != "alpha")
      name += std::string{table.rows[row][i]} + ',';
  return name;
}

// By replicate, of the last look of the first analysis, if that is by the
// log-rank test.
std::map<std::string, double> engine_z(const CsvTable& table) {
  const std::size_t replicate = column_of(table, "replicate");
  const std::size_t test = column_of(table, "test");
  const std::size_t z = column_of(table, "z");
  std::map<std::string, double> all;
  if (table.rows.empty() || field_of(table.rows[0], test) != "logrank")
    return all;
  const std::string first = analysis_of(table, 0, test);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const CsvRecord row = table.rows[i];
    const auto value = parse_number(field_of(row, z));
    if (analysis_of(table, i, test) == first && value)
      all[field_of(row, replicate)] = *value;
  }
  return all;
}

// The first of the arms whose events a look has.
std::string experimental_arm(const QualificationRun& run) {
  const Ran ran = run.program({"simulate", run.config.string(), "--replicate",
                               "0", "--format", "json", "--quiet"});
  const Json::json_pointer place{"/looks/0/events_by_arm"};
  const Json all = Json::parse(ran.out, nullptr, false);
  const bool is_there = all.is_object() && all.contains(place);
  return is_there ? all[place].begin().key() : "";
}

Check r_check(const QualificationRun& run,
              const std::map<std::string, double>& z) {
  const char* what = "chi-square of a replicate's last look, by R's survdiff";
  if (!run.r) return not_run("PQ-04", what, "R isn't installed");
  write_file_atomically(run.folder / "chi-square.R", r_script);
  const Ran ran = run.r({"chi-square.R"});
  if (ran.status != 0)
    return not_run("PQ-04", what, "R has no package survival");
  double furthest = 0.0;
  std::size_t seen = 0;
  for (const std::string_view line : split(ran.out, '\n')) {
    const auto words = split(line, ' ');
    const auto known = z.find(std::string{words.empty() ? "" : words[0]});
    if (known == z.end() || words.size() < 2) continue;
    const double square = known->second * known->second;
    furthest = std::max(
        furthest, std::abs(parse_number(words[1]).value_or(1e9) / square - 1));
    ++seen;
  }
  return compared({"PQ-04", "",
                   fmt::format("{}: largest relative difference of {} "
                               "replicates",
                               what, z.size()),
                   0.0, seen == z.size() ? furthest : 1.0, last_digits,
                   "R, package survival (Therneau)"});
}

}  // namespace

Check not_run(const char* id, const std::string& what, const std::string& why) {
  return {id, "", what, nullptr, why, 0.0, "", Verdict::not_run};
}

std::vector<Check> statistic_checks(const QualificationRun& run) {
  const char* id = "PQ-03";
  const std::string what = "log-rank z of a replicate's last look";
  const std::string config = run.config.string();
  const Ran listed =
      run.program({"simulate", config, "--replicates", "0-9", "--quiet"});
  // Against no margin: the plain test knows none.
  const Ran engine = run.program(
      {"power", config, "--set", "analysis.null_hazard_ratio=1", "--replicates",
       "10", "--replicate-data", "z.csv", "--quiet"});
  if (listed.status != 0) return {not_run(id, what, fault_of(listed))};
  if (engine.status != 0)
    return {compared({id, "", what, 0, fault_of(engine), 0.0, ""})};
  write_file_atomically(run.folder / "participants.csv", listed.out);
  const CsvTable results = read_csv((run.folder / "z.csv").string());
  const auto z = engine_z(results);
  if (z.empty()) return {not_run(id, what, "the test isn't the log-rank")};
  const Trials trials = trials_of(parse_csv(listed.out, "participants"));
  const std::string experimental = experimental_arm(run);
  std::vector<Check> checks;
  for (const auto& [replicate, of_engine] : z)
    checks.push_back(compared(
        {id, "", fmt::format("{}, replicate {}", what, replicate),
         plain_log_rank(trials.at(replicate), experimental), of_engine,
         last_digits,
         "the test's definition, counted participant by participant"}));
  checks.push_back(r_check(run, z));
  return checks;
}

}  // namespace rehearse
