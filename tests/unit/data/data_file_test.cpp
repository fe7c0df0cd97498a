// Data files that are no CSV. Those in files/ are of R's haven 2.5.1.
#include "rehearse/data/data_file.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "data/sas_values.hpp"
#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Cells = std::vector<std::string>;

std::string bytes_of(const std::string& name) {
  std::ifstream file{REHEARSE_SOURCE_DIR "/tests/unit/data/files/" + name,
                     std::ios::binary};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

Cells row_of(const CsvTable& table, std::size_t row) {
  Cells cells;
  for (std::size_t c = 0; c < table.header.size(); ++c)
    cells.emplace_back(table.rows[row][c]);
  return cells;
}

std::string fault_of(const std::string& bytes, const std::string& name,
                     const std::string& encoding = "") {
  try {
    static_cast<void>(parse_data_file(bytes, encoding, name));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no fault";
}

const std::string head =
    R"({"datasetJSONCreationDateTime": "2023-06-28T15:38:43",
 "datasetJSONVersion": "1.1.0", "itemGroupOID": "IG.ADTTE", "records": 2,
 "name": "ADTTE", "label": "Times", "columns": [
 {"itemOID": "IT.1", "name": "USUBJID", "label": "Subject", "dataType": "string"},
 {"itemOID": "IT.2", "name": "AVAL", "label": "Value", "dataType": "double"},
 {"itemOID": "IT.3", "name": "ADT", "label": "Date", "dataType": "date",
  "targetDataType": "integer", "displayFormat": "E8601DA."},
 {"itemOID": "IT.4", "name": "FL", "label": "Flag", "dataType": "boolean"}])";

std::string json(const std::string& rows) {
  return head + ",\n\"rows\": [" + rows + "]}\n";
}

// Each line of NDJSON is whole.
std::string ndjson(const std::string& rows) {
  std::string line = head;
  std::ranges::replace(line, '\n', ' ');
  return line + "}\n" + rows;
}

}  // namespace

TEST_CASE("SAS's files are read as a table of texts", "[data][ANA-17]") {
  const std::string file = GENERATE("v5.xpt", "v8.xpt", "set.sas7bdat");
  const CsvTable table = parse_data_file(bytes_of(file), "", "dir/" + file);
  CHECK(table.name == "dir/" + file);
  CHECK(table.header ==
        Cells{"USUBJID", "TRT01P", "AVAL", "CNSR", "ADT", "ADTM",
              file == "v5.xpt" ? "NOTE" : "A_long_name_of_a_column"});
  REQUIRE(table.rows.size() == 3);
  CHECK(row_of(table, 0) == Cells{"S-01", "T-DM1", "12.5", "0", "2026-03-14",
                                  "2026-03-14T08:09:10", "  two words"});
  // SAS's missing values, .A and ., and its empty text.
  CHECK(row_of(table, 1) == Cells{"S-02", "T-DM1", "", "1", "", "", ""});
  CHECK(row_of(table, 2) == Cells{"S-03", "Präparat", "408", "", "1959-12-31",
                                  "1959-12-31T23:59:59", "NA"});
  CHECK(table.unit == RowUnit::row);
  CHECK(row_place(table, 1) == "dir/" + file + ":row 2");
  CHECK(field_place(table, 1, 2) == "dir/" + file + ":row 2:AVAL");
  CHECK(header_place(table) == "dir/" + file);
}

TEST_CASE("a file's content counts, whatever it is called", "[data]") {
  CHECK(parse_data_file(bytes_of("v5.xpt"), "", "-").rows.size() == 3);
  CHECK(parse_data_file(bytes_of("v5.xpt"), "", "d.csv").rows.size() == 3);
  CHECK(parse_data_file("a,b\n1,2\n", "", "d.txt").unit == RowUnit::line);
  CHECK(fault_of("a,b\n1,2\n", "d.XPT") ==
        "d.XPT: its name ends in .XPT, but it isn't a SAS transport file (XPT) "
        "(it begins otherwise): give it its right ending, or export it anew");
  CHECK(fault_of(bytes_of("v5.xpt"), "d.sas7bdat")
            .starts_with("d.sas7bdat: its name ends in .sas7bdat, but"));
  CHECK(fault_of("**COMPRESSED** **COMPRESSED**", "d.xpt")
            .starts_with("d.xpt: this was made by PROC CPORT"));
}

TEST_CASE("a SAS file that isn't whole is a fault", "[data][ANA-15]") {
  const std::string v5 = bytes_of("v5.xpt");
  CHECK(fault_of(v5.substr(0, v5.size() - 1), "d.xpt")
            .starts_with("d.xpt: the file isn't whole (a transport file"));
  // Three rows of 67 bytes in three records of 80.
  CHECK(fault_of(v5.substr(0, v5.size() - 80), "d.xpt") ==
        "d.xpt:row 3: the file ends in the middle of a row (it isn't whole): "
        "copy it again");
  CHECK(fault_of(v5.substr(0, 800), "d.xpt").starts_with("d.xpt"));
  CHECK(fault_of(v5 + v5.substr(240), "d.xpt") ==
        "d.xpt: 2 data sets are in it (a file is read that has one): write "
        "each to a file of its own");
  const std::string set = bytes_of("set.sas7bdat");
  for (const std::size_t size : {40U, 1000U, 5000U, 9000U})
    CHECK(
        fault_of(set.substr(0, size), "d.sas7bdat").starts_with("d.sas7bdat"));
  CHECK(fault_of(v5, "d.xpt", "no-such-name")
            .starts_with("d.xpt: 'no-such-name' is no known encoding"));
}

