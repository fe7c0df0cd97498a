#include "rehearse/data/data_choice.hpp"

#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const std::string adam =
    "USUBJID,PARAMCD,AVAL,CNSR,TRTP\n"
    "S1,PFS,5,0,new\nS2,PFS,3,1,std\nS1,OS,7,1,new\nS2,OS,4,0,std\n";

CsvTable table(const std::string& text = adam) {
  return parse_csv(text, "d.csv");
}

template <class Call>
std::string error_of(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("rows are chosen by their values", "[config][analyze]") {
  const CsvTable pfs = chosen_rows(table(), {{"PARAMCD", "PFS"}});
  CHECK(pfs.rows.size() == 2);
  CHECK(pfs.lines == std::vector<std::uint32_t>{2, 3});
  // Of one column any value, of several columns all.
  CHECK(chosen_rows(table(), {{"PARAMCD", "PFS"}, {"PARAMCD", "OS"}})
            .rows.size() == 4);
  CHECK(chosen_rows(table(), {{"PARAMCD", "OS"}, {"TRTP", "std"}}).lines ==
        std::vector<std::uint32_t>{5});
  CHECK(chosen_rows(table(), {}).rows.size() == 4);
}

TEST_CASE("a choice of nothing is an error", "[config][analyze]") {
  CHECK(error_of([] {
          return chosen_rows(table(), {{"PARAMC", "OS"}});
        }) == "d.csv:1: no column 'PARAMC' (did you mean 'PARAMCD'?)");
  CHECK(error_of([] {
          return chosen_rows(table(), {{"PARAMCD", "PF"}});
        }) ==
        "d.csv:1: column 'PARAMCD' never has 'PF', which --where asks for (did "
        "you mean 'PFS'?)");
  CHECK(error_of([] {
          return chosen_rows(table(), {{"AVAL", "5"}, {"TRTP", "std"}});
        }) ==
        "d.csv:1: no row has every value that --where asks for (none is left "
        "to analyse): ask for less");
}

TEST_CASE("ADaM's columns fill what is not named", "[config][analyze]") {
  const CsvTable pfs = chosen_rows(table(), {{"PARAMCD", "PFS"}});
  const SurvivalColumns filled = adam_columns(pfs, {});
  CHECK(filled.time == "AVAL");
  CHECK(filled.censor == "CNSR");
  CHECK(filled.arm == "TRTP");
  CHECK(filled.id == "USUBJID");
  SurvivalColumns named;
  named.event = "EVENT";
  named.arm = "PARAMCD";
  const SurvivalColumns kept = adam_columns(pfs, named);
  CHECK(kept.event == "EVENT");
  CHECK(kept.censor.empty());
  CHECK(kept.arm == "PARAMCD");
  const CsvTable planned = table("USUBJID,TRT01P,AVAL,CNSR\n1,a,2,0\n");
  CHECK(adam_columns(planned, {}).arm == "TRT01P");
  CHECK(error_of([] {
          return adam_columns(table("USUBJID,AVAL,CNSR\n1,2,0\n"), {});
        }) ==
        "d.csv:1: no column TRTP or TRT01P (--adam expects it): name the "
        "column with --arm");
}

TEST_CASE("several parameters are not one analysis", "[config][analyze]") {
  CHECK(error_of([] { return adam_columns(table(), {}); }) ==
        "d.csv:1: column PARAMCD has 2 parameters (OS, PFS; they can't be "
        "analysed as one): choose with --where PARAMCD=OS");
  CHECK(error_of([] {
          return adam_columns(table("USUBJID,AVAL,CNSR,TRTP,AVALU\n"
                                    "1,2,0,a,DAYS\n2,1,0,b,MONTHS\n"),
                              {});
        }).starts_with("d.csv:1: column AVALU has 2 units (DAYS, MONTHS;"));
}

TEST_CASE("what inverts or doubles an analysis is doubted",
          "[config][analyze]") {
  SurvivalColumns columns{"AVAL", "CNSR", "TRTP", "new", {}};
  const auto doubts = doubts_of(table(), columns);
  REQUIRE(doubts.size() == 3);
  CHECK(doubts[0] ==
        "column 'CNSR' is named as censoring flags are, and 1 is taken for an "
        "event in it (if it says who was censored, z and hazard ratio are "
        "wrong): write --censor CNSR instead of --event CNSR");
  CHECK(doubts[1] ==
        "column PARAMCD has 2 parameters (OS, PFS), and their rows are "
        "analysed together: choose with --where PARAMCD=OS");
  CHECK(doubts[2] ==
        "2 participants of column 'USUBJID' stand in several rows ('S1' on "
        "lines 2 and 4), and each row counts as one: choose rows with --where "
        "COLUMN=VALUE");
  columns.event = "";
  columns.censor = "CNSR";
  CHECK(doubts_of(chosen_rows(table(), {{"PARAMCD", "PFS"}}), columns).empty());
}

TEST_CASE("flags are known by their names' beginnings", "[config][analyze]") {
  const auto doubted = [](const std::string& event, const std::string& censor) {
    SurvivalColumns columns{"t", event, "a", "x", {}};
    columns.censor = censor;
    const std::string header = "t,a," + event + censor + "\n";
    return !doubts_of(table(header + "1,x,1\n"), columns).empty();
  };
  for (const char* name : {"cnsr", "Censored", "CENS", "cnsr01", "censor_fl"})
    CHECK(doubted(name, ""));
  for (const char* name : {"event", "status", "EVNT"})
    CHECK(!doubted(name, ""));
  for (const char* name : {"Event", "EVNTFL"}) CHECK(doubted("", name));
  for (const char* name : {"cnsr", "status"}) CHECK(!doubted("", name));
}

TEST_CASE("repeated participants are found by the column that names them",
          "[config][analyze]") {
  const std::string text = "t,e,a,patient\n1,1,x,7\n2,1,y,7\n3,0,x,8\n";
  SurvivalColumns columns{"t", "e", "a", "x", {}};
  CHECK(doubts_of(table(text), columns).empty());
  columns.id = "patient";
  const auto doubts = doubts_of(table(text), columns);
  REQUIRE(doubts.size() == 1);
  CHECK(doubts[0].starts_with("1 participant of column 'patient' stands in"));
}
