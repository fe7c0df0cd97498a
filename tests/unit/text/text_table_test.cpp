#include "rehearse/text/text_table.hpp"

#include "support/catch.hpp"

using namespace rehearse;

namespace {
const TextTable small{{"Look", "interim", "final"},
                      {{"Events", "115", "164"}, {"Time", "17.9 ± 0.1", "-"}}};
}  // namespace

TEST_CASE("columns are aligned, the first to the left", "[report][exact]") {
  CHECK(aligned_text(small, 80) ==
        "Look        interim   final\n"
        "Events          115     164\n"
        "Time     17.9 ± 0.1       -\n");
}

TEST_CASE("columns that don't fit follow below", "[report][exact]") {
  CHECK(aligned_text(small, 20) ==
        "Look        interim\n"
        "Events          115\n"
        "Time     17.9 ± 0.1\n"
        "\n"
        "Look     final\n"
        "Events     164\n"
        "Time         -\n");
}

TEST_CASE("every block of columns tells the rows apart", "[report][exact]") {
  const TextTable twice{
      {"Of", "By", "Bias", "Coverage"},
      {{"OS", "cox", "0.01", "0.94"}, {"OS", "rpsft", "0.00", "0.95"}}};
  CHECK(aligned_text(twice, 24) ==
        "Of      By   Bias\n"
        "OS     cox   0.01\n"
        "OS   rpsft   0.00\n"
        "\n"
        "Of      By   Coverage\n"
        "OS     cox       0.94\n"
        "OS   rpsft       0.95\n");
}

TEST_CASE("width counts what a terminal shows", "[report][exact]") {
  CHECK(display_width("T-DM1") == 5);
  CHECK(display_width("±–µ") == 3);
  CHECK(display_width("e\u0301") == 1);   // e and a combining accent
  CHECK(display_width("对照组") == 6);    // East Asian wide
  CHECK(display_width("\xff\xfe") == 2);  // no UTF-8
  CHECK(display_width("\xe5") == 1);      // cut short
}

TEST_CASE("CSV fields are quoted where RFC 4180 asks for it",
          "[report][exact]") {
  CHECK(csv_field("plain text") == "plain text");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("6\" tube") == "\"6\"\" tube\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
  // What a spreadsheet would run is text to it, and numbers stay numbers.
  CHECK(csv_field("=1+1") == "\"'=1+1\"");
  CHECK(csv_field("@SUM(A1)") == "\"'@SUM(A1)\"");
  CHECK(csv_field("-1+1") == "\"'-1+1\"");
  CHECK(csv_field("+1+1") == "\"'+1+1\"");
  CHECK(csv_field("\t=1") == "\"'\t=1\"");
  for (const char* plain : {"-1.5e-3", "+2", "-", "+", "=", "a=1", "'=1", ""})
    CHECK(csv_field(plain) == plain);
  CHECK(csv_text({{"a", "b"}, {{"", "1"}}}) == "a,b\n,1\n");
}

TEST_CASE("labels make room for the columns", "[report]") {
  const rehearse::TextTable table{
      {"Look", "final"},
      {{"Median [months], TQB2102", "11.3 (8.6–NR)"}, {"z", "2"}}};
  CHECK(rehearse::aligned_text(table, 36) ==
        "Look                       final\n"
        "Median [months],\n"
        "TQB2102            11.3 (8.6–NR)\n"
        "z                              2\n");
}
