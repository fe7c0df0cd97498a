#include "rehearse/text/shown_text.hpp"

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("a message holds nothing that a terminal obeys", "[report][exact]") {
  CHECK(shown_text("µ = ≤ 中\t!") == "µ = ≤ 中\t!");
  CHECK(shown_text("a\x1b[31mb\a\r\n") == "a\\x1B[31mb\\x07\\x0D\\x0A");
  CHECK(shown_text(std::string_view{"\0\x7f", 2}) == "\\x00\\x7F");
  // C1 controls: U+009B begins a sequence as ESC [ does.
  CHECK(shown_text("\xC2\x9B"
                   "31m") == "\\xC2\\x9B31m");
  // Bytes that are no UTF-8, overlong ones and surrogates too.
  CHECK(shown_text("\xFF\xC0\xAFz\xE4") == "\\xFF\\xC0\\xAFz\\xE4");
  CHECK(shown_text("\xED\xA0\x80") == "\\xED\\xA0\\x80");
  CHECK(shown_text("one\ntwo\r", LineEnds::kept) == "one\ntwo\\x0D");
}

TEST_CASE("of a long text the ends are shown, whole characters",
          "[report][exact]") {
  CHECK(shortened("short") == "short");
  CHECK(shortened(std::string(600, 'x')).size() == 600);
  std::string text;
  for (int i = 0; i < 500'000; ++i) text += "µ";
  const std::string few = shortened(text);
  CHECK(few.size() < 600);
  CHECK(shown_text(few) == few);
  CHECK(few.find(" … (999500 bytes) … ") != std::string::npos);
}
