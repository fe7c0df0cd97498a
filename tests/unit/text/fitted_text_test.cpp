#include "rehearse/text/fitted_text.hpp"

#include "rehearse/text/progress_line.hpp"
#include "rehearse/text/text_table.hpp"
#include "support/catch.hpp"

using rehearse::display_width;
using rehearse::fitted_text;
using rehearse::progress_line;
using rehearse::ProgressState;

TEST_CASE("lines that fit are left as they are", "[report]") {
  const std::string text = "a  b\n\n  c\n";
  CHECK(fitted_text(text, 4) == text);
  CHECK(fitted_text("", 10).empty());
}

TEST_CASE("a line is broken between words, under its label", "[report]") {
  CHECK(fitted_text("one two three\n", 8) == "one two\nthree\n");
  CHECK(fitted_text("Run   seed 1, config abc\n", 16) ==
        "Run   seed 1,\n      config abc\n");
  CHECK(fitted_text("  indented words here", 12) == "  indented\n  words here");
  // A label that leaves too little has a line of its own.
  CHECK(fitted_text("  --long-flag TEXT   what it does", 20) ==
        "  --long-flag TEXT\n     what it does");
  CHECK(fitted_text("äöü äöü äöü", 7) == "äöü äöü\näöü");
  CHECK(fitted_text("incomprehensibilities", 5) == "incomprehensibilities");
}

TEST_CASE("a shell command is broken where it can be pasted", "[report]") {
  CHECK(fitted_text("  rehearse sweep t.toml --vary 'a b=1,2' --out x\n", 30) ==
        "  rehearse sweep t.toml \\\n"
        "      --vary 'a b=1,2' --out x\n");
  // What is broken already stays: a line's end within quotes would be the
  // value's.
  const std::string broken =
      "  rehearse power t.toml \\\n"
      "    --set 'enrolment.rates=[{until=\"4 months\", per_month=8}]' \\\n"
      "    --set 'analysis.looks=[{name=\"final\", events=161}]'\n";
  CHECK(fitted_text(broken, 40) == broken);
}

TEST_CASE("a bar of progress fits its line", "[report]") {
  const ProgressState state{1'234'567, 100'000'000, 3, 120, 5000.0};
  for (std::size_t width = 4; width <= 200; ++width) {
    INFO(width);
    CHECK(display_width(progress_line(state, width)) <= width);
    CHECK(progress_line(state, width).find("1%") != std::string::npos);
  }
  CHECK(progress_line(state, 120) ==
        "[                              ]   1%  3 of 120 cells, 1,234,567 of "
        "100,000,000 replicates, 111 h 7 min left");
  CHECK(progress_line({50, 100, 0, 0, 10.0}, 79) ==
        "[===============               ]  50%  50 of 100 replicates, 10 s "
        "left");
  CHECK(progress_line({50, 100, 2, 4, 10.0}, 45) ==
        "[======       ]  50%  2 of 4 cells, 10 s left");
  CHECK(progress_line({4096, 0, 0, 0, 3.0, "calibration"}, 79) ==
        "calibration: 4,096 trials simulated, 3 s");
  CHECK(progress_line({4096, 0, 0, 0, 3.0, "calibration"}, 20) ==
        "calibration: 3 s");
}
