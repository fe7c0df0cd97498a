#include "rehearse/lists/system_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

using enum LayoutValue;

// The allocation table of the randomization module, by the header of its
// template and what its upload checks (REDCap 14.7 and later; before, the
// second column was the field's name: --column arm=FIELD). Values are the raw
// codes of the project's choices; a data access group is its number.
constexpr LayoutColumn redcap[] = {
    {"redcap_randomization_number", "randomization_number", ours},
    {"redcap_randomization_group", "arm", coded},
    {"redcap_data_access_group", "site_id", coded},
    {"", layout_factors, coded}};

// The list that Sealed Envelope's own generator gives (sealedenvelope.com,
// "Create a randomisation list", quoted in IRCT registration 62046): four
// columns, then strata and the randomisation code.
constexpr LayoutColumn sealed_envelope[] = {
    {"block identifier", "block_id", ordinal},
    {"block size", "block_size", ours},
    {"sequence within block", "seq_in_block", ours},
    {"treatment", "arm", ours},
    {"site", "site_id", ours},
    {"", layout_factors, ours},
    {"code", "randomization_number", ours}};

// What systems for randomization and trial supply ask of an uploaded list
// (Oracle Clinical One, "Upload a randomization list": randomization number,
// block number, treatment ID, the site of blocks, stratum groups).
constexpr LayoutColumn generic_irt[] = {
    {"Randomization Number", "randomization_number", ours},
    {"Block Number", "block_id", ordinal},
    {"Treatment ID", "arm", ours},
    {"Site ID", "site_id", ours},
    {"Stratum", "stratum_id", ours},
    {"", layout_factors, ours}};

constexpr SystemLayout layouts[] = {
    {"redcap", "REDCap", redcap},
    {"sealed-envelope", "Sealed Envelope", sealed_envelope},
    {"generic-irt", "the system", generic_irt}};

constexpr std::string_view counts[] = {"block_size", "seq_in_block",
                                       "seq_in_stratum"};

// A column as lists of a scenario have it.
struct PlacedColumn {
  std::string theirs;
  std::string ours;
  LayoutValue value;
};

bool has_column(const Scenario& scenario, std::string_view ours) {
  if (ours == "site_id") return list_has_sites(scenario);
  return !ours.starts_with("block_") && ours != "seq_in_block"
             ? true
             : scenario.randomization.procedure.kind ==
                   ProcedureKind::permuted_block;
}

std::vector<PlacedColumn> placed_columns(const ListWriting& writing,
                                         const Scenario& scenario) {
  std::vector<PlacedColumn> columns;
  for (const LayoutColumn& column : writing.layout->columns) {
    if (column.ours == layout_factors)
      for (const std::size_t factor : list_factors(scenario)) {
        const std::string name = factor_column(scenario.factors[factor]);
        columns.push_back({name, name, column.value});
      }
    else if (has_column(scenario, column.ours))
      columns.push_back(
          {std::string{column.theirs}, std::string{column.ours}, column.value});
  }
  for (PlacedColumn& column : columns) {
    const auto renamed =
        std::ranges::find(writing.columns, column.ours, &RenamedColumn::ours);
    if (renamed != writing.columns.end()) column.theirs = renamed->theirs;
  }
  return columns;
}

// ---- codes ----

using Texts = std::vector<std::string>;

// What a column whose values may be coded has, in the config's order.
std::vector<std::pair<std::string, Texts>> codable_values(
    const Scenario& scenario) {
  std::vector<std::pair<std::string, Texts>> values{{"arm", {}}};
  for (const Arm& arm : scenario.arms) values[0].second.push_back(arm.id);
  if (list_has_sites(scenario)) {
    auto& [name, sites] = values.emplace_back("site_id", Texts{});
    for (const Site& site : scenario.sites) sites.push_back(site.id);
  }
  for (const std::size_t index : list_factors(scenario)) {
    const Factor& factor = scenario.factors[index];
    auto& [name, levels] = values.emplace_back(factor_column(factor), Texts{});
    levels = factor.levels;
  }
  return values;
}

std::string near(const std::string& text, const Texts& known) {
  const std::vector<std::string_view> views{known.begin(), known.end()};
  return suggestion(text, views);
}

const CodedValue* code_of(const ListWriting& writing, std::string_view column,
                          std::string_view value) {
  const auto found =
      std::ranges::find_if(writing.values, [&](const CodedValue& coded_value) {
        return coded_value.column == column && coded_value.ours == value;
      });
  return found == writing.values.end() ? nullptr : &*found;
}

// A value that has two codes, or a code that two values have.
std::string clash_fault(const ListWriting& writing, const CodedValue& value) {
  for (const CodedValue& other : writing.values) {
    if (other.column != value.column) continue;
    if (other.ours == value.ours && other.theirs != value.theirs)
      return fmt::format(
          "--value-map: '{}' of {} has the codes '{}' and '{}' "
          "(which is written?): keep one",
          value.ours, value.column, value.theirs, other.theirs);
    if (other.theirs == value.theirs && other.ours != value.ours)
      return fmt::format(
          "--value-map: code '{}' of {} is that of '{}' and of "
          "'{}' (they would be mixed up): give each its own",
          value.theirs, value.column, value.ours, other.ours);
  }
  return "";
}

