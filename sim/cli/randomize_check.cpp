#include <fmt/format.h>
#include <unistd.h>

#include "cli/randomize.hpp"
#include "rehearse/config/randomization_list.hpp"
#include "rehearse/report/list_check.hpp"

namespace rehearse::cli {
namespace {

std::vector<RenamedColumn> renamed_columns(
    const std::vector<std::string>& texts) {
  std::vector<RenamedColumn> columns;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw UsageError{
          fmt::format("--column: '{}' renames nothing: write "
                      "OURS=THEIRS, e.g. --column arm=treatment",
                      text)};
    columns.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return columns;
}

std::string check_text(const ListCheck& check, Format format) {
  return format == Format::json
             ? list_check_json(check)
             : fitted(list_findings_text(check) + list_summary_text(check));
}

}  // namespace

void run_list_check(const RandomizeOptions& options, Session& session) {
  const Format format = options.format.value_or(Format::table);
  if (format != Format::table && format != Format::json)
    throw UsageError{
        "--format: findings are a table or json (they are lines of text): "
        "choose one of these"};
  ConfigOptions own = options.config;
  own.overrides.seed.reset();
  const LoadedConfig config = load(own, session, Reading::list);
  ListCheckOptions check;
  check.columns = renamed_columns(options.columns);
  RandomizationList made;
  if (options.config.overrides.seed) {
    made = list_of(options, config, *options.config.overrides.seed);
    check.made = &made;
  }
  const ListCheck found =
      check_list(read_csv(options.check), config.scenario, check);
  print(check_text(found, format));
  if (!found.findings.empty()) session.status = ExitStatus::gate_not_met;
}

}  // namespace rehearse::cli
