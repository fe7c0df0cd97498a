// Installation: is what runs here what was installed, and does the machine
// compute as it must?
#include <fmt/format.h>

#include <algorithm>
#include <cfenv>
#include <filesystem>
#include <limits>

#include "comparison.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Nothing if there is none.
Json record_at(const fs::path& path) {
  try {
    return Json::parse(read_input(path.string()), nullptr, false);
  } catch (const IoError&) {
    return nullptr;
  }
}

bool is_record(const Json& json) {
  return json.is_object() && json.contains("files") &&
         json["files"].is_object();
}

std::vector<Check> file_checks(const QualificationRun& run,
                               const std::vector<ProgramFile>& files) {
  const std::string place = run.installation_record.string();
  const Json record = record_at(run.installation_record);
  if (!is_record(record))
    return {{"IQ-01", "", "the record of the installation", place,
             record.is_null() ? "it isn't there: `cmake --install` writes it, "
                                "or, once, `rehearse qualify --record`"
                              : "it is no such record",
             0.0, "", Verdict::fail}};
  const BuildInfo build = build_info();
  const char* kept = "record of the installation";
  std::vector<Check> checks{
      compared({"IQ-01", "", "version", record.value("version", Json{}),
                build.version, 0.0, kept}),
      compared({"IQ-01", "", "revision", record.value("git_revision", Json{}),
                build.git_revision, 0.0, kept})};
  const Json& known = record["files"];
  for (const ProgramFile& file : files)
    checks.push_back(
        compared({"IQ-01", "", "SHA-256 of " + file.name,
                  known.value(file.name, Json("not in the record")),
                  file.sha256, 0.0, "record of the installation"}));
  for (const auto& [name, sha256] : known.items())
    if (std::ranges::find(files, name, &ProgramFile::name) == files.end())
      checks.push_back({"IQ-01", "", "SHA-256 of " + name, sha256,
                        "the program doesn't load it", 0.0,
                        "record of the installation", Verdict::fail});
  return checks;
}

// The program is run by its file: what is compared is what answers.
Check answer_check(const QualificationRun& run) {
  const Ran ran = run.program({"version"});
  return compared({"IQ-02", "version", "standard output",
                   fmt::format("rehearse {}\n", build_info().version),
                   ran.status == 0 ? ran.out : fault_of(ran), 0.0,
                   "version of the program that qualifies"});
}

// What no compiler may compute beforehand.
template <class Number>
Number seen(Number number) {
  volatile Number kept = number;
  return kept;
}

std::vector<Check> arithmetic_checks() {
  using Limits = std::numeric_limits<double>;
  const char* standard = "IEEE 754-2019";
  const double tiny = seen(Limits::min()) / seen(2.0);
  const double near_one = seen(1.0) + seen(Limits::epsilon());
  return {
      compared({"IQ-03", "", "doubles are binary64", true,
                Limits::is_iec559 && Limits::digits == 53, 0.0, standard}),
      compared({"IQ-03", "", "rounding is to nearest", true,
                std::fegetround() == FE_TONEAREST, 0.0, standard}),
      compared({"IQ-03", "", "subnormal numbers are kept", true,
                tiny > 0.0 && tiny + tiny == Limits::min(), 0.0, standard}),
      compared({"IQ-03", "", "a product is rounded before it is added to", 0.0,
                near_one * near_one - seen(1.0) - 2.0 * Limits::epsilon(), 0.0,
                standard}),
  };
}

}  // namespace

std::vector<ProgramFile> program_files() {
  std::vector<fs::path> paths = loaded_libraries();
  paths.insert(paths.begin(), own_place());
  std::vector<ProgramFile> files;
  for (const fs::path& path : paths)
    files.push_back({path.filename().string(), path.string(),
                     sha256_hex(read_input(path.string()))});
  files.front().name = "rehearse";  // under whatever name it was installed
  std::ranges::sort(files.begin() + 1, files.end(), {}, &ProgramFile::name);
  return files;
}

std::string installation_record() {
  const BuildInfo build = build_info();
  Json files = Json::object();
  for (const ProgramFile& file : program_files())
    files[file.name] = file.sha256;
  const Json record = {{"version", build.version},
                       {"git_revision", build.git_revision},
                       {"files", files}};
  return record.dump(2) + '\n';
}

std::vector<Check> installation_checks(const QualificationRun& run,
                                       const std::vector<ProgramFile>& files) {
  std::vector<Check> checks = file_checks(run, files);
  checks.push_back(answer_check(run));
  for (Check& check : arithmetic_checks()) checks.push_back(std::move(check));
  return checks;
}

}  // namespace rehearse
