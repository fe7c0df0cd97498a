#include "cli/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/shown_text.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::cli {
namespace {

constexpr std::uint64_t most_threads = 1024;

// A word of a list, and what it stands for.
template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

template <class Value, class Target>
CLI::Option* add_choice(CLI::App& command, const std::string& flag,
                        Target& target, std::vector<Choice<Value>> choices,
                        const std::string& help) {
  std::vector<std::string_view> words;
  std::string type;
  for (const auto& choice : choices) {
    words.push_back(choice.word);
    type += (type.empty() ? "" : "|") + std::string{choice.word};
  }
  const auto read = [flag, words, choices, &target](const std::string& text) {
    for (const auto& [word, value] : choices) {
      if (word != text) continue;
      target = value;
      return;
    }
    throw UsageError{fmt::format("{}: no such choice '{}'{}", flag, text,
                                 suggestion(text, words))};
  };
  return command.add_option_function<std::string>(flag, read, help)
      ->type_name(type);
}

bool is_seed(const std::string& text) {
  const bool hex =
      text.size() == 64 &&
      text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  return hex || parse_unsigned(text).has_value();
}

std::string in_lower_case(std::string hex) {
  for (char& c : hex)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return hex;
}

// What is wrong, and what was nearly written; or what could be.
std::string wrong_number(const std::string& what, const std::string& text,
                         const std::string& otherwise) {
  const std::string advice = number_advice(text);
  const bool near = !advice.empty() && !parse_typed_number(text);
  return fmt::format("{} {}", what, near ? advice : otherwise);
}

std::string wrong_count(const std::string& what, const std::string& text,
                        const std::string& otherwise) {
  const std::string advice = thousands_advice(text);
  return advice.empty() ? wrong_number(what, text, otherwise)
                        : fmt::format("{} {}", what, advice);
}

void add_replicates(CLI::App& command, Overrides& overrides) {
  const auto read = [&overrides](const std::string& text) {
    read_replicates(text, overrides);
  };
  command
      .add_option_function<std::string>("--replicates", read,
                                        "Replicates to simulate")
      ->type_name("N");
}

}  // namespace

void read_replicates(const std::string& text, Overrides& overrides) {
  const auto count = parse_typed_count(text);
  if (count.value_or(0) == 0)
    throw UsageError{wrong_count(
        fmt::format("--replicates: '{}' is no number of replicates", text),
        text, "(a whole number from 1): write e.g. --replicates 100000")};
  overrides.replicates = fmt::format("{}", *count);
}

void add_seed(CLI::App& command, Overrides& overrides,
              const std::string& help) {
  const auto read = [&overrides](const std::string& text) {
    if (!is_seed(text))
      throw UsageError{fmt::format(
          "--seed: '{}' is no seed (a whole number from 0 to {}, or 64 hex "
          "digits): write e.g. --seed 20250707",
          text, std::numeric_limits<std::uint64_t>::max())};
    overrides.seed = in_lower_case(text);
  };
  command.add_option_function<std::string>("--seed", read, help)
      ->type_name("N");
}

void add_seed_file(CLI::App& command, Overrides& overrides) {
  const auto read = [&overrides](const std::string& file) {
    const std::string text = read_input(file, {4096, "a seed"});
    const std::string seed{trimmed(text.substr(0, text.find('\n')), " \r\t")};
    if (!is_seed(seed))  // it isn't quoted: it may be a secret all the same
      throw IoError{
          IoFault::bad_data,
          fmt::format("{}: its first line is no seed (a whole number, or 64 "
                      "hex digits): give the seed.txt of the list's folder",
                      file)};
    overrides.seed = in_lower_case(seed);
  };
  command
      .add_option_function<std::string>(
          "--seed-file", read,
          "Its first line is the seed: no other user sees it there, as they "
          "see a command line; - is stdin")
      ->type_name("FILE")
      ->excludes("--seed");
}

void add_set(CLI::App& command, Overrides& overrides, const std::string& help) {
  const auto check = [](const std::string& text) -> std::string {
    if (text.find('=') != std::string::npos) return "";
    throw UsageError{fmt::format(
        "--set: '{}' sets nothing (it has no '='): write KEY=VALUE, e.g. "
        "--set endpoint.effect.hazard_ratio=0.65",
        text)};
  };
  command.add_option("--set", overrides.set, help)
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false)
      ->check(check);
}

void add_trial(CLI::App& command, ConfigOptions& options) {
  command
      .add_option("CONFIG", options.file,
                  "The trial: a TOML file, or JSON if its name ends in .json; "
                  "- is standard input")
      ->required()
      ->type_name("");
  add_set(command, options.overrides,
          "Change one key of the config; repeatable");
  add_seed(command, options.overrides, "Seed of the random numbers");
}

void add_config(CLI::App& command, ConfigOptions& options) {
  add_trial(command, options);
  add_replicates(command, options.overrides);
}

void hide(CLI::App& command, std::initializer_list<const char*> flags) {
  for (const char* flag : flags) command.get_option(flag)->group("");
}

void add_terminal(CLI::App& command, Session& session) {
  command.add_flag("--quiet", session.quiet, "Nothing on stderr but errors");
  add_choice<ColorChoice>(command, "--color", session.color,
                          {{"auto", ColorChoice::automatic},
                           {"always", ColorChoice::always},
                           {"never", ColorChoice::never}},
                          "Colour; auto: on a terminal without NO_COLOR");
}

std::string no_simd_target(const char* where, std::string_view name) {
  return fmt::format(
      "{}: '{}' is no instruction set of this machine and program: they are {}",
      where, name, fmt::join(simd_targets(), ", "));
}

