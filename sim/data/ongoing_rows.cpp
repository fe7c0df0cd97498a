#include "ongoing_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "data_dates.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse {
namespace {

constexpr std::string_view epoch = "1970-01-01";

// What stands in a field, and where faults of it are told.
class Reader {
 public:
  Reader(const OngoingField& field, DataFaults& faults)
      : field_(field), faults_(faults) {}

  [[nodiscard]] std::string_view text(std::size_t row) const {
    return field_.column.values[row];
  }
  [[nodiscard]] bool has_value(std::size_t row) const {
    return !is_missing(trimmed(text(row)));
  }
  [[nodiscard]] const DataColumn& column() const { return field_.column; }

  // "column 'event': '7' `message`".
  void fault(std::size_t row, std::string_view message) const {
    faults_.in_field(row, field_.at,
                     fmt::format("column '{}': '{}'{}", field_.column.name,
                                 text(row), message));
  }
  // "column 'event' has no value (`why`): `advice`".
  void missing(std::size_t row, std::string_view why) const {
    faults_.in_field(
        row, field_.at,
        fmt::format("column '{}' has no value {}", field_.column.name, why));
  }

 private:
  const OngoingField& field_;
  DataFaults& faults_;
};

// ---- dates ----

/// Reads a column's dates, all in the form of its first.
class DateReader {
 public:
  DateReader(const OngoingField& field, DataFaults& faults)
      : reader_(field, faults) {}

  // Of a row that has a value.
  std::optional<double> day(std::size_t row) {
    const auto read = read_date_text(reader_.text(row));
    if (const auto* no = std::get_if<NoDate>(&read)) {
      reader_.fault(row, no->why);
      return std::nullopt;
    }
    const auto& date = std::get<ReadDate>(read);
    if (!form_) {
      form_ = date.form;
      first_ = row;
    }
    if (date.form != *form_) {
      reader_.fault(
          row, fmt::format(" is written otherwise than '{}' above it (a column "
                           "of mixed formats is easily misread): write all of "
                           "them as {}",
                           reader_.text(first_), example_of(DateForm::iso)));
      return std::nullopt;
    }
    return day_of_date(date.iso);
  }

 private:
  Reader reader_;
  std::optional<DateForm> form_{};
  std::size_t first_ = 0;
};

// ---- flags ----

std::optional<bool> flag_in(const Reader& reader, std::size_t row) {
  const std::string text{trimmed(reader.text(row))};
  if (text == "1" || is_word(text, "true")) return true;
  if (text == "0" || is_word(text, "false")) return false;
  return std::nullopt;
}

// 1 or 0, told where it is neither.
std::optional<bool> told_flag(const Reader& reader, std::size_t row,
                              std::string_view one) {
  const auto flag = flag_in(reader, row);
  if (!flag)
    reader.fault(row, fmt::format(" is neither 1 ({}) nor 0: correct it", one));
  return flag;
}

// 0: an event; a whole number above it: why there is none yet.
std::optional<bool> event_by_code(const Reader& reader, std::size_t row) {
  const auto code = reader.column().number(row);
  if (code && *code >= 0.0 && *code == static_cast<int>(*code))
    return *code == 0.0;
  reader.fault(row,
               " is no censoring code (0 is an event, a whole number above 0 a "
               "censoring): correct it");
  return std::nullopt;
}

std::optional<bool> event_in(const OngoingFields& fields, std::size_t row,
                             DataFaults& faults) {
  const Reader reader{fields.event, faults};
  if (reader.has_value(row))
    return fields.is_censoring ? event_by_code(reader, row)
                               : told_flag(reader, row, "the event");
  reader.missing(row,
                 "(everybody has had the event by the cut-off or not): write "
                 "1 or 0");
  return std::nullopt;
}

// Whoever has had the event needs no word on it.
std::optional<bool> dropout_in(const OngoingFields& fields,
                               std::optional<bool> event, std::size_t row,
                               DataFaults& faults) {
  if (!fields.dropout) return false;
  const Reader reader{*fields.dropout, faults};
  const auto& values = fields.dropout_values;
  if (!values.empty())
    return std::ranges::find(values, trimmed(reader.text(row))) != values.end();
  if (reader.has_value(row)) return told_flag(reader, row, "left the trial");
  if (event.value_or(true)) return false;
  reader.missing(row,
                 "(who has no event has left, or is followed on): write 1 or "
                 "0");
  return std::nullopt;
}

// Empty: none.
bool pending_in(const OngoingFields& fields, std::size_t row,
                DataFaults& faults) {
  if (!fields.pending) return false;
  const Reader reader{*fields.pending, faults};
  return reader.has_value(row) &&
         told_flag(reader, row, "the scan waits for its read").value_or(false);
}

// ---- names ----

struct Known {
  std::vector<std::string_view> names;
  std::string_view word;  // "site"
};

std::optional<std::size_t> named_in(const OngoingField& field,
                                    const Known& known, std::size_t row,
                                    DataFaults& faults) {
  const Reader reader{field, faults};
  const std::string_view text = trimmed(reader.text(row));
  const auto found = std::ranges::find(known.names, text);
  if (found != known.names.end())
    return static_cast<std::size_t>(found - known.names.begin());
  constexpr std::size_t shown = 8;
  if (!reader.has_value(row))
    reader.missing(row, fmt::format("(everybody has one {} of the config's): "
                                    "fill it in",
                                    known.word));
  else
    reader.fault(
        row, fmt::format(" is no {} of the config{}: correct it, or the config",
                         known.word,
                         suggestion(text, std::span{known.names}.first(std::min(
                                              shown, known.names.size())))));
  return std::nullopt;
}

template <class Named>
Known known_of(const std::vector<Named>& all, std::string_view word) {
  Known known{{}, word};
  for (const Named& one : all) known.names.emplace_back(one.id);
  return known;
}

// ---- times ----

std::optional<double> time_in(const OngoingField& field, double origin,
                              std::size_t row, DataFaults& faults) {
  const Reader reader{field, faults};
  const auto time = field.column.number(row);
  if (!time)
    faults.in_field(row, field.at,
                    no_number(field.column, row,
                              "number of days since randomization: correct "
                              "it"));
  else if (*time < 0.0)
    reader.fault(row,
                 " is negative (a time counts days since randomization): "
                 "correct it");
  else if (*time < origin)
    reader.fault(row,
                 " is below 1 (the day of randomization is day 1 by "
                 "--time-origin 1): correct it, or leave --time-origin out");
  else
    return time;
  return std::nullopt;
}

// Days since randomization where a column's values are numbers; eight digits
// are a date.
bool has_numbers(const OngoingField& field) {
  constexpr double shortest_date = 10'000'000.0;
  bool any = false;
  for (std::size_t row = 0; row < field.column.values.size(); ++row) {
    if (is_missing(trimmed(field.column.values[row]))) continue;
    const auto number = field.column.number(row);
    if (!number || *number >= shortest_date) return false;
    any = true;
  }
  return any;
}

// Reads row by row what needs to remember the rows before.
class OngoingReader {
 public:
  OngoingReader(const Scenario& scenario, const OngoingChoice& choice,
                const OngoingFields& fields, DataFaults& faults)
      : choice_(choice),
        fields_(fields),
        faults_(faults),
        arms_(known_of(scenario.arms, "arm")),
        sites_(known_of(scenario.sites, "site")),
        randomized_(fields.randomized, faults),
        scans_are_numbers_(fields.last_scan && has_numbers(*fields.last_scan)) {
    if (fields.date) date_.emplace(*fields.date, faults);
    if (fields.last_scan) scan_.emplace(*fields.last_scan, faults);
  }

