#include "rehearse/data/observed_looks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include "data_rows.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse {
namespace {

// ---- columns ----

// One that is passed over may have been meant, as "spending" is. (A column of
// R's row names has no name.)
void check_known_columns(const CsvTable& table) {
  constexpr std::array<std::string_view, 8> known{
      "hypothesis", "look",          "events",   "p",
      "z",          "spending_time", "analysis", "control_events"};
  for (const std::string& name : table.header)
    if (!name.empty() && std::ranges::find(known, name) == known.end())
      fail_in_header(
          table,
          fmt::format("column '{}' is none that is read{}: rename it, or "
                      "remove it",
                      name, suggestion(name, known)));
  const bool p = has_column(table, "p");
  const bool z = has_column(table, "z");
  if (p && z)
    fail_in_header(
        table,
        "columns 'p' and 'z' are both there (either gives the other): "
        "remove one");
  if (!p && !z)
    fail_in_header(table,
                   "no column 'p' or 'z' (what the looks showed): add one, p "
                   "one-sided");
}

struct Columns {
  DataRows rows;
  DataColumn hypothesis;
  DataColumn look;
  DataColumn events;
  DataColumn result;  // p or z
  std::optional<DataColumn> spending_time;
  std::optional<DataColumn> analysis;
  std::optional<DataColumn> control_events;
};

Columns read_columns(const CsvTable& table) {
  for (const char* name : {"hypothesis", "look", "events"})
    static_cast<void>(index_of(table, name));
  check_known_columns(table);
  DataRows rows{&table, {}, {}};
  rows.indices.resize(table.rows.size());
  std::iota(rows.indices.begin(), rows.indices.end(), std::size_t{0});
  if (rows.indices.empty())
    fail_in_header(
        table, "the file has no row (each is a look that was had): add some");
  const auto optional = [&](const char* name) {
    return has_column(table, name) ? std::optional{read_column(rows, name)}
                                   : std::nullopt;
  };
  return {rows,
          read_column(rows, "hypothesis"),
          read_column(rows, "look"),
          read_column(rows, "events"),
          read_column(rows, has_column(table, "p") ? "p" : "z"),
          optional("spending_time"),
          optional("analysis"),
          optional("control_events")};
}

// ---- values of a row ----

// A row as it is read, and where it stands.
struct Row : ObservedLook {
  std::size_t at;
};

std::string_view value_of(const DataRows& rows, const DataColumn& column,
                          std::size_t row) {
  const std::string_view text = column.values[row];
  if (is_missing(trimmed(text)))
    fail_in(rows, row,
            fmt::format("column '{}' is empty (a row is a look that was had): "
                        "fill it in, or remove the row",
                        column.name));
  return text;
}

double number_in(const DataRows& rows, const DataColumn& column,
                 std::size_t row, double above, double below,
                 std::string_view what) {
  static_cast<void>(value_of(rows, column, row));
  const auto number = column.number(row);
  if (!number || *number <= above || *number >= below)
    fail_in(rows, row, no_number(column, row, what));
  return *number;
}

std::size_t hypothesis_of(const Columns& columns, std::size_t row,
                          const std::vector<Hypothesis>& hypotheses) {
  const auto name = trimmed(value_of(columns.rows, columns.hypothesis, row));
  std::vector<std::string_view> names;
  for (const Hypothesis& one : hypotheses) names.emplace_back(one.name);
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    fail_in(columns.rows, row,
            fmt::format("column 'hypothesis': the config has no '{}'{}", name,
                        suggestion(name, names)));
  const auto number = static_cast<std::size_t>(found - names.begin());
  if (hypotheses[number].analysis.looks.empty())
    fail_in(columns.rows, row,
            fmt::format("column 'hypothesis': '{}' has no looks in the config "
                        "(of which its bounds would be): add "
                        "[[hypotheses.looks]] to it",
                        name));
  return number;
}

std::size_t look_of(const Columns& columns, std::size_t row,
                    const Hypothesis& hypothesis) {
  const auto text = trimmed(value_of(columns.rows, columns.look, row));
  std::vector<std::string_view> names;
  for (const Look& look : hypothesis.analysis.looks)
    names.emplace_back(look.name);
  const auto found = std::ranges::find(names, text);
  if (found != names.end())
    return static_cast<std::size_t>(found - names.begin());
  const auto number = columns.look.number(row);
  const auto most = static_cast<double>(names.size());
  if (!number || *number != std::floor(*number) || *number < 1 ||
      *number > most)
    fail_in(columns.rows, row,
            fmt::format("column 'look': hypothesis '{}' has no look '{}'{}: "
                        "name one, or number it from 1 to {}",
                        hypothesis.name, text, suggestion(text, names),
                        names.size()));
  return static_cast<std::size_t>(*number) - 1;
}

constexpr double infinite = std::numeric_limits<double>::infinity();

void read_result(const Columns& columns, Row& row) {
  const bool is_p = columns.result.name == "p";
  const double number =
      is_p ? number_in(columns.rows, columns.result, row.at, 0.0, 1.0,
                       "one-sided p (a number between 0 and 1): correct it")
           : number_in(columns.rows, columns.result, row.at, -infinite,
                       infinite, "z (a number): correct it");
  row.p = is_p ? number : normal_upper_tail(number);
  row.seen.z = is_p ? normal_upper_quantile(number) : number;
}

bool is_given(const std::optional<DataColumn>& column, std::size_t row) {
  return column && !is_missing(trimmed(column->values[row]));
}

// The last look spends what is left, and it alone.
void read_spending_time(const Columns& columns, const Hypothesis& hypothesis,
                        Row& row) {
  if (!is_given(columns.spending_time, row.at)) return;
  const DataRows& rows = columns.rows;
  const AnalysisPlan& plan = hypothesis.analysis;
  if (!std::holds_alternative<FunctionSpending>(plan.efficacy.rule))
    fail_in(rows, row.at,
            fmt::format("column 'spending_time': '{}' has no spending function "
                        "in the config (it would be ignored): leave it empty",
                        hypothesis.name));
  const double time =
      number_in(rows, *columns.spending_time, row.at, 0.0, infinite,
                "spending time (a number above 0, at most 1): correct it");
  const bool last = row.look + 1 == plan.looks.size();
  if (last && time != 1.0)
    fail_in(rows, row.at,
            fmt::format("column 'spending_time': {} at the last look (which "
                        "spends all that is left): write 1, or leave it empty",
                        time));
  if (!last && time >= 1.0)
    fail_in(rows, row.at,
            fmt::format("column 'spending_time': {} at look '{}', which isn't "
                        "the last (nothing would be left for those after it): "
                        "write less than 1",
                        time, plan.looks[row.look].name));
  row.seen.spending_time = time;
}

void read_analysis(const Columns& columns, const Hypothesis& hypothesis,
                   Row& row) {
  row.seen.analysis = usual_analysis(hypothesis.analysis.looks, row.look);
  if (!is_given(columns.analysis, row.at)) return;
  constexpr auto* what =
      "analysis (a whole number from 1, in calendar order): correct it, or "
      "leave it empty";
  const double number =
      number_in(columns.rows, *columns.analysis, row.at, 0.0, 1e6, what);
  if (number != std::floor(number))
    fail_in(columns.rows, row.at, no_number(*columns.analysis, row.at, what));
  row.seen.analysis = static_cast<std::size_t>(number);
}

void read_control_events(const Columns& columns, Row& row) {
  if (!is_given(columns.control_events, row.at)) return;
  const double events =
      number_in(columns.rows, *columns.control_events, row.at, -1e-9, infinite,
                "number of events (a number from 0): correct it");
  if (events > row.seen.events)
    fail_in(columns.rows, row.at,
            fmt::format("column 'control_events': {} of {} events (those of "
                        "the control are among them): correct one",
                        events, row.seen.events));
  row.control_events = events;
}

Row read_row(const Columns& columns, std::size_t at,
             const std::vector<Hypothesis>& hypotheses) {
  Row row{};
  row.at = at;
  row.seen.hypothesis = hypothesis_of(columns, at, hypotheses);
  const Hypothesis& hypothesis = hypotheses[row.seen.hypothesis];
  row.look = look_of(columns, at, hypothesis);
  row.seen.events =
      number_in(columns.rows, columns.events, at, 0.0, infinite,
                "number of events (a number above 0): correct it");
  read_result(columns, row);
  read_spending_time(columns, hypothesis, row);
  read_analysis(columns, hypothesis, row);
  read_control_events(columns, row);
  return row;
}

// ---- the looks of a hypothesis together ----

// A hypothesis's look and the one before it in the file, if there is one.
void check_place(const DataRows& rows, const Hypothesis& hypothesis,
                 const Row& row, const Row* before) {
  const auto& looks = hypothesis.analysis.looks;
  if (before != nullptr && before->look == row.look)
    fail_in(rows, row.at,
            fmt::format("look '{}' of '{}' is there twice, on {} {} too (a "
                        "look has one p): remove one",
                        looks[row.look].name, hypothesis.name,
                        word_of(rows.table->unit),
                        rows.table->lines[rows.indices[before->at]]));
  const std::size_t due = before == nullptr ? 0 : before->look + 1;
  if (row.look != due)
    fail_in(
        rows, row.at,
        fmt::format("look '{}' of '{}' is there without '{}' (a look's "
                    "bound depends on those before it): add a row for "
                    "that look",
                    looks[row.look].name, hypothesis.name, looks[due].name));
}

void check_growth(const DataRows& rows, const Hypothesis& hypothesis,
                  const Row& row, const Row& before) {
  const std::string& name = hypothesis.analysis.looks[row.look].name;
  if (row.seen.events <= before.seen.events)
    fail_in(rows, row.at,
            fmt::format("column 'events': {} at look '{}' of '{}', {} at the "
                        "look before (they grow from look to look): correct "
                        "one",
                        row.seen.events, name, hypothesis.name,
                        before.seen.events));
  if (row.seen.analysis <= before.seen.analysis)
    fail_in(rows, row.at,
            fmt::format("look '{}' of '{}' is at analysis {}, the look before "
                        "it at {} (a look comes after those before it): state "
                        "both in column 'analysis'",
                        name, hypothesis.name, row.seen.analysis,
                        before.seen.analysis));
  if (row.seen.spending_time && before.seen.spending_time &&
      *row.seen.spending_time <= *before.seen.spending_time)
    fail_in(rows, row.at,
            fmt::format("column 'spending_time': {} at look '{}' of '{}', {} "
                        "at the look before (it grows from look to look): "
                        "correct one",
                        *row.seen.spending_time, name, hypothesis.name,
                        *before.seen.spending_time));
}

}  // namespace

