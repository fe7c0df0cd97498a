// A running trial's data, and everything that may be wrong with them.
#include "rehearse/data/ongoing_data.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "rehearse/data/data_choice.hpp"
#include "rehearse/data/data_error.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Scenario scenario() {
  Scenario trial;
  trial.participants = 5;
  trial.start_date = "2026-01-05";
  trial.arms[0].id = "T-DM1";
  trial.arms[1].id = "TQB2102";
  trial.sites = {{"S01"}, {"S02"}};
  return trial;
}

OngoingChoice choice() {
  OngoingChoice how;
  how.cutoff = "2026-10-01";
  return how;
}

OngoingData read(const std::string& text, OngoingChoice how = choice(),
                 const Scenario& trial = scenario()) {
  return ongoing_data(parse_csv(text, "d.csv"), trial, how);
}

// Every fault, a line each.
template <class Call>
std::string faults_of(const Call& call) {
  std::string all;
  try {
    static_cast<void>(call());
    return "no error\n";
  } catch (const DataError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    for (const Diagnostic& one : error.diagnostics()) {
      CHECK(one.line.empty());  // it may hold an arm
      all += one.location + ": " + one.message + '\n';
    }
  } catch (const IoError& error) {
    all = std::string{error.what()} + '\n';
  }
  return all;
}

const std::string times_header =
    "id,site,randomized,arm,event,dropout,time,last_scan,pending\n";
const std::string dates_header =
    "id,site,randomized,arm,event,dropout,date,last_scan,pending\n";

std::string of_times(const std::string& rows, OngoingChoice how = choice()) {
  return faults_of([&] { return read(times_header + rows, how); });
}

std::string of_dates(const std::string& rows, OngoingChoice how = choice()) {
  return faults_of([&] { return read(dates_header + rows, how); });
}

// A row whose field is `value`, in a file whose other fields are right.
std::string of_field(std::size_t field, const std::string& value) {
  std::vector<std::string> fields{"A", "S01", "2026-03-14", "T-DM1", "0",
                                  "0", "",    "",           ""};
  fields[field] = value;
  std::string row;
  for (const std::string& one : fields) row += one + ',';
  row.back() = '\n';
  return of_dates(row);
}

constexpr std::size_t id_field = 0, site_field = 1, randomized_field = 2,
                      event_field = 4, dropout_field = 5, date_field = 6,
                      scan_field = 7, pending_field = 8;

}  // namespace

TEST_CASE("participants come in order of entry, on days since the start",
          "[data][forecast]") {
  const OngoingData data =
      read(dates_header +
           "B,S02,2026-02-04,T-DM1,1,0,2026-04-05,2026-04-05,\n"
           "A,S01,2026-01-15,TQB2102,0,0,,2026-09-01,1\n"
           "C,S01,2026-02-04,TQB2102,0,1,2026-02-14,,0\n"
           "D,S01,2026-03-06,TQB2102,0,0,2026-09-21,,0\n");
  CHECK(data.trial.origin == "2026-01-05");
  CHECK(data.trial.cutoff == 269.0);
  CHECK(data.ids == std::vector<std::string>{"A", "B", "C", "D"});
  const auto& people = data.trial.participants;
  REQUIRE(people.size() == 4);
  CHECK(people[0].randomized == 10.0);
  CHECK(people[0].time == 259.0);  // to the cut-off
  CHECK(people[0].status == FollowUp::ongoing);
  CHECK(people[0].last_scan == 229.0);
  CHECK(people[0].pending_read);
  CHECK(people[0].site == 0U);
  CHECK_FALSE(people[0].arm);  // blinded
  CHECK(people[1].randomized == 30.0);
  CHECK(people[1].time == 60.0);
  CHECK(people[1].status == FollowUp::event);
  CHECK(people[1].site == 1U);
  CHECK(people[2].status == FollowUp::dropout);
  CHECK(people[2].time == 10.0);
  CHECK_FALSE(people[2].last_scan);
  CHECK(people[3].time == 199.0);  // to the last contact
  CHECK(data.warnings.empty());
}

