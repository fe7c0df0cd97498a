// The three parts, one after the other.
#include <fmt/format.h>

#include <algorithm>
#include <clocale>

#include "comparison.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/system/process.hpp"

namespace rehearse {
namespace {

using enum QualificationPart;

// By which the system's programs would go.
std::string locale_name() {
  for (const char* name : {"LC_ALL", "LC_NUMERIC", "LANG"}) {
    const auto value = environment_variable(name);
    if (value && !value->empty()) return fmt::format("{}={}", name, *value);
  }
  return "none is set";
}

Particulars environment() {
  const BuildInfo build = build_info();
  return {
      {"program", "rehearse " + build.version},
      {"revision", build.git_revision.empty() ? "unknown" : build.git_revision},
      {"compiler", build.compiler + ", " + build.flags},
      {"libraries built in", libraries_text()},
      {"processor", processor_name()},
      {"instruction sets", fmt::format("{}", fmt::join(simd_targets(), ", "))},
      {"operating system", system_name()},
      {"kernel", kernel_name()},
      {"locale", locale_name()}};
}

bool wanted(const QualificationRun& run, QualificationPart part) {
  return !run.only || *run.only == part;
}

// A requirement that nothing is held against isn't met, unless it is said why.
Check untested(const Requirement& requirement) {
  const std::string& script = requirement.tested_by;
  return {
      requirement.id,
      "",
      "no test can be built into the program",
      nullptr,
      script.empty() ? "it has no test" : "tested before release by " + script,
      0.0,
      "",
      script.empty() ? Verdict::fail : Verdict::not_run};
}

std::vector<RequirementResult> requirement_results(
    const Catalogue& catalogue, const QualificationRun& run) {
  std::vector<RequirementResult> results;
  std::size_t done = 0;
  for (const Requirement& requirement : catalogue.requirements) {
    RequirementResult result{requirement, {}, {}};
    const auto known = catalogue.project_tests.find(requirement.id);
    if (known != catalogue.project_tests.end())
      result.project_tests = known->second;
    for (const QualificationTest& test : catalogue.tests) {
      if (test.requirement != requirement.id) continue;
      if (run.progress && !run.progress(done++, catalogue.tests.size()))
        return results;
      for (Check& check : checks_of(test, run))
        result.checks.push_back(std::move(check));
    }
    if (result.checks.empty()) result.checks.push_back(untested(requirement));
    results.push_back(std::move(result));
  }
  return results;
}

std::string what_of(const Check& check) {
  return check.commands.empty() ? check.what
                                : check.commands + ": " + check.what;
}

void add_deviations(const std::vector<Check>& checks,
                    std::vector<std::string>& deviations) {
  for (const Check& check : checks)
    if (check.verdict != Verdict::pass)
      deviations.push_back(fmt::format(
          "{} ({}): {}{}", check.id, word_of(check.verdict), what_of(check),
          check.verdict == Verdict::not_run
              ? ": " + check.observed.get<std::string>()
              : fmt::format(": expected {}, observed {}", check.expected.dump(),
                            check.observed.dump())));
}

std::vector<std::string> deviations_of(const Qualification& result,
                                       const QualificationRun& run) {
  std::vector<std::string> deviations;
  for (const auto& [name, part] : words_of(QualificationPart{}))
    if (!wanted(run, part))
      deviations.push_back(fmt::format(
          "the {} wasn't qualified: another part alone was asked for", name));
  if (wanted(run, performance) && !run.config.is_absolute())
    deviations.push_back(
        "performance is of an example: no config of the user was given");
  add_deviations(result.installation, deviations);
  for (const RequirementResult& one : result.requirements)
    add_deviations(one.checks, deviations);
  add_deviations(result.performance, deviations);
  return deviations;
}

}  // namespace

Verdict verdict_of(const Qualification& result) {
  std::vector<Check> parts(2);
  parts[0].verdict = verdict_of(result.installation);
  parts[1].verdict = verdict_of(result.performance);
  for (const RequirementResult& one : result.requirements)
    parts.emplace_back().verdict = verdict_of(one.checks);
  return verdict_of(parts);
}

Qualification qualify(const Catalogue& catalogue, const QualificationRun& run) {
  for (const InputFile& file : catalogue.inputs)
    write_file_atomically(run.folder / file.name, file.bytes);
  Qualification result;
  result.environment = environment();
  result.files = program_files();
  result.config = run.config.string();
  result.only = run.only;
  result.limits = catalogue.limits;
  if (wanted(run, installation))
    result.installation = installation_checks(run, result.files);
  if (wanted(run, operation))
    result.requirements = requirement_results(catalogue, run);
  if (wanted(run, performance)) result.performance = performance_checks(run);
  result.deviations = deviations_of(result, run);
  return result;
}

}  // namespace rehearse
