#include "rehearse/lists/list_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "list_chance.hpp"
#include "list_check_parts.hpp"
#include "list_sequences.hpp"

namespace rehearse {
namespace {

void count(const ReadList& list, ListCheck& check) {
  check.strata = list.strata.size();
  for (std::size_t k = 0; k < list.scenario.arms.size(); ++k)
    check.arms.emplace_back(
        list.scenario.arms[k].id,
        static_cast<std::uint64_t>(std::ranges::count(list.arm, k)));
}

// What is certain in every list of the config.
void check_rows(ReadList& list, ListCheck& check, ListFindings& findings) {
  check_names(list, findings);
  sort_strata(list, findings);
  check_lengths(list, findings);
  check_runout(list, check);
  check_numbers(list, findings);
  check_places(list, findings);
  sort_blocks(list, check, findings);
  check_blocks(list, findings);
}

// What chance could do, but hardly does.
void check_chances(const ReadList& list, ListCheck& check,
                   ListFindings& findings) {
  ChanceTests tests;
  check_block_chances(list, check, tests);
  check_ratio(list, findings, tests);
  const std::vector<ListSequence> sequences = sequences_of(list);
  check_possible(list, sequences, findings);
  check_likelihood(list, sequences, tests);
  check_copies(list, sequences, tests);
  check_repeats(list, sequences, tests);
  tests.judge(check, findings);
}

}  // namespace

ListCheck check_list(const CsvTable& table, const Scenario& scenario,
                     const ListCheckOptions& options) {
  ListCheck check;
  ListFindings findings;
  check.name = table.name;
  check.unit = table.unit;
  check.rows = table.rows.size();
  check.participants = scenario.participants;
  const ListWriting& writing = options.writing;
  const ListLayout layout = lay_out(
      table, scenario, layout_columns(writing, scenario), check, findings);
  std::optional<CsvTable> decoded;
  if (!writing.values.empty())
    decoded = decoded_table(table, layout, writing.values, scenario, findings);
  ReadList list{
      decoded ? *decoded : table, scenario, layout, {}, {}, false, {}, false};
  if (list.at.has(ListColumn::arm)) {
    check_rows(list, check, findings);
    check_chances(list, check, findings);
    if (options.made != nullptr)
      check_reproduced(list, options, check, findings);
    count(list, check);
  }
  check.findings = findings.take();
  return check;
}

}  // namespace rehearse
