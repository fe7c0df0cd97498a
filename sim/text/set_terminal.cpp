// A document as a terminal's text.
#include "rehearse/text/fitted_text.hpp"
#include "set_document.hpp"

namespace rehearse {
namespace {

using Block = Document::Block;
constexpr std::size_t command_width = 76;

template <class Kind>
bool is(const Block& block) {
  return std::holds_alternative<Kind>(block);
}

// A screen has few lines: what belongs together stands together. Tables and
// parts have room around them, answers and paragraphs below.
bool are_apart(const Block& above, const Block& below) {
  if (is<Document::Table>(below)) return true;
  if (const auto* heading = std::get_if<Document::Heading>(&below))
    return heading->level == Document::Level::part;
  if (is<Document::Answer>(above)) return !is<Document::Answer>(below);
  if (const auto* facts = std::get_if<Document::Facts>(&above))
    return facts->setting == Document::Setting::code;
  return is<Document::Table>(above) || is<Document::Paragraph>(above);
}

// Each line but the last ended by a backslash, so that it can be pasted.
std::string command_text(const std::vector<std::string>& words) {
  std::string text = "  ";
  std::size_t used = text.size();
  for (const std::string& word : words) {
    const bool is_first = &word == words.data();
    if (!is_first && used + word.size() > command_width) {
      text += "\\\n    ";
      used = 4;
    }
    text += word + ' ';
    used += word.size() + 1;
  }
  text.back() = '\n';
  return text;
}

struct TerminalSetter {
  const Screen& screen;

  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return (is_part ? bold_text(heading.text, screen.color) : heading.text) +
           '\n';
  }
  std::string operator()(const Document::Answer& answer) const {
    return bold_text(answer.text, screen.color) +
           (answer.note.empty() ? "" : "   " + answer.note) + '\n';
  }
  std::string operator()(const Document::Paragraph& paragraph) const {
    return joined(paragraph.lines, "\n") + '\n';
  }
  std::string operator()(const Document::Note& note) const {
    return joined(note.lines, "\n") + '\n';
  }
  std::string operator()(const Document::Items& list) const {
    return joined(list.items, "\n") + '\n';
  }
  std::string operator()(const Document::Facts& facts) const {
    const bool is_bold = facts.setting == Document::Setting::results;
    std::string text;
    for (const Document::Fact& fact : facts.facts) {
      std::string lines = joined(fact_lines(fact, facts.width), "\n");
      if (is_bold)
        lines.replace(0, fact.name.size(), bold_text(fact.name, screen.color));
      text += lines + '\n';
    }
    return text;
  }
  std::string operator()(const Document::Table& table) const {
    return (table.title.empty() ? "" : table.title + '\n') +
           aligned_text(with_one_head(table), screen.width);
  }
  std::string operator()(const Document::Command& command) const {
    return command_text(command.words);
  }
};

}  // namespace

std::string terminal_text(const Document& document, const Screen& screen) {
  std::string text;
  const Block* above = nullptr;
  for (const auto& [block, medium] : document.blocks()) {
    if (medium == Document::Medium::paper) continue;
    if (above != nullptr && are_apart(*above, block)) text += '\n';
    text += std::visit(TerminalSetter{screen}, block);
    above = &block;
  }
  return fitted_text(text, screen.width);
}

}  // namespace rehearse