// What an analysis is where none is stated. A look of its own comes after the
// hypothesis's look before, which may be with a late one of the first.
std::size_t usual_analysis(const std::vector<Look>& looks, std::size_t last) {
  std::size_t analysis = 0;
  for (std::size_t k = 0; k <= last; ++k)
    analysis = looks[k].with ? *looks[k].with + 1 : std::max(k, analysis) + 1;
  return analysis;
}

std::vector<ObservedLook> observed_looks(
    const CsvTable& table, const std::vector<Hypothesis>& hypotheses) {
  const Columns columns = read_columns(table);
  std::vector<Row> rows;
  for (std::size_t at = 0; at < table.rows.size(); ++at)
    rows.push_back(read_row(columns, at, hypotheses));
  std::ranges::sort(rows, {}, [](const Row& row) {
    return std::tuple{row.seen.hypothesis, row.look, row.at};
  });
  std::vector<ObservedLook> looks;
  const Row* before = nullptr;
  for (const Row& row : rows) {
    if (before != nullptr && before->seen.hypothesis != row.seen.hypothesis)
      before = nullptr;
    const Hypothesis& hypothesis = hypotheses[row.seen.hypothesis];
    check_place(columns.rows, hypothesis, row, before);
    if (before != nullptr) check_growth(columns.rows, hypothesis, row, *before);
    looks.push_back(row);
    before = &row;
  }
  return looks;
}

}  // namespace rehearse
