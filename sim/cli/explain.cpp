// What a key or a command means.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/usage.hpp"
#include "rehearse/config/key_reference.hpp"

namespace rehearse::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const KeyEntry& key) {
  return {{"key", key.path},
          {"kind", key.kind},
          {"meaning", key.sentence},
          {"unit", key.unit},
          {"words", key.words},
          {"range", key.range},
          {"default", key.fallback},
          {"need", key.need},
          {"example", key.example},
          {"excludes", key.excludes},
          {"depends_on", key.depends_on},
          {"formulas", key.more}};
}

// The facts of a key that hold of it.
Document::Facts facts_of(const KeyEntry& key) {
  Document::Facts facts;
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) facts.facts.push_back({name, text});
  };
  add("kind", key.kind);
  add("one of", fmt::format("{}", fmt::join(key.words, ", ")));
  add("unit", key.unit);
  add("range", key.range);
  add("default", key.fallback);
  add("need", key.need);
  add("depends on", key.depends_on);
  add("excludes", fmt::format("{}", fmt::join(key.excludes, ", ")));
  add("example", key.example.empty() ? "" : "`" + key.example + "`");
  add("formulas", key.more);
  return facts;
}

// The value of a key in few words.
std::string short_value(const KeyEntry& key) {
  return key.words.empty() ? key.kind
                           : fmt::format("{}", fmt::join(key.words, " | "));
}

Document::Table table_of(std::span<const KeyEntry> keys, std::size_t skipped) {
  Document::Table table;
  table.cells.header = {"Key", "Value", "Default", "Meaning"};
  table.columns = Document::Columns::words;
  for (const KeyEntry& key : keys)
    table.cells.rows.push_back(
        {key.path.substr(skipped), short_value(key),
         key.need == "optional" ? key.fallback : key.need, key.sentence});
  return table;
}

// A terminal has no room for a table of sentences.
Document::Facts list_of(std::span<const KeyEntry> keys, std::size_t skipped) {
  Document::Facts facts;
  facts.width = 24;
  for (const KeyEntry& key : keys)
    facts.facts.push_back({key.path.substr(skipped), key.sentence});
  return facts;
}

// What stands before the name of what a table, or each of a list's, holds.
std::string beginning_of(const KeyEntry& table) {
  return table.path + (table.kind == "list of tables" ? "[]." : ".");
}

bool is_within(const KeyEntry& key, const KeyEntry& table) {
  return key.path.starts_with(beginning_of(table));
}

// Each key that is meant, and below it those that it holds.
Report explanation(const std::vector<KeyEntry>& keys) {
  Report report{{{"command", "explain"}, {"keys", Json::array()}}, {}, {}};
  for (const KeyEntry& key : keys) {
    report.json["keys"].push_back(json_of(key));
    report.rows.push_back(json_of(key));
  }
  for (std::size_t i = 0; i < keys.size();) {
    std::size_t end = i + 1;
    while (end < keys.size() && is_within(keys[end], keys[i])) ++end;
    const auto level = i == 0 ? Document::Level::whole : Document::Level::part;
    report.document.add(Document::Heading{keys[i].path, "", level});
    report.document.add(Document::Paragraph{{keys[i].sentence}});
    report.document.add(facts_of(keys[i]));
    const std::span<const KeyEntry> held{keys.begin() + i + 1,
                                         keys.begin() + end};
    const std::size_t skipped = beginning_of(keys[i]).size();
    if (!held.empty())
      report.document.add(Document::Heading{keys[i].path + " holds", "",
                                            Document::Level::part});
    report.document.add(list_of(held, skipped), Document::Medium::terminal);
    report.document.add(table_of(held, skipped), Document::Medium::paper);
    i = end;
  }
  return report;
}

struct ExplainOptions {
  std::string what;
  Format format = Format::table;
};

bool is_command(const CLI::App& app, const std::string& name) {
  return std::ranges::any_of(app.get_subcommands({}), [&](const CLI::App* one) {
    return one->get_name() == name;
  });
}

// A command's word is taken for the command: its help says the most.
void explain(const CLI::App& app, const ExplainOptions& options,
             const Session& session) {
  if (is_command(app, options.what))
    return print(help_text(*app.get_subcommand(options.what)));
  const std::vector<KeyEntry> keys =
      options.what.empty() ? std::vector<KeyEntry>{} : find_keys(options.what);
  if (keys.empty())
    throw UsageError{fmt::format(
        "'{}' is neither a command nor a key of a config{}: `rehearse keys` "
        "lists the keys",
        options.what, nearest_key(options.what))};
  show(explanation(keys), options.format, session);
}

// All keys, a part for each table of the config.
Report reference() {
  const std::vector<KeyEntry>& keys = key_reference();
  Report report{{{"command", "keys"}, {"keys", Json::array()}}, {}, {}};
  report.document.add(Document::Heading{"Keys of a config"},
                      Document::Medium::paper);
  for (const KeyEntry& key : keys) {
    report.json["keys"].push_back(json_of(key));
    report.rows.push_back(json_of(key));
  }
  const auto is_top = [](const KeyEntry& key) {
    return key.path.find('.') == std::string::npos;
  };
  for (auto begin = keys.begin(); begin != keys.end();) {
    const auto end = std::find_if(begin + 1, keys.end(), is_top);
    report.document.add(
        Document::Heading{begin->path, "", Document::Level::part});
    report.document.add(Document::Paragraph{{begin->sentence}});
    report.document.add(list_of({begin + 1, end}, beginning_of(*begin).size()),
                        Document::Medium::terminal);
    report.document.add(table_of({begin + 1, end}, 0), Document::Medium::paper);
    begin = end;
  }
  return report;
}

}  // namespace

void add_explain(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "explain", "What a key of a config, or a command, means");
  const auto options = std::make_shared<ExplainOptions>();
  command
      ->add_option("WHAT", options->what,
                   "A key, as a path (analysis.looks.events) or the end of one "
                   "(events), or a command")
      ->required()
      ->type_name("");
  add_format(*command, options->format);
  add_terminal(*command, session);
  hide(*command, {"--quiet"});
  command->footer(
      "Examples:\n"
      "  rehearse explain analysis.looks.events\n"
      "  rehearse explain enrolment       a table, with all that it holds\n"
      "  rehearse explain power");
  command->callback(
      [&app, options, &session] { explain(app, *options, session); });
}

void add_keys(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("keys", "Every key of a config: the reference");
  const auto format = std::make_shared<Format>(Format::table);
  add_format(*command, *format);
  add_terminal(*command, session);
  hide(*command, {"--quiet"});
  command->footer(
      "Examples:\n"
      "  rehearse keys | less\n"
      "  rehearse keys --format html > keys.html\n"
      "'rehearse explain KEY' says more of one.");
  command->callback(
      [format, &session] { show(reference(), *format, session); });
}

}  // namespace rehearse::cli
