#include "rehearse/data/survival_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "data_rows.hpp"
#include "rehearse/analysis/ranked_times.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/data/many_arms_data.hpp"

namespace rehearse {
namespace {

// TRUE and FALSE are 1 and 0.
std::optional<double> flag_in(std::string_view text) {
  if (is_word(text, "true")) return 1.0;
  if (is_word(text, "false")) return 0.0;
  return std::nullopt;
}

std::vector<std::optional<double>> numbers_of(const DataColumn& column) {
  std::vector<std::optional<double>> numbers;
  numbers.reserve(column.values.size());
  for (std::size_t i = 0; i < column.values.size(); ++i)
    numbers.push_back(column.number(i));
  return numbers;
}

std::vector<bool> read_events(const DataColumn& column, const DataRows& rows) {
  const auto numbers = numbers_of(column);
  const bool has_two = std::ranges::count(numbers, 2.0) > 0;
  const double event = has_two ? 2.0 : 1.0;
  std::vector<bool> events;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool is_word = !numbers[i];
    const auto flag = is_word ? flag_in(column.values[i]) : numbers[i];
    const bool happened = flag && (*flag == event || (is_word && *flag == 1.0));
    const bool censored = flag && (is_word ? *flag == 0.0 : *flag == event - 1);
    if (!happened && !censored)
      fail_in(
          rows, i,
          fmt::format("column '{}': '{}' is neither event nor censored ({}): "
                      "write 1 for an event and 0 for a censoring",
                      column.name, column.values[i],
                      has_two ? "2 is an event and 1 a censoring where there "
                                "is a 2"
                              : "1 or TRUE is an event, 0 or FALSE a "
                                "censoring"));
    events.push_back(happened);
  }
  return events;
}

// Of a column in which 0 is an event and a code above it a censoring.
std::vector<bool> read_censorings(const DataColumn& column,
                                  const DataRows& rows) {
  const auto numbers = numbers_of(column);
  std::vector<bool> events;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto code = numbers[i] ? numbers[i] : flag_in(column.values[i]);
    if (!code || *code < 0.0 || *code != std::floor(*code))
      fail_in(
          rows, i,
          fmt::format("column '{}': '{}' is no censoring code (0 is an event, "
                      "a whole number above 0 a censoring): correct it",
                      column.name, column.values[i]));
    events.push_back(*code == 0.0);
  }
  return events;
}

// How many participants each row stands for.
std::vector<std::size_t> read_weights(const DataRows& rows,
                                      const std::string& name) {
  if (name.empty()) return std::vector<std::size_t>(rows.indices.size(), 1);
  constexpr double most = 10e6;  // as many keys as fit in memory easily
  const DataColumn column = read_column(rows, name);
  std::vector<std::size_t> weights;
  double sum = 0.0;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const auto weight = column.number(i);
    if (!weight || *weight < 0.0 || *weight != std::floor(*weight))
      fail_in(rows, i,
              no_number(
                  column, i,
                  "case weight (a whole number: a row counts as so many "
                  "participants; other weights, such as inverse probabilities, "
                  "need variances that hold for them): write whole numbers"));
    sum += *weight;
    if (sum > most)
      fail_in(rows, i,
              fmt::format("column '{}': the weights up to here sum to "
                          "more than 10 million (they are numbers of "
                          "participants): correct them",
                          name));
    weights.push_back(static_cast<std::size_t>(*weight));
  }
  if (sum == 0.0)
    fail_in(rows, 0,
            fmt::format("column '{}': every weight is 0 (nobody is "
                        "left to analyse): correct them",
                        name));
  return weights;
}

std::vector<double> read_entries(const DataRows& rows, const std::string& name,
                                 std::span<const double> times) {
  const DataColumn column = read_column(rows, name);
  const std::vector<double> entries = read_times(rows, column);
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i] >= times[i])
      fail_in(
          rows, i,
          fmt::format("column '{}': the entry at {} is not before the time {} "
                      "(a participant is under observation between them): "
                      "correct them",
                      name, column.values[i], times[i]));
  return entries;
}

