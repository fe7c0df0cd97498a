#pragma once

#include <string>
#include <vector>

#include "rehearse/data/data_choice.hpp"
#include "rehearse/data/data_error.hpp"
#include "rehearse/data/ongoing_data.hpp"
#include "support/catch.hpp"

// A running trial's data as text, for the tests that read them.
namespace rehearse::test {

inline Scenario scenario() {
  Scenario trial;
  trial.participants = 5;
  trial.start_date = "2026-01-05";
  trial.arms[0].id = "T-DM1";
  trial.arms[1].id = "TQB2102";
  trial.sites = {{"S01"}, {"S02"}};
  trial.enrolment.model = EnrolmentModel::sites;
  return trial;
}

inline OngoingChoice choice() {
  OngoingChoice how;
  how.cutoff = "2026-10-01";
  return how;
}

inline OngoingData read(const std::string& text, OngoingChoice how = choice(),
                        const Scenario& trial = scenario()) {
  return ongoing_data(parse_csv(text, "d.csv"), trial, how);
}

// Every fault, a line each.
template <class Call>
inline std::string faults_of(const Call& call) {
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

inline const std::string times_header =
    "id,site,randomized,arm,event,dropout,time,last_scan,pending\n";
inline const std::string dates_header =
    "id,site,randomized,arm,event,dropout,date,last_scan,pending\n";

inline std::string of_times(const std::string& rows,
                            OngoingChoice how = choice()) {
  return faults_of([&] { return read(times_header + rows, how); });
}

inline std::string of_dates(const std::string& rows,
                            OngoingChoice how = choice()) {
  return faults_of([&] { return read(dates_header + rows, how); });
}

// A row whose field is `value`, in a file whose other fields are right.
inline std::string of_field(std::size_t field, const std::string& value) {
  std::vector<std::string> fields{"A", "S01", "2026-03-14", "T-DM1", "0",
                                  "0", "",    "",           ""};
  fields[field] = value;
  std::string row;
  for (const std::string& one : fields) row += one + ',';
  row.back() = '\n';
  return of_dates(row);
}

inline constexpr std::size_t id_field = 0, site_field = 1, randomized_field = 2,
                             event_field = 4, dropout_field = 5, date_field = 6,
                             scan_field = 7, pending_field = 8;

}  // namespace rehearse::test
