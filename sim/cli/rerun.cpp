#include "cli/rerun.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/sweep.hpp"
#include "rehearse/config/sweep_plan.hpp"
#include "rehearse/text/shell_word.hpp"

namespace rehearse::cli {
namespace {

// Flags that take a value and are taken away before the line is read: a seed's
// file, an instruction set of another machine.
constexpr std::array unread{"--seed-file", "--simd"};

// What changes no file of the folder, or is in the resolved config.
constexpr std::array dropped{
    "--set",        "--seed",           "--replicates",
    "--out",        "--plan",           "--repeatable",
    "--threads",    "--progress",       "--quiet",
    "--color",      "--require-power",  "--replicate-data",
    "--write",      "--force",          "--stdout",
    "--encrypt-to", "--passphrase-file"};

// What is read beside the config.
constexpr std::array file_flags{"--data", "--previous", "--arrivals",
                                "--value-map"};

template <std::size_t Size>
bool is_among(const std::array<const char*, Size>& names,
              std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// A seed that a manifest hides isn't there either.
bool is_unread(const std::vector<std::string>& words, std::size_t at,
               const std::string& name) {
  const bool hidden = words[at] == std::string{"--seed="} + hidden_word ||
                      (words[at] == "--seed" && at + 1 < words.size() &&
                       words[at + 1] == hidden_word);
  return hidden || is_among(unread, name);
}

std::vector<std::string> without_unread(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string name = words[i].substr(0, words[i].find('='));
    if (!is_unread(words, i, name))
      kept.push_back(words[i]);
    else if (name == words[i])
      ++i;  // its value is the next word
  }
  return kept;
}

// An older manifest has the line alone.
std::vector<std::string> words_of(const Manifest& manifest) {
  if (!manifest.arguments.empty()) return manifest.arguments;
  std::vector<std::string> words = shell_words(manifest.command_line);
  words.erase(words.begin());  // rehearse
  return words;
}

// --replicates A-B of `simulate` says which, not how many.
bool is_range(const GivenOption& option) {
  return option.name == "--replicates" && !option.values.empty() &&
         option.values.front().find('-', 1) != std::string::npos;
}

// How a table is shown changes no file, but of a list's folder.
bool is_of_view(const std::string& command, const GivenOption& option) {
  return command != "randomize" && is_among(view_flags, option.name);
}

bool is_dropped(const std::string& command, const GivenOption& option) {
  return option.name == "CONFIG" || is_of_view(command, option) ||
         (is_among(dropped, option.name) && !is_range(option));
}

// The line was read, and what it asks for isn't to be done.
struct Parsed {};

// Every flag that its callback would read is read, and nothing else is done.
// The callbacks stay: they own what the flags are read into.
const CLI::App& parsed(CLI::App& app, Session& session,
                       std::vector<std::string> words) {
  add_commands(app, session);
  app.parse_complete_callback([] { throw Parsed{}; });
  std::ranges::reverse(words);
  try {
    app.parse(std::move(words));
  } catch (const Parsed&) {  // all but the callbacks has been done
  }
  if (app.get_subcommands().empty()) throw UsageError{"there is no command"};
  return *app.get_subcommands().front();
}

// Shards that were merged are the whole's result.
bool makes(const std::string& command, const std::string& result) {
  return command == result ||
         (command == "merge" && (result == "sweep" || result == "power"));
}

// \throws UsageError if the line isn't the command's.
const CLI::App& parsed(CLI::App& app, Session& session,
                       const Manifest& manifest) {
  const CLI::App& command =
      parsed(app, session, without_unread(words_of(manifest)));
  if (!makes(command.get_name(), manifest.command))
    throw UsageError{fmt::format("it is of `rehearse {}`, the manifest of `{}`",
                                 command.get_name(), manifest.command)};
  return command;
}

[[noreturn]] void refuse(const Manifest& manifest, const std::string& why) {
  throw IoError{
      IoFault::bad_data,
      fmt::format("'{}' isn't understood by this version ({}): run verify of "
                  "rehearse {}, which wrote it",
                  manifest.arguments.empty() ? manifest.command_line
                                             : command_line(manifest.arguments),
                  why, manifest.version)};
}

void add(std::vector<std::string>& words, const GivenOption& option) {
  if (option.values.empty()) words.push_back(option.name);
  for (const std::string& value : option.values)
    words.push_back(option.name + '=' + value);
}

std::vector<std::string> common_arguments(const std::string& command,
                                          const RerunPlace& place) {
  std::vector<std::string> words{command, place.config.string(),
                                 "--out=" + place.out.string()};
  constexpr std::array threaded{"power", "sweep", "size", "forecast"};
  if (is_among(threaded, command) && place.threads > 0)
    words.push_back(fmt::format("--threads={}", place.threads));
  if (place.tells_progress &&
      (is_among(threaded, command) || command == "simulate"))
    words.emplace_back("--progress=json");
  return words;
}

// As TOML has it, which of a text is JSON's way too.
std::string json_quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

// Keys of one axis alone can be zipped.
std::vector<SweepAxis> axes_of(const SweepIdentity& sweep) {
  auto axes = axes_of_cells(sweep.keys, sweep.values);
  const auto zipped = std::ranges::count_if(
      axes, [](const SweepAxis& axis) { return axis.keys.size() > 1; });
  if (zipped > 1) axes = {{sweep.keys, sweep.values}};
  return axes;
}

}  // namespace

std::vector<GivenOption> given_options(const Manifest& manifest) {
  try {
    CLI::App app{"", "rehearse"};
    Session session;
    const CLI::App& command = parsed(app, session, manifest);
    std::vector<GivenOption> given;
    for (const CLI::Option* option : command.get_options()) {
      if (option->count() == 0) continue;
      const bool takes_value = option->get_items_expected_max() > 0;
      given.push_back(
          {option->get_lnames().empty() ? option->get_name()
                                        : "--" + option->get_lnames().front(),
           takes_value ? option->results() : std::vector<std::string>{}});
    }
    return given;
  } catch (const IoError&) {
    throw;
  } catch (const CLI::Success&) {  // --help, --version
    refuse(manifest, "it asks for help, which makes no result");
  } catch (const std::runtime_error& error) {  // the parser's, or a UsageError
    refuse(manifest, error.what());
  }
}

std::vector<std::string> rerun_arguments(const Manifest& manifest,
                                         const RerunPlace& place) {
  std::vector<std::string> words = common_arguments(manifest.command, place);
  const auto given = given_options(manifest);
  if (words_of(manifest).front() == "merge") return words;  // the whole run
  for (const GivenOption& option : given)
    if (!is_dropped(manifest.command, option)) add(words, option);
  if (place.seed_file)
    words.push_back("--seed-file=" + place.seed_file->string());
  return words;
}

bool varies_scenarios(const SweepIdentity& sweep) {
  return std::ranges::any_of(sweep.keys, [](const std::string& key) {
    return key == "scenario" || key.starts_with("scenarios.");
  });
}

std::vector<std::string> sweep_arguments(const SweepIdentity& sweep,
                                         const RerunPlace& place) {
  std::vector<std::string> words = common_arguments("sweep", place);
  if (!sweep.precision.empty())
    words.push_back("--precision=" + sweep.precision);
  if (sweep.analytic == AnalyticColumn::present)
    words.emplace_back("--analytic");
  return words;
}

std::string sweep_table(const SweepIdentity& sweep) {
  std::string vary;
  std::vector<std::string> zipped;
  for (const SweepAxis& axis : axes_of(sweep))
    for (std::size_t k = 0; k < axis.keys.size(); ++k) {
      std::vector<std::string> values;
      for (const auto& step : axis.steps)
        values.push_back(json_quoted(step[k]));
      vary += fmt::format("  {{ key = {}, values = [{}] }},\n",
                          json_quoted(axis.keys[k]), fmt::join(values, ", "));
      if (axis.keys.size() > 1) zipped.push_back(json_quoted(axis.keys[k]));
    }
  std::vector<std::string> reference;
  for (std::size_t k = 0; k < sweep.keys.size(); ++k)
    reference.push_back(
        fmt::format("{} = {}", json_quoted(sweep.keys[k]),
                    json_quoted(sweep.values.at(sweep.reference)[k])));
  return fmt::format(
      "\n[sweep]\nvary = [\n{}]\nzip = [{}]\nreference = {{ {} }}\n", vary,
      fmt::join(zipped, ", "), fmt::join(reference, ", "));
}

std::vector<std::string> scenario_arguments(const Manifest& manifest,
                                            const SweepIdentity& sweep,
                                            const RerunPlace& place) {
  std::vector<std::string> words = common_arguments("sweep", place);
  for (const GivenOption& option : given_options(manifest))
    if (!is_dropped(manifest.command, option) || option.name == "--set" ||
        option.name == "--replicates")
      add(words, option);
  words.push_back("--seed=" + sweep.seed);
  return words;
}

std::vector<std::string> needed_files(const Manifest& manifest) {
  std::vector<std::string> names;
  for (const GivenOption& option : given_options(manifest))
    if (is_among(file_flags, option.name))
      names.insert(names.end(), option.values.begin(), option.values.end());
  return names;
}

}  // namespace rehearse::cli
