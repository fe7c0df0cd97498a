#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "list_check_parts.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

constexpr const char* blocks_check = "blocks";

const std::vector<int>& sizes_of(const ReadList& list) {
  return list.scenario.randomization.procedure.block_sizes;
}

bool is_configured(const ReadList& list, std::uint64_t size) {
  return std::ranges::any_of(sizes_of(list), [&](int configured) {
    return static_cast<std::uint64_t>(configured) == size;
  });
}

// By block_id: a block that is interrupted by another is still one.
void split_by_id(ReadList& list, ListFindings& findings) {
  std::unordered_map<std::string_view, std::size_t> first_stratum;
  for (std::size_t s = 0; s < list.strata.size(); ++s) {
    std::unordered_map<std::string_view, std::size_t> of_id;
    std::size_t current = list.blocks.size();  // none yet
    for (const std::size_t row : list.strata[s].rows) {
      const std::string_view id = list.cell(row, ListColumn::block);
      const auto [block, is_new] = of_id.emplace(id, list.blocks.size());
      if (is_new) {
        const auto [before, unused] = first_stratum.emplace(id, s);
        if (!unused)
          findings.add(list.line(row), blocks_check,
                       fmt::format("block_id '{}' is of {} and of {} (a block "
                                   "is of one stratum): number the blocks "
                                   "over the whole list",
                                   id, list.strata[before->second].name,
                                   list.strata[s].name));
        list.blocks.push_back(
            {fmt::format("block {}", id), s, {}, 0, false, false});
      } else if (block->second != current) {
        findings.add(list.line(row), blocks_check,
                     fmt::format("block {} goes on after another block began "
                                 "(a block is used up first): sort the rows",
                                 id));
      }
      current = block->second;
      list.blocks[current].rows.push_back(row);
    }
    if (current < list.blocks.size()) list.blocks.back().last = true;
  }
}

// Without names of blocks: where `begins` says, one after another.
template <class Begins>
void split_where(ReadList& list, const Begins& begins) {
  for (std::size_t s = 0; s < list.strata.size(); ++s) {
    const std::vector<std::size_t>& rows = list.strata[s].rows;
    std::size_t number = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == 0 || begins(rows, i))
        list.blocks.push_back(
            {fmt::format("block {} of {}", ++number, list.strata[s].name),
             s,
             {},
             0,
             false,
             false});
      list.blocks.back().rows.push_back(rows[i]);
    }
    list.blocks.back().last = true;
  }
}

bool begins_by_place(const ReadList& list, const std::vector<std::size_t>& rows,
                     std::size_t i) {
  const auto place = place_in(list.cell(rows[i], ListColumn::seq_in_block));
  const auto before =
      place_in(list.cell(rows[i - 1], ListColumn::seq_in_block));
  return place && before && *place <= *before;
}

// The nominal size: what the list says, or the rows themselves.
void read_size(const ReadList& list, BlockRows& block, ListFindings& findings) {
  block.size = block.rows.size();
  if (!list.at.has(ListColumn::block_size)) return;
  const std::string_view said =
      list.cell(block.rows[0], ListColumn::block_size);
  for (const std::size_t row : block.rows) {
    const std::string_view here = list.cell(row, ListColumn::block_size);
    if (here == said || here.empty()) continue;
    findings.add(list.line(row), blocks_check,
                 fmt::format("block_size is {} here and {} in {} {}, both of "
                             "{} (a block has one size): correct one",
                             here, said, word_of(list.table.unit),
                             list.line(block.rows[0]), block.name));
    break;
  }
  const auto size = place_in(said);
  if (size) {
    block.size = *size;
    block.size_is_said = true;
  } else if (!said.empty()) {
    findings.add(list.line(block.rows[0]), blocks_check,
                 fmt::format("block_size '{}' is no size (a whole number from "
                             "1): correct it",
                             said));
  }
}

void infer_sizes(ReadList& list) {
  const std::vector<int>& sizes = sizes_of(list);
  for (BlockRows& block : list.blocks)
    if (!block.size_is_said && sizes.size() == 1) {
      block.size = static_cast<std::uint64_t>(sizes[0]);
      block.size_is_said = true;
    }
}

std::string size_fault(const ReadList& list, const BlockRows& block) {
  const std::uint64_t rows = block.rows.size();
  if (!is_configured(list, block.size))
    return block.last && !block.size_is_said
               ? fmt::format(
                     "{} ends its stratum's list after {} "
                     "participants (the config's sizes are {}: it is "
                     "cut): complete it",
                     block.name, rows, sizes_text(list))
               : fmt::format(
                     "{} has size {} (the config's are {}): correct it "
                     "or the config",
                     block.name, block.size, sizes_text(list));
  if (rows < block.size && block.last)
    return fmt::format(
        "{} ends its stratum's list after {} of {} participants "
        "(it is cut: the arms need not be in the ratio): "
        "complete it",
        block.name, rows, block.size);
  if (rows != block.size)
    return fmt::format(
        "{} has {} of {} participants (it must be whole): {}", block.name, rows,
        block.size,
        rows < block.size ? "add the others" : "move or remove the others");
  return "";
}

