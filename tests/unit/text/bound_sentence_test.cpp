#include "rehearse/text/bound_sentence.hpp"

#include "support/catch.hpp"

using namespace rehearse;

namespace {

// The message of a sentence that isn't understood, and its column.
std::string fault(const std::string& text) {
  try {
    static_cast<void>(parse_bound_sentence(text));
  } catch (const SentenceError& error) {
    return std::to_string(error.column()).append(": ").append(error.what());
  }
  FAIL("understood: " + text);
  return "";
}

void check_fault(const std::string& text, const std::string& begin) {
  CAPTURE(text);
  CHECK(fault(text).substr(0, begin.size()) == begin);
}

}  // namespace

TEST_CASE("a printed bound is read as it is written", "[text][explain]") {
  const auto bound = parse_bound_sentence("p=0.0138 at 267 of 385 after 165");
  CHECK(bound.scale == BoundScale::p);
  CHECK(bound.value == 0.0138);
  CHECK(bound.digit == Approx(1e-4).epsilon(1e-12));
  CHECK(bound.looks == std::vector<double>{165, 267, 385});
  CHECK(bound.look == 1);
  CHECK(bound.allocation == 0.5);
  CHECK(has_events(bound));
}

TEST_CASE("looks before and after, last looks, fractions and ratios",
          "[text][explain]") {
  const auto several = parse_bound_sentence(
      " Z = 2.2 at 240 after 165, 200 then 300, 350 of 385 ratio 2:1 ");
  CHECK(several.scale == BoundScale::z);
  CHECK(several.looks == std::vector<double>{165, 200, 240, 300, 350, 385});
  CHECK(several.look == 2);
  CHECK(several.allocation == Approx(2.0 / 3.0));
  const auto last =
      parse_bound_sentence("p<0.0456 at 385 of 385 after 165, 267");
  CHECK(last.looks == std::vector<double>{165, 267, 385});
  CHECK(last.look == 2);
  const auto fraction = parse_bound_sentence("p<=.0124 at 0.67");
  CHECK(fraction.looks == std::vector<double>{0.67, 1});
  CHECK_FALSE(has_events(fraction));
  const auto percent = parse_bound_sentence("hr=0.73 at 70% of 380 after 40%");
  CHECK(percent.looks == std::vector<double>{152, 266, 380});
}

TEST_CASE("how many digits are printed", "[text][explain]") {
  const auto digit = [](const std::string& number) {
    return parse_bound_sentence(std::string{"z="} + number + " at 0.5").digit;
  };
  CHECK(digit("2.963") == Approx(1e-3));
  CHECK(digit("2.10") == Approx(1e-2));
  CHECK(digit("3") == Approx(0.1));
  CHECK(digit("3.") == Approx(0.1));
  CHECK(digit("2.5e-4") == Approx(1e-5));
  CHECK(digit("2E-4") == Approx(1e-4));
}

TEST_CASE("what isn't understood is said, and where", "[text][explain]") {
  check_fault("", "1: no bound is stated");
  check_fault("0.0138 at 267 of 385", "1: no bound is stated");
  check_fault(" q=0.01 at 0.5", "2: 'q' is no scale of a bound");
  check_fault("p=", "3: a number is missing");
  check_fault("p=0,0138 at 0.5", "3: '0,0138' is no number (a decimal comma)");
  check_fault("p=x at 0.5", "3: 'x' is no number (digits and a point)");
  check_fault("p=1.2 at 0.5", "3: p is 1.2 (it is a probability");
  check_fault("p=0 at 0.5", "3: p is 0 (");
  check_fault("hr=0 at 10 of 20", "4: the hazard ratio is 0 (");
  check_fault("p=0.01", "7: the look is missing");
  check_fault("p=0.01 att 0.5",
              "8: 'att' is not understood (did you mean 'at'");
  check_fault("p=0.01 at", "10: a number is missing after 'at'");
  check_fault("p=0.01 at 267 off 385",
              "15: 'off' is not understood (did you mean 'of'");
  check_fault("p=0.01 at 267 of 385 of 385", "22: 'of' is there twice");
  check_fault("p=0.01 at 267", "11: '267' is no fraction (of how many events");
  check_fault("p=0.01 at 0 of 385", "11: '0' is less than one event");
  check_fault("p=0.01 at 0.67 of 385", "11: '0.67' is less than one event");
  check_fault("p=0.01 at 390 of 385", "11: 390 is more than the 385 planned");
  check_fault("p=0.01 at 267 of 0.5", "18: '0.5' is no number of events");
  check_fault("p=0.01 at 267 of 385 after 267",
              "11: 267 isn't more than the look before's 267");
  check_fault("p=0.01 at 267 of 385 after 200, 165",
              "33: 165 isn't more than the look before's 200");
  check_fault("p=0.01 at 267 of 385 then 200",
              "27: 200 isn't more than the look before's 267");
  check_fault("p=0.01 at 267 of 385 ratio 2", "28: '2' is no allocation");
  check_fault("p=0.01 at 267 of 385 ratio 2:0", "28: '2:0' is no allocation");
  check_fault("hr=0.7 at 0.67", "11: a hazard ratio needs events");
  std::string many = "p=0.01 at 200 of 385 after 1";
  for (int k = 2; k < 22; ++k) many += std::string{", "} += std::to_string(k);
  check_fault(many, "11: there are 23 looks");
}
