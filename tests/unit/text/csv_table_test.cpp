#include "rehearse/text/csv_table.hpp"

#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"
#include "support/csv_rows.hpp"

using namespace rehearse;

namespace {

std::string error_of(std::string_view text) {
  try {
    static_cast<void>(parse_csv(text, "d.csv"));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}
}  // namespace

TEST_CASE("a field may hold commas, quotes and line ends", "[config][csv]") {
  const auto table = parse_csv(
      "site,note\r\n"
      "1,\"a, \"\"b\"\"\nc\"\r\n"
      "\r\n"
      "2,\n"
      "\"\",\"x\"",
      "d.csv");
  CHECK(table.header == Row{"site", "note"});
  REQUIRE(table.rows.size() == 3);
  CHECK(row(table, 0) == Row{"1", "a, \"b\"\nc"});
  CHECK(row(table, 1) == Row{"2", ""});
  CHECK(row(table, 2) == Row{"", "x"});
  CHECK(table.lines == std::vector<std::uint32_t>{2, 5, 6});
}

TEST_CASE("an empty line is a row where there is one column", "[config][csv]") {
  const auto table = parse_csv("a\n1\n\n2\n", "d.csv");
  REQUIRE(table.rows.size() == 3);
  CHECK(row(table, 0) == Row{"1"});
  CHECK(row(table, 1) == Row{""});
  CHECK(row(table, 2) == Row{"2"});
}

TEST_CASE("columns may be without a name, as R's row names are",
          "[config][csv]") {
  const auto table = parse_csv("\"\",\"a\",\n\"1\",7,8\n", "d.csv");
  CHECK(table.header == Row{"", "a", ""});
  CHECK(rows(table) == std::vector<Row>{{"1", "7", "8"}});
}

TEST_CASE("what our files put before a formula is taken away",
          "[config][csv]") {
  CHECK(rows(parse_csv("a,b\n\"'=1+1\",'@x\n'-1,'x\n", "d.csv")) ==
        std::vector<Row>{{"=1+1", "@x"}, {"'-1", "'x"}});
}

TEST_CASE("a bad CSV is located", "[config][csv]") {
  CHECK(error_of("") ==
        "d.csv:1: the file is empty (the first line names the columns): write "
        "a header and a row for each record");
  CHECK(error_of("a,b\n1,2\n3\n") ==
        "d.csv:3: 1 fields (the header names 2 columns): give the row one "
        "field for each column");
  CHECK(error_of("a,b\n\"1\n\n2,3\n") ==
        "d.csv:2: a quote is never closed (the file ends first): close it");
  CHECK(error_of("a,b\n\"1\"2,3\n") ==
        "d.csv:2: text after a closing quote (a quoted field ends at its "
        "quote): double a quote that is part of the field");
  CHECK(error_of("a,b\n1\"2,3\n") ==
        "d.csv:2: a quote inside an unquoted field (a quoted field begins with "
        "one): put the whole field in quotes and double those inside");
  CHECK(error_of("a,b,a\n1,2,3\n") ==
        "d.csv:1: column 'a' stands twice in the header: give each column a "
        "name of its own");
}

TEST_CASE("a file that is not there, and a folder, are missing input",
          "[config][csv]") {
  for (const std::string path : {"no/such.csv", "/"}) {
    CAPTURE(path);
    try {
      static_cast<void>(read_csv(path));
      FAIL("read");
    } catch (const IoError& error) {
      CHECK(error.fault() == IoFault::input_missing);
      const std::string reason =
          path == "/" ? "Is a directory" : "No such file or directory";
      CHECK(error.what() ==
            path + ": cannot be read (" + reason + "): check the path");
    }
  }
}

TEST_CASE("rows can be kept and fields set", "[config][csv]") {
  auto table = parse_csv("a,b\n1,\"x\"\"y\"\n2,\n3,z\n", "d.csv");
  table.rows.set(1, 1, "new");
  const std::vector<std::size_t> kept{1, 2};
  table.rows.keep(kept);
  REQUIRE(table.rows.size() == 2);
  CHECK(row(table, 0) == Row{"2", "new"});
  CHECK(row(table, 1) == Row{"3", "z"});
}

TEST_CASE("a header has no end of columns or letters", "[config][csv]") {
  std::string header = "c";
  for (int i = 0; i < 200'000; ++i) header += ",c" + std::to_string(i);
  CHECK(error_of(header + '\n') ==
        "d.csv:1: the header names 200001 columns (at most 10000 are read): "
        "leave out those that aren't needed");
  CHECK(error_of(std::string(10'000'000, 'x')) ==
        "d.csv:1: a column's name has 10000000 bytes (at most 1000 are read): "
        "check that the first line names the columns");
}
