// Files as spreadsheets of several countries write them.
#include "rehearse/text/csv_text.hpp"

#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"
#include "support/csv_rows.hpp"

using namespace rehearse;

namespace {

CsvTable read(const std::string& bytes, const std::string& encoding = "") {
  return parse_csv_file(bytes, encoding, "d.csv");
}

std::string error_of(const std::string& bytes,
                     const std::string& encoding = "") {
  try {
    static_cast<void>(read(bytes, encoding));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

// Of ASCII text, least significant byte first or last.
std::string utf16(const std::string& text, bool big_endian) {
  std::string bytes;
  for (const char c : text) {
    if (big_endian) bytes += '\0';
    bytes += c;
    if (!big_endian) bytes += '\0';
  }
  return bytes;
}
}  // namespace

TEST_CASE("one table is read in every form of a file", "[config][csv]") {
  const std::string plain = "time,arm\n4.5,new\n7,std\n";
  const std::string mark_le = "\xFF\xFE";
  const std::string mark_be = "\xFE\xFF";
  for (const std::string& bytes : std::vector<std::string>{
           plain, "\xEF\xBB\xBF" + plain, "time,arm\r\n4.5,new\r\n7,std\r\n",
           "time,arm\r4.5,new\r7,std\r", "time;arm\n4.5;new\n7;std\n",
           "time\tarm\n4.5\tnew\n7\tstd\n", "sep=;\ntime;arm\n4.5;new\n7;std\n",
           "sep=\t\r\ntime\tarm\r\n4.5\tnew\r\n7\tstd\r\n",
           mark_le + utf16(plain, false), mark_be + utf16(plain, true),
           utf16(plain, false), utf16(plain, true)}) {
    CAPTURE(bytes);
    const CsvTable table = read(bytes);
    CHECK(table.header == Row{"time", "arm"});
    CHECK(rows(table) == std::vector<Row>{{"4.5", "new"}, {"7", "std"}});
  }
}

TEST_CASE("lines are counted in the file as it is", "[config][csv]") {
  CHECK(read("sep=;\na;b\n1;2\n").lines == std::vector<std::uint32_t>{3});
  CHECK(read("a,b\r\"1\r2\",3\r4,5\r").lines ==
        std::vector<std::uint32_t>{2, 4});
  CHECK(error_of("sep=;\na;a\n1;2\n").starts_with("d.csv:2: column 'a'"));
  CHECK(error_of("a\tb\n1\t2\n3\n").starts_with("d.csv:3: 1 fields"));
}

TEST_CASE("the header's delimiter counts outside of quotes", "[config][csv]") {
  CHECK(read("\"a;x\",b\n1,2\n").header == Row{"a;x", "b"});
  CHECK(read("\"a,x\";b\n1;2\n").header == Row{"a,x", "b"});
  // Of two, the one that cuts every line alike.
  CHECK(read("a;x,b\n1,2\n").header == Row{"a;x", "b"});
  CHECK(read("a;b, in mm\n1;2\n").header == Row{"a", "b, in mm"});
  CHECK(read("a\n1;2\n").header == Row{"a"});
  CHECK(error_of("a;b,c\n1;2,3\n") ==
        "d.csv:1: a comma and a semicolon both cut every line into as many "
        "fields (so that it isn't clear which separates them): put quotes "
        "around fields, or a first line sep=;");
  // Neither does: a comma, and what is wrong with that.
  CHECK(error_of("a;x,b\n1,2,3\n").starts_with("d.csv:2: 3 fields"));
}

TEST_CASE("other encodings are read by name", "[config][csv]") {
  // "arm" and "new" in Chinese, GB18030; an umlaut in windows-1252.
  const std::string chinese = "time,\xD7\xE9\xB1\xF0\n4,\xCA\xD4\xD1\xE9\n";
  const CsvTable table = read(chinese, "GB18030");
  CHECK(table.header == Row{"time", "\u7EC4\u522B"});
  CHECK(row(table, 0) == Row{"4", "\u8BD5\u9A8C"});
  CHECK(row(read("Zeit;Arm\n4,5;Pr\xE4parat\n", "windows-1252"), 0) ==
        Row{"4,5", "Pr\u00E4parat"});
  // Without a name the bytes stay: nobody may look at them.
  CHECK(read(chinese).rows[0][1] == "\xCA\xD4\xD1\xE9");
  CHECK(is_utf8(table.rows[0][1]));
  CHECK(is_utf8("a\tb"));
  CHECK_FALSE(is_utf8("\xCA\xD4\xD1\xE9"));
}

TEST_CASE("bytes that are no text are located", "[config][csv]") {
  CHECK(error_of("a,b\n1,\xE4\n", "UTF-8") ==
        "d.csv:2: the bytes are not UTF-8 (in which the file is read): name "
        "the encoding that it was saved in");
  CHECK(error_of("a,b\n1,2\n", "ANSI-x") ==
        "d.csv:1: 'ANSI-x' is no known encoding (iconv has no such name): name "
        "one such as UTF-8, UTF-16, GB18030, windows-1252");
  CHECK(error_of(std::string{"a,b\n1,\0\n", 8}) ==
        "d.csv:2: a byte is 0 (no text has it): save the file as CSV in UTF-8");
}

TEST_CASE("a decimal comma needs another delimiter", "[config][csv]") {
  const auto mark = [](const std::string& text) {
    return decimal_mark(read(text), 0);
  };
  CHECK(mark("a;b\n4,5;x\n7;y\n") == DecimalMark::comma);
  CHECK(mark("a\tb\n0,125\tx\n") == DecimalMark::comma);
  CHECK(mark("a;b\n4.5;x\n") == DecimalMark::point);
  CHECK(mark("a,b\n\"4,5\",x\n") == DecimalMark::point);
  // 1,234 may be one and a quarter or a thousand ...
  CHECK(mark("a;b\n1,234;x\n5;y\n") == DecimalMark::unclear);
  CHECK(mark("a;b\n1,234;x\n5.5;y\n") == DecimalMark::unclear);
  CHECK(mark("a;b\n1.234,5;x\n") == DecimalMark::unclear);
  // ... but not beside 4,5.
  CHECK(mark("a;b\n1,234;x\n4,5;y\n") == DecimalMark::comma);

  CHECK(parse_number(" 4,5 ", DecimalMark::comma) == 4.5);
  CHECK(parse_number("4.5", DecimalMark::comma) == 4.5);
  CHECK_FALSE(parse_number("4,5", DecimalMark::point));
  CHECK_FALSE(parse_number("1,234", DecimalMark::unclear));
  CHECK_FALSE(parse_number("1,234,567", DecimalMark::comma));
  CHECK(parse_number("5", DecimalMark::unclear) == 5.0);
}
