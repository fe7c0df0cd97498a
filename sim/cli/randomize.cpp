#include "cli/randomize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

std::string checked_list_id(const std::string& id) {
  constexpr std::size_t longest = 64;
  const bool plain = std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (plain && !id.empty() && id.size() <= longest) return id;
  throw UsageError{fmt::format(
      "--list-id: '{}' is no id (up to {} letters, digits, - _ and .): write "
      "e.g. --list-id NCT07008976-2025-07",
      id, longest)};
}

void add_list_flags(CLI::App& command, RandomizeOptions& options,
                    Session& session) {
  command.add_flag_callback(
      "--dummy", [&options] { options.use = SeedUse::dummy; },
      "A list for tests, marked as such in every row");
  command.add_flag("--site-view", options.site_view,
                   "What a site may see: no arm, no block");
  command.add_flag("--stdout", options.to_stdout,
                   "Print the live list, on a terminal too, and leave a file "
                   "that it is redirected to as readable as it is");
  command
      .add_option("--arrivals", options.arrivals,
                  "Minimization: CSV of the participants, in order of entry")
      ->type_name("FILE");
  command
      .add_option_function<std::string>(
          "--out", [&options](const std::string& dir) { options.out = dir; },
          "Write the list, its site view, seed, documents and manifest; "
          "without DIR: results/<trial>-randomize-<config>/")
      ->expected(0, 1)
      ->type_name("[DIR]");
  add_repeatable(command, session);
  command.add_flag("--force", options.force, "Replace a list that exists");
  command
      .add_option_function<std::string>(
          "--list-id",
          [&options](const std::string& id) {
            options.list_id = checked_list_id(id);
          },
          "The list's id in its rows (default: of the trial, the config and "
          "256 bits of seed)")
      ->type_name("ID");
  command
      .add_option("--encrypt-to", options.encrypt_to,
                  "With --out: seal what unblinds for this public key, or "
                  "the file of one ('rehearse keygen'); repeatable")
      ->type_name("KEY")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--passphrase-file", options.passphrase_file,
                  "With --out: seal it with the passphrase in this file")
      ->type_name("FILE");
}

void add_report_flags(CLI::App& command, RandomizeOptions& options) {
  command.add_flag("--report", options.report,
                   "Imbalance, predictability and their cost in power");
  command
      .add_option("--compare", options.compare,
                  "With --report: an alternative, as keys of [randomization]; "
                  "repeatable")
      ->type_name("[NAME:]KEY=VALUE,…")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option_function<std::string>(
          "--favoured-hazard-ratio",
          [&options](const std::string& text) {
            const auto ratio = parse_number(text);
            if (!ratio || *ratio < 0.1 || *ratio > 1.0)
              throw UsageError{fmt::format(
                  "--favoured-hazard-ratio: '{}' is no hazard ratio from 0.1 "
                  "to 1: write e.g. 0.8",
                  text)};
            options.favoured_hazard_ratio = *ratio;
          },
          "With --report: hazard of those enrolled where the experimental arm "
          "is guessed (0.8)")
      ->type_name("HR");
  add_threads(command, options.threads);
  add_simd(command);
  add_progress(command, options.progress);
}

void add_check_flags(CLI::App& command, RandomizeOptions& options) {
  command
      .add_option("--check", options.check,
                  "Check a list (CSV, XPT, sas7bdat, Dataset-JSON) against the "
                  "config, and with --seed whether it comes from that seed; "
                  "exit 1 with findings")
      ->type_name("LIST");
}

void add_layout_flags(CLI::App& command, RandomizeOptions& options) {
  add_layout(command, options.layout);
  command
      .add_option("--column", options.columns,
                  "With --check or --layout: name of a column in that list; "
                  "repeatable")
      ->type_name("OURS=THEIRS")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--value-map", options.value_map,
                  "With --check or --layout: CSV of that list's codes, with "
                  "columns column, theirs, ours (e.g. arm,1,active)")
      ->type_name("FILE");
  command.add_flag("--bom", options.byte_order_mark,
                   "A byte order mark before CSV, by which Excel knows UTF-8");
}

// What the command is used for: a flag with another use would do nothing.
enum Use : unsigned { report = 1, check = 2, own_list = 4, layout_list = 8 };
constexpr unsigned any_list = own_list | layout_list;

struct UsesOfFlag {
  const char* flag;
  unsigned uses;
};
// What a list is made again from, or read by, goes with its check too.
constexpr UsesOfFlag uses_of_flags[] = {{"--dummy", any_list | check},
                                        {"--arrivals", any_list | check},
                                        {"--list-id", any_list | check},
                                        {"--site-view", own_list},
                                        {"--stdout", any_list},
                                        {"--out", any_list},
                                        {"--force", any_list},
                                        {"--encrypt-to", any_list},
                                        {"--passphrase-file", any_list},
                                        {"--bom", any_list},
                                        {"--layout", layout_list | check},
                                        {"--column", layout_list | check},
                                        {"--value-map", layout_list | check},
                                        {"--compare", report},
                                        {"--favoured-hazard-ratio", report},
                                        {"--threads", report},
                                        {"--progress", report},
                                        {"--replicates", report}};

