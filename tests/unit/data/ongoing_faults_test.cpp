// Everything that may be wrong with a running trial's data.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/data/ongoing_text.hpp"

using namespace rehearse;
using namespace rehearse::test;

TEST_CASE("a date is read in each of its forms", "[data][forecast]") {
  const auto day_in = [](const std::string& date) {
    const auto data = read(dates_header + "A,S01," + date + ",,0,0,,,\n");
    return data.trial.participants[0].randomized;
  };
  for (const char* date :
       {"2026-03-04", "2026/03/04", "20260304", "04MAR2026", "4mar2026",
        "04-Mar-2026", "4 Mar 2026", "2026-03-04T08:00", "2026-03-04T08",
        "2026-03-04 08:00:01", "04MAR2026:08:00:00", " 2026-03-04 ",
        "2026/03/04 8:00", "20260304T080000"}) {
    INFO(date);
    CHECK(day_in(date) == 58.0);
  }
}

TEST_CASE("every fault of a date says what it is", "[data][forecast]") {
  const std::string no_calendar =
      " is no day of the calendar (its month or day doesn't exist): correct "
      "it";
  const std::string order =
      " may have the day or the month first (both are in use): write ";
  const std::string short_year =
      " has a year of 2 digits (its century, and the order of its parts, are "
      "unclear): write e.g. 2026-03-14";
  const std::string incomplete =
      " is an incomplete date (a part of it is unknown): impute it as the "
      "analysis plan says, e.g. 2026-03-15";
  const std::string none =
      " is no date (such as 2026-03-14, 2026/03/14, 20260314 or 14MAR2026): "
      "correct it";
  const std::vector<std::pair<std::string, std::string>> faults{
      {"2026-02-30", no_calendar},
      {"2026-13-01", no_calendar},
      {"20260230", no_calendar},
      {"30FEB2026", no_calendar},
      {"14XYZ2026", no_calendar},
      {"0000-00-00", no_calendar},
      {"03/04/2026", order + "2026-04-03 or 2026-03-04"},
      {"3.4.2026", order + "2026-04-03 or 2026-03-04"},
      {"14/03/2026", order + "2026-03-14"},
      {"03-14-2026", order + "2026-03-14"},
      {"04/04/2026", order + "2026-04-04"},
      {"03/04/26", short_year},
      {"14-Mar-26", short_year},
      {"14MAR26", short_year},
      {"14.03.26", short_year},
      {"2026-03", incomplete},
      {"2026", incomplete},
      {"2026-03-UN", incomplete},
      {"UNMAR2026", incomplete},
      {"45000",
       " is a number, not a date (Excel's count of days would make it "
       "2023-03-15, SAS's 2083-03-16): write dates as 2026-03-14"},
      {"46085.5",
       " is a number, not a date (Excel's count of days would make it "
       "2026-03-04, SAS's 2086-03-05): write dates as 2026-03-14"},
      {"soon", none},
      {"2026-3-4", none},
      {"March 4", none},
      {"1e9", none},
  };
  for (const auto& [date, why] : faults) {
    INFO(date);
    CHECK(of_field(randomized_field, date) ==
          fmt::format("d.csv:2:3: column 'randomized': '{}'{}\n", date, why));
  }
}

TEST_CASE("a column's dates have one form", "[data][forecast]") {
  CHECK(of_dates("A,S01,2026-03-14,,0,0,,,\n"
                 "B,S01,14MAR2026,,0,0,15MAR2026,,\n"
                 "C,S01,2026-03-14T10:00,,0,0,,,\n") ==
        "d.csv:3:3: column 'randomized': '14MAR2026' is written otherwise than "
        "'2026-03-14' above it (a column of mixed formats is easily misread): "
        "write all of them as 2026-03-14\n");
}

