// A test of the catalogue: commands are run, and what comes out is compared.
#include <fmt/format.h>

#include <optional>

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
  std::string fault;  // of a command that ended ill; mostly empty
};

// Every command ends well, but for a last one whose status is looked at.
Outcome outcome_of(const std::vector<Arguments>& commands,
                   const std::string& file, bool may_end_ill,
                   const QualificationRun& run) {
  Outcome outcome;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    outcome.last = run.program(commands[i]);
    const bool is_looked_at = may_end_ill && i + 1 == commands.size();
    if (outcome.last.status == 0 || is_looked_at) continue;
    outcome.fault = fault_of(outcome.last);
    return outcome;
  }
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

// Nothing if there is no such member.
std::optional<Json> member_of(const std::string& bytes,
                              const std::string& pointer) {
  const Json all = Json::parse(bytes, nullptr, false);
  const Json::json_pointer place{pointer};
  if (all.is_discarded() || !all.contains(place)) return std::nullopt;
  return all.at(place);
}

// Nothing if the program shows nothing of it.
std::optional<Json> observed(const Expectation& expectation,
                             const Outcome& outcome) {
  const auto shown = [](const std::string& text, const Json& value) {
    return text.empty() ? std::nullopt : std::optional{value};
  };
  switch (expectation.subject) {
    case Subject::status:
      return outcome.last.status;
    case Subject::output:
      return shown(outcome.bytes, text_of(outcome.bytes, expectation));
    case Subject::error:
      return shown(outcome.last.error,
                   text_of(outcome.last.error, expectation));
    case Subject::sha256:
      return shown(outcome.bytes, sha256_hex(outcome.bytes));
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
// that crashes or shows nothing.
Check seen_wrong(Check check) {
  check.what = "negative control, must not come out: " + check.what;
  check.verdict =
      check.verdict == Verdict::pass ? Verdict::fail : Verdict::pass;
  return check;
}

// 70 is a bug's, and from 128 on a signal's.
bool is_crash(const Expectation& expectation, const Outcome& outcome) {
  const int status = outcome.last.status;
  return expectation.subject == Subject::status &&
         (status == 70 || status >= 128);
}

Check compared_with(const QualificationTest& test, const Expectation& one,
                    const Outcome& outcome) {
  std::optional<Json> seen;
  if (outcome.fault.empty()) seen = observed(one, outcome);
  const bool is_shown = seen && !is_crash(one, outcome) &&
                        seen->is_number() == one.value.is_number();
  const std::string missing =
      outcome.fault.empty() ? "nothing is there" : outcome.fault;
  const Check check =
      compared({test.id, commands_line(test), place_of(one), one.value,
                seen ? *seen : Json(missing), one.tolerance, test.citation});
  return test.is_control && is_shown ? seen_wrong(check) : check;
}

Check same_bytes(const QualificationTest& test, const Outcome& first,
                 const QualificationRun& run) {
  const Outcome second = outcome_of({test.same_as}, test.file, false, run);
  const auto sum = [](const Outcome& outcome) {
    return outcome.fault.empty() ? sha256_hex(outcome.bytes) : outcome.fault;
  };
  const Check check =
      compared({test.id, commands_line(test),
                fmt::format("the same bytes as {}", line_of(test.same_as)),
                sum(second), sum(first), 0.0, test.citation});
  if (first.fault.empty() && second.fault.empty())
    return test.is_control ? seen_wrong(check) : check;
  Check ill = check;
  ill.verdict = Verdict::fail;
  return ill;
}

std::vector<Check> all_checks(const QualificationTest& test,
                              const QualificationRun& run) {
  const Outcome outcome =
      outcome_of(test.commands, test.file, expects_status(test), run);
  std::vector<Check> checks;
  for (const Expectation& one : test.expectations)
    checks.push_back(compared_with(test, one, outcome));
  if (!test.same_as.empty()) checks.push_back(same_bytes(test, outcome, run));
  return checks;
}

}  // namespace

std::vector<Check> checks_of(const QualificationTest& test,
                             const QualificationRun& run) {
  try {
    return all_checks(test, run);
  } catch (const IoError& error) {  // what is looked at isn't there
    return {{test.id, commands_line(test), test.file, "a file", error.what(),
             0.0, test.citation, Verdict::fail}};
  }
}

}  // namespace rehearse