  OngoingRow read(std::size_t at) {
    OngoingRow row{id(at)};
    row.randomized = randomized(at);
    row.event = event_in(fields_, at, faults_);
    row.dropout = dropout_in(fields_, row.event, at, faults_);
    read_end(at, row);
    read_scan(at, row);
    row.pending = pending_in(fields_, at, faults_);
    if (fields_.arm) row.arm = named_in(*fields_.arm, arms_, at, faults_);
    if (fields_.site) row.site = named_in(*fields_.site, sites_, at, faults_);
    return row;
  }

 private:
  [[nodiscard]] std::string id(std::size_t at) const {
    const Reader reader{fields_.id, faults_};
    if (!reader.has_value(at))
      reader.missing(at,
                     "(a row is a participant, who has a name): fill it in");
    return std::string{trimmed(reader.text(at))};
  }

  std::optional<double> randomized(std::size_t at) {
    const Reader reader{fields_.randomized, faults_};
    if (reader.has_value(at)) return randomized_.day(at);
    reader.missing(at,
                   "(everybody was randomized on a known day): fill it in, or "
                   "leave out who wasn't randomized");
    return std::nullopt;
  }

  void read_end(std::size_t at, OngoingRow& row) {
    const OngoingField& field = fields_.time ? *fields_.time : *fields_.date;
    const Reader reader{field, faults_};
    if (!reader.has_value(at)) {
      row.open_ended = true;
      if (row.event.value_or(false) || row.dropout.value_or(false))
        reader.missing(
            at,
            fmt::format("({} has a day): fill it in",
                        row.event.value_or(false) ? "an event" : "a dropout"));
      return;
    }
    if (fields_.time) {
      row.time = time_in(field, choice_.time_origin, at, faults_);
    } else if (const auto day = date_->day(at); day && row.randomized) {
      row.time = *day - *row.randomized + choice_.time_origin;
    }
  }

  void read_scan(std::size_t at, OngoingRow& row) {
    if (!fields_.last_scan ||
        !Reader{*fields_.last_scan, faults_}.has_value(at))
      return;
    if (!scans_are_numbers_) {
      row.last_scan = scan_->day(at);
      return;
    }
    const auto time =
        time_in(*fields_.last_scan, choice_.time_origin, at, faults_);
    if (time && row.randomized)
      row.last_scan = *row.randomized + *time - choice_.time_origin;
  }

  const OngoingChoice& choice_;
  const OngoingFields& fields_;
  DataFaults& faults_;
  Known arms_;
  Known sites_;
  DateReader randomized_;
  std::optional<DateReader> date_{};
  std::optional<DateReader> scan_{};
  bool scans_are_numbers_;
};

}  // namespace

std::string date_of(double day) { return date_after(epoch, day); }

double day_of_date(const std::string& iso) { return days_between(epoch, iso); }

std::vector<OngoingRow> ongoing_rows(const CsvTable& table,
                                     const Scenario& scenario,
                                     const OngoingChoice& choice,
                                     const OngoingFields& fields,
                                     DataFaults& faults) {
  OngoingReader reader{scenario, choice, fields, faults};
  std::vector<OngoingRow> rows;
  for (std::size_t at = 0; at < table.rows.size(); ++at)
    rows.push_back(reader.read(at));
  return rows;
}

}  // namespace rehearse
