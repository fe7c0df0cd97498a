#include "crosscheck/trial_files.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/csv_rows.hpp"

using namespace rehearse;

namespace {

const std::string folder = REHEARSE_SOURCE_DIR "/configs";

}  // namespace

double number(const CsvRow& row, const std::string& column) {
  const std::string& text = row.at(column);
  return text.empty() ? never : std::strtod(text.c_str(), nullptr);
}

LoadedConfig irc_config(const std::vector<std::string>& set) {
  Overrides overrides;
  overrides.set = set;
  return load_config(folder + "/nct07008976-irc.toml", overrides);
}

LoadedConfig perfect_config() {
  std::ifstream file{folder + "/nct07008976-irc.toml"};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto review = text.find("[review]");
  text.erase(review, text.find("[analysis]") - review);
  const auto reader = text.find("reader = ");
  text.erase(reader, text.find('\n', reader) - reader);
  return parse_config(text, "perfect.toml", Dialect::toml, folder, {});
}

ListedTrial trial_of(const LoadedConfig& config, std::uint64_t replicate,
                     std::size_t look) {
  return {config, replicate, look,
          simulate_trial(config.scenario, replicate, look)};
}

std::vector<CsvRow> rows_of(const ListedTrial& report, TrialTable table) {
  const CsvTable csv = parse_csv(trial_csv(report, table), "table.csv");
  std::vector<CsvRow> rows;
  for (const Row& cells : rehearse::rows(csv)) {
    CsvRow& row = rows.emplace_back();
    for (std::size_t c = 0; c < cells.size(); ++c)
      row[csv.header[c]] = cells[c];
  }
  return rows;
}

std::vector<CsvRow> parameter_rows(const ListedTrial& report,
                                   const std::string& code) {
  std::vector<CsvRow> rows;
  for (CsvRow& row : rows_of(report, TrialTable::adtte))
    if (row.at("PARAMCD") == code) rows.push_back(std::move(row));
  return rows;
}
