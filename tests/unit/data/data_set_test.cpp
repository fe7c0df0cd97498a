// Data sets as regulators take them.
#include "rehearse/data/data_set.hpp"

#include <cstdlib>
#include <ctime>
#include <string>

#include "rehearse/core/expect.hpp"
#include "rehearse/data/data_error.hpp"
#include "rehearse/data/data_file.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Json = nlohmann::ordered_json;

const DataStudy study{"S<1>", "2026-03-14T12:00:00"};

DataSet small_set() {
  return {"ADTTE",
          "Times",
          "BASIC DATA STRUCTURE",
          "TIME-TO-EVENT",
          "One record per subject",
          {{.name = "USUBJID", .label = "Unique Subject Identifier", .key = 1},
           {"AVAL", "Analysis Value", VariableType::number, Origin::derived,
            "a < b & \"c\""},
           {"CNSR",
            "Censor",
            VariableType::integer,
            Origin::assigned,
            "",
            {{"0", "event"}, {"1", "lost"}}},
           {"ADT", "Analysis Date", VariableType::date, Origin::predecessor,
            "ADSL.X"},
           {.name = "ARM", .label = "Arm", .codes = {{"new \"drug\""}, {"p"}}}},
          {{"S-1", 12.5, 0, "2026-03-14", "new \"drug\""},
           {"S-2", 1.0 / 3.0, 1, nullptr, "p"},
           {"S-3", nullptr, nullptr, "1959-12-31", ""}}};
}

Json read_back(const std::string& bytes, const std::string& name) {
  const CsvTable table = parse_data_file(bytes, "", name);
  Json rows = Json::array();
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    Json& row = rows.emplace_back(Json::array());
    for (std::size_t c = 0; c < table.header.size(); ++c)
      row.push_back(std::string{table.rows[r][c]});
  }
  return rows;
}

const Json texts_of_small = {{"S-1", "12.5", "0", "2026-03-14", "new \"drug\""},
                             {"S-2", "0.3333333333333333", "1", "", "p"},
                             {"S-3", "", "", "1959-12-31", ""}};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("a data set is read again as it was written", "[data][SIM-18]") {
  CHECK(read_back(xpt_of(small_set(), study), "d.xpt") == texts_of_small);
  CHECK(read_back(dataset_json_of(small_set(), study), "d.json") ==
        texts_of_small);
  CHECK(read_back(csv_of(table_of(small_set())), "d.csv") == texts_of_small);
}

// SAS technical support TS-140, "The Record Layout of a Data Set in SAS
// Transport (XPORT) Format": records of 80 bytes, variables' of 140.
TEST_CASE("a transport file is laid out as SAS says", "[data]") {
  const std::string bytes = xpt_of(small_set(), study);
  CHECK(bytes.size() % 80 == 0);
  CHECK(
      bytes.starts_with("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
                        "000000000000000000000000000000  "));
  CHECK(bytes.substr(144, 16) == "14MAR26:12:00:00");
  CHECK(bytes.substr(240, 48) ==
        "HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!");
  CHECK(bytes.substr(408, 8) == "ADTTE   ");
  CHECK(bytes.substr(512, 40) == "Times" + std::string(35, ' '));
  const std::size_t variables = 640;
  const std::string second = bytes.substr(variables + 140, 140);
  CHECK(second.substr(0, 6) == std::string("\0\1\0\0\0\x08", 6));
  CHECK(second.substr(8, 8) == "AVAL    ");
  CHECK(second.substr(16, 40) == "Analysis Value" + std::string(26, ' '));
  CHECK(bytes.substr(variables + 3 * 140 + 56, 8) == "DATE    ");
  // 12.5 is 0.C8 (hexadecimal) x 16^1, as IBM's mainframes have it.
  const std::size_t rows = bytes.find("HEADER RECORD*******OBS") + 80;
  CHECK(bytes.substr(rows, 3) == "S-1");
  CHECK(bytes.substr(rows + 3, 8) == std::string("\x41\xC8\0\0\0\0\0\0", 8));
  // Missing is a point.
  const std::size_t row_size = 3 + 8 + 8 + 8 + 10;
  CHECK(bytes.substr(rows + 2 * row_size + 3, 8) ==
        std::string(".\0\0\0\0\0\0\0", 8));
}

TEST_CASE("a transport file has the same bytes in any time zone", "[data]") {
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  const auto in_zone = [](const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    return xpt_of(small_set(), study);
  };
  const std::string east = in_zone("Asia/Shanghai");
  CHECK(east == in_zone("America/New_York"));
  CHECK(east == in_zone("UTC"));
  before == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
}