TEST_CASE("dates and times say the same", "[data][forecast]") {
  for (const double origin : {0.0, 1.0}) {
    OngoingChoice how = choice();
    how.time_origin = origin;
    const auto by_time =
        read(times_header + fmt::format("A,S01,2026-02-04,,1,0,{},{},\n"
                                        "B,S01,2026-02-04,,0,0,,,\n",
                                        60 + origin, 50 + origin),
             how);
    const auto by_date =
        read(dates_header +
                 "A,S01,2026-02-04,,1,0,2026-04-05,2026-03-26,\n"
                 "B,S01,2026-02-04,,0,0,,,\n",
             how);
    for (const auto& data : {by_time, by_date}) {
      const auto& people = data.trial.participants;
      CHECK(people[0].time == 60.0 + origin);
      CHECK(people[0].last_scan == 50.0);
      CHECK(day_of(data.trial, people[0]) == 90.0);
      CHECK(people[1].time == 239.0 + origin);
      CHECK(day_of(data.trial, people[1]) == data.trial.cutoff);
    }
  }
}

TEST_CASE("without a start the first participant is day 0",
          "[data][forecast]") {
  Scenario trial = scenario();
  trial.start_date.clear();
  trial.sites.clear();
  const auto data = read(times_header +
                             "B,any,2026-02-04,,1,0,3,,\n"
                             "A,,2025-12-31,,0,0,,,\n",
                         choice(), trial);
  CHECK(data.trial.origin == "2025-12-31");
  CHECK(data.trial.participants[0].randomized == 0.0);
  CHECK(data.trial.participants[1].randomized == 35.0);
  CHECK_FALSE(data.trial.participants[1].site);
}

TEST_CASE("arms are read where the blind is broken", "[data][forecast]") {
  OngoingChoice how = choice();
  how.blinding = Blinding::unblinded;
  const std::string row = "A,S01,2026-02-04,TQB2102,1,0,3,,\n";
  CHECK(read(times_header + row, how).trial.participants[0].arm == 1U);
  CHECK(of_times("A,S01,2026-02-04,TQB2012,1,0,3,,\n", how) ==
        "d.csv:2:4: column 'arm': 'TQB2012' is no arm of the config (did you "
        "mean 'TQB2102'?): correct it, or the config\n");
  CHECK(of_times("A,S01,2026-02-04,,1,0,3,,\n", how) ==
        "d.csv:2:4: column 'arm' has no value (everybody has one arm of the "
        "config's): fill it in\n");
  const std::string armless = "id,randomized,event,time\nA,2026-02-04,1,3\n";
  CHECK(faults_of([&] { return read(armless, how); }) ==
        "d.csv:1: no column 'arm' (--unblinded reads each participant's arm) "
        "(known: id, randomized, event, time): name it with --arm\n");
  CHECK(read(armless).trial.participants.size() == 1);
  // Blinded, nobody is told what stands there.
  CHECK(of_times("A,S01,2026-02-04,?,1,0,3,,\n") == "no error\n");
}

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

TEST_CASE("what is doubtful is warned of", "[data][forecast]") {
  const auto warnings = [](const std::string& text,
                           OngoingChoice how = choice()) {
    std::string all;
    for (const Diagnostic& one : read(text, how).warnings) {
      CHECK(one.location == "d.csv");
      all += one.message + '\n';
    }
    return all;
  };
  CHECK(warnings("id,randomized,event,time\nA,2026-03-14,0,\n") ==
        "no column 'dropout' (nobody is taken to have left, and who has would "
        "be forecast to have the event): add it, or name it with --dropout\n"
        "no column 'site', though the config has sites (they enrol as it "
        "assumes, whatever each has enrolled so far): add it, or name it with "
        "--site\n");
  CHECK(warnings(times_header + "A,S01,2026-03-14,,0,0,110,,\n"
                                "B,S01,2026-03-14,,0,0,111,,\n"
                                "C,S01,2026-03-14,,0,0,,,\n") ==
        "1 of 3 ongoing participants was last seen more than 90 days before "
        "the cut-off 2026-10-01 (the first on 2026-07-02, line 2; nobody knows "
        "of events since, and who has left unnoticed is forecast to have "
        "them): bring the data up to date, or mark dropouts\n");
  CHECK(warnings(times_header + "A,S01,2026-03-14,,1,0,0,,\n"
                                "B,S01,2026-03-14,,1,0,3.5,,\n") ==
        "column 'time' has 1 time that is no whole number of days (the first, "
        "3.5, on line 3), read as days: multiply by 30.4375 if they are "
        "months\n"
        "1 event on the day of randomization (the first on line 2), taken for "
        "half a day later: state --time-origin 1 if that day is day 1\n");
  CHECK(warnings("id,randomized,event,dropout,site,time,cutoffdt\n"
                 "A,2026-03-14,0,0,S01,,2026-10-01\n"
                 "B,2026-03-14,0,0,S01,,2026-09-30\n") ==
        "column 'cutoffdt' says 2026-09-30 in 1 row (the first on line 3), "
        "--cutoff 2026-10-01: state the day up to which the data go\n");
}