Use use_of(const RandomizeOptions& options) {
  if (options.report && !options.check.empty())
    throw UsageError{
        "--report and --check are two things (one measures the procedure, the "
        "other a list): ask for one"};
  if (options.report) return report;
  if (!options.check.empty()) return check;
  return options.layout == nullptr ? own_list : layout_list;
}

std::string words_of(Use use, unsigned wanted) {
  switch (use) {
    case report:
      return "--report";
    case check:
      return "--check";
    case layout_list:
      return "--layout";
    case own_list:
      break;
  }
  return (wanted & layout_list) != 0 ? "a list without --layout"
                                     : "making a list";
}

void check_uses(const CLI::App& command, Use use) {
  for (const auto& [flag, uses] : uses_of_flags)
    if (command.count(flag) > 0 && (uses & use) == 0)
      throw UsageError{fmt::format(
          "{}: doesn't go with {} (it would be ignored): leave it out", flag,
          words_of(use, uses))};
}

void check_files(const CLI::App& command) {
  for (const char* flag :
       {"--passphrase-file", "--check", "--arrivals", "--value-map"})
    if (command.count(flag) > 0 &&
        command.get_option(flag)->as<std::string>().empty())
      throw UsageError{fmt::format(
          "{}: the file's name is empty (an unset variable?): give it", flag)};
}

void check_format(const RandomizeOptions& options, Use use) {
  const Format format = options.format.value_or(Format::csv);
  if (options.out && options.format && format != Format::xlsx)
    throw UsageError{
        "--format: a folder's list is csv, and xlsx beside it if asked for "
        "(other files are text): leave it out, or write json without --out"};
  if ((use & any_list) == 0) return;
  if (format != Format::csv && format != Format::json && format != Format::xlsx)
    throw UsageError{
        "--format: a list is csv, json or xlsx (the others are for --report "
        "and --check): choose one of these"};
  if (use == layout_list && format == Format::json)
    throw UsageError{
        "--format: another system's list is csv or xlsx (json is ours alone): "
        "choose one of these"};
  if (options.byte_order_mark && !options.out && format != Format::csv)
    throw UsageError{
        "--bom: goes with csv (other formats say themselves what they are): "
        "leave it out"};
}

void check_folder(const RandomizeOptions& options) {
  if (options.site_view && options.out)
    throw UsageError{
        "--site-view: a folder has the site's view beside the list: leave one "
        "of the two out"};
  if (options.to_stdout && options.out)
    throw UsageError{
        "--stdout: with --out the list is in the folder: leave one of the two "
        "out"};
  if (options.out &&
      (options.out->ends_with(".csv") || options.out->ends_with(".xlsx")))
    throw UsageError{fmt::format(
        "--out: '{}' would be a folder (a list is kept with its seed and "
        "documents): name a folder, with --format xlsx for workbooks",
        *options.out)};
  const bool sealed =
      !options.encrypt_to.empty() || !options.passphrase_file.empty();
  if ((sealed || options.force) && !options.out)
    throw UsageError{fmt::format(
        "{}: goes with --out (without it nothing is written but stdout): add "
        "--out",
        sealed ? "--encrypt-to, --passphrase-file" : "--force")};
}

void run_randomize(const CLI::App& command, const RandomizeOptions& options,
                   Session& session) {
  check_files(command);
  const Use use = use_of(options);
  check_uses(command, use);
  check_format(options, use);
  check_folder(options);
  if (use == report) return run_allocation_report(options, session);
  if (use == check) return run_list_check(options, session);
  run_list(options, session);
}

}  // namespace

void add_randomize(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "randomize", "The randomization list; what it gives; check of any list");
  const auto options = std::make_shared<RandomizeOptions>();
  add_config(*command, options->config);
  add_seed_file(*command, options->config.overrides);
  add_format(*command, options->format,
             "List: csv, json or xlsx; else any, table by default");
  add_list_flags(*command, *options, session);
  add_report_flags(*command, *options);
  add_check_flags(*command, *options);
  add_layout_flags(*command, *options);
  add_terminal(*command, session);
  command->footer(
      "A list's seed is drawn from the operating system (256 bits) unless "
      "--seed is given;\nit is as secret as the list, and kept in a file of "
      "--out alone.\n\n"
      "Examples:\n"
      "  rehearse randomize trial.toml --dummy > dummy.csv\n"
      "  rehearse randomize trial.toml --out list --encrypt-to key.pub\n"
      "  rehearse randomize trial.toml --report --compare "
      "'sites: block_sizes=[4], stratify_by=[\"site\"]'\n"
      "  rehearse randomize trial.toml --check list/list.csv\n"
      "For REDCap's development and its production, which must not have the "
      "same list (codes.csv has the codes of the project's choices):\n"
      "  rehearse randomize trial.toml --layout redcap --value-map codes.csv "
      "--dummy > development.csv\n"
      "  rehearse randomize trial.toml --layout redcap --value-map codes.csv "
      "--out list");
  command->callback([command, options, &session] {
    run_randomize(*command, *options, session);
  });
}

}  // namespace rehearse::cli
