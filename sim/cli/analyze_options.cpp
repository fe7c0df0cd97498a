#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "cli/analyze.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

std::vector<SurvivalTest> read_tests(const std::string& list) {
  std::vector<SurvivalTest> tests;
  for (const std::string_view text : split_tests(list)) {
    const ParsedTest parsed = parse_test(text, TestTimes::numbers);
    if (!parsed.test)
      throw UsageError{fmt::format("--tests: {}", parsed.fault)};
    if (std::ranges::find(tests, *parsed.test) != tests.end())
      throw UsageError{
          fmt::format("--tests: {} is there twice (which says nothing more): "
                      "leave one out",
                      text)};
    tests.push_back(*parsed.test);
  }
  if (tests.empty())
    throw UsageError{
        "--tests: the list is empty (it names tests): write logrank,fh(0,1)"};
  return tests;
}

Ties read_ties(const std::string& text) {
  constexpr std::array<std::string_view, 3> words{"efron", "breslow", "exact"};
  if (text == words[0]) return Ties::efron;
  if (text == words[1]) return Ties::breslow;
  if (text == words[2]) return Ties::exact;
  throw UsageError{fmt::format("--ties: no such choice '{}'{}", text,
                               suggestion(text, words))};
}

constexpr std::string_view tests_help =
    "logrank, fh(RHO,GAMMA), mw(DELAY), gehan, tarone-ware, maxcombo or "
    "maxcombo(TEST,TEST...), rmst(TIME), rmst-ratio(TIME), milestone(TIME); "
    "times in the data's unit";

ConfidenceType read_confidence(const std::string& text) {
  constexpr std::array<std::string_view, 2> words{"log-log", "log"};
  if (text == words[0]) return ConfidenceType::log_log;
  if (text == words[1]) return ConfidenceType::log;
  throw UsageError{fmt::format("--conf-type: no such choice '{}'{}", text,
                               suggestion(text, words))};
}

double read_time(const std::string& flag, std::string_view text) {
  const auto time = parse_number(text);
  if (!time || *time < 0.0)
    throw UsageError{fmt::format(
        "{}: '{}' is no time (a bare number of at least 0, in the data's "
        "unit): write e.g. {} 6,12,18",
        flag, text, flag)};
  return *time;
}