TEST_CASE("every fault of a value says what it is", "[data][forecast]") {
  struct Case {
    std::size_t field;
    const char* value;
    const char* fault;
  };
  const std::vector<Case> cases{
      {id_field, "",
       "1: column 'id' has no value (a row is a participant, who has a name): "
       "fill it in"},
      {site_field, "S03",
       "2: column 'site': 'S03' is no site of the config (did you mean "
       "'S01'?): correct it, or the config"},
      {site_field, "",
       "2: column 'site' has no value (everybody has one site of the "
       "config's): "
       "fill it in"},
      {randomized_field, "NA",
       "3: column 'randomized' has no value (everybody was randomized on a "
       "known day): fill it in, or leave out who wasn't randomized"},
      {randomized_field, "2026-01-04",
       "3: column 'randomized': '2026-01-04' is before 2026-01-05, the "
       "config's trial.start_date (nobody is randomized before the trial "
       "starts): correct either"},
      {event_field, "2",
       "5: column 'event': '2' is neither 1 (the event) nor 0: correct it"},
      {event_field, "Y",
       "5: column 'event': 'Y' is neither 1 (the event) nor 0: correct it"},
      {event_field, "",
       "5: column 'event' has no value (everybody has had the event by the "
       "cut-off or not): write 1 or 0"},
      {event_field, "1",
       "7: column 'date' has no value (an event has a day): fill it in"},
      {dropout_field, "no",
       "6: column 'dropout': 'no' is neither 1 (left the trial) nor 0: correct "
       "it"},
      {dropout_field, "",
       "6: column 'dropout' has no value (who has no event has left, or is "
       "followed on): write 1 or 0"},
      {dropout_field, "1",
       "7: column 'date' has no value (a dropout has a day): fill it in"},
      {date_field, "2026-03-13",
       "7: column 'date': '2026-03-13' is before the randomization on "
       "2026-03-14 (follow-up begins there): correct either"},
      {date_field, "2026-10-02",
       "7: column 'date': '2026-10-02' is after the cut-off 2026-10-01 (nobody "
       "has been followed longer): correct it, or state a later --cutoff"},
      {scan_field, "2026-03-13",
       "8: column 'last_scan': '2026-03-13' is before the randomization on "
       "2026-03-14 (the scan at baseline doesn't count): leave it empty where "
       "there was no other"},
      {scan_field, "2026-10-02",
       "8: column 'last_scan': '2026-10-02' is after the cut-off 2026-10-01 "
       "(that scan isn't made yet): correct it"},
      {scan_field, "45000",
       "8: column 'last_scan': '45000' is after the cut-off 2026-10-01 (that "
       "scan isn't made yet): correct it"},
      {pending_field, "1",
       "9: column 'pending': '1' says that a scan waits for its read, of which "
       "column 'last_scan' has no day: fill it in, or write 0"},
      {pending_field, "x",
       "9: column 'pending': 'x' is neither 1 (the scan waits for its read) "
       "nor 0: correct it"},
  };
  for (const Case& one : cases) {
    INFO(one.field << ' ' << one.value);
    CHECK(of_field(one.field, one.value) ==
          std::string{"d.csv:2:"} + one.fault + '\n');
  }
}

TEST_CASE("every fault of a time says what it is", "[data][forecast]") {
  struct Case {
    const char* event;
    const char* time;
    double origin;
    const char* fault;
  };
  const std::vector<Case> cases{
      {"0", "x", 0, "'x' is no number of days since randomization: correct it"},
      {"0", "3.4e", 0,
       "'3.4e' is no number of days since randomization: correct it"},
      {"1", "-3", 0,
       "'-3' is negative (a time counts days since randomization): correct "
       "it"},
      {"1", "0", 1,
       "'0' is below 1 (the day of randomization is day 1 by --time-origin 1): "
       "correct it, or leave --time-origin out"},
      {"1", "202", 0,
       "'202' is 2026-10-02, which is after the cut-off 2026-10-01 (an event "
       "that is still to come can't be known): correct it, or state a later "
       "--cutoff"},
      {"0", "203", 1,
       "'203' is 2026-10-02, which is after the cut-off 2026-10-01 (nobody has "
       "been followed longer): correct it, or state a later --cutoff"},
  };
  for (const Case& one : cases) {
    OngoingChoice how = choice();
    how.time_origin = one.origin;
    INFO(one.time);
    CHECK(of_times(
              fmt::format("A,S01,2026-03-14,,{},0,{},,\n", one.event, one.time),
              how) == fmt::format("d.csv:2:7: column 'time': {}\n", one.fault));
  }
  CHECK(of_times("A,S01,2026-03-14,,1,0,201,,\n") == "no error\n");
  CHECK(of_times("A,S01,2026-03-14,,1,0,\"1,5\",,\n") ==
        "d.csv:2:7: column 'time': '1,5' is no number of days since "
        "randomization: correct it; write a point for the decimal mark\n");
}

TEST_CASE("what is wrong beside another value is told", "[data][forecast]") {
  CHECK(of_dates("A,S01,2026-03-14,,1,1,2026-04-01,,\n") ==
        "d.csv:2:6: column 'dropout': '1' is a dropout of somebody who has had "
        "the event (follow-up ends once): write what came first\n");
  CHECK(of_dates("A,S01,2026-03-14,,1,0,2026-10-02,,\n") ==
        "d.csv:2:7: column 'date': '2026-10-02' is after the cut-off "
        "2026-10-01 (an event that is still to come can't be known): correct "
        "it, or state a later --cutoff\n");
  CHECK(of_dates("A,S01,2026-03-14,,1,0,2026-04-01,2026-04-02,1\n") ==
        "d.csv:2:8: column 'last_scan': '2026-04-02' is after the event on "
        "2026-04-01 (scans end with it): write the last one up to the event\n"
        "d.csv:2:9: column 'pending': '1' says that a scan waits for its read, "
        "but the event is there already: write 0\n");
  CHECK(of_dates("A,S01,2026-03-14,,0,0,,,\n"
                 "B,S01,2026-10-02,,0,0,,,\n") ==
        "d.csv:3:3: column 'randomized': '2026-10-02' is after the cut-off "
        "2026-10-01 (data end there): correct it, leave the row out, or state "
        "a later --cutoff\n");
}

