#include "cli/explain_bound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/output.hpp"
#include "rehearse/report/explain_bound_report.hpp"
#include "rehearse/text/bound_sentence.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::cli {
namespace {

constexpr const char* explain_flag = "--explain-bound";

std::vector<double> read_alphas(const std::string& text) {
  std::vector<double> alphas;
  for (const std::string_view part : split(text, ',')) {
    const auto alpha = parse_typed_number(part);
    if (!alpha || *alpha <= 0.0 || *alpha >= 0.5)
      throw UsageError{fmt::format(
          "--alpha: '{}' is no one-sided level (a number between 0 and 0.5): "
          "write e.g. --alpha 0.025,0.02",
          part)};
    alphas.push_back(*alpha);
  }
  return alphas;
}

PrintedBound read_bound(const std::string& sentence) {
  try {
    return parse_bound_sentence(sentence);
  } catch (const SentenceError& error) {
    std::string message = fmt::format("{}: {}\n", explain_flag, error.what());
    message += pointed_line(sentence, error.column());
    message.pop_back();
    throw UsageError{message};
  }
}

void check_within(const PrintedBound& bound, std::span<const double> alphas) {
  const double most = std::ranges::max(alphas);
  if (within_alpha(bound, most)) return;
  throw UsageError{fmt::format(
      "{}: no rule has such a bound (its p is above every alpha that is tried, "
      "the highest {:.6g} one-sided, {:.6g} two-sided): give the trial's with "
      "--alpha, one-sided",
      explain_flag, most, 2.0 * most)};
}

}  // namespace

void add_explain_bound(CLI::App& command, ExplainBoundOptions& options) {
  // The parser asks for CONFIG after it has called this.
  const auto read = [&command, &options](const std::string& sentence) {
    options.sentence = sentence;
    command.get_option("CONFIG")->required(false);
  };
  command
      .add_option_function<std::string>(
          explain_flag, read,
          "Instead of CONFIG: a published bound (p, z or hr) and its look; "
          "which rules give it, best first")
      ->type_name("SENTENCE");
  const auto read_levels = [&options](const std::string& text) {
    options.alphas = read_alphas(text);
  };
  command
      .add_option_function<std::string>(
          "--alpha", read_levels,
          "With --explain-bound: the one-sided levels to try, the trial's own "
          "first (0.025,0.02,0.01,0.005)")
      ->type_name("ALPHA,...");
}

void check_explain_bound(const CLI::App& command,
                         const ExplainBoundOptions& options) {
  const bool asked = command.count(explain_flag) > 0;
  if (!asked && !options.alphas.empty())
    throw UsageError{
        "--alpha goes with --explain-bound alone (a config states its own): "
        "write --set analysis.alpha=ALPHA"};
  if (!asked) return;
  if (command.count("CONFIG") > 0)
    throw UsageError{fmt::format(
        "CONFIG doesn't go with {} (the sentence states the looks): leave one "
        "out, or quote the sentence as one word",
        explain_flag)};
  constexpr std::array<std::string_view, 5> applying{
      explain_flag, "--alpha", "--format", "--quiet", "--color"};
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 &&
        std::ranges::find(applying, option->get_name()) == applying.end())
      throw UsageError{fmt::format(
          "{} doesn't go with {} (which reads no config): leave one out",
          option->get_name(), explain_flag)};
}

void run_explain_bound(const ExplainBoundOptions& options, Format format,
                       const Session& session) {
  BoundReport report{read_bound(options.sentence), options.alphas, {}};
  if (report.alphas.empty()) {
    const auto usual = usual_alphas();
    report.alphas.assign(usual.begin(), usual.end());
  }
  check_within(report.bound, report.alphas);
  report.candidates = explain_bound(report.bound, report.alphas);
  show(report_of(report), format, session);
}

}  // namespace rehearse::cli
