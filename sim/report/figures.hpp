#pragma once

#include <string>
#include <vector>

#include "estimate_json.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// How a table shows a figure: under which label, and with which digits.
struct Shown {
  std::string label;  ///< empty: the table leaves it out
  std::string text;
  int place = 0;  ///< in the table; those of one place keep their order
};

/// A figure of an item of a result (of a look, of an arm), written once: what
/// it is for programs, and how tables show it. CSV has its columns of the JSON.
struct ResultFigure {
  /// One value under its key; without a key the JSON leaves it out.
  ResultFigure(const std::string& key, Json value, std::string label = "",
               std::string text = "", int place = 0);
  /// Rows of a table, and members of the item's object.
  ResultFigure(std::vector<Shown> rows, Json object);

  Json members = Json::object();
  std::vector<Shown> shown;
};
using Figures = std::vector<ResultFigure>;

/// A probability: NAME, NAME_mcse and NAME_ci95, beside one another. `text`
/// is how it is shown, by default as `proportion_text` does.
[[nodiscard]] ResultFigure share(const std::string& name,
                                 const std::optional<Proportion>& p,
                                 std::string label = "", int place = 0);

/// All figures of an item.
[[nodiscard]] Json object_of(const Figures& figures);

/// A list of their objects.
[[nodiscard]] Json objects_of(const std::vector<Figures>& items);

void append(Figures more, Figures& all);

/// "-": a figure that isn't there.
inline constexpr const char* no_figure = "-";

/// A row for each label, a column for each item, which has a name. Items have
/// the same labels.
[[nodiscard]] TextTable figure_rows(const std::string& title,
                                    const std::vector<std::string>& names,
                                    const std::vector<Figures>& items);

/// A column for each label, a row for each item.
[[nodiscard]] TextTable figure_columns(const std::vector<Figures>& items);

/// `label` where a table has use for it: `applies`.
[[nodiscard]] inline std::string label_if(bool applies, const char* label) {
  return applies ? label : "";
}

}  // namespace rehearse