TEST_CASE("what a transport file can't hold is told", "[data][SIM-18]") {
  DataSet set = small_set();
  set.variables[0].name = "USUBJID_LONG";
  set.variables[1].name = "aval";
  set.variables[2].label = std::string(41, 'x');
  set.rows[1][4] = std::string(201, 'y');
  set.rows[2][4] = std::string(300, 'y');
  std::vector<Diagnostic> faults;
  try {
    static_cast<void>(xpt_of(set, study));
  } catch (const DataError& error) {
    faults = error.diagnostics();
  }
  REQUIRE(faults.size() == 4);
  CHECK(faults[0].location == "adtte.xpt");
  CHECK(faults[0].message ==
        "the name 'USUBJID_LONG' of variable 1 can't be in a transport file "
        "(at most 8 of A-Z, 0-9 and _, a letter first): shorten it");
  CHECK(faults[1].message.starts_with("the name 'aval' of variable 2"));
  CHECK(faults[2].location == "adtte.xpt:CNSR");
  CHECK(faults[2].message ==
        "the label '" + std::string(41, 'x') +
            "' has 41 bytes (a transport file holds 40): shorten it");
  CHECK(faults[3].location == "adtte.xpt:row 2:ARM");
  CHECK(faults[3].message ==
        "a text has 201 bytes (a transport file holds 200): shorten the names "
        "in the config that it is made of, or write another format");
  // At the limits it holds all.
  set = small_set();
  set.variables[0].name = "USUBJID8";
  set.variables[2].label = std::string(40, 'x');
  set.rows[1][4] = std::string(200, 'y');
  CHECK(read_back(xpt_of(set, study), "d.xpt")[1][4] == std::string(200, 'y'));
}

TEST_CASE("a text that is no ASCII is doubtful in a transport file", "[data]") {
  CHECK(xpt_doubts(small_set()).empty());
  DataSet set = small_set();
  set.rows[1][4] = set.rows[2][4] = "Präparat";
  const auto doubts = xpt_doubts(set);
  REQUIRE(doubts.size() == 1);
  CHECK(doubts[0].location == "adtte.xpt:row 2:ARM");
  CHECK(doubts[0].message.starts_with("'Präparat' is no ASCII"));
}

TEST_CASE("Dataset-JSON says what each column is", "[data]") {
  const auto json = Json::parse(dataset_json_of(small_set(), study));
  CHECK(json.at("datasetJSONVersion") == "1.1.0");
  CHECK(json.at("records") == 3);
  CHECK(json.at("columns").at(0) == Json{{"itemOID", "IT.ADTTE.USUBJID"},
                                         {"name", "USUBJID"},
                                         {"label", "Unique Subject Identifier"},
                                         {"dataType", "string"},
                                         {"length", 3},
                                         {"keySequence", 1}});
  CHECK(json.at("columns").at(3) == Json{{"itemOID", "IT.ADTTE.ADT"},
                                         {"name", "ADT"},
                                         {"label", "Analysis Date"},
                                         {"dataType", "date"},
                                         {"targetDataType", "integer"},
                                         {"displayFormat", "DATE9."}});
  CHECK(json.at("rows").at(1) == Json{"S-2", 1.0 / 3.0, 1, nullptr, "p"});
  CHECK(json.at("rows").at(0).at(2).is_number_integer());
}

TEST_CASE("define.xml describes every variable once", "[data]") {
  const std::string xml = define_xml({small_set()}, study, ".xpt");
  CHECK(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ODM "));
  CHECK(count_of(xml, "<ItemRef ") == 5);
  CHECK(count_of(xml, "<ItemDef ") == 5);
  for (const Variable& variable : small_set().variables)
    CHECK(count_of(xml, "OID=\"IT.ADTTE." + variable.name + "\"") == 2);
  CHECK(count_of(xml, "OID=\"CL.CNSR\"") == 2);
  CHECK(count_of(xml, "OID=\"CL.ARM\"") == 2);
  CHECK(count_of(xml, "OID=\"MT.ADTTE.AVAL\"") == 2);
  CHECK(count_of(xml, "CodedValue=\"new &quot;drug&quot;\"") == 1);
  CHECK(count_of(xml, ">a &lt; b &amp; \"c\"<") == 1);
  CHECK(count_of(xml, "<StudyName>S&lt;1&gt;</StudyName>") == 1);
  CHECK(count_of(xml, "xlink:href=\"adtte.xpt\"") == 1);
  CHECK(count_of(xml,
                 "DataType=\"float\" Length=\"18\" "
                 "SignificantDigits=\"16\"") == 1);
  CHECK(count_of(xml, "def:DisplayFormat=\"DATE9.\"") == 1);
  CHECK(count_of(xml, "<def:SubClass Name=\"TIME-TO-EVENT\"/>") == 1);
  // As the two define.xml of a format differ in dates.
  CHECK(count_of(define_xml({small_set()}, study, ".json"),
                 "DataType=\"date\"") == 1);
}
