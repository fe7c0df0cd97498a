// What leads to a wrong forecast without a fault.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "data_dates.hpp"
#include "ongoing_checks.hpp"

namespace rehearse {
namespace {

using Rows = std::vector<OngoingRow>;

// Rows of which something is doubtful: how many, and the first.
struct Doubted {
  std::size_t count = 0;
  std::size_t first = 0;
};

template <class Is>
Doubted doubted(const Rows& rows, const Is& is) {
  Doubted found;
  for (std::size_t at = 0; at < rows.size(); ++at)
    if (is(rows[at]) && ++found.count == 1) found.first = at;
  return found;
}

bool is_ongoing(const OngoingRow& row) { return !*row.event && !*row.dropout; }

class Warner {
 public:
  Warner(const CsvTable& table, const OngoingChoice& choice,
         const OngoingFields& fields, const Rows& rows)
      : table_(table), choice_(choice), fields_(fields), rows_(rows) {}

  void say(std::string message) {
    warnings_.push_back({table_.name, std::move(message), "", 0});
  }

  void of_stale_follow_up() {
    const double cutoff = cutoff_day(choice_);
    const auto found = doubted(rows_, [&](const OngoingRow& row) {
      return is_ongoing(row) && !row.open_ended &&
             cutoff - end_of(row) > stale_after;
    });
    if (found.count == 0) return;
    const OngoingRow& first = rows_[found.first];
    say(fmt::format(
        "{} of {} ongoing participants {} last seen more than {} days before "
        "the cut-off {} (the first on {}, {}; nobody knows of events "
        "since, and who has left unnoticed is forecast to have them): bring "
        "the data up to date, or mark dropouts",
        found.count, doubted(rows_, is_ongoing).count,
        found.count == 1 ? "was" : "were", stale_after, choice_.cutoff,
        date_of(end_of(first)), place(found.first)));
  }

  void of_events_at_once() {
    const auto found = doubted(rows_, [&](const OngoingRow& row) {
      return *row.event && *row.time == 0.0;
    });
    if (found.count == 0) return;
    say(fmt::format(
        "{} event{} on the day of randomization (the first on {}), taken "
        "for half a day later: state --time-origin 1 if that day is day 1",
        found.count, found.count == 1 ? "" : "s", place(found.first)));
  }

  void of_parts_of_days() {
    if (!fields_.time) return;
    const auto found = doubted(rows_, [](const OngoingRow& row) {
      return row.time && *row.time != std::floor(*row.time);
    });
    if (found.count == 0) return;
    say(fmt::format(
        "column '{}' has {} time{} that {} no whole number of days (the first, "
        "{}, on {}), read as days: multiply by 30.4375 if they are months",
        fields_.time->column.name, found.count, found.count == 1 ? "" : "s",
        found.count == 1 ? "is" : "are", *rows_[found.first].time,
        place(found.first)));
  }

  // The file may say when it was cut.
  void of_other_cutoff() {
    constexpr std::array<std::string_view, 4> names{"cutoffdt", "cutoff",
                                                    "dcutdt", "cutoff_date"};
    for (std::size_t at = 0; at < table_.header.size(); ++at) {
      const bool is_cutoff = std::ranges::any_of(
          names, [&](auto name) { return is_word(table_.header[at], name); });
      if (is_cutoff) compare_cutoff(at);
    }
  }

  void of_absent_columns(const Scenario& scenario) {
    if (!fields_.dropout)
      say(fields_.is_censoring
              ? fmt::format(
                    "no censoring of column '{0}' is taken for a dropout (who "
                    "has left would be forecast to have the event): say which "
                    "codes are, as --dropout {0}=CODE",
                    fields_.event.column.name)
              : "no column 'dropout' (nobody is taken to have left, and who "
                "has would be forecast to have the event): add it, or name it "
                "with --dropout");
    if (scenario.enrolment.model == EnrolmentModel::sites && !fields_.site)
      say("no column 'site', though the config enrols by sites (the others "
          "would enter as if there were none): add it, or name it with "
          "--site");
  }

  [[nodiscard]] std::vector<Diagnostic> take() { return std::move(warnings_); }

 private:
  void compare_cutoff(std::size_t column) {
    std::size_t others = 0;
    std::size_t first = 0;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      const auto date = read_date_text(table_.rows[row][column]);
      const auto* read = std::get_if<ReadDate>(&date);
      if (read == nullptr || read->iso == choice_.cutoff) continue;
      if (++others == 1) first = row;
    }
    if (others == 0) return;
    say(fmt::format(
        "column '{}' says {} in {} row{} (the first on {}), --cutoff {}: "
        "state the day up to which the data go",
        table_.header[column], table_.rows[first][column], others,
        others == 1 ? "" : "s", place(first), choice_.cutoff));
  }

  // "line 5", or "row 4" of a file without lines.
  [[nodiscard]] std::string place(std::size_t row) const {
    return fmt::format("{} {}", word_of(table_.unit), table_.lines[row]);
  }
  [[nodiscard]] double end_of(const OngoingRow& row) const {
    return std::floor(*row.randomized + *row.time - choice_.time_origin);
  }

  const CsvTable& table_;
  const OngoingChoice& choice_;
  const OngoingFields& fields_;
  const Rows& rows_;
  std::vector<Diagnostic> warnings_{};
};

}  // namespace

std::vector<Diagnostic> ongoing_warnings(const CsvTable& table,
                                         const Scenario& scenario,
                                         const OngoingChoice& choice,
                                         const OngoingFields& fields,
                                         const std::vector<OngoingRow>& rows) {
  Warner warn{table, choice, fields, rows};
  warn.of_absent_columns(scenario);
  warn.of_other_cutoff();
  warn.of_parts_of_days();
  warn.of_events_at_once();
  warn.of_stale_follow_up();
  return warn.take();
}

}  // namespace rehearse
