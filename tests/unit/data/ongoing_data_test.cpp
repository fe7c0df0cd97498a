// A running trial's data, and what is doubtful in them.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/data/ongoing_text.hpp"

using namespace rehearse;
using namespace rehearse::test;

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
        "no column 'site', though the config enrols by sites (the others "
        "would enter as if there were none): add it, or name it with "
        "--site\n");
  CHECK(warnings(times_header + "A,S01,2026-03-14,,0,0,50,,\n"
                                "B,S01,2026-03-14,,0,0,111,,\n"
                                "C,S01,2026-03-14,,0,0,,,\n") ==
        "1 of 3 ongoing participants was last seen more than 90 days before "
        "the cut-off 2026-10-01 (the first on 2026-05-03, line 2; nobody knows "
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