TEST_CASE("a transport file's texts are in the encoding that is named",
          "[data]") {
  std::string bytes = bytes_of("v5.xpt");
  bytes.replace(bytes.find("Präparat"), 9, "Pr\xE4parat ");
  const auto arm = [&](const std::string& encoding) {
    return std::string{parse_data_file(bytes, encoding, "d.xpt").rows[2][1]};
  };
  CHECK(arm("windows-1252") == "Präparat");
  CHECK(arm("") == "Pr\xE4parat");  // told by who looks at it
  CHECK(
      fault_of(bytes, "d.xpt", "EUC-JP").starts_with("d.xpt:row 3: a text's"));
}

TEST_CASE("Dataset-JSON is read as a table of texts", "[data][ANA-17]") {
  const std::string first = R"(["S-01", 12.5, "2026-03-14", true])";
  const std::string second = R"(["S-02  ", null, 24179, false])";
  const bool lines = GENERATE(false, true);
  const CsvTable table =
      lines ? parse_data_file(ndjson(first + "\n" + second + "\r\n\n"), "",
                              "d.ndjson")
            : parse_data_file(json(first + "," + second), "utf-8", "d.json");
  CHECK(table.header == Cells{"USUBJID", "AVAL", "ADT", "FL"});
  REQUIRE(table.rows.size() == 2);
  CHECK(row_of(table, 0) == Cells{"S-01", "12.5", "2026-03-14", "TRUE"});
  CHECK(row_of(table, 1) == Cells{"S-02", "", "2026-03-14", "FALSE"});
  CHECK(row_place(table, 1) == (lines ? "d.ndjson:3" : "d.json:row 2"));
}

TEST_CASE("a fault of Dataset-JSON says where", "[data][ANA-15]") {
  const std::string row = R"(["S-01", 1, null, true])";
  CHECK(fault_of(json(row), "d.json") ==
        "d.json: 1 rows, though it says 2 (records): it isn't whole; export it "
        "anew");
  CHECK(fault_of(json(row + R"(,["S-01", 1, null])"), "d.json") ==
        "d.json:row 2: 3 values (there are 4 columns): give the row one for "
        "each");
  CHECK(fault_of(json(row + R"(,["S-01", [1], null, true])"), "d.json") ==
        "d.json:row 2:AVAL: a value is a text, a number, true, false or null: "
        "correct it");
  CHECK(fault_of(json(row + ",\n[nope]"), "d.json")
            .starts_with("d.json:10:3: syntax: "));
  CHECK(fault_of(ndjson(row + "\n[nope]\n"), "d.ndjson")
            .starts_with("d.ndjson:3:3: syntax: "));
  CHECK(fault_of(ndjson(row + "\n7\n"), "d.ndjson") ==
        "d.ndjson:3: a row is a list of values: correct it");
  CHECK(fault_of("{\"clinicalData\": {}}", "d.json") ==
        "d.json: this is Dataset-JSON 1.0 (1.1 is read): export it anew");
  CHECK(fault_of("{\"datasetJSONVersion\": \"2.0\"}", "d.json") ==
        "d.json: this is Dataset-JSON 2.0 (1.1 is read): export it anew");
  CHECK(fault_of(" {}", "d.json").starts_with("d.json: this is no Dataset"));
  CHECK(fault_of("{\"datasetJSONVersion\": \"1.1\"}", "d.json")
            .starts_with("d.json: no columns"));
  CHECK(fault_of(R"({"datasetJSONVersion": "1.1", "columns": [
      {"name": "A"}, {"name": "A"}]})",
                 "d.json")
            .starts_with("d.json: column 'A' stands twice"));
  CHECK(fault_of(json(row), "d.json", "GB18030")
            .starts_with("d.json: --encoding GB18030: JSON is UTF-8"));
}

// SAS 9.4 Language Reference: 0 is 1 January 1960, 21,915 1 January 2020.
TEST_CASE("SAS's numbers are dates where their format says so", "[data]") {
  CHECK(sas_text(0, SasTime::date) == "1960-01-01");
  CHECK(sas_text(21915, SasTime::date) == "2020-01-01");
  CHECK(sas_text(-1, SasTime::date) == "1959-12-31");
  CHECK(sas_text(-138061, SasTime::date) == "1582-01-01");
  CHECK(sas_text(2936549, SasTime::date) == "9999-12-31");
  CHECK(sas_text(2936550, SasTime::date) == "2936550");
  CHECK(sas_text(21915 * 86400.0 + 3661, SasTime::datetime) ==
        "2020-01-01T01:01:01");
  CHECK(sas_text(-1, SasTime::datetime) == "1959-12-31T23:59:59");
  CHECK(sas_text(3661.5, SasTime::time) == "01:01:01");
  CHECK(sas_text(90000, SasTime::time) == "90000");
  CHECK(sas_text(0.1, SasTime::none) == "0.1");
  for (const char* format : {"DATE9.", "date9", "E8601DA10.", "YYMMDDN8.",
                             "MMDDYY10.", "DDMMYYB8.", "WEEKDATE.", "MONYY7."})
    CHECK(time_of_format(format) == SasTime::date);
  for (const char* format :
       {"DATETIME20.", "E8601DT19.", "DATEAMPM.", "IS8601DT", "DTDATE9."})
    CHECK(time_of_format(format) == SasTime::datetime);
  for (const char* format : {"TIME8.", "HHMM5.", "E8601TM8."})
    CHECK(time_of_format(format) == SasTime::time);
  for (const char* format : {"", "BEST12.", "8.2", "$20.", "COMMA9."})
    CHECK(time_of_format(format) == SasTime::none);
}
