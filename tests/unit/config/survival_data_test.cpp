#include "rehearse/config/survival_data.hpp"

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
    CHECK(error.status() == ExitStatus::bad_data);
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
}

TEST_CASE("rows without a value are left out and told", "[config][analyze]") {
  const auto data =
      read("1,1,X,m,1\n,1,C,m,1\n3,1,NA,m,1\n4,1,C,,NA\n", columns);
  CHECK(data.left_out == std::vector<std::size_t>{3, 4});
  CHECK(data.sorted.size() == 2);
}

TEST_CASE("bad data are located", "[config][analyze]") {
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
        "two arms");
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