// How many of each arm; nothing if one is unknown.
std::optional<std::vector<std::uint64_t>> arms_of(const ReadList& list,
                                                  const BlockRows& block) {
  std::vector<std::uint64_t> counts(list.scenario.arms.size());
  for (const std::size_t row : block.rows) {
    if (list.arm[row] == unknown_arm) return std::nullopt;
    ++counts[list.arm[row]];
  }
  return counts;
}

void check_ratio_of(const ReadList& list, const BlockRows& block,
                    ListFindings& findings) {
  const auto counts = arms_of(list, block);
  if (!counts || !is_whole(list, block) || is_in_ratio(list, block)) return;
  findings.add(
      list.line(block.rows[0]), blocks_check,
      fmt::format(
          "{} has {} (a block of {} has {}): correct it", block.name,
          arms_text(list.scenario, *counts), block.size,
          arms_text(list.scenario, shares_of(list.scenario, block.size))));
}

void check_places_of(const ReadList& list, const BlockRows& block,
                     ListFindings& findings) {
  if (!list.at.has(ListColumn::seq_in_block)) return;
  const auto add = [&](std::size_t row, const std::string& message) {
    findings.add(list.line(row), "seq-in-block", message);
  };
  for (std::size_t i = 0; i < block.rows.size(); ++i) {
    const std::size_t row = block.rows[i];
    const std::string_view text = list.cell(row, ListColumn::seq_in_block);
    const auto place = place_in(text);
    if (text.empty()) continue;
    if (!place)
      return add(row, fmt::format("'{}' is no place (a whole number from 1): "
                                  "correct it",
                                  text));
    if (*place > block.size && block.size_is_said)
      return add(row, fmt::format("place {} in {}, which has {} (places end "
                                  "there): correct it",
                                  *place, block.name, block.size));
    if (*place != i + 1)
      return add(row, fmt::format("place {} in {} where {} is next (rows are "
                                  "used in order): sort or renumber",
                                  *place, block.name, i + 1));
  }
}

}  // namespace

std::string sizes_text(const ReadList& list) {
  std::string text;
  for (const int size : sizes_of(list))
    text += fmt::format("{}{}", text.empty() ? "" : ", ", size);
  return text;
}

std::vector<std::uint64_t> shares_of(const Scenario& scenario,
                                     std::uint64_t size) {
  const std::vector<std::uint32_t> ratio = reduced_ratio(scenario);
  const std::uint64_t sum =
      std::accumulate(ratio.begin(), ratio.end(), std::uint64_t{0});
  std::vector<std::uint64_t> shares;
  for (const std::uint32_t share : ratio) shares.push_back(share * size / sum);
  return shares;
}

bool is_whole(const ReadList& list, const BlockRows& block) {
  return block.rows.size() == block.size && is_configured(list, block.size);
}

bool is_in_ratio(const ReadList& list, const BlockRows& block) {
  return is_whole(list, block) &&
         arms_of(list, block) == shares_of(list.scenario, block.size);
}

std::string arms_text(const Scenario& scenario,
                      std::span<const std::uint64_t> counts) {
  std::string text;
  for (std::size_t k = 0; k < counts.size(); ++k)
    text += fmt::format("{}{} {}", k == 0 ? "" : ", ", counts[k],
                        scenario.arms[k].id);
  return text;
}

void sort_blocks(ReadList& list, ListCheck& check, ListFindings& findings) {
  if (list.scenario.randomization.procedure.kind !=
      ProcedureKind::permuted_block)
    return;
  list.blocks_are_known = true;
  if (list.at.has(ListColumn::block)) {
    split_by_id(list, findings);
  } else if (list.at.has(ListColumn::seq_in_block) && list.strata_are_known) {
    split_where(list, [&](const auto& rows, std::size_t i) {
      return begins_by_place(list, rows, i);
    });
  } else if (sizes_of(list).size() == 1 && list.strata_are_known) {
    const auto size = static_cast<std::size_t>(sizes_of(list)[0]);
    split_where(list,
                [&](const auto&, std::size_t i) { return i % size == 0; });
  } else {
    list.blocks_are_known = false;
    check.not_checked.emplace_back(
        "blocks (no column tells where they begin, and they have several "
        "sizes or unknown strata)");
    return;
  }
  for (BlockRows& block : list.blocks) read_size(list, block, findings);
  infer_sizes(list);
  check.blocks = list.blocks.size();
}

void check_blocks(const ReadList& list, ListFindings& findings) {
  for (const BlockRows& block : list.blocks) {
    const std::string fault = size_fault(list, block);
    if (!fault.empty())
      findings.add(list.line(block.rows[0]), blocks_check, fault);
    check_ratio_of(list, block, findings);
    check_places_of(list, block, findings);
  }
}

}  // namespace rehearse
