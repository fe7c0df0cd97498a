#include "rehearse/data/interval_data.hpp"

#include <limits>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double unseen = std::numeric_limits<double>::infinity();

SurvivalColumns columns() {
  SurvivalColumns columns;
  columns.arm = std::string{"arm"};
  columns.experimental = std::string{"X"};
  columns.left = std::string{"from"};
  columns.right = std::string{"to"};
  return columns;
}

IntervalData read(const std::string& rows,
                  const SurvivalColumns& used = columns()) {
  return interval_data(
      parse_csv(std::string{"from,to,arm,sex\n"}.append(rows), "d.csv"), used);
}

std::string error_of(const std::string& rows) {
  try {
    static_cast<void>(read(rows));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("columns become intervals", "[config][intervals]") {
  const auto data = read("2.5,4,X,m\n,3,C,m\n0,1,C,f\n7,7,X,f\n");
  CHECK(data.arm == std::array<std::string, 2>{"C", "X"});
  CHECK(data.strata == 1);
  REQUIRE(data.observations.size() == 4);
  CHECK(data.observations[0].left == 2.5);
  CHECK(data.observations[0].right == 4.0);
  CHECK(data.observations[0].arm == Role::experimental);
  CHECK(data.observations[1].left == 0.0);
  CHECK(data.observations[1].arm == Role::control);
  CHECK(data.observations[3].left == data.observations[3].right);
}

TEST_CASE("an event not seen is empty, NA or Inf", "[config][intervals]") {
  const auto data = read("1,,X,\n2,NA,C,\n3,Inf,C,\n4,inf,X,\n5,INF,X,\n");
  CHECK(data.left_out.empty());
  for (const IntervalObservation& seen : data.observations)
    CHECK(seen.right == unseen);
}

TEST_CASE("rows that say nothing or miss a value are left out",
          "[config][intervals]") {
  auto used = columns();
  used.strata = {"sex"};
  const auto data = read("1,2,X,m\n,NA,C,m\n3,4,,m\n1,2,C,\n1,9,C,f\n", used);
  CHECK(data.observations.size() == 2);
  CHECK(data.left_out == std::vector<std::size_t>{3, 4, 5});
  CHECK(data.strata == 2);
  CHECK(data.observations[0].stratum == 1);  // f, then m
  CHECK(data.observations[1].stratum == 0);
}

TEST_CASE("ends that only rounding tells apart are the same",
          "[config][intervals]") {
  const auto data = read("0.3,0.30000000000000004,X,\n0.1,0.3,C,\n");
  CHECK(data.observations[0].left == data.observations[0].right);
  CHECK(data.observations[0].left == data.observations[1].right);
}

TEST_CASE("intervals that can't be are located", "[config][intervals]") {
  CHECK(error_of("1,2,X,\n3,2.5,C,\n") ==
        "d.csv:3: column 'from': 3 is after the 2.5 of column 'to' (the event "
        "lies between them): correct them");
  CHECK(error_of("-1,2,X,\n3,4,C,\n") ==
        "d.csv:2: column 'from': '-1' is no time (a number of at least 0): "
        "correct it, or leave it empty if it is 0");
  CHECK(error_of("1,two,X,\n3,4,C,\n") ==
        "d.csv:2: column 'to': 'two' is no time (a number of at least 0): "
        "correct it, or leave it empty if the event was not seen");
  CHECK(error_of("Inf,2,X,\n3,4,C,\n").find("'Inf' is no time") !=
        std::string::npos);
  CHECK(error_of("1,-Inf,X,\n3,4,C,\n").find("'-Inf' is no time") !=
        std::string::npos);
  CHECK(error_of("1,2,X,\n3,4,X,\n").find("has 1 arm") != std::string::npos);
  CHECK(error_of(",,X,\n,,C,\n") ==
        "d.csv:1: no row has a value in every column used (none is left to "
        "analyse): check the file and the columns");
  auto used = columns();
  used.right = std::string{"too"};
  CHECK_THROWS_WITH(read("1,2,X,\n", used),
                    "d.csv:1: no column 'too' (did you mean 'to'?)");
}
