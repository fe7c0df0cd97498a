// A test of the catalogue: commands are run, and what comes out is compared.
#include <fmt/format.h>

#include "comparison.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// What the commands left.
struct Outcome {
  Ran last;
  std::string bytes;  // standard output, or the file that is looked at
};

Outcome outcome_of(const std::vector<Arguments>& commands,
                   const std::string& file, const QualificationRun& run) {
  Outcome outcome;
  for (const Arguments& command : commands) outcome.last = run.program(command);
  outcome.bytes = file.empty() ? outcome.last.out
                               : read_input((run.folder / file).string());
  return outcome;
}

// A text that has what is expected is as expected.
Json text_of(const std::string& text, const Expectation& expectation) {
  if (!expectation.contained) return text;
  const std::string part = expectation.value;
  return text.find(part) != std::string::npos ? part : text;
}

Json member_of(const std::string& bytes, const std::string& pointer) {
  const Json all = Json::parse(bytes, nullptr, false);
  if (all.is_discarded()) return "no JSON";
  const Json::json_pointer place{pointer};
  return all.contains(place) ? all.at(place) : Json("nothing is there");
}

Json observed(const Expectation& expectation, const Outcome& outcome) {
  switch (expectation.subject) {
    case Subject::status:
      return outcome.last.status;
    case Subject::output:
      return text_of(outcome.bytes, expectation);
    case Subject::error:
      return text_of(outcome.last.error, expectation);
    case Subject::sha256:
      return sha256_hex(outcome.bytes);
    case Subject::json:
      break;
  }
  return member_of(outcome.bytes, expectation.pointer);
}

std::string place_of(const Expectation& expectation) {
  switch (expectation.subject) {
    case Subject::status:
      return "exit status";
    case Subject::output:
      return expectation.contained ? "output has" : "output";
    case Subject::error:
      return expectation.contained ? "message has" : "message";
    case Subject::sha256:
      return "SHA-256";
    case Subject::json:
      break;
  }
  return expectation.pointer;
}

bool expects_status(const QualificationTest& test) {
  for (const Expectation& one : test.expectations)
    if (one.subject == Subject::status) return true;
  return false;
}

std::string commands_line(const QualificationTest& test) {
  std::string line;
  for (const Arguments& command : test.commands)
    line += (line.empty() ? "" : "; ") + line_of(command);
  return line;
}

// A negative control is passed by what is seen to be wrong, not by a program
// that shows nothing.
Check seen_wrong(Check check) {
  check.what = "negative control, must not come out: " + check.what;
  check.verdict =
      check.verdict == Verdict::pass ? Verdict::fail : Verdict::pass;
  return check;
}

Check same_bytes(const QualificationTest& test, const Outcome& first,
                 const QualificationRun& run) {
  const Outcome second = outcome_of({test.same_as}, test.file, run);
  return compared({test.id, commands_line(test),
                   fmt::format("the same bytes as {}", line_of(test.same_as)),
                   second.last.status == 0 ? Json(sha256_hex(second.bytes))
                                           : Json(fault_of(second.last)),
                   sha256_hex(first.bytes), 0.0, test.citation});
}

std::vector<Check> compared_with(const QualificationTest& test,
                                 const Outcome& outcome,
                                 const QualificationRun& run) {
  std::vector<Check> checks;
  const bool ended_ill = outcome.last.status != 0 && !expects_status(test);
  for (const Expectation& one : test.expectations) {
    const Json seen =
        ended_ill ? Json(fault_of(outcome.last)) : observed(one, outcome);
    const bool is_shown = seen.is_number() == one.value.is_number();
    const Check check =
        compared({test.id, commands_line(test), place_of(one), one.value, seen,
                  one.tolerance, test.citation});
    checks.push_back(test.is_control && is_shown ? seen_wrong(check) : check);
  }
  if (!test.same_as.empty()) {
    const Check check = same_bytes(test, outcome, run);
    checks.push_back(test.is_control ? seen_wrong(check) : check);
  }
  return checks;
}

}  // namespace

std::vector<Check> checks_of(const QualificationTest& test,
                             const QualificationRun& run) {
  try {
    return compared_with(test, outcome_of(test.commands, test.file, run), run);
  } catch (const IoError& error) {  // what is looked at isn't there
    return {{test.id, commands_line(test), test.file, "a file", error.what(),
             0.0, test.citation, Verdict::fail}};
  }
}

}  // namespace rehearse
