#include "rehearse/config/key_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace rehearse {
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

}  // namespace

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

Report keys_report() {
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

}  // namespace rehearse
