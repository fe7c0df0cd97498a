#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// A text for humans as what it is made of. It is written once and set as a
/// terminal's text, Markdown, HTML, LaTeX, Word's docx or RTF: no part knows of
/// a format, but for what a terminal has no room for or a document doesn't
/// need. `code` in its texts stands between backticks.
class Document {
 public:
  enum class Level { whole, part };

  /// Of the whole document, or of a part.
  struct Heading {
    std::string text;
    std::string before = {};  ///< left out on a terminal: "Power of "
    Level level = Level::whole;
  };

  /// What it comes to, in bold, and what is to be said of it.
  struct Answer {
    std::string text;
    std::string note = {};  ///< may be empty
  };

  /// Where the lines of a paragraph end.
  enum class Breaks { anywhere, kept };

  struct Paragraph {
    std::vector<std::string> lines;
    Breaks breaks = Breaks::anywhere;
  };

  /// How to read what stands above it.
  struct Note {
    std::vector<std::string> lines;
  };

  struct Items {
    std::vector<std::string> items;
  };

  struct Fact {
    std::string name;
    std::string text;  ///< further lines follow a line end
  };

  /// How Markdown and colour set facts: in HTML and LaTeX all are alike.
  enum class Setting {
    results,    ///< a list, names bold on a terminal
    notes,      ///< a list
    paragraph,  ///< a line each, the last without its label's padding
    code,       ///< as on a terminal
  };

  struct Facts {
    std::vector<Fact> facts;
    Setting setting = Setting::notes;
    std::size_t width = 11;  ///< columns of a terminal that names take
  };

  /// How a document sets a table's columns after the first.
  enum class Columns { numbers, words };

  /// A label above columns that stand side by side.
  struct Spanner {
    std::string text;  ///< empty: there is none above them
    std::size_t columns = 1;
  };

  /// Where LaTeX sets a table: in its place, or as a float with the title as
  /// its caption and the note that follows.
  enum class Flow { here, floating };

  struct Table {
    TextTable cells;
    std::string title = {};  ///< may be empty
    Columns columns = Columns::numbers;
    /// Lines above the header, each over all columns. Where a format has one
    /// line for the head, they stand in its names.
    std::vector<std::vector<Spanner>> spanners = {};
    Flow flow = Flow::here;
    std::string label = {};  ///< of a float: LaTeX's \label; may be empty
  };

  /// Words of a shell command, each quoted where it must be.
  struct Command {
    std::vector<std::string> words;
  };

  using Block = std::variant<Heading, Answer, Paragraph, Note, Items, Facts,
                             Table, Command>;

  enum class Medium { all, terminal, paper };

  struct Placed {
    Block block;
    Medium medium;
  };

  /// What has no line, fact or row is left out.
  void add(Block block, Medium medium = Medium::all);

  [[nodiscard]] const std::vector<Placed>& blocks() const { return blocks_; }

 private:
  std::vector<Placed> blocks_;
};

}  // namespace rehearse
