#include "rehearse/text/number_text.hpp"

#include <limits>
#include <string>

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("digits follow the Particle Data Group's rule", "[report][exact]") {
  // The examples of its text: 0.827 ± 0.119 is 0.83 ± 0.12, 0.827 ± 0.367 is
  // 0.8 ± 0.4; errors from 0.950 to 0.999 are 1.0.
  CHECK(fixed_text(0.827, decimals_by_error(0.119, 9)) == "0.83");
  CHECK(fixed_text(0.119, decimals_by_error(0.119, 9)) == "0.12");
  CHECK(fixed_text(0.827, decimals_by_error(0.367, 9)) == "0.8");
  CHECK(fixed_text(0.367, decimals_by_error(0.367, 9)) == "0.4");
  CHECK(fixed_text(0.97, decimals_by_error(0.97, 9)) == "1.0");
  CHECK(fixed_text(0.000967, decimals_by_error(0.000967, 9)) == "0.0010");
  CHECK(fixed_text(0.000940, decimals_by_error(0.000940, 9)) == "0.0009");
}

TEST_CASE("digits stay between none and the most asked", "[report][exact]") {
  CHECK(decimals_by_error(250.0, 3) == 0);
  CHECK(decimals_by_error(1e-9, 3) == 3);
  CHECK(decimals_by_error(0.0, 3) == 3);
  CHECK(decimals_by_error(std::numeric_limits<double>::quiet_NaN(), 2) == 2);
}

TEST_CASE("exact text reads back and is short", "[report][exact]") {
  CHECK(exact_text(0.1) == "0.1");
  CHECK(exact_text(161.0) == "161");
  CHECK(exact_text(1.0 / 3.0) == "0.3333333333333333");
  CHECK(exact_text(std::numeric_limits<double>::infinity()).empty());
  const double value = GENERATE(2.2250738585072014e-308, 0.1 + 0.2, 1e-7,
                                1.7976931348623157e308, -14.179967403411865);
  CHECK(std::stod(exact_text(value)) == value);
}

TEST_CASE("thousands are grouped", "[report][exact]") {
  CHECK(grouped_text(0) == "0");
  CHECK(grouped_text(999) == "999");
  CHECK(grouped_text(1000) == "1,000");
  CHECK(grouped_text(18446744073709551615U) == "18,446,744,073,709,551,615");
}
TEST_CASE("small p-values keep two digits", "[report]") {
  CHECK(p_text(1.0) == "1.0000");
  CHECK(p_text(0.00012) == "0.0001");
  CHECK(p_text(0.0000321) == "3.2e-05");
}

TEST_CASE("zero has no sign and favours nobody", "[report]") {
  using namespace rehearse;
  CHECK(exact_text(-0.0) == "0");
  CHECK(fixed_text(-0.0, 2) == "0.00");
  CHECK(fixed_text(-0.004, 2) == "0.00");
  CHECK(fixed_text(-0.006, 2) == "-0.01");
  CHECK(fixed_text(-0.4, 0) == "0");
  CHECK(signed_text(0.0, 1) == "0.0");
  CHECK(signed_text(-0.04, 1) == "0.0");
  CHECK(signed_text(0.06, 1) == "+0.1");
  CHECK(signed_text(-1.0, 1) == "-1.0");
  CHECK(direction_text(-0.0, "A") == "favours neither arm");
  CHECK(direction_text(1.5, "A") == "favours A");
  CHECK(direction_text(-1.5, "A") == "against A");
}

TEST_CASE("a p-value too small for a double is no zero", "[report]") {
  CHECK(rehearse::p_text(0.0) == "< 1e-300");
  CHECK(rehearse::p_text(4.9e-324) == "< 1e-300");
  CHECK(rehearse::p_text(2e-300) == "2.0e-300");
}
