#include <fmt/format.h>

#include "rehearse/qualification/qualification_report.hpp"
#include "rehearse/text/shown_text.hpp"

namespace rehearse {
namespace {

// Of an attribute. Neither control characters nor what is no UTF-8 are XML.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : shown_text(text)) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  return out;
}

std::string case_text(const Check& check) {
  const std::string begin =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\"", check.id,
                  escaped(check.commands +
                          (check.commands.empty() ? "" : ": ") + check.what));
  if (check.verdict == Verdict::pass) return begin + "/>\n";
  if (check.verdict == Verdict::not_run)
    return fmt::format("{}><skipped message=\"{}\"/></testcase>\n", begin,
                       escaped(check.observed.dump()));
  return fmt::format(
      "{}><failure message=\"expected {}, observed {}\"/></testcase>\n", begin,
      escaped(check.expected.dump()), escaped(check.observed.dump()));
}

struct Counts {
  std::size_t all = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
};

std::string suite_text(const Qualification& result, const std::string& name,
                       const std::vector<Check>& checks) {
  if (checks.empty()) return "";
  Counts counts;
  std::string cases;
  for (const Check& check : checks) {
    ++counts.all;
    counts.failures += check.verdict == Verdict::fail ? 1 : 0;
    counts.skipped += check.verdict == Verdict::not_run ? 1 : 0;
    cases += case_text(check);
  }
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" "
      "timestamp=\"{}\" hostname=\"{}\">\n{}  </testsuite>\n",
      name, counts.all, counts.failures, counts.skipped, result.origin.date,
      escaped(result.origin.host), cases);
}

}  // namespace

std::string junit_xml(const Qualification& result) {
  std::string suites = suite_text(result, "installation", result.installation);
  for (const RequirementResult& one : result.requirements)
    suites += suite_text(result, one.requirement.id, one.checks);
  suites += suite_text(result, "performance", result.performance);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<testsuites name=\"rehearse qualify\">\n" +
         suites + "</testsuites>\n";
}

}  // namespace rehearse
