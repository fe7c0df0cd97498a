#include "ongoing_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

// Looks columns up; what isn't there is a fault.
class Finder {
 public:
  Finder(const CsvTable& table, DataFaults& faults)
      : table_(table), faults_(faults), rows_{&table, {}, {}} {
    rows_.indices.resize(table.rows.size());
    std::iota(rows_.indices.begin(), rows_.indices.end(), std::size_t{0});
  }

  // One that there must be, under the name given or its usual one.
  OngoingField needed(const std::string& given, const std::string& usual,
                      std::string_view what) {
    const std::string& name = given.empty() ? usual : given;
    if (has_column(table_, name)) return read(name);
    std::string flag = usual;
    std::ranges::replace(flag, '_', '-');
    faults_.in_header(fmt::format("no column '{}' ({}){}: name it with --{}",
                                  name, what, column_suggestion(table_, name),
                                  flag));
    return {};
  }

  // One that need only be there where it is named.
  std::optional<OngoingField> optional(const std::string& given,
                                       const std::string& usual,
                                       std::string_view what) {
    if (given.empty() && !has_column(table_, usual)) return std::nullopt;
    return needed(given, usual, what);
  }

 private:
  OngoingField read(const std::string& name) const {
    return {index_of(table_, name), read_column(rows_, name)};
  }

  const CsvTable& table_;
  DataFaults& faults_;
  DataRows rows_;
};

void find_event(const OngoingColumns& columns, Finder& finder,
                OngoingFields& fields) {
  fields.is_censoring = !columns.censor.empty();
  fields.event =
      finder.needed(fields.is_censoring ? columns.censor : columns.event,
                    "event", "who has had the event");
}

// COLUMN, or COLUMN=VALUE|VALUE where no column is called so.
void find_dropout(const CsvTable& table, const OngoingColumns& columns,
                  Finder& finder, OngoingFields& fields) {
  std::string name = columns.dropout;
  const auto sign = name.find('=');
  if (sign != std::string::npos && !has_column(table, name)) {
    const std::string values = name.substr(sign + 1);
    for (const std::string_view value : split(values, '|'))
      fields.dropout_values.emplace_back(value);
    name.resize(sign);
  }
  fields.dropout = finder.optional(name, "dropout", "who has left");
}

void check_time_and_date(const CsvTable& table, const OngoingColumns& columns,
                         DataFaults& faults) {
  if (!columns.time.empty() && !columns.date.empty())
    faults.in_header(
        "--time and --date both name a column (either gives the other): name "
        "one");
  if (!columns.time.empty() || !columns.date.empty()) return;
  const bool time = has_column(table, "time");
  const bool date = has_column(table, "date");
  if (time && date)
    faults.in_header(
        "columns 'time' and 'date' are both there (either gives the other): "
        "choose with --time time or --date date");
  if (!time && !date)
    faults.in_header(
        fmt::format("no column 'time' or 'date' (when each participant's "
                    "follow-up ended){}: name one with --time or --date",
                    column_suggestion(table, "time")));
}

void find_time(const CsvTable& table, const OngoingColumns& columns,
               Finder& finder, DataFaults& faults, OngoingFields& fields) {
  constexpr auto* what = "when each participant's follow-up ended";
  check_time_and_date(table, columns, faults);
  if (columns.date.empty())
    fields.time = finder.optional(columns.time, "time", what);
  if (columns.time.empty())
    fields.date = finder.optional(columns.date, "date", what);
}

// Blinded, the arms aren't looked at, nor asked for.
void find_arm(const OngoingChoice& choice, Finder& finder,
              OngoingFields& fields) {
  if (choice.blinding == Blinding::blinded) return;
  fields.arm = finder.needed(choice.columns.arm, "arm",
                             "--unblinded reads each participant's arm");
}

}  // namespace

OngoingFields ongoing_fields(const CsvTable& table, const Scenario& scenario,
                             const OngoingChoice& choice) {
  const OngoingColumns& columns = choice.columns;
  DataFaults faults{table};
  Finder finder{table, faults};
  OngoingFields fields;
  fields.id = finder.needed(columns.id, "id", "each participant's name");
  fields.randomized = finder.needed(columns.randomized, "randomized",
                                    "each date of randomization");
  find_event(columns, finder, fields);
  find_time(table, columns, finder, faults, fields);
  find_dropout(table, columns, finder, fields);
  find_arm(choice, finder, fields);
  if (!scenario.sites.empty())
    fields.site =
        finder.optional(columns.site, "site", "each participant's site");
  fields.last_scan =
      finder.optional(columns.last_scan, "last_scan", "each last scan");
  fields.pending =
      finder.optional(columns.pending, "pending", "whose scan isn't read yet");
  if (fields.pending && !fields.last_scan)
    faults.in_header(
        "no column 'last_scan' (column 'pending' says whose last scan waits "
        "for its read): name it with --last-scan");
  faults.throw_if_any();
  return fields;
}

}  // namespace rehearse