void use_simd_of_environment(const Session& session) {
  const auto name = environment_variable("REHEARSE_SIMD").value_or("");
  if (name.empty() || use_simd_target(name)) return;
  warn(session, {{"",
                  no_simd_target("REHEARSE_SIMD", shown_text(name)) +
                      "; the best is used",
                  "", 0}});
}

void add_simd(CLI::App& command) {
  const auto use = [](const std::string& name) {
    if (!use_simd_target(name))
      throw UsageError{no_simd_target("--simd", name)};
  };
  command
      .add_option_function<std::string>(
          "--simd", use,
          "Instruction set (REHEARSE_SIMD, or the best); never changes a "
          "result")
      ->type_name("TARGET");
}

void add_threads(CLI::App& command, unsigned& threads) {
  const auto read = [&threads](const std::string& text) {
    const auto number = parse_typed_count(text);
    if (!number || *number == 0 || *number > most_threads)
      throw UsageError{fmt::format(
          "--threads: '{}' is no number of threads (a whole number from 1 to "
          "{}): leave it out for all cores",
          text, most_threads)};
    threads = static_cast<unsigned>(*number);
  };
  command
      .add_option_function<std::string>(
          "--threads", read, "Threads (all cores); never changes a result")
      ->type_name("N");
}

namespace {

struct FormatName {
  Format format;
  std::string_view word;
  std::string_view ending;  // of files
};
constexpr FormatName format_names[] = {
    {Format::table, "table", "txt"}, {Format::json, "json", "json"},
    {Format::csv, "csv", "csv"},     {Format::md, "md", "md"},
    {Format::html, "html", "html"},  {Format::latex, "latex", "tex"},
    {Format::docx, "docx", "docx"},  {Format::rtf, "rtf", "rtf"},
    {Format::xlsx, "xlsx", "xlsx"}};

std::vector<Choice<Format>> format_choices(const std::vector<Format>& formats) {
  std::vector<Choice<Format>> choices;
  for (const Format one : formats) choices.push_back({word_of(one), one});
  return choices;
}

}  // namespace

std::string_view word_of(Format format) {
  return std::ranges::find(format_names, format, &FormatName::format)->word;
}

Format format_of_file(const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  const auto found = std::ranges::find_if(format_names, [&](const auto& name) {
    return ending == '.' + std::string{name.ending};
  });
  if (found != std::end(format_names)) return found->format;
  std::vector<std::string_view> endings;
  for (const FormatName& name : format_names) endings.push_back(name.ending);
  throw UsageError{
      fmt::format("--out: the ending of '{}' says no format (the endings are "
                  "{}): choose one, or add --format",
                  file.string(), fmt::join(endings, ", "))};
}

void add_format(CLI::App& command, Format& format,
                const std::vector<Format>& formats) {
  format = formats.front();
  add_choice(command, "--format", format, format_choices(formats),
             fmt::format("What goes to stdout ({}, on a terminal or not)",
                         word_of(formats.front())));
}

void add_format(CLI::App& command, std::optional<Format>& format,
                const std::string& help) {
  add_choice(command, "--format", format, format_choices(all_formats), help);
}

void add_progress(CLI::App& command, ProgressChoice& progress) {
  add_choice<ProgressChoice>(
      command, "--progress", progress,
      {{"auto", ProgressChoice::automatic},
       {"bar", ProgressChoice::bar},
       {"json", ProgressChoice::json},
       {"none", ProgressChoice::none}},
      "On stderr; auto: a bar on a terminal after a second");
}

CLI::Option* add_number(CLI::App& command, const std::string& flag,
                        std::uint64_t& value, std::uint64_t least,
                        std::uint64_t most, const std::string& help) {
  const auto read = [flag, least, most, &value](const std::string& text) {
    const auto number = parse_typed_count(text);
    if (!number || *number < least || *number > most)
      throw UsageError{
          wrong_count(fmt::format("{}: '{}' is no whole number from {} to {}",
                                  flag, text, least, most),
                      text, "(digits alone): give one")};
    value = *number;
  };
  return command.add_option_function<std::string>(flag, read, help)
      ->type_name("N");
}

void add_probability(CLI::App& command, const std::string& flag,
                     std::optional<double>& power, const std::string& help) {
  const auto read = [&power, flag](const std::string& text) {
    const auto number = parse_typed_number(text);
    if (!number || *number <= 0.0 || *number >= 1.0)
      throw UsageError{wrong_number(
          fmt::format("{}: '{}' is no power", flag, text), text,
          fmt::format("(a number between 0 and 1): write e.g. {} 0.9", flag))};
    power = number;
  };
  command.add_option_function<std::string>(flag, read, help)->type_name("P");
}

LoadedConfig load(const ConfigOptions& options, const Session& session,
                  Reading reading) {
  LoadedConfig config = load_config(options.file, options.overrides, reading);
  warn(session, config.warnings);
  session.config_file = config.inputs.front();
  session.inputs.insert(session.inputs.end(), config.inputs.begin(),
                        config.inputs.end());
  session.size = fmt::format(
      "; {} participants take about {:.0f} MB in each thread",
      grouped_text(static_cast<std::uint64_t>(config.scenario.participants)),
      std::ceil(static_cast<double>(workspace_bytes(config.scenario, 1)) /
                1e6));
  return config;
}

ConfigReader reader_of(const ConfigOptions& options) {
  return [&options](const std::vector<std::string>& changes) {
    Overrides overrides = options.overrides;
    overrides.vary.insert(overrides.vary.end(), changes.begin(), changes.end());
    return load_config(options.file, overrides);
  };
}

}  // namespace rehearse::cli
