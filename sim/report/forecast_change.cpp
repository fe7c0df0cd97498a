#include "rehearse/report/forecast_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "forecast_figures.hpp"
#include "rehearse/text/calendar_date.hpp"

namespace rehearse {
namespace {

constexpr const char* advice =
    "give what `rehearse forecast --format json` wrote";

// Of the document as a whole the pointer is empty.
[[noreturn]] void fail(std::string where, const std::string& message) {
  if (where.ends_with(':')) where.pop_back();
  throw IoError(IoFault::bad_data, fmt::format("{}: {}", where, message));
}

// Line and column of a byte, both from 1.
std::string place_of(const std::string& text, std::size_t byte) {
  const auto end =
      text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  const auto line = std::count(text.begin(), end, '\n') + 1;
  const auto start =
      std::find(std::make_reverse_iterator(end), text.rend(), '\n');
  return fmt::format("{}:{}", line,
                     std::max<std::ptrdiff_t>(end - start.base(), 1));
}

Json parsed(const std::string& text, const std::string& file) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    fail(fmt::format("{}:{}", file, place_of(text, error.byte)),
         std::string{"this is no JSON: "} + advice);
  }
}

/// A value of the file, and where it stands.
class Value {
 public:
  Value(const Json& json, std::string where)
      : json_(json), where_(std::move(where)) {}

  [[nodiscard]] bool has(const std::string& key) const {
    return json_.is_object() && json_.contains(key);
  }
  [[nodiscard]] Value at(const std::string& key) const {
    if (!has(key)) fail(where_, fmt::format("no '{}': {}", key, advice));
    return {json_[key], where_ + '/' + key};
  }
  [[nodiscard]] std::vector<Value> items() const {
    if (!json_.is_array()) expected("a list");
    std::vector<Value> all;
    for (std::size_t i = 0; i < json_.size(); ++i)
      all.push_back({json_[i], fmt::format("{}/{}", where_, i)});
    return all;
  }
  [[nodiscard]] std::string text() const {
    if (!json_.is_string()) expected("a text");
    return json_.get<std::string>();
  }
  [[nodiscard]] std::string date() const {
    if (!json_.is_string() || !is_date(json_.get<std::string>()))
      expected("a date");
    return json_.get<std::string>();
  }
  // None where it is null.
  [[nodiscard]] std::optional<std::string> optional_date() const {
    if (json_.is_null()) return std::nullopt;
    return date();
  }
  [[nodiscard]] double number() const {
    if (!json_.is_number()) expected("a number");
    return json_.get<double>();
  }
  [[nodiscard]] int count() const {
    if (!json_.is_number_unsigned() ||
        json_.get<std::uint64_t>() > std::numeric_limits<int>::max())
      expected("a whole number");
    return json_.get<int>();
  }
  [[noreturn]] void wrong(const std::string& message) const {
    fail(where_, message);
  }

 private:
  [[noreturn]] void expected(std::string_view what) const {
    fail(where_,
         fmt::format("expected {}, found {}: {}", what,
                     json_.is_structured() ? "something else" : json_.dump(),
                     advice));
  }

  const Json& json_;
  std::string where_;
};

void check_origin(const Value& before, const ForecastReport& now) {
  const Value command = before.at("command");
  if (command.text() != "forecast")
    command.wrong(
        fmt::format("'{}' is no forecast: {}", command.text(), advice));
  const Value trial = before.at("trial");
  const std::string& own = now.config.scenario.id;
  if (trial.text() != own)
    trial.wrong(
        fmt::format("a forecast of '{}', where the config's trial is "
                    "'{}': give a forecast of the same trial",
                    trial.text(), own));
  const Value cutoff = before.at("cutoff");
  if (days_between(cutoff.date(), now.cutoff) <= 0.0)
    cutoff.wrong(
        fmt::format("the cut-off {} isn't before the present one, {}: "
                    "give an earlier forecast",
                    cutoff.date(), now.cutoff));
}

// ---- milestones ----

constexpr std::size_t first_level = 0, median_level = 3, last_level = 6;

