#include "cli/man_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_words.hpp"
#include "rehearse/config/key_reference.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

// Roff reads backslashes, and lines that begin with a dot or a quote; a minus
// sign would be set as a hyphen.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins = out.empty() || out.back() == '\n';
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string header(const std::string& name, int section) {
  return fmt::format(
      ".\\\" -*- coding: utf-8 -*-\n.TH \"{}\" {} \"\" \"rehearse {}\"\n",
      escaped(name), section, REHEARSE_VERSION);
}

std::string page_name(const CLI::App& command) {
  return command.get_parent() == nullptr ? "rehearse"
                                         : "rehearse-" + command.get_name();
}

// As it is typed: --set KEY=VALUE.
std::string usage_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return option.get_name(false, true) + (type.empty() ? "" : ' ' + type);
}

std::string options_text(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : command.get_options())
    if (is_shown(*option))
      text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", escaped(usage_of(*option)),
                          escaped(option->get_description()));
  return text;
}

std::string positionals_text(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : command.get_options())
    if (option->get_positional() && is_shown(*option))
      text += option->get_required() ? ' ' + option->get_name()
                                     : " [" + option->get_name() + ']';
  return text;
}

std::string commands_text(const CLI::App& program) {
  std::string text = ".SH COMMANDS\n";
  for (const CLI::App* command : program.get_subcommands({}))
    text +=
        fmt::format(".TP\n\\fB{}\\fR(1)\n{}\n", escaped(page_name(*command)),
                    escaped(command->get_description()));
  return text;
}

// The footer has lines of its own: examples above all.
std::string notes_text(const CLI::App& command) {
  if (command.get_footer().empty()) return "";
  return ".SH NOTES\n.nf\n" + escaped(command.get_footer()) + "\n.fi\n";
}

void add_line(std::string& text, const char* name, const std::string& value) {
  if (!value.empty())
    text += fmt::format(".br\n{}: {}\n", name, escaped(value));
}

}  // namespace

std::string man_page(const CLI::App& command) {
  const bool is_program = command.get_parent() == nullptr;
  const std::string name = page_name(command);
  std::string usage = "rehearse";
  if (!is_program) usage += ' ' + command.get_name();
  return header(name, 1) +
         fmt::format(
             ".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n\\fB{}\\fR [OPTIONS]"
             "{}\n.SH OPTIONS\n{}{}{}.SH SEE ALSO\n",
             escaped(name), escaped(command.get_description()), escaped(usage),
             is_program ? " COMMAND" : escaped(positionals_text(command)),
             options_text(command), is_program ? commands_text(command) : "",
             notes_text(command)) +
         (is_program ? ".BR rehearse (5)\n"
                     : ".BR rehearse (1), rehearse (5)\n");
}

std::string keys_man_page() {
  std::string text = header("rehearse", 5) +
                     ".SH NAME\nrehearse \\- keys of a config\n.SH KEYS\n";
  for (const KeyEntry& key : key_reference()) {
    text += fmt::format(".TP\n\\fB{}\\fR ({})\n{}\n", escaped(key.path),
                        escaped(key.kind), escaped(key.sentence));
    add_line(text, "one of", fmt::format("{}", fmt::join(key.words, ", ")));
    add_line(text, "range", key.range);
    add_line(text, "default", key.fallback);
    if (key.need != "optional") add_line(text, "need", key.need);
    add_line(text, "depends on", key.depends_on);
    add_line(text, "excludes",
             fmt::format("{}", fmt::join(key.excludes, ", ")));
  }
  return text + ".SH SEE ALSO\n.BR rehearse (1)\n";
}

}  // namespace rehearse::cli
