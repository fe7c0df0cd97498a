#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "list_chance.hpp"
#include "list_check_parts.hpp"

namespace rehearse {
namespace {

constexpr double least_expected = 5.0;

ArrangementCounts arrangements_in(const ReadList& list, std::uint32_t size) {
  std::vector<std::uint32_t> of_arm;
  for (const std::uint64_t share : shares_of(list.scenario, size))
    of_arm.push_back(static_cast<std::uint32_t>(share));
  ArrangementCounts counts{of_arm};
  std::vector<std::uint8_t> arms;
  for (const BlockRows& block : list.blocks) {
    if (block.size != size || !is_in_ratio(list, block)) continue;
    arms.clear();
    for (const std::size_t row : block.rows) arms.push_back(list.arm[row]);
    counts.add(arms);
  }
  return counts;
}

// "new old old new"; of a long block its beginning.
std::string arrangement_text(const Scenario& scenario,
                             const std::vector<std::uint8_t>& arms) {
  constexpr std::size_t shown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(arms.size(), shown); ++i)
    text += (i == 0 ? "" : " ") + scenario.arms[arms[i]].id;
  return arms.size() > shown ? text + " …" : text;
}

// One arrangement too often, at any number of blocks.
void check_frequent(const ReadList& list, std::uint32_t size,
                    const ArrangementCounts& counts, ChanceTests& tests) {
  if (counts.arrangements() == 1 || counts.blocks() < 2) return;
  const ArrangementCounts::Frequent most = counts.most_frequent();
  tests.add({"uniformity",
             fmt::format("the most frequent arrangement of blocks of {}", size),
             most.p},
            0,
            fmt::format("{} of {} blocks of {} are '{}' (each arrangement "
                        "should be equally frequent; {}): make the list with "
                        "a sound shuffle",
                        most.blocks, counts.blocks(), size,
                        arrangement_text(list.scenario, most.arms),
                        p_equals_text(most.p)));
}

BlockSizeCheck check_arrangements(const ReadList& list, std::uint32_t size,
                                  ChanceTests& tests) {
  const ArrangementCounts counts = arrangements_in(list, size);
  BlockSizeCheck check{size, counts.blocks(), std::nullopt};
  check_frequent(list, size, counts, tests);
  const auto expected = static_cast<double>(counts.blocks()) /
                        static_cast<double>(counts.arrangements());
  if (counts.arrangements() < 2 || expected < least_expected) return check;
  check.arrangements = counts.test();
  tests.add(
      {"uniformity", fmt::format("all arrangements of blocks of {}", size),
       std::min(1.0, chi_square_caution * check.arrangements->p)},
      0,
      fmt::format("the {} arrangements of blocks of {} are not equally "
                  "frequent ({}): make the list with a sound shuffle",
                  check.arrangements->df + 1, size,
                  test_text(*check.arrangements)));
  return check;
}

// How often each configured size occurs. A cut block of unknown size is left
// out.
void check_sizes(const ReadList& list, ListCheck& check, ChanceTests& tests) {
  const ProcedureSpec& spec = list.scenario.randomization.procedure;
  if (spec.block_sizes.size() < 2) return;
  std::vector<std::uint64_t> counts;
  for (const int size : spec.block_sizes)
    counts.push_back(static_cast<std::uint64_t>(
        std::ranges::count_if(list.blocks, [&](const BlockRows& block) {
          return block.size == static_cast<std::uint64_t>(size) &&
                 (block.size_is_said || is_whole(list, block));
        })));
  const std::vector<double> weights{spec.block_weights.begin(),
                                    spec.block_weights.end()};
  const ChiSquare test = goodness_of_fit(counts, weights);
  if (test.least >= least_expected) check.size_frequencies = test;
  const double p = extreme_count_p(counts, weights);
  tests.add({"block-sizes", "how often each block size occurs", p}, 0,
            fmt::format("block sizes {} don't occur by their weights ({}): "
                        "check how sizes were drawn",
                        sizes_text(list), p_equals_text(p)));
}

}  // namespace

void check_block_chances(const ReadList& list, ListCheck& check,
                         ChanceTests& tests) {
  if (!list.blocks_are_known) return;
  for (const int size : list.scenario.randomization.procedure.block_sizes)
    check.sizes.push_back(
        check_arrangements(list, static_cast<std::uint32_t>(size), tests));
  check_sizes(list, check, tests);
}

}  // namespace rehearse
