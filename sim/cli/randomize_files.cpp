// A list's files, in the formats of those who use it.
#include <fmt/format.h>

#include "cli/randomize.hpp"
#include "rehearse/lists/list_report.hpp"
#include "rehearse/text/xlsx_file.hpp"

namespace rehearse::cli {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string marked(const RandomizeOptions& options, const std::string& csv) {
  return std::string{options.byte_order_mark ? byte_order_mark : ""} + csv;
}

std::string workbook(const std::string& csv) {
  return xlsx_bytes(laid_out(parse_csv(csv, "list"), {}, {}));
}

ValueTable layout_table(const MadeList& made, const std::string& csv) {
  return laid_out(parse_csv(csv, "list"), made.writing, made.config.scenario);
}

std::string list_name(const RandomizeOptions& options) {
  return options.use == SeedUse::dummy ? "dummy-list" : "list";
}

}  // namespace

std::string list_text(const RandomizeOptions& options, const MadeList& made) {
  const ListView view =
      options.site_view ? ListView::site : ListView::unblinded;
  if (options.format == Format::json)
    return list_json(made.config, made.list, view);
  const std::string csv = list_csv(made.list, view);
  const bool is_workbook = options.format == Format::xlsx;
  if (made.writing.layout == nullptr)
    return is_workbook ? workbook(csv) : marked(options, csv);
  const ValueTable table = layout_table(made, csv);
  return is_workbook ? xlsx_bytes(table) : marked(options, csv_of(table));
}

std::vector<RunFile> secret_lists(const RandomizeOptions& options,
                                  const MadeList& made,
                                  const std::string& csv) {
  const std::string name = list_name(options);
  const bool with_workbooks = options.format == Format::xlsx;
  std::vector<RunFile> files{{name + ".csv", marked(options, csv)}};
  if (with_workbooks) files.push_back({name + ".xlsx", workbook(csv)});
  if (made.writing.layout == nullptr) return files;
  const std::string other =
      fmt::format("{}-{}", name, made.writing.layout->name);
  const ValueTable table = layout_table(made, csv);
  files.push_back({other + ".csv", marked(options, csv_of(table))});
  if (with_workbooks) files.push_back({other + ".xlsx", xlsx_bytes(table)});
  return files;
}

std::vector<RunFile> site_views(const RandomizeOptions& options,
                                const MadeList& made) {
  const std::string csv = list_csv(made.list, ListView::site);
  std::vector<RunFile> files{{"site-view.csv", marked(options, csv)}};
  if (options.format == Format::xlsx)
    files.push_back({"site-view.xlsx", workbook(csv)});
  return files;
}

std::vector<std::string> secret_list_names() {
  std::vector<std::string> names;
  for (const char* list : {"list", "dummy-list"})
    for (const char* ending : {".csv", ".xlsx"}) {
      names.push_back(std::string{list} + ending);
      for (const SystemLayout& layout : system_layouts())
        names.push_back(fmt::format("{}-{}{}", list, layout.name, ending));
    }
  return names;
}

}  // namespace rehearse::cli
