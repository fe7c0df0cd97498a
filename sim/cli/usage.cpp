#include "cli/usage.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

std::string unknown_flag(const CLI::App& command, std::string_view flag) {
  const std::string_view name = flag.substr(0, flag.find('='));
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& long_name : option->get_lnames())
      if (!option->get_group().empty()) flags.push_back("--" + long_name);
  const std::vector<std::string_view> views{flags.begin(), flags.end()};
  return fmt::format("unknown flag '{}'{}", name, suggestion(name, views));
}

// The first thing that nothing took: a flag before any other.
std::string extra_message(const CLI::App& command,
                          const std::vector<std::string>& extras) {
  const bool is_app = command.get_parent() == nullptr;
  for (const std::string& extra : extras)
    if (extra.starts_with('-') && extra.size() > 1)
      return unknown_flag(command, extra) +
             (is_app ? "; the flags of a command come after its name" : "");
  if (is_app) return unknown_command(command, extras.front());
  return fmt::format(
      "unexpected '{}' (everything it takes was given): leave it out, or put "
      "quotes around a value with spaces",
      extras.front());
}

// --out takes the word after it, which may have been meant as the config.
std::string missing_config(const CLI::App& command) {
  const CLI::Option* out = command.get_option_no_throw("--out");
  if (out != nullptr && out->count() > 0 && !out->results().front().empty())
    return fmt::format(
        "CONFIG is missing ('{}' is the folder of --out): give the config "
        "before --out",
        out->results().front());
  return "CONFIG is missing (the file that states the trial): give one; "
         "'rehearse init trial.toml' writes one to start from";
}

std::string missing_message(const CLI::App& command, const std::string& what) {
  const std::string name = what.substr(0, what.find(' '));
  if (name == "CONFIG") return missing_config(command);
  return fmt::format("{} is missing (it has no default): give it", name);
}

// The parser says "--seed: 1 required TEXT missing" or "At most 1 required
// but received 2".
std::string mismatch_message(const std::string& what) {
  const std::string name = what.substr(0, what.find(':'));
  if (what.find("received") == std::string::npos)
    return fmt::format("{} needs a value: write it after the flag", name);
  return fmt::format(
      "{} is given more than once (it takes one value): keep "
      "one of them",
      name);
}

}  // namespace

std::string unknown_command(const CLI::App& app, std::string_view name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
    list += (list.empty() ? "" : ", ") + command->get_name();
  }
  const auto near = nearest(name, names);
  return fmt::format("unknown command '{}'{}; the commands are {}", name,
                     near ? fmt::format(" (did you mean '{}'?)", *near) : "",
                     list);
}

const CLI::App& chosen(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : *commands.front();
}

UsageFault usage_fault(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = chosen(app);
  for (const CLI::App* one : {&app, &command}) {
    const auto extras = one->remaining();
    if (!extras.empty()) return {one, extra_message(*one, extras)};
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
    return {&command, missing_message(command, error.what())};
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return {&command, mismatch_message(error.what())};
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr)
    return {&command,
            fmt::format("{} (either says it): keep one", error.what())};
  if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr)
    return {&command,
            fmt::format("{} (without that it would be ignored): give both, or "
                        "none",
                        error.what())};
  return {&command, error.what()};
}

std::string name_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? "rehearse" : "rehearse " + app.get_name();
}

}  // namespace rehearse::cli
