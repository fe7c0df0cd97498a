#include <fmt/format.h>

#include <array>
#include <span>
#include <string>

#include "cli/analyze.hpp"

namespace rehearse::cli {
namespace {

// Whether a flag was given; an empty value is no name.
bool has(const CLI::App& command, const char* flag) {
  if (command.count(flag) == 0) return false;
  if (command.get_option(flag)->as<std::string>().empty())
    throw UsageError{
        fmt::format("{} needs a value: write it after the flag", flag)};
  return true;
}

void need(const CLI::App& command, const char* flag) {
  if (!has(command, flag))
    throw UsageError{
        fmt::format("{} is missing (it has no default): give it", flag)};
}

void check_flag_of_events(const CLI::App& command) {
  const bool event = has(command, "--event");
  if (event && has(command, "--censor"))
    throw UsageError{
        "--event and --censor both say who had the event: give one of them"};
  if (!event && !has(command, "--censor")) need(command, "--event");
}

// Either pair of columns, or both; what needs times and events comes with them.
void check_columns_given(const CLI::App& command,
                         const AnalyzeOptions& options) {
  const bool intervals = has(command, "--left") || has(command, "--right");
  const bool times = options.adam || !intervals || has(command, "--time") ||
                     has(command, "--event") || has(command, "--censor");
  if (times && !options.adam) {
    need(command, "--time");
    check_flag_of_events(command);
  }
  if (intervals) {
    need(command, "--left");
    need(command, "--right");
  }
  if (!options.adam) need(command, "--arm");
  if (!options.trend) need(command, "--experimental");
  for (const char* flag :
       {"--tests", "--ties", "--conf-type", "--at", "--randomization-test",
        "--entry", "--weight", "--design"})
    if (!times && command.count(flag) > 0)
      throw UsageError{fmt::format(
          "{}: goes with --time and --event (intervals have tests of their "
          "own): add them, or leave it out",
          flag)};
}

// What late entry and case weights have no meaning for.
void refuse_beside(const CLI::App& command, const char* flag,
                   std::span<const char* const> others, const char* why) {
  if (!has(command, flag)) return;
  for (const char* other : others)
    if (command.count(other) > 0)
      throw UsageError{fmt::format("{} doesn't go with {} ({}): leave one out",
                                   other, flag, why)};
}

void check_entry_and_weight(const CLI::App& command) {
  constexpr std::array with_entry{"--tests", "--randomization-test", "--left",
                                  "--right"};
  refuse_beside(command, "--entry", with_entry,
                "late entry is known for log-rank, Cox and Kaplan-Meier alone");
  constexpr std::array with_weight{"--randomization-test", "--left", "--right"};
  refuse_beside(command, "--weight", with_weight,
                "it needs a row for each participant");
}

void check_randomization(const CLI::App& command,
                         const AnalyzeOptions& options) {
  const bool test = options.randomization_draws > 0;
  if (test && options.config.file.empty())
    throw UsageError{
        "--randomization-test: the procedure is not known: add --config FILE, "
        "whose [randomization] the arms came from"};
  for (const char* flag : {"--config", "--order", "--seed"})
    if (!test && command.count(flag) > 0)
      throw UsageError{fmt::format(
          "{}: goes with --randomization-test (it would be ignored): add "
          "--randomization-test 9999, or leave it out",
          flag)};
}

void check_sequential(const CLI::App& command) {
  if (command.count("--design") > 0) {
    need(command, "--look");
    constexpr std::array others{"--entry", "--trend"};
    for (const char* other : others)
      if (command.count(other) > 0)
        throw UsageError{
            fmt::format("{} doesn't go with --design (its looks "
                        "are of two arms from the start): leave "
                        "one out",
                        other)};
    return;
  }
  for (const char* flag : {"--look", "--earlier", "--hypothesis"})
    if (command.count(flag) > 0)
      throw UsageError{fmt::format(
          "{}: goes with --design (it would be ignored): add --design CONFIG, "
          "or leave it out",
          flag)};
}

void check_no_graph(const CLI::App& command) {
  if (command.count("--p") > 0 && command.count("--design") == 0)
    throw UsageError{
        "--p: goes with --graph or --design (it would be ignored): add one "
        "with its CONFIG, or leave it out"};
  if (command.count("--set") > 0)
    throw UsageError{
        "--set: goes with --graph (it would be ignored): add --graph CONFIG, "
        "or leave it out"};
}

void check_trend(const CLI::App& command, const AnalyzeOptions& options) {
  if (!options.trend) {
    for (const char* flag : {"--arm-order", "--scores"})
      if (command.count(flag) > 0)
        throw UsageError{fmt::format(
            "{}: goes with --trend (it would be ignored): add --trend, or "
            "leave it out",
            flag)};
    return;
  }
  for (const char* flag :
       {"--left", "--right", "--tests", "--randomization-test", "--entry"})
    if (command.count(flag) > 0)
      throw UsageError{fmt::format(
          "{} doesn't go with --trend (which compares all arms by log-rank and "
          "Cox): leave one out",
          flag)};
}

}  // namespace

void check_analyze_options(const CLI::App& command,
                           const AnalyzeOptions& options) {
  if (has(command, "--graph")) return check_graph(command, options);
  check_no_graph(command);
  check_trend(command, options);
  check_columns_given(command, options);
  check_sequential(command);
  check_entry_and_weight(command);
  check_randomization(command, options);
}

}  // namespace rehearse::cli
