#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace rehearse {

/// What a user relies on, as tests/requirements.toml says it.
struct Requirement {
  std::string id;    ///< "DES-01"
  std::string risk;  ///< "high": a wrong figure would be believed; "low"
  std::string sentence;
  std::string tested_by;  ///< a script, where no test can be built in
};

/// A test of the project, which was run before this version was released.
struct ProjectTest {
  std::string file;
  std::string name;
};

/// What of a run of the program is looked at.
enum class Subject { json, status, output, error, sha256 };

/// What must come out.
struct Expectation {
  Subject subject = Subject::json;
  std::string pointer;  ///< of JSON: RFC 6901
  nlohmann::ordered_json value;
  double tolerance = 0.0;  ///< absolute, of a number
  bool contained = false;  ///< the text must be a part of what comes out
};

using Arguments = std::vector<std::string>;

/// Commands, and what must come out of the last.
struct QualificationTest {
  std::string id;  ///< "DES-01.1"
  std::string requirement;
  std::string citation;
  std::vector<Arguments> commands;
  std::string file;         ///< looked at instead of standard output
  Arguments same_as;        ///< a command that must give the same bytes
  bool is_control = false;  ///< must not come out: the comparison sees faults
  std::vector<Expectation> expectations;
};

/// A file that tests read.
struct InputFile {
  std::string name;
  std::string bytes;
};

/// All that the program is held against.
struct Catalogue {
  std::vector<Requirement> requirements;
  std::vector<std::string> limits;  ///< of the program, a sentence each
  std::vector<QualificationTest> tests;
  std::map<std::string, std::vector<ProjectTest>> project_tests;
  std::vector<InputFile> inputs;
};

/// That which was built into the program.
[[nodiscard]] Catalogue built_in_catalogue();

/// The requirements and limits of a text as tests/requirements.toml, into
/// `catalogue`. \throws std::invalid_argument.
void add_requirements(const std::string& toml, Catalogue& catalogue);

/// The tests of a text as tests/qualification/*.toml, its form in
/// sim/qualification/README.md. \throws std::invalid_argument.
void add_tests(const std::string& toml, Catalogue& catalogue);

/// Lines "requirement TAB file TAB name", as `scripts/requirements --trace`
/// prints. \throws std::invalid_argument.
void add_project_tests(const std::string& lines, Catalogue& catalogue);

}  // namespace rehearse
