#include "ongoing_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/visible_form.hpp"

namespace rehearse {
namespace {

// A row beside the cut-off and the config.
class RowCheck {
 public:
  RowCheck(const Scenario& scenario, const OngoingChoice& choice,
           const OngoingFields& fields, DataFaults& faults)
      : scenario_(scenario),
        choice_(choice),
        fields_(fields),
        faults_(faults),
        cutoff_(cutoff_day(choice)) {}

  void check(std::size_t at, const OngoingRow& row) {
    check_randomized(at, row);
    check_ends(at, row);
    if (row.randomized && row.time) check_end(at, row);
    if (row.last_scan) check_scan(at, row);
    if (row.pending) check_pending(at, row);
  }

 private:
  template <typename... Parts>
  void fault(const OngoingField& field, std::size_t at,
             fmt::format_string<Parts...> message, Parts&&... parts) {
    faults_.in_field(at, field.at,
                     fmt::format("column '{}': '{}'", field.column.name,
                                 field.column.values[at]) +
                         fmt::format(message, std::forward<Parts>(parts)...));
  }

  void check_randomized(std::size_t at, const OngoingRow& row) {
    if (!row.randomized) return;
    const std::string& start = scenario_.start_date;
    if (*row.randomized > cutoff_)
      fault(fields_.randomized, at,
            " is after the cut-off {} (data end there): correct it, leave the "
            "row out, or state a later --cutoff",
            choice_.cutoff);
    if (!start.empty() && *row.randomized < day_of_date(start))
      fault(fields_.randomized, at,
            " is before {}, the config's trial.start_date (nobody is "
            "randomized before the trial starts): correct either",
            start);
  }

  void check_ends(std::size_t at, const OngoingRow& row) {
    if (row.event.value_or(false) && row.dropout.value_or(false))
      fault(*fields_.dropout, at,
            " is a dropout of somebody who has had the event (follow-up ends "
            "once): write what came first");
  }

  // Of the day on which follow-up ended, whichever the file has of it.
  void check_end(std::size_t at, const OngoingRow& row) {
    const OngoingField& field = fields_.time ? *fields_.time : *fields_.date;
    const double day = end_of(row);
    if (day < *row.randomized)
      return fault(field, at,
                   " is before the randomization on {} (follow-up begins "
                   "there): correct either",
                   date_of(*row.randomized));
    if (day <= cutoff_) return;
    const std::string on =
        fields_.time ? fmt::format(" is {}, which", date_of(day)) : "";
    fault(field, at,
          "{} is after the cut-off {} ({}): correct it, or state a later "
          "--cutoff",
          on, choice_.cutoff,
          row.event.value_or(false)
              ? "an event that is still to come can't be known"
              : "nobody has been followed longer");
  }

  void check_scan(std::size_t at, const OngoingRow& row) {
    const OngoingField& field = *fields_.last_scan;
    if (*row.last_scan > cutoff_)
      fault(field, at,
            " is after the cut-off {} (that scan isn't made yet): correct it",
            choice_.cutoff);
    if (row.randomized && *row.last_scan < *row.randomized)
      fault(field, at,
            " is before the randomization on {} (the scan at baseline doesn't "
            "count): leave it empty where there was no other",
            date_of(*row.randomized));
    if (row.randomized && row.time && row.event.value_or(false) &&
        std::floor(*row.last_scan) > end_of(row))
      fault(field, at,
            " is after the event on {} (scans end with it): write the last one "
            "up to the event",
            date_of(end_of(row)));
  }

  void check_pending(std::size_t at, const OngoingRow& row) {
    const OngoingField& field = *fields_.pending;
    if (!row.last_scan && is_missing(fields_.last_scan->column.values[at]))
      fault(field, at,
            " says that a scan waits for its read, of which column '{}' has no "
            "day: fill it in, or write 0",
            fields_.last_scan->column.name);
    if (row.event.value_or(false))
      fault(field, at,
            " says that a scan waits for its read, but the event is there "
            "already: write 0");
  }

  // The day whose end is the last that is known of the participant.
  [[nodiscard]] double end_of(const OngoingRow& row) const {
    return std::floor(*row.randomized + *row.time - choice_.time_origin);
  }

  const Scenario& scenario_;
  const OngoingChoice& choice_;
  const OngoingFields& fields_;
  DataFaults& faults_;
  double cutoff_;
};

// Names that look alike are one.
void check_ids(const CsvTable& table, const OngoingFields& fields,
               const std::vector<OngoingRow>& rows, DataFaults& faults) {
  std::map<std::string, std::size_t> known;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (is_missing(rows[at].id)) continue;
    const auto [first, is_new] = known.emplace(visible_form(rows[at].id), at);
    if (is_new) continue;
    const bool same = rows[first->second].id == rows[at].id;
    faults.in_field(
        at, fields.id.at,
        fmt::format("column '{}': '{}' {} {} {} too (a participant has one "
                    "row): leave one row of each, as with --where COLUMN=VALUE",
                    fields.id.column.name, rows[at].id,
                    same ? "is on" : "looks like the one on",
                    word_of(table.unit), table.lines[first->second]));
  }
}

void check_number(const CsvTable& table, const Scenario& scenario,
                  DataFaults& faults) {
  const std::size_t rows = table.rows.size();
  if (rows == 0)
    faults.in_header(
        "no row (nobody has been randomized): a forecast needs data");
  const auto planned = static_cast<std::size_t>(scenario.participants);
  if (rows > planned)
    faults.in_header(fmt::format(
        "{0} participants, where the config's trial has {1}: correct the file, "
        "or state how many there will be with --set trial.participants={0}",
        rows, planned));
}

// One fault says it, instead of one in each row.
void check_first(const CsvTable& table, const OngoingChoice& choice,
                 const std::vector<OngoingRow>& rows) {
  const OngoingRow* first = nullptr;
  for (const OngoingRow& row : rows)
    if (row.randomized &&
        (first == nullptr || *row.randomized < *first->randomized))
      first = &row;
  if (first == nullptr || *first->randomized <= cutoff_day(choice)) return;
  throw DataError(
      {{"--cutoff",
        fmt::format("{} is before the first randomization in {}, "
                    "on {} (nothing is known by then): state the "
                    "day up to which the data go",
                    choice.cutoff, table.name, date_of(*first->randomized)),
        "", 0}});
}

}  // namespace

double cutoff_day(const OngoingChoice& choice) {
  if (is_date(choice.cutoff)) return day_of_date(choice.cutoff);
  throw DataError({{"--cutoff",
                    fmt::format("'{}' is no date (year-month-day, the last day "
                                "of which data are known): write e.g. --cutoff "
                                "2026-10-01",
                                choice.cutoff),
                    "", 0}});
}

void check_ongoing(const CsvTable& table, const Scenario& scenario,
                   const OngoingChoice& choice, const OngoingFields& fields,
                   const std::vector<OngoingRow>& rows, DataFaults& faults) {
  check_first(table, choice, rows);
  check_number(table, scenario, faults);
  check_ids(table, fields, rows, faults);
  RowCheck check{scenario, choice, fields, faults};
  for (std::size_t at = 0; at < rows.size(); ++at) check.check(at, rows[at]);
}

}  // namespace rehearse