// "6,12" and "0:36:6", in order and each once.
std::vector<double> read_at(const std::string& list) {
  constexpr std::size_t most = 1000;
  std::vector<double> times;
  for (const std::string_view part : split(list, ',')) {
    const auto ends = split(part, ':');
    if (ends.size() == 1) {
      times.push_back(read_time("--at", part));
      continue;
    }
    const double first = read_time("--at", ends[0]);
    const double last = read_time("--at", ends[1]);
    const double step = ends.size() == 3 ? read_time("--at", ends[2]) : 0.0;
    if (step <= 0.0 || last < first || (last - first) / step > most)
      throw UsageError{fmt::format(
          "--at: '{}' is no range FROM:TO:STEP (upwards, of at most 1,000 "
          "steps): write e.g. --at 0:36:6",
          part)};
    for (double i = 0.0; first + i * step <= last + 1e-9 * step; ++i)
      times.push_back(first + i * step);
  }
  if (times.empty() || times.size() > most)
    throw UsageError{
        fmt::format("--at: {} times are given (there may be 1 to "
                    "1,000): write e.g. --at 6,12,18",
                    times.size())};
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

void add_columns(CLI::App& command, SurvivalColumns& columns) {
  add_column(command, "--time", columns.time, "Time to event or censoring");
  add_column(command, "--event", columns.event,
             "1 event, 0 censored; or TRUE, FALSE; or 2, 1");
  add_column(command, "--censor", columns.censor,
             "Instead of --event: 0 event, a whole number above 0 censored, as "
             "CNSR in ADaM");
  add_column(command, "--left", columns.left,
             "Interval-censored: last time known to be free of the event");
  add_column(command, "--right", columns.right,
             "First time known to have had it; empty or Inf where it was not "
             "seen, the same as --left where its time is exact");
  add_column(command, "--arm", columns.arm, "Treatment arm");
  command
      .add_option(
          "--experimental", columns.experimental,
          "The experimental arm's value in that column (with --trend it "
          "may be left out)")
      ->type_name("LEVEL");
  command
      .add_option("--stratum", columns.strata,
                  "Stratify the tests and the hazard ratio; repeatable")
      ->type_name("COLUMN")
      ->take_all()
      ->allow_extra_args(false);
  add_column(command, "--entry", columns.entry,
             "Late entry (left truncation): at risk after this time; log-rank, "
             "Cox, Kaplan-Meier");
  add_column(command, "--weight", columns.weight,
             "Case weights, whole numbers: a row counts as so many "
             "participants");
  add_column(command, "--id", columns.id,
             "Participant (USUBJID or SUBJID, where there is one): who stands "
             "in several rows is told");
}

void add_methods(CLI::App& command, AnalyzeOptions& options) {
  command
      .add_option_function<std::string>(
          "--tests",
          [&options](const std::string& list) {
            options.tests = read_tests(list);
          },
          "Tests beside the log-rank, with commas between them: " +
              std::string{tests_help})
      ->type_name("LIST");
  command
      .add_option_function<std::string>(
          "--ties",
          [&options](const std::string& text) {
            options.ties = read_ties(text);
          },
          "Tied events in the Cox model (efron)")
      ->type_name("efron|breslow|exact");
  command
      .add_option_function<std::string>(
          "--conf-type",
          [&options](const std::string& text) {
            options.confidence = read_confidence(text);
          },
          "Limits of Kaplan-Meier medians and survival (log-log)")
      ->type_name("log-log|log");
  command
      .add_option_function<std::string>(
          "--at",
          [&options](const std::string& list) { options.at = read_at(list); },
          "Numbers at risk and survival with 95% limits at these times, in the "
          "data's unit: 6,12 or FROM:TO:STEP")
      ->type_name("TIMES");
}

void add_randomization_test(CLI::App& command, AnalyzeOptions& options) {
  add_number(command, "--randomization-test", options.randomization_draws, 1,
             10'000'000,
             "p of the log-rank z by so many draws of the arms from --config's "
             "procedure; exact where few sequences are possible");
  command
      .add_option("--config", options.config.file,
                  "The trial: its [randomization], and the factors that "
                  "stratify it as columns of DATA")
      ->type_name("FILE");
  command
      .add_option("--order", options.order,
                  "Column to put rows in order of entry by (as they stand)")
      ->type_name("COLUMN");
  options.config.overrides.seed = "1";
  add_seed(command, options.config.overrides, "Seed of the draws (1)");
}

EarlierLook read_earlier(const std::string& text) {
  const auto equals = text.rfind('=');
  const std::string numbers =
      equals == std::string::npos ? "" : text.substr(equals + 1);
  const auto colon = numbers.find(':');
  const auto events = parse_unsigned(numbers.substr(0, colon));
  const auto z = colon == std::string::npos
                     ? std::optional<double>{0.0}
                     : parse_number(numbers.substr(colon + 1));
  if (!events || *events == 0 || !z)
    throw UsageError{fmt::format(
        "--earlier: '{}' is no NAME=EVENTS or NAME=EVENTS:Z: write e.g. "
        "--earlier interim=115:1.9",
        text)};
  EarlierLook look{text.substr(0, equals), static_cast<double>(*events), {}};
  if (colon != std::string::npos) look.z = z;
  return look;
}

void add_sequential(CLI::App& command, AnalyzeOptions& options) {
  command
      .add_option("--design", options.design.file,
                  "The trial's config: what its group-sequential design says "
                  "of the data at --look: bounds, repeated and sequential p, "
                  "estimate after stopping")
      ->type_name("CONFIG");
  command.add_option("--look", options.look, "The look that DATA are of")
      ->type_name("NAME");
  command
      .add_option("--hypothesis", options.hypothesis,
                  "Of several in the design: the one that DATA are of (the "
                  "first); the others' looks, and its own before, are in --p")
      ->type_name("NAME");
  command
      .add_option_function<std::vector<std::string>>(
          "--earlier",
          [&options](const std::vector<std::string>& looks) {
            for (const std::string& text : looks)
              options.earlier.push_back(read_earlier(text));
          },
          "Events (those planned), and z, that a look before had; repeatable")
      ->type_name("NAME=EVENTS[:Z]")
      ->take_all()
      ->allow_extra_args(false);
}

void add_trend(CLI::App& command, AnalyzeOptions& options) {
  command.add_flag("--trend", options.trend,
                   "Compare all arms, two or more: log-rank, trend over their "
                   "scores, each pair");
  command
      .add_option_function<std::string>(
          "--arm-order",
          [&options](const std::string& list) {
            for (const std::string_view arm : split(list, ','))
              options.arm_order.emplace_back(arm);
          },
          "With --trend: the arms in order (by value, numbers by size)")
      ->type_name("ARM,ARM...");
  command
      .add_option_function<std::string>(
          "--scores",
          [&options](const std::string& list) {
            for (const std::string_view text : split(list, ',')) {
              const auto score = parse_number(text);
              if (!score)
                throw UsageError{fmt::format(
                    "--scores: '{}' is no number: write e.g. --scores 0,3,6",
                    text)};
              options.scores.push_back(*score);
            }
          },
          "With --trend: the arms' scores, such as doses (1, 2, ...)")
      ->type_name("X,X...");
}

}  // namespace

void add_analyze_options(CLI::App& command, AnalyzeOptions& options) {
  command.add_flag("--adam", options.adam,
                   "DATA is ADaM's ADTTE: --time AVAL --censor CNSR --arm TRTP "
                   "(or TRT01P) --id USUBJID, where they are not given");
  add_source(command, options.source, "DATA");
  add_columns(command, options.columns);
  add_methods(command, options);
  add_trend(command, options);
  add_sequential(command, options);
  add_graph(command, options);
  add_randomization_test(command, options);
}

}  // namespace rehearse::cli
