#include "rehearse/text/typed_number.hpp"

#include "files.hpp"
#include "rehearse/config/schema.hpp"

using namespace rehearse;
using namespace rehearse::test;

TEST_CASE("a number is read as it is typed", "[config][exact]") {
  CHECK(parse_typed_number(".65") == 0.65);
  CHECK(parse_typed_number("-.65") == -0.65);
  CHECK(parse_typed_number("+.65") == 0.65);
  CHECK(parse_typed_number("5.") == 5.0);
  CHECK(parse_typed_number("1e5") == 100000.0);
  CHECK(parse_typed_number("10_000.5") == 10000.5);
  CHECK(parse_typed_count("1e5") == 100000U);
  CHECK(parse_typed_count("2.5e3") == 2500U);
  CHECK(parse_typed_count("10_000") == 10000U);
  CHECK(parse_typed_count("18446744073709551615") == ~std::uint64_t{0});
}

TEST_CASE("what is no number, or more than one, is not read", "[config]") {
  for (const char* text : {"", ".", "_1", "1_", "1__0", "1_.5", "10,000",
                           "0,65", "1e", "65%", "+-1", "inf", "0x10", " 1"}) {
    INFO(text);
    CHECK_FALSE(parse_typed_number(text));
    CHECK_FALSE(parse_typed_count(text));
  }
  // 10.000 would be ten, where ten thousand may be meant.
  for (const char* text :
       {"1.5", "1e-1", "-1", "1e16", "2.55e1", "10.000", "1.000.000"}) {
    INFO(text);
    CHECK_FALSE(parse_typed_count(text));
  }
}

TEST_CASE("what nearly is a number says which is meant", "[config]") {
  CHECK(thousands_advice("10,000") ==
        "(commas between thousands): write 10000");
  CHECK(thousands_advice("10.000") ==
        "(points between thousands): write 10000");
  CHECK(thousands_advice("10,00").empty());
  CHECK(number_advice("0,65") == "(a decimal comma): write 0.65");
  CHECK(number_advice("-12,5") == "(a decimal comma): write -12.5");
  CHECK(number_advice("10,000") ==
        "(a comma stands for thousands or for the decimal point): write 10000 "
        "or 10.000");
  CHECK(number_advice("1,000,000") ==
        "(commas between thousands): write 1000000");
  CHECK(number_advice("1.000.000") ==
        "(points between thousands): write 1000000");
  CHECK(number_advice("90%") == "(a percentage): write 0.9");
  CHECK(number_advice("2.5 %") == "(a percentage): write 0.025");
  CHECK(number_advice("0.65") == "(quotes make it a text): write 0.65");
  for (const char* text :
       {"", "many", "1,2,3", "8 months", "1,", ",5,", "0,6,"})
    CHECK(number_advice(text).empty());
}

TEST_CASE("the command line takes numbers as they are typed", "[config]") {
  const auto with = [](const std::string& set) {
    return parse_config(base_text(), "trial.toml", Dialect::toml, "",
                        Overrides{{set}, {}, {}});
  };
  CHECK(with("endpoint.effect.hazard_ratio=.65")
            .scenario.endpoint.effect.front()
            .hazard_ratio == 0.65);
  CHECK(with("trial.participants=3e2").scenario.participants == 300);
  CHECK(with("trial.participants=1_000").scenario.participants == 1000);
  // A text that begins like a number stays text.
  CHECK(with("trial.id=007").scenario.id == "007");
}

TEST_CASE("a look, an arm or a factor is found by its name", "[config]") {
  const auto resolved = [](const std::string& set) {
    return parse_config(base_text(), "trial.toml", Dialect::toml, "",
                        Overrides{{set}, {}, {}})
        .resolved_toml;
  };
  CHECK(resolved("analysis.looks.final.events=110") ==
        resolved("analysis.looks[1].events=110"));
  CHECK(resolved("arms.new.dose=1 mg") == resolved("arms[0].dose=1 mg"));
}

TEST_CASE("the starter in JSON is the one in TOML", "[config]") {
  const auto load = [](Dialect dialect) {
    return parse_config(starter_config(dialect), "starter", dialect, "", {});
  };
  CHECK(load(Dialect::json).sha256 == load(Dialect::toml).sha256);
}
