#include "rehearse/text/diagnostics.hpp"

#include <array>

#include "rehearse/text/calendar_date.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("a caret stands under the fault", "[report][exact]") {
  const std::array faults{
      Diagnostic{"a.toml:3:9", "x: is bad (why): do this", "\tµ = [ 1 ]", 6},
      Diagnostic{"--set x=1", "no such key", "", 0}};
  CHECK(diagnostics_text(faults, Severity::error, Color::off) ==
        "a.toml:3:9: error: x: is bad (why): do this\n"
        "  \tµ = [ 1 ]\n"
        "  \t    ^\n"
        "--set x=1: error: no such key\n");
}

TEST_CASE("a line too long for a screen is left out", "[report][exact]") {
  const std::array faults{
      Diagnostic{"a.toml:1:1", "x", std::string(1000, 'y'), 1}};
  CHECK(diagnostics_text(faults, Severity::warning, Color::off) ==
        "a.toml:1:1: warning: x\n");
}

TEST_CASE("colour is of the label alone", "[report][exact]") {
  const std::array faults{Diagnostic{"a", "b", "", 0}};
  CHECK(diagnostics_text(faults, Severity::error, Color::on) ==
        "a: \x1b[1;31merror:\x1b[0m b\n");
}

TEST_CASE("dates count whole days over leap years", "[report][exact]") {
  CHECK(date_after("2025-07-07", 0.0) == "2025-07-07");
  CHECK(date_after("2025-07-07", 365.99) == "2026-07-07");
  CHECK(date_after("2028-02-28", 1.0) == "2028-02-29");
  CHECK(date_after("2027-02-28", 1.0) == "2027-03-01");
  CHECK(date_after("1999-12-31", 36525.0) == "2099-12-31");
}
