// The engine's statistics, by others.
#include "second_implementation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "comparison.hpp"
#include "plain_log_rank.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* r_script =
    "if (!requireNamespace('survival', quietly = TRUE)) quit(status = 3)\n"
    "library(survival)\n"
    "d <- read.csv('participants.csv')\n"
    "d <- d[!is.na(d$time_days), ]\n"
    "if (!is.null(d$ineligible)) d <- d[d$ineligible != 1, ]\n"
    "if (!is.null(d$analysed)) d <- d[d$analysed == 1, ]\n"
    "if (is.null(d$analysis_stratum)) d$analysis_stratum <- 'all'\n"
    "for (k in unique(d$replicate)) {\n"
    "  one <- d[d$replicate == k, ]\n"
    "  test <- survdiff(Surv(time_days, event) ~ arm + "
    "strata(analysis_stratum), one)\n"
    "  cat(k, format(test$chisq, digits = 15), '\\n')\n"
    "}\n";

constexpr double last_digits = 1e-9;
constexpr int replicates = 10;
constexpr const char* plain_id = "PQ-03";
constexpr const char* plain_what = "log-rank z of a replicate's last look";

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
  const std::size_t analysed = column_of(table, "analysed");
  Trials trials;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const CsvRecord row = table.rows[i];
    const auto at = parse_number(field_of(row, time));
    // Who comes after the look has no time; who isn't of the population or the
    // two arms isn't analysed.
    if (at && field_of(row, ineligible) != "1" &&
        field_of(row, analysed) != "0")
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

// A replicate's last look: its z, where it was reached.
struct LastLook {
  bool is_reached = false;
  std::optional<double> z;
};

// By replicate, of the first analysis.
std::map<std::string, LastLook> last_looks(const CsvTable& table) {
  const std::size_t replicate = column_of(table, "replicate");
  const std::size_t reached = column_of(table, "reached");
  const std::size_t test = column_of(table, "test");
  const std::size_t z = column_of(table, "z");
  const std::string first = analysis_of(table, 0, test);
  std::map<std::string, LastLook> all;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const CsvRecord row = table.rows[i];
    if (analysis_of(table, i, test) == first)
      all[field_of(row, replicate)] = {field_of(row, reached) == "1",
                                       parse_number(field_of(row, z))};
  }
  return all;
}

bool is_log_rank(const CsvTable& table) {
  return !table.rows.empty() &&
         field_of(table.rows[0], column_of(table, "test")) == "logrank";
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

// Of R's answer "replicate chi-square"; nothing if it isn't usable.
std::optional<double> furthest_from(const std::string& answer,
                                    const std::map<std::string, double>& z) {
  double furthest = 0.0;
  std::size_t seen = 0;
  for (const std::string_view line : split(answer, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() < 2) continue;
    const auto known = z.find(std::string{words[0]});
    const auto chi_square = parse_number(words[1]);
    if (known == z.end() || !chi_square) continue;
    const double square = known->second * known->second;
    furthest = std::max(furthest, std::abs(*chi_square / square - 1.0));
    ++seen;
  }
  return seen == z.size() ? std::optional{furthest} : std::nullopt;
}

Check r_check(const QualificationRun& run,
              const std::map<std::string, double>& z) {
  constexpr int no_package = 3;
  const char* id = "PQ-04";
  const std::string what = fmt::format(
      "chi-square of a replicate's last look, by R's survdiff: largest "
      "relative difference of {} replicates",
      z.size());
  if (!run.r) return not_run(id, what, "R isn't installed");
  write_file_atomically(run.folder / "chi-square.R", r_script);
  const Ran ran = run.r({"--vanilla", "chi-square.R"});
  if (ran.status == no_package)
    return not_run(id, what, "R has no package survival");
  if (ran.status != 0) return not_run(id, what, "R: " + fault_of(ran));
  const auto furthest = furthest_from(ran.out, z);
  if (!furthest) return not_run(id, what, "R's answer isn't usable");
  return compared({id, "", what, 0.0, *furthest, last_digits,
                   "R, package survival (Therneau)"});
}

// One of each replicate whose last look was reached; their z into `z`.
std::vector<Check> plain_checks(const Trials& trials, const CsvTable& results,
                                const std::string& experimental,
                                std::map<std::string, double>& z) {
  const auto looks = last_looks(results);
  std::vector<Check> checks;
  for (int k = 0; k < replicates; ++k) {
    const std::string replicate = std::to_string(k);
    const auto look = looks.find(replicate);
    const auto trial = trials.find(replicate);
    if (look != looks.end() && !look->second.is_reached) continue;
    const bool has_z = look != looks.end() && look->second.z;
    if (has_z) z[replicate] = *look->second.z;
    checks.push_back(compared(
        {plain_id, "", fmt::format("{}, replicate {}", plain_what, k),
         trial != trials.end()
             ? Json(plain_log_rank(trial->second, experimental))
             : Json("the replicate isn't listed"),
         has_z ? Json(*look->second.z) : Json("there is no z"), last_digits,
         "the test's definition, counted participant by participant"}));
  }
  return checks;
}

}  // namespace

Check not_run(const char* id, const std::string& what, const std::string& why) {
  return {id, "", what, nullptr, why, 0.0, "", Verdict::not_run};
}

// A status of 64 is no fault: the program says that the config isn't of the
// kind that the command is for.
Check without(const char* id, const std::string& what, const Ran& ran) {
  constexpr int usage = 64;
  if (ran.status == usage) return not_run(id, what, fault_of(ran));
  return compared({id, "", what, 0, fault_of(ran), 0.0, ""});
}

std::vector<Check> statistic_checks(const QualificationRun& run) {
  const std::string config = run.config.string();
  const Ran listed =
      run.program({"simulate", config, "--replicates", "0-9", "--quiet"});
  if (listed.status != 0) return {without(plain_id, plain_what, listed)};
  // Against no margin: the plain test knows none.
  const Ran engine = run.program(
      {"power", config, "--set", "analysis.null_hazard_ratio=1", "--replicates",
       std::to_string(replicates), "--replicate-data", "z.csv", "--quiet"});
  if (engine.status != 0) return {without(plain_id, plain_what, engine)};
  write_file_atomically(run.folder / "participants.csv", listed.out);
  const CsvTable results = read_csv((run.folder / "z.csv").string());
  if (!is_log_rank(results))
    return {not_run(plain_id, plain_what, "the test isn't the log-rank")};
  std::map<std::string, double> z;
  std::vector<Check> checks =
      plain_checks(trials_of(parse_csv(listed.out, "participants")), results,
                   experimental_arm(run), z);
  if (checks.empty())
    return {
        not_run(plain_id, plain_what, "no replicate reached its last look")};
  if (!z.empty()) checks.push_back(r_check(run, z));
  return checks;
}

}  // namespace rehearse