TEST_CASE("participants are counted once", "[data][forecast]") {
  CHECK(of_dates("A,S01,2026-03-14,,0,0,,,\n"
                 "B,S01,2026-03-14,,0,0,,,\n"
                 "A,S01,2026-03-15,,0,0,,,\n"
                 "\"B\u200b\",S01,2026-03-15,,0,0,,,\n") ==
        "d.csv:4:1: column 'id': 'A' is on line 2 too (a participant has one "
        "row): leave one row of each, as with --where COLUMN=VALUE\n"
        "d.csv:5:1: column 'id': 'B\u200b' looks like the one on line 3 too (a "
        "participant has one row): leave one row of each, as with --where "
        "COLUMN=VALUE\n");
  std::string six;
  for (int i = 0; i < 6; ++i)
    six += fmt::format("P{},S01,2026-03-14,,0,0,,,\n", i);
  CHECK(of_dates(six) ==
        "d.csv:1: 6 participants, where the config's trial has 5: correct the "
        "file, or state how many there will be with --set "
        "trial.participants=6\n");
  CHECK(of_dates("") ==
        "d.csv:1: no row (nobody has been randomized): a forecast needs "
        "data\n");
}

TEST_CASE("a cut-off is a date within the data", "[data][forecast]") {
  OngoingChoice how = choice();
  const std::string row = "A,S01,2026-03-14,,0,0,,,\n";
  for (const char* text : {"", "2026-02-30", "01/10/2026", "soon"}) {
    how.cutoff = text;
    CHECK(of_dates(row, how) ==
          fmt::format("--cutoff: '{}' is no date (year-month-day, the last day "
                      "of which data are known): write e.g. --cutoff "
                      "2026-10-01\n",
                      text));
  }
  how.cutoff = "2026-03-13";
  CHECK(of_dates(row, how) ==
        "--cutoff: 2026-03-13 is before the first randomization in d.csv, on "
        "2026-03-14 (nothing is known by then): state the day up to which the "
        "data go\n");
  how.cutoff = "2026-03-14";
  CHECK(of_dates(row, how) == "no error\n");
}

TEST_CASE("columns that aren't there are told together", "[data][forecast]") {
  CHECK(
      faults_of([] { return read("ID,RANDOMISED,evnt\nA,2026-03-14,0\n"); }) ==
      "d.csv:1: no column 'id' (each participant's name) (known: ID, "
      "RANDOMISED, evnt): name it with --id\n"
      "d.csv:1: no column 'randomized' (each date of randomization) (known: "
      "ID, RANDOMISED, evnt): name it with --randomized\n"
      "d.csv:1: no column 'event' (who has had the event) (did you mean "
      "'evnt'?): name it with --event\n"
      "d.csv:1: no column 'time' or 'date' (when each participant's "
      "follow-up ended) (known: ID, RANDOMISED, evnt): name one with --time "
      "or --date\n");
  const std::string both = "id,randomized,event,time,date,pending\n";
  CHECK(faults_of([&] { return read(both); }) ==
        "d.csv:1: columns 'time' and 'date' are both there (either gives the "
        "other): choose with --time time or --date date\n"
        "d.csv:1: no column 'last_scan' (column 'pending' says whose last scan "
        "waits for its read): name it with --last-scan\n");
  OngoingChoice how = choice();
  how.columns.time = "time";
  how.columns.last_scan = "scan";
  CHECK(faults_of([&] { return read(both, how); }) ==
        "d.csv:1: no column 'scan' (each last scan) (known: id, randomized, "
        "event, time, date, pending): name it with --last-scan\n");
  how.columns.date = "date";
  CHECK(faults_of([&] {
          return read("id,randomized,event,time,date\n", how);
        }).starts_with("d.csv:1: --time and --date both name a column"));
}

TEST_CASE("of many faults the file's first hundred are told",
          "[data][forecast]") {
  Scenario trial = scenario();
  trial.participants = 1000;
  std::string rows;
  for (int i = 0; i < 150; ++i) rows += fmt::format("P{},S01,x,,2,0,,,\n", i);
  try {
    static_cast<void>(read(dates_header + rows, choice(), trial));
    FAIL();
  } catch (const DataError& error) {
    REQUIRE(error.diagnostics().size() == 100);
    CHECK(error.untold() == 200);
    CHECK(error.diagnostics()[0].location == "d.csv:2:3");
    CHECK(error.diagnostics()[1].location == "d.csv:2:5");
    CHECK(error.diagnostics()[99].location == "d.csv:51:5");
    CHECK(std::string{error.what()}.ends_with("(and 299 more errors)"));
  }
}