std::string value_fault(const ListWriting& writing, const Scenario& scenario) {
  const auto codable = codable_values(scenario);
  Texts columns;
  for (const auto& [column, values] : codable) columns.push_back(column);
  for (const CodedValue& value : writing.values) {
    const auto column = std::ranges::find(columns, value.column);
    if (column == columns.end())
      return fmt::format(
          "--value-map: '{}' is no column whose values may be "
          "coded{}: correct it",
          value.column, near(value.column, columns));
    const Texts& known =
        codable[static_cast<std::size_t>(column - columns.begin())].second;
    if (std::ranges::find(known, value.ours) == known.end())
      return fmt::format(
          "--value-map: '{}' is no value of {} in the config{}: "
          "correct it",
          value.ours, value.column, near(value.ours, known));
    if (std::string fault = clash_fault(writing, value); !fault.empty())
      return fault;
  }
  return "";
}

std::string missing_codes(const ListWriting& writing,
                          const Scenario& scenario) {
  std::string lines;
  const auto codable = codable_values(scenario);
  for (const PlacedColumn& column : placed_columns(writing, scenario)) {
    if (column.value != coded) continue;
    for (const auto& [name, values] : codable)
      for (const std::string& value : values)
        if (name == column.ours && code_of(writing, name, value) == nullptr)
          lines += fmt::format("\n  {},CODE,{}", name, value);
  }
  if (lines.empty()) return "";
  return fmt::format(
      "--layout {}: {} takes the codes of its choices, and these have none "
      "(the wrong arm would be given):{}\nwrite them with their codes into a "
      "CSV file, below the line column,theirs,ours, and add --value-map FILE",
      writing.layout->name, writing.layout->system, lines);
}

std::string column_fault(const ListWriting& writing, const Scenario& scenario) {
  Texts known;
  for (const PlacedColumn& column : placed_columns(writing, scenario))
    known.push_back(column.ours);
  for (const RenamedColumn& renamed : writing.columns)
    if (std::ranges::find(known, renamed.ours) == known.end())
      return fmt::format(
          "--column: '{}' is no column of the layout {}{}: "
          "correct it",
          renamed.ours, writing.layout->name, near(renamed.ours, known));
  Texts names;
  for (const PlacedColumn& column : placed_columns(writing, scenario)) {
    if (std::ranges::find(names, column.theirs) != names.end())
      return fmt::format(
          "--column: two columns would be called '{}': name one "
          "otherwise",
          column.theirs);
    names.push_back(column.theirs);
  }
  return "";
}

std::size_t place_in(const CsvTable& list, const std::string& column) {
  return static_cast<std::size_t>(std::ranges::find(list.header, column) -
                                  list.header.begin());
}

// The values of a column as they are written.
class Writer {
 public:
  Writer(const PlacedColumn& column, const ListWriting& writing)
      : value_(column.value),
        is_count_(std::ranges::find(counts, column.ours) != std::end(counts)) {
    for (const CodedValue& value : writing.values)
      if (value.column == column.ours) codes_.emplace(value.ours, value.theirs);
  }

  nlohmann::ordered_json operator()(std::string_view text) {
    if (text.empty()) return nullptr;
    if (value_ == ordinal)
      return ordinals_.emplace(text, ordinals_.size() + 1).first->second;
    if (is_count_) return *parse_unsigned(text);
    const auto code = codes_.find(std::string{text});
    return code == codes_.end() ? std::string{text} : code->second;
  }

 private:
  LayoutValue value_;
  bool is_count_;
  std::map<std::string, std::string> codes_;
  std::unordered_map<std::string, std::uint64_t> ordinals_;
};

// Our own columns, in their order.
std::vector<PlacedColumn> own_columns(const CsvTable& list) {
  std::vector<PlacedColumn> columns;
  for (const std::string& name : list.header)
    columns.push_back({name, name, ours});
  return columns;
}

}  // namespace

std::span<const SystemLayout> system_layouts() { return layouts; }

std::string layout_fault(const ListWriting& writing, const Scenario& scenario) {
  if (writing.layout == nullptr) return "";
  for (const auto& fault : {column_fault, value_fault, missing_codes})
    if (std::string text = fault(writing, scenario); !text.empty()) return text;
  return "";
}

std::vector<RenamedColumn> layout_columns(const ListWriting& writing,
                                          const Scenario& scenario) {
  if (writing.layout == nullptr) return writing.columns;
  std::vector<RenamedColumn> columns;
  for (const PlacedColumn& column : placed_columns(writing, scenario))
    columns.push_back({column.ours, column.theirs});
  return columns;
}

ValueTable laid_out(const CsvTable& list, const ListWriting& writing,
                    const Scenario& scenario) {
  const std::vector<PlacedColumn> columns =
      writing.layout == nullptr ? own_columns(list)
                                : placed_columns(writing, scenario);
  ValueTable table;
  std::vector<std::size_t> places;
  std::vector<Writer> writers;
  for (const PlacedColumn& column : columns) {
    table.header.push_back(column.theirs);
    places.push_back(place_in(list, column.ours));
    writers.emplace_back(column, writing);
  }
  for (std::size_t r = 0; r < list.rows.size(); ++r) {
    auto& row = table.rows.emplace_back();
    for (std::size_t c = 0; c < columns.size(); ++c)
      row.push_back(writers[c](list.rows[r][places[c]]));
  }
  return table;
}

CsvTable with_layout_blocks(CsvTable list, const ListWriting& writing) {
  if (writing.layout == nullptr) return list;
  for (const LayoutColumn& column : writing.layout->columns) {
    if (column.value != ordinal) continue;
    const std::string name{column.ours};
    const std::size_t at = place_in(list, name);
    Writer write{{name, name, ordinal}, writing};
    for (std::size_t r = 0; r < list.rows.size(); ++r) {
      const auto value = write(list.rows[r][at]);
      if (value.is_number()) list.rows.set(r, at, value.dump());
    }
  }
  return list;
}

}  // namespace rehearse