std::optional<std::string> iso(const ForecastReport& report, double day) {
  const Json date = date_json(report, day);
  return date.is_null() ? std::nullopt : std::optional{date.get<std::string>()};
}

// Dates of this form are in order as texts; what isn't reached is last.
bool is_held(const MilestoneChange& one) {
  const std::string never = "9999-99-99";
  const std::string now = one.now.value_or(never);
  return one.before_q05.value_or(never) <= now &&
         now <= one.before_q95.value_or(never);
}

MilestoneChange change_of(const MilestoneForecast& now,
                          const std::vector<Value>& before,
                          const ForecastReport& report) {
  MilestoneChange one{.name = now.milestone.name};
  one.now = iso(report, now.day[median_level]);
  one.now_q05 = iso(report, now.day[first_level]);
  one.now_q95 = iso(report, now.day[last_level]);
  for (const Value& milestone : before) {
    if (milestone.at("name").text() != one.name) continue;
    const Value date = milestone.at("date");
    one.before = date.at("median").optional_date();
    one.before_q05 = date.at("q05").optional_date();
    one.before_q95 = date.at("q95").optional_date();
    if (one.before && one.now) one.shift = days_between(*one.before, *one.now);
    one.held = is_held(one);
  }
  return one;
}

// ---- counts ----

struct Point {
  double day;  // since the cut-off before
  CountChange::Expected expected;
};

double between(double from, double to, double share) {
  return from + (to - from) * share;
}

// The last day of a month, "2026-12".
double month_end(const Value& month, const std::string& cutoff) {
  const std::string first = month.text() + "-01";
  if (!is_date(first)) month.wrong(std::string{"no month: "} + advice);
  const std::string next = date_after(first, 31).substr(0, 7) + "-01";
  return days_between(cutoff, next) - 1.0;
}

std::vector<Point> course_of(const Value& before, const std::string& key,
                             double count) {
  const std::string cutoff = before.at("cutoff").date();
  std::vector<Point> course{{0.0, {count, count, count}}};
  if (!before.has("by_month")) return course;
  for (const Value& month : before.at("by_month").items()) {
    const double day = month_end(month.at("month"), cutoff);
    const Value value = month.at(key);
    if (day > course.back().day)
      course.push_back({day,
                        {value.at("mean").number(), value.at("q05").number(),
                         value.at("q95").number()}});
  }
  return course;
}

CountChange count_of(const Value& before, const std::string& key, int now,
                     double days) {
  CountChange change{.before = before.at(key).count(), .now = now};
  const auto course = course_of(before, key, change.before);
  for (std::size_t i = 1; i < course.size(); ++i) {
    const auto& [from, a] = course[i - 1];
    const auto& [to, b] = course[i];
    if (days > to) continue;
    const double share = (days - from) / (to - from);
    change.expected = {between(a.mean, b.mean, share),
                       between(a.q05, b.q05, share),
                       between(a.q95, b.q95, share)};
    break;
  }
  return change;
}

}  // namespace

// Counts are whole: limits between two of them are widened to them.
std::optional<bool> CountChange::held() const {
  if (!expected) return std::nullopt;
  return std::floor(expected->q05) <= now && now <= std::ceil(expected->q95);
}

ForecastChange changes_since(const std::string& text, const std::string& file,
                             const ForecastReport& now) {
  const Json json = parsed(text, file);
  const Value before{json, file + ":"};
  check_origin(before, now);
  ForecastChange changes;
  changes.file = file;
  changes.cutoff = before.at("cutoff").date();
  changes.days = days_between(changes.cutoff, now.cutoff);
  changes.other_config = before.at("config_sha256").text() != now.config.sha256;
  const Forecast& forecast = *now.forecast;
  changes.events = count_of(before, "events", forecast.events, changes.days);
  changes.participants =
      count_of(before, "participants", forecast.participants, changes.days);
  const auto milestones = before.at("milestones").items();
  for (const MilestoneForecast& milestone : forecast.milestones)
    changes.milestones.push_back(change_of(milestone, milestones, now));
  return changes;
}

}  // namespace rehearse