// Ranks of times and entries together: the times first.
RankedTimes rank_both(const std::vector<double>& times,
                      const std::vector<double>& entries) {
  std::vector<double> both = times;
  both.insert(both.end(), entries.begin(), entries.end());
  return rank_times(both);
}

// What both kinds of data have of each row that is kept.
struct SeenRows {
  DataRows rows;
  RankedTimes ranked;  // of the times, then of the entries
  std::vector<bool> events;
  std::vector<std::size_t> weights;
  std::vector<std::size_t> strata;
  DataColumn arm;
  bool late = false;

  [[nodiscard]] std::uint64_t entry_rank(std::size_t row) const {
    return ranked.rank[rows.indices.size() + row];
  }
};

SeenRows read_rows(const CsvTable& table, const SurvivalColumns& columns) {
  SeenRows seen{.rows = complete_rows(table, columns),
                .ranked = {},
                .events = {},
                .weights = {},
                .strata = {},
                .arm = {}};
  const auto times =
      read_times(seen.rows, read_column(seen.rows, columns.time));
  seen.late = !columns.entry.empty();
  seen.ranked =
      rank_both(times, seen.late ? read_entries(seen.rows, columns.entry, times)
                                 : std::vector<double>{});
  seen.events =
      columns.censor.empty()
          ? read_events(read_column(seen.rows, columns.event), seen.rows)
          : read_censorings(read_column(seen.rows, columns.censor), seen.rows);
  seen.weights = read_weights(seen.rows, columns.weight);
  seen.strata = read_strata(seen.rows, columns.strata);
  seen.arm = read_column(seen.rows, columns.arm);
  return seen;
}

}  // namespace

SurvivalData survival_data(const CsvTable& table,
                           const SurvivalColumns& columns) {
  const SeenRows seen = read_rows(table, columns);
  SurvivalData data;
  data.name = table.name;
  data.arm = read_arms(seen.rows, seen.arm, columns.experimental);
  data.times = seen.ranked.distinct;
  data.tied_times = seen.ranked.tied;
  data.strata = std::ranges::max(seen.strata) + 1;
  for (std::size_t i = 0; i < seen.rows.indices.size(); ++i) {
    const Role role = seen.arm.values[i] == columns.experimental
                          ? Role::experimental
                          : Role::control;
    const ObservationKey key =
        pack(seen.ranked.rank[i], seen.strata[i], role, seen.events[i]);
    data.keys.insert(data.keys.end(), seen.weights[i], key);
    data.rows.insert(data.rows.end(), seen.weights[i], seen.rows.indices[i]);
    if (seen.late)
      data.entries.insert(
          data.entries.end(), seen.weights[i],
          pack(seen.entry_rank(i), seen.strata[i], role, false));
  }
  data.sorted = data.keys;
  std::ranges::sort(data.sorted);
  std::ranges::sort(data.entries);
  data.left_out = seen.rows.left_out;
  data.unit = table.unit;
  return data;
}

ManyArmsData many_arms_data(const CsvTable& table,
                            const SurvivalColumns& columns,
                            const std::vector<std::string>& order) {
  expect(columns.entry.empty(), "late entry is of two arms");
  const SeenRows seen = read_rows(table, columns);
  ManyArmsData data;
  data.name = table.name;
  data.arms = ordered_arms(seen.rows, seen.arm, order);
  data.times = seen.ranked.distinct;
  data.tied_times = seen.ranked.tied;
  data.strata = std::ranges::max(seen.strata) + 1;
  for (std::size_t i = 0; i < seen.rows.indices.size(); ++i) {
    const auto arm = std::ranges::find(data.arms, seen.arm.values[i]);
    const ArmObservation one{
        seen.ranked.rank[i], static_cast<std::uint32_t>(seen.strata[i]),
        static_cast<std::uint32_t>(arm - data.arms.begin()), seen.events[i]};
    data.sorted.insert(data.sorted.end(), seen.weights[i], one);
  }
  std::ranges::sort(data.sorted, {}, [](const ArmObservation& one) {
    return std::tuple{one.tick, one.stratum, one.arm, !one.event};
  });
  data.left_out = seen.rows.left_out;
  data.unit = table.unit;
  return data;
}

}  // namespace rehearse
