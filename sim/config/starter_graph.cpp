// The starter's hypotheses. The texts are examples; what each key means is the
// rows', put before it here.
#include "starter_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "keys.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Whoever lives on after progression dies later: overall survival needs it.
constexpr const char* deaths = R"(
[endpoint.death]
fraction = 0.05
after_progression_median = "18 months"
)";

// PFS is looked at as [analysis] says.
constexpr const char* pfs = R"(
[[hypotheses]]
name = "PFS"
endpoint = "pfs"
alpha = {}
)";

// Overall survival is looked at with PFS, and later by itself.
constexpr const char* overall_survival = R"(
[[hypotheses]]
name = "{}"
endpoint = "os"
population = {}
alpha = {}
[[hypotheses.looks]]
name = "with PFS"
with = "final"
[[hypotheses.looks]]
name = "final"
events = {}
)";

std::string os_of_all(const char* alpha) {
  return fmt::format(fmt::runtime(overall_survival), "OS", "\"all\"", alpha,
                     150);
}

std::string both(const char* of_pfs, const char* of_os) {
  return fmt::format(fmt::runtime(pfs), of_pfs) + os_of_all(of_os);
}

std::string graph_of(const char* transitions, const char* success) {
  return fmt::format("\n[multiplicity]\ntransitions = [\n{}]\nsuccess = [{}]\n",
                     transitions, success);
}

constexpr const char* pfs_to_os =
    "  { from = \"PFS\", to = \"OS\", weight = 1.0 },\n";
constexpr const char* both_ways =
    "  { from = \"PFS\", to = \"OS\", weight = 1.0 },\n"
    "  { from = \"OS\", to = \"PFS\", weight = 1.0 },\n";
constexpr const char* gate =
    "  { from = \"PFS\", to = \"OS\", weight = 0.5 },\n"
    "  { from = \"PFS\", to = \"OS first line\", weight = 0.5 },\n"
    "  { from = \"OS\", to = \"OS first line\", weight = 1.0 },\n"
    "  { from = \"OS first line\", to = \"OS\", weight = 1.0 },\n";

std::string example_of(ExampleGraph graph) {
  constexpr const char* success = "\"PFS and OS\", \"any\"";
  switch (graph) {
    case ExampleGraph::fixed_sequence:
      return both("0.025", "0.0") + graph_of(pfs_to_os, success);
    case ExampleGraph::fallback:
      return both("0.02", "0.005") + graph_of(pfs_to_os, success);
    case ExampleGraph::holm:
      return both("0.0125", "0.0125") + graph_of(both_ways, success);
    case ExampleGraph::gatekeeping:
      break;
  }
  return both("0.025", "0.0") +
         fmt::format(fmt::runtime(overall_survival), "OS first line",
                     "{ prior_lines = \"1\" }", "0.0", 70) +
         graph_of(gate, "\"PFS and OS\", \"all\"");
}

// The table that a header names.
const KeyTree* table_named(std::string_view path) {
  const KeyTree* at = &key_tree();
  for (const std::string_view part : split(path, '.'))
    if (at != nullptr) at = find_any(*at, part);
  return at;
}

// The key of a line: of a header the table's, none of a line without one.
const KeyTree* key_of(const std::string& line, const KeyTree*& table) {
  if (line.starts_with('[')) {
    const auto begin = line.find_first_not_of('[');
    table = table_named(
        std::string_view{line}.substr(begin, line.find(']') - begin));
    return table;
  }
  const auto equals = line.find(" = ");
  return equals == std::string::npos || table == nullptr
             ? nullptr
             : find(*table, std::string_view{line}.substr(0, equals));
}

}  // namespace

std::string comment(std::string_view sentence) {
  std::string text = "#";
  std::size_t column = 1;
  for (const std::string_view word : split(sentence, ' ')) {
    if (column + 1 + word.size() > 80) {
      text += "\n#";
      column = 1;
    }
    text.append(" ").append(word);
    column += 1 + word.size();
  }
  return text + "\n";
}

std::string example_hypotheses(ExampleGraph graph) {
  const std::string example = deaths + example_of(graph);
  std::set<const KeyTree*> said;
  const KeyTree* table = nullptr;
  std::string text;
  std::string_view rest = example;
  while (!rest.empty()) {
    const std::string line{rest.substr(0, rest.find('\n'))};
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const KeyTree* key = key_of(line, table);
    if (key != nullptr && said.insert(key).second)
      text += comment(key->key->doc);
    text += line + '\n';
  }
  return text;
}

}  // namespace rehearse::config
