#include "cli/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::cli {
namespace {

void add_shard(CLI::App& command, Shard& shard) {
  const auto read = [&shard](const std::string& text) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto index = parse_unsigned(text.substr(0, slash));
    const auto count =
        parse_unsigned(text.substr(std::min(slash + 1, text.size())));
    if (!index || !count || *index < 1 || *index > *count)
      throw UsageError{fmt::format(
          "--shard: '{}' is no share (I/N, I from 1 to N): write e.g. 1/3",
          text)};
    shard = {*index, *count};
  };
  command
      .add_option_function<std::string>(
          "--shard", read, "Compute the I-th of N shares of the cells")
      ->type_name("I/N");
}

void add_precision(CLI::App& command, std::optional<double>& precision) {
  const auto read = [&precision](const std::string& text) {
    precision = parse_typed_number(text);
    if (!precision || *precision < 1e-5 || *precision > 0.5)
      throw UsageError{fmt::format(
          "--precision: '{}' is no error of a power (from 0.00001 to 0.5): "
          "write e.g. 0.001",
          text)};
  };
  command
      .add_option_function<std::string>(
          "--precision", read,
          "Add replicates until each power is known to E: its 95% interval is "
          "no wider than 3.92 E")
      ->type_name("E");
}

void add_analytic(CLI::App& command, AnalyticColumn& analytic) {
  command.add_flag_callback(
      "--analytic", [&analytic] { analytic = AnalyticColumn::present; },
      "Add each cell's power without simulation, where there is one");
}

// Every use of the flag takes one text.
void add_texts(CLI::App& command, const std::string& flag,
               std::vector<std::string>& texts, const std::string& type,
               const std::string& help) {
  command.add_option(flag, texts, help)
      ->type_name(type)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

void add_sweep(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "sweep", "Power over a grid of assumptions, on the same random numbers");
  const auto options = std::make_shared<SweepOptions>();
  add_config(*command, options->config);
  add_texts(*command, "--vary", options->vary, "KEY=V1,V2,... ...",
            "Values of one key, or LO:HI:STEP; repeatable, keys are crossed");
  add_texts(*command, "--zip", options->zip, "KEY ...",
            "A varied key that moves together with the other zipped ones");
  add_texts(*command, "--reference", options->reference, "KEY=VALUE ...",
            "The cell with which all are compared (default: the config's own "
            "values where they are varied, else the first)");
  add_precision(*command, options->precision);
  add_analytic(*command, options->analytic);
  add_shard(*command, options->shard);
  add_threads(*command, options->threads);
  add_view(*command, options->view);
  add_out(*command, options->out);
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(
      "With --out each finished cell is kept; the same command goes on where "
      "it was ended.\n"
      "'scenario' is a key like others: its values are the names of "
      "[scenarios], and base, the config as it stands. [scenarios.NAME] holds "
      "keys that are laid over the config one by one. What a key stands "
      "instead of goes (periods remove hazard_ratio, another distribution all "
      "parameters), a list is replaced, and without = [\"KEY\"] leaves keys "
      "out; --set and other varied keys are put over the scenario.\n"
      "A key that is --set or varied as a table replaces the whole table: "
      "--vary \"endpoint.effect={hazard_ratio=0.6},{periods=[...]}\".\n"
      "Examples:\n"
      "  rehearse sweep trial.toml --vary scenario=base,delayed --vary "
      "trial.participants=200,246\n"
      "  rehearse sweep trial.toml --out sweep --vary "
      "endpoint.effect.hazard_ratio=0.5:0.7:0.05\n"
      "  rehearse sweep trial.toml --vary \"endpoint.control.median=6 months,7 "
      "months\" --vary trial.participants=200,246 --rows "
      "endpoint.control.median --columns trial.participants\n"
      "  rehearse sweep trial.toml --vary \"analysis.test=logrank,fh(0,1)\" "
      "--shard 1/3 --out part1");
  command->callback([options, &session] { run_sweep(*options, session); });
}

}  // namespace rehearse::cli
