#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rehearse/core/words.hpp"
#include "rehearse/qualification/catalogue.hpp"
#include "rehearse/store/run_origin.hpp"
#include "rehearse/system/ran.hpp"

namespace rehearse {

enum class Verdict { not_run, pass, fail };

constexpr std::array<Word<Verdict>, 3> words_of(Verdict) {
  return {{{"not run", Verdict::not_run},
           {"pass", Verdict::pass},
           {"fail", Verdict::fail}}};
}

/// One comparison.
struct Check {
  std::string id;        ///< "DES-01.1", "IQ-01"
  std::string commands;  ///< "design w3.toml --format json"; may be empty
  std::string what;      ///< "/looks/0/efficacy_z"
  nlohmann::ordered_json expected;
  nlohmann::ordered_json observed;
  double tolerance = 0.0;  ///< absolute, of numbers
  std::string citation;    ///< whom what is expected is from
  Verdict verdict = Verdict::not_run;
};

/// fail if one failed, not_run if there is none that was run.
[[nodiscard]] Verdict verdict_of(const std::vector<Check>& checks);

struct RequirementResult {
  Requirement requirement;
  std::vector<Check> checks;
  std::vector<ProjectTest> project_tests;
};

/// A file that the running program is made of.
struct ProgramFile {
  std::string name;  ///< "rehearse", "libsodium.so.23"
  std::string path;
  std::string sha256;
};

/// Name and value, for a reader.
using Particulars = std::vector<std::pair<std::string, std::string>>;

enum class QualificationPart { installation, operation, performance };

constexpr std::array<Word<QualificationPart>, 3> words_of(QualificationPart) {
  return {{{"installation", QualificationPart::installation},
           {"operation", QualificationPart::operation},
           {"performance", QualificationPart::performance}}};
}

/// What a qualification found, on one machine.
struct Qualification {
  RunOrigin origin;  ///< all that another run here gives otherwise
  Particulars environment;
  std::vector<ProgramFile> files;
  std::vector<Check> installation;
  std::vector<RequirementResult> requirements;
  std::string config;  ///< that `performance` is of
  std::vector<Check> performance;
  std::optional<QualificationPart> only;  ///< the part that was tried out
  std::vector<std::string> deviations;
  std::vector<std::string> limits;  ///< that are known
};

/// fail if any part failed.
[[nodiscard]] Verdict verdict_of(const Qualification& qualification);

/// How the program is run: with these arguments, in this folder.
using Program = std::function<Ran(const Arguments&)>;

/// What is to be done, with what.
struct QualificationRun {
  std::filesystem::path folder;  ///< empty; commands run here
  Program program;               ///< the installed one, run in `folder`
  std::filesystem::path installation_record;  ///< kept at install
  std::optional<QualificationPart> only = {};
  /// The user's config; where it isn't absolute, it is in `folder`.
  std::filesystem::path config = {};
  Program r = {};  ///< Rscript, run in `folder`; empty: there is none
  /// Called before each test with how many are done, of how many; false stops.
  std::function<bool(std::size_t done, std::size_t all)> progress = {};
};

/// Files that this process is made of: its executable and every library
/// that is loaded, in the order of their names.
[[nodiscard]] std::vector<ProgramFile> program_files();

/// What is kept at install: names and SHA-256 of the program's files.
[[nodiscard]] std::string installation_record();

/// Installation: the program's files against the record, the program's answer,
/// the machine's arithmetic.
[[nodiscard]] std::vector<Check> installation_checks(
    const QualificationRun& run, const std::vector<ProgramFile>& files);

/// A test's comparisons.
[[nodiscard]] std::vector<Check> checks_of(const QualificationTest& test,
                                           const QualificationRun& run);

/// The user's own config: simulation against theory, the engine's log-rank
/// statistics against a second implementation and, where it is there, R's; the
/// same bytes on any threads, instruction set and on another run; lists.
[[nodiscard]] std::vector<Check> performance_checks(
    const QualificationRun& run);

/// All of it, or the part that is asked for. `origin` is left empty.
/// \throws IoError if the folder can't be written to.
[[nodiscard]] Qualification qualify(const Catalogue& catalogue,
                                    const QualificationRun& run);

}  // namespace rehearse
