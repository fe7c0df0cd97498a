#include "rehearse/data/adam_sets.hpp"

#include "rehearse/text/calendar_date.hpp"
#include "subject_columns.hpp"

namespace rehearse {
namespace {

// Noon of the day of the cut; the epoch's where days have no dates.
DataStudy study_of(const ListedTrial& report) {
  const Scenario& scenario = report.config.scenario;
  const double cut = report.trial.looks[report.look].analysis_time;
  return {scenario.id,
          (scenario.start_date.empty() ? std::string{"1970-01-01"}
                                       : date_after(scenario.start_date, cut)) +
              "T12:00:00"};
}

std::string bytes_of(const DataSet& set, const DataStudy& study,
                     DataSetFormat format) {
  switch (format) {
    case DataSetFormat::csv:
      return csv_of(table_of(set));
    case DataSetFormat::xpt:
      return xpt_of(set, study);
    case DataSetFormat::json:
      return dataset_json_of(set, study);
  }
  return "";
}

}  // namespace

std::vector<DataSet> adam_sets(const ListedTrial& report) {
  return {adsl_set(report), adtte_set(report)};
}

std::vector<DataSetFile> adam_files(const ListedTrial& report,
                                    DataSetFormat format) {
  const auto sets = adam_sets(report);
  const DataStudy study = study_of(report);
  const std::string ending = '.' + std::string{word_of(format)};
  std::vector<DataSetFile> files;
  files.reserve(sets.size() + 1);
  for (const DataSet& set : sets)
    files.push_back({file_name(set, ending), bytes_of(set, study, format)});
  files.push_back({"define.xml", define_xml(sets, study, ending)});
  return files;
}

std::vector<Diagnostic> adam_doubts(const ListedTrial& report,
                                    DataSetFormat format) {
  std::vector<Diagnostic> doubts;
  if (report.config.scenario.start_date.empty())
    doubts.push_back({"--adam",
                      "RANDDT, STARTDT and ADT are missing (the config says no "
                      "date of start): state trial.start_date",
                      "", 0});
  if (format == DataSetFormat::xpt)
    for (const DataSet& set : adam_sets(report))
      for (Diagnostic& doubt : xpt_doubts(set))
        doubts.push_back(std::move(doubt));
  return doubts;
}

}  // namespace rehearse
