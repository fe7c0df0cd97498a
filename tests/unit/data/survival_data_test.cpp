#include "rehearse/data/survival_data.hpp"

#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const SurvivalColumns columns{"time", "event", "arm", "X", {}};

SurvivalData read(const std::string& rows, const SurvivalColumns& used) {
  return survival_data(parse_csv("time,event,arm,sex,site\n" + rows, "d.csv"),
                       used);
}

std::string error_of(const std::string& rows,
                     const SurvivalColumns& used = columns) {
  try {
    static_cast<void>(read(rows, used));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

std::vector<std::size_t> strata_of(const SurvivalData& data) {
  std::vector<std::size_t> strata;
  for (const ObservationKey key : data.sorted)
    strata.push_back(stratum_of(key));
  return strata;
}

}  // namespace

TEST_CASE("columns become keys", "[config][analyze]") {
  const auto data = read("2.5,1,X,m,1\n1,0,C,f,1\n2.5,1,C,m,2\n", columns);
  CHECK(data.arm == std::array<std::string, 2>{"C", "X"});
  CHECK(data.times == std::vector{1.0, 2.5});
  CHECK(data.strata == 1);
  CHECK(data.left_out.empty());
  CHECK(data.sorted == std::vector{pack(0, 0, Role::control, false),
                                   pack(1, 0, Role::control, true),
                                   pack(1, 0, Role::experimental, true)});
}

TEST_CASE("strata are joint values, numbers by size", "[config][analyze]") {
  SurvivalColumns used = columns;
  used.strata = {"site"};
  const std::string rows =
      "1,1,X,m,10\n2,1,C,f,9\n3,1,X,m,9\n4,1,C,f,10\n5,1,C,f,a\n";
  CHECK(strata_of(read(rows, used)) == std::vector<std::size_t>{1, 0, 0, 1, 2});
  used.strata = {"sex", "site"};
  const auto data = read(rows, used);
  CHECK(data.strata == 5);
  CHECK(strata_of(data) == std::vector<std::size_t>{4, 0, 3, 1, 2});
}

TEST_CASE("events are 1 and 0, TRUE and FALSE, or R's 2 and 1",
          "[config][analyze]") {
  const auto events = [](const std::string& first, const std::string& second) {
    const auto data =
        read("1," + first + ",X,,\n2," + second + ",C,,\n", columns);
    return std::vector<bool>{is_event(data.sorted[0]),
                             is_event(data.sorted[1])};
  };
  CHECK(events("1", "0") == std::vector{true, false});
  CHECK(events("FALSE", "True") == std::vector{false, true});
  CHECK(events("1", "2") == std::vector{false, true});
  CHECK(events("1", "1") == std::vector{true, true});
  CHECK(events("1.0", "0.0") == std::vector{true, false});
  CHECK(events("2.0", "1") == std::vector{true, false});
}

TEST_CASE("a censoring code above 0 is a censoring",
          "[config][analyze][ANA-11]") {
  SurvivalColumns used{"time", "", "arm", "X", {}};
  used.censor = "event";
  const auto data = read("1,0,X,,\n2,3,C,,\n3,1.0,C,,\n4,0,C,,\n", used);
  std::vector<bool> events;
  for (const ObservationKey key : data.sorted) events.push_back(is_event(key));
  CHECK(events == std::vector{true, false, false, true});
  CHECK(error_of("1,0,X,,\n2,-1,C,,\n", used) ==
        "d.csv:3: column 'event': '-1' is no censoring code (0 is an event, a "
        "whole number above 0 a censoring): correct it");
  CHECK(error_of("1,0,X,,\n2,0.5,C,,\n", used)
            .starts_with("d.csv:3: column 'event': '0.5' is no censoring"));
}

TEST_CASE("a row stands for as many participants as it weighs",
          "[config][analyze]") {
  SurvivalColumns used = columns;
  used.weight = "site";
  const auto data = read("1,1,X,,2\n2,0,C,,1\n3,1,C,,0\n", used);
  const auto one = pack(0, 0, Role::experimental, true);
  CHECK(data.sorted == std::vector{one, one, pack(1, 0, Role::control, false)});
  CHECK(error_of("1,1,X,,0.5\n2,0,C,,1\n", used) ==
        "d.csv:2: column 'site': '0.5' is no case weight (a whole number: a "
        "row counts as so many participants; other weights, such as inverse "
        "probabilities, need variances that hold for them): write whole "
        "numbers");
  CHECK(error_of("1,1,X,,0\n2,0,C,,0\n", used).find("every weight is 0") !=
        std::string::npos);
}

TEST_CASE("entries come before their times", "[config][analyze]") {
  SurvivalColumns used = columns;
  used.entry = "site";
  const auto data = read("2.5,1,X,,1\n1,0,C,,0\n", used);
  CHECK(data.times == std::vector{0.0, 1.0, 2.5});
  CHECK(data.entries == std::vector{pack(0, 0, Role::control, false),
                                    pack(1, 0, Role::experimental, false)});
  CHECK(error_of("2.5,1,X,,1\n1,0,C,,1\n", used) ==
        "d.csv:3: column 'site': the entry at 1 is not before the time 1 (a "
        "participant is under observation between them): correct them");
}

TEST_CASE("a label that is no UTF-8 is told where it is used",
          "[config][analyze]") {
  const std::string rows = "1,1,X,\xE4,1\n2,1,C,f,1\n";
  CHECK(read(rows, columns).sorted.size() == 2);
  SurvivalColumns used = columns;
  used.strata = {"sex"};
  CHECK(error_of(rows, used) ==
        "d.csv:2: column 'sex' is no UTF-8 (spreadsheets save \"CSV\" in their "
        "country's encoding): save it as \"CSV UTF-8\", or name its encoding, "
        "such as --encoding GB18030 (Chinese) or --encoding windows-1252 "
        "(Western Europe)");
}

TEST_CASE("rows without a value are left out and told", "[config][analyze]") {
  const auto data =
      read("1,1,X,m,1\n,1,C,m,1\n3,1,NA,m,1\n4,1,C,,NA\n", columns);
  CHECK(data.left_out == std::vector<std::size_t>{3, 4});
  CHECK(data.sorted.size() == 2);
}

TEST_CASE("bad data are located", "[config][analyze][ANA-15]") {
  CHECK(error_of("1,1,X,,\n-1,1,C,,\n") ==
        "d.csv:3: column 'time': '-1' is no time (a number of at least 0): "
        "correct it, or leave it empty if it is missing");
  CHECK(error_of("1,1,X,,\n1e999,1,C,,\n")
            .starts_with("d.csv:3: column 'time': '1e999' is no time"));
  CHECK(error_of("1,1,X,,\n2,yes,C,,\n") ==
        "d.csv:3: column 'event': 'yes' is neither event nor censored (1 or "
        "TRUE is an event, 0 or FALSE a censoring): write 1 for an event and 0 "
        "for a censoring");
  CHECK(error_of("1,2,X,,\n2,0,C,,\n") ==
        "d.csv:3: column 'event': '0' is neither event nor censored (2 is an "
        "event and 1 a censoring where there is a 2): write 1 for an event and "
        "0 for a censoring");
  CHECK(error_of("1,1,X,,\n2,1,X,,\n") ==
        "d.csv:2: column 'arm' has 1 arm (two are compared): leave rows of two "
        "arms");
  CHECK(error_of("1,1,X,,\n2,1,C,,\n3,1,D,,\n") ==
        "d.csv:2: column 'arm' has 3 arms (two are compared): leave rows of "
        "two arms with --where, or compare all with --trend");
  CHECK(error_of("1,1,x,,\n2,1,C,,\n") ==
        "d.csv:2: column 'arm' never has the experimental arm 'X' (known: C, "
        "x)");
  CHECK(error_of(",1,X,,\n") ==
        "d.csv:1: no row has a value in every column used (none is left to "
        "analyse): check the file and the columns");
  CHECK(error_of("1,1,X,,\n", {"time", "event", "amr", "X", {}}) ==
        "d.csv:1: no column 'amr' (did you mean 'arm'?)");
  CHECK(error_of("1,1,X,,\n", {"time", "event", "arm", "X", {"region"}}) ==
        "d.csv:1: no column 'region' (known: time, event, arm, sex, site)");
}