TEST_CASE("an event at once is half a day later", "[data][forecast]") {
  const auto data = read(times_header +
                         "A,S01,2026-03-14,,1,0,0,,\n"
                         "B,S01,2026-10-01,,0,0,,,\n"
                         "C,S01,2026-03-15,,1,0,0.25,,\n");
  CHECK(data.trial.participants[0].time == 0.5);
  CHECK(data.trial.participants[1].time == 0.25);
  CHECK(data.trial.participants[2].time == 0.5);
}

TEST_CASE("ADaM's names are known", "[data][forecast]") {
  const std::string adtte =
      "USUBJID,SITEID,STARTDT,TRT01P,PARAMCD,ADT,AVAL,AVALU,CNSR\n"
      "A,S01,2026-02-04,T-DM1,PFS,2026-04-05,61,DAYS,0\n"
      "B,S01,2026-02-04,T-DM1,PFS,2026-04-05,61,DAYS,5\n"
      "C,S01,2026-02-04,T-DM1,PFS,2026-09-05,214,DAYS,6\n";
  const CsvTable table = parse_csv(adtte, "d.csv");
  OngoingChoice how = choice();
  how.columns = adam_ongoing_columns(table, {});
  CHECK(how.columns.date == "ADT");
  CHECK(how.columns.arm == "TRT01P");
  how.time_origin = 1.0;
  const auto all = ongoing_data(table, scenario(), how);
  CHECK(count_of(all.trial, FollowUp::event) == 1);
  CHECK(count_of(all.trial, FollowUp::ongoing) == 2);
  REQUIRE_FALSE(all.warnings.empty());
  CHECK(all.warnings[0].message ==
        "no censoring of column 'CNSR' is taken for a dropout (who has left "
        "would be forecast to have the event): say which codes are, as "
        "--dropout CNSR=CODE");
  how.columns.dropout = "CNSR=5|7";
  const auto some = ongoing_data(table, scenario(), how);
  CHECK(count_of(some.trial, FollowUp::dropout) == 1);
  CHECK(some.warnings.empty());
  CHECK(some.trial.participants[1].time == 61.0);
  // By days, the same.
  how.columns =
      adam_ongoing_columns(table, {.dropout = "CNSR=5", .time = "AVAL"});
  CHECK(how.columns.date.empty());
  const auto timed = ongoing_data(table, scenario(), how);
  CHECK(timed.trial.participants[1].time == 61.0);
}

TEST_CASE("what ADaM's data leave unclear is an error", "[data][forecast]") {
  const auto columns_of = [](const std::string& text) {
    return faults_of(
        [&] { return adam_ongoing_columns(parse_csv(text, "d.csv"), {}); });
  };
  CHECK(
      columns_of("USUBJID,RANDDT,CNSR,AVAL,AVALU\nA,2026-03-14,0,2,MONTHS\n") ==
      "d.csv:1: column AVALU says 'MONTHS' (a forecast counts days): give "
      "AVAL in days, or dates in ADT\n");
  CHECK(columns_of("USUBJID,RANDDT,CNSR,AVAL,PARAMCD\n"
                   "A,2026-03-14,0,2,PFS\nA,2026-03-14,0,2,OS\n") ==
        "d.csv:1: column PARAMCD has 2 parameters (OS, PFS; they can't be "
        "analysed as one): choose with --where PARAMCD=OS\n");
  CHECK(columns_of("USUBJID,CNSR,AVAL\nA,0,2\n") ==
        "d.csv:1: no column RANDDT or TRTSDT or STARTDT (--adam expects it): "
        "name the column with --randomized\n");
  OngoingChoice how = choice();
  how.columns.censor = "CNSR";
  CHECK(faults_of([&] {
          return read("id,randomized,CNSR,time\nA,2026-03-14,1.5,\n", how);
        }) ==
        "d.csv:2:3: column 'CNSR': '1.5' is no censoring code (0 is an event, "
        "a whole number above 0 a censoring): correct it\n");
}
