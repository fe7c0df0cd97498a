// Lists in other systems' layouts.
#include "rehearse/lists/system_layout.hpp"

#include <string>

#include "checked_list.hpp"

using namespace rehearse;

namespace {

ListWriting writing_of(const std::string& name,
                       std::vector<CodedValue> values = {},
                       std::vector<RenamedColumn> columns = {}) {
  for (const SystemLayout& layout : system_layouts())
    if (layout.name == name)
      return {&layout, std::move(columns), std::move(values)};
  FAIL("no layout " << name);
  return {};
}

const std::vector<CodedValue> codes{
    {"arm", "1", "new"}, {"arm", "0", "old"},   {"sex", "10", "f"},
    {"sex", "20", "m"},  {"site_id", "7", "A"}, {"site_id", "8", "B"}};

Scenario by_site() {
  return scenario_of({"randomization.stratify_by=[\"sex\",\"site\"]"});
}

std::string laid_out_csv(const Scenario& scenario, const ListWriting& writing) {
  return csv_of(
      laid_out(parse_csv(list_of(scenario), "list"), writing, scenario));
}

std::string lines(const std::string& text, int count) {
  std::size_t end = 0;
  for (int i = 0; i < count; ++i) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

}  // namespace

TEST_CASE("a layout has its system's columns, in their order",
          "[lists][exact][LST-09]") {
  const Scenario scenario = by_site();
  const auto head = [&](const std::string& name) {
    return lines(laid_out_csv(scenario, writing_of(name, codes)), 1);
  };
  CHECK(head("redcap") ==
        "redcap_randomization_number,redcap_randomization_group,"
        "redcap_data_access_group,sex\n");
  CHECK(head("sealed-envelope") ==
        "block identifier,block size,sequence within block,treatment,site,sex,"
        "code\n");
  CHECK(head("generic-irt") ==
        "Randomization Number,Block Number,Treatment ID,Site ID,Stratum,sex\n");
  // What lists of the config don't have isn't there.
  const Scenario simple =
      scenario_of({"randomization.procedure=complete"}, {"block_sizes"});
  CHECK(lines(laid_out_csv(simple, writing_of("sealed-envelope")), 1) ==
        "treatment,sex,code\n");
}

TEST_CASE("each row is ours in the system's codes", "[lists][exact][LST-09]") {
  const Scenario scenario = by_site();
  const CsvTable own = parse_csv(list_of(scenario), "list");
  const ListWriting writing =
      writing_of("redcap", codes, {{"arm", "group"}, {"sex", "gender"}});
  REQUIRE(layout_fault(writing, scenario) == "");
  const CsvTable other =
      parse_csv(laid_out_csv(scenario, writing), "list-redcap");
  CHECK(other.header ==
        std::vector<std::string>{"redcap_randomization_number", "group",
                                 "redcap_data_access_group", "gender"});
  // Ours: list_id, number, site, stratum, sex, block, size, places, arm.
  REQUIRE(own.rows.size() == 48);
  REQUIRE(other.rows.size() == own.rows.size());
  for (std::size_t r = 0; r < own.rows.size(); ++r) {
    CHECK(other.rows[r][0] == own.rows[r][1]);
    CHECK(other.rows[r][1] == (own.rows[r][9] == "new" ? "1" : "0"));
    CHECK(other.rows[r][2] == (own.rows[r][2] == "A" ? "7" : "8"));
    CHECK(other.rows[r][3] == (own.rows[r][4] == "f" ? "10" : "20"));
  }
}

TEST_CASE("blocks are numbered over the whole list", "[lists][exact]") {
  const Scenario scenario = scenario_of({});
  const CsvTable irt =
      parse_csv(laid_out_csv(scenario, writing_of("generic-irt")), "list");
  for (std::size_t r = 0; r < irt.rows.size(); ++r)  // blocks of 4
    CHECK(irt.rows[r][1] == std::to_string(r / 4 + 1));
}

TEST_CASE("a list of another system is checked as ours is",
          "[lists][exact][LST-09]") {
  for (const SystemLayout& layout : system_layouts()) {
    INFO(layout.name);
    const Scenario scenario = by_site();
    const RandomizationList made = make_randomization_list(scenario);
    ListCheckOptions options;
    options.writing = writing_of(std::string{layout.name}, codes);
    options.made = &made;
    const std::string text = laid_out_csv(scenario, options.writing);
    options.bytes = text;
    const ListCheck sound = check_text(text, scenario, options);
    CHECK(list_findings_text(sound) == "");
    CHECK(sound.reproduction == Reproduction::bytes);
    CHECK(sound.not_used.empty());
    // Another arm's code in a row is found without the seed too.
    ListCheckOptions alone;
    alone.writing = options.writing;
    CsvTable altered = parse_csv(text, "list.csv");
    const auto columns = layout_columns(options.writing, scenario);
    std::size_t arm = 0;
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (columns[c].ours == "arm") arm = c;
    altered.rows.set(5, arm, altered.rows[5][arm] == "1" ? "0" : "1");
    CHECK_FALSE(check_list(altered, scenario, alone).findings.empty());
  }
}

TEST_CASE("codes that are missing or unclear are refused",
          "[lists][exact][LST-09]") {
  const Scenario scenario = scenario_of({});
  const auto fault = [&](const ListWriting& writing) {
    return layout_fault(writing, scenario);
  };
  CHECK(fault(writing_of("redcap", {{"arm", "1", "new"}, {"sex", "1", "f"}})) ==
        "--layout redcap: REDCap takes the codes of its choices, and these "
        "have none (the wrong arm would be given):\n  arm,CODE,old\n  "
        "sex,CODE,m\nwrite them with their codes into a CSV file, below the "
        "line column,theirs,ours, and add --value-map FILE");
  CHECK(fault(writing_of("redcap", {{"arm", "1", "nwe"}})) ==
        "--value-map: 'nwe' is no value of arm in the config (did you mean "
        "'new'?): correct it");
  CHECK(fault(writing_of("redcap", {{"amr", "1", "new"}})) ==
        "--value-map: 'amr' is no column whose values may be coded (did you "
        "mean 'arm'?): correct it");
  CHECK(
      fault(writing_of("redcap", {{"arm", "1", "new"}, {"arm", "2", "new"}})) ==
      "--value-map: 'new' of arm has the codes '1' and '2' (which is "
      "written?): keep one");
  CHECK(
      fault(writing_of("redcap", {{"arm", "1", "new"}, {"arm", "1", "old"}})) ==
      "--value-map: code '1' of arm is that of 'new' and of 'old' (they "
      "would be mixed up): give each its own");
  CHECK(fault(writing_of("generic-irt", {}, {{"sexx", "x"}})) ==
        "--column: 'sexx' is no column of the layout generic-irt (did you mean "
        "'sex'?): correct it");
  CHECK(fault(writing_of("generic-irt", {}, {{"sex", "Stratum"}})) ==
        "--column: two columns would be called 'Stratum': name one otherwise");
  CHECK(fault(writing_of("generic-irt")) == "");
}
