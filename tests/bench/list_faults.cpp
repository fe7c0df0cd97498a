#include "list_faults.hpp"

namespace linter {

namespace {

std::string letter(bool first) { return first ? "A" : "B"; }

// The arms of each block of 4 anew: as `make` says for the block's number.
void set_blocks(Cells& list,
                const std::function<std::string(std::size_t)>& make) {
  for (std::size_t row = 0; row + 4 <= list.rows(); row += 4) {
    const std::string arms = make(row / 4);
    for (std::size_t i = 0; i < 4; ++i)
      list.arm(row + i) = std::string(1, arms[i]);
  }
}

std::string shuffled(std::string arms, WordStream& words, bool naive) {
  const auto size = static_cast<std::uint32_t>(arms.size());
  for (std::uint32_t i = 0; i < size; ++i)
    std::swap(arms[i],
              arms[naive ? words.below(size) : i + words.below(size - i)]);
  return arms;
}
// Numbered from the first row: the arms of stratum 1 are put in the others.
void copy_strata(Cells& list, std::size_t strata) {
  const std::size_t length = list.rows() / 10;
  for (std::size_t s = 1; s < strata; ++s)
    for (std::size_t i = 0; i < length; ++i)
      list.arm(s * length + i) = list.arm(i);
}

void deal_strata(Cells& list, WordStream& words) {
  list.forget_blocks();
  list.forget("seq_in_stratum");
  list.forget("stratum_id");
  for (std::size_t row = 0; row < list.rows(); ++row)
    list.at(row, "centre") = std::to_string(1 + words.below(10));
}

void make_in_blocks(Cells& list, WordStream& words, std::size_t size) {
  for (std::size_t row = 0; row < list.rows(); row += size) {
    const std::string arms = shuffled(
        std::string(size / 2, 'A') + std::string(size / 2, 'B'), words, false);
    for (std::size_t i = 0; i < size && row + i < list.rows(); ++i)
      list.arm(row + i) = std::string(1, arms[i]);
  }
}

void toss(Cells& list, WordStream& words, double share) {
  for (std::size_t row = 0; row < list.rows(); ++row)
    list.arm(row) = letter(words.uniform() < share);
}

}  // namespace

std::vector<Fault> block_faults() {
  return {
      {"every block sorted (AABB)", blocks_of_4,
       [](Cells& list, WordStream&) {
         set_blocks(list, [](std::size_t) { return "AABB"; });
       }},
      {"one block repeated", blocks_of_4,
       [](Cells& list, WordStream& words) {
         const std::string block = shuffled("AABB", words, false);
         set_blocks(list, [&](std::size_t) { return block; });
       }},
      {"each block the mirror of the one before", blocks_of_4,
       [](Cells& list, WordStream&) {
         set_blocks(list,
                    [](std::size_t b) { return b % 2 == 0 ? "ABBA" : "BAAB"; });
       }},
      {"only ABAB and BABA", blocks_of_4,
       [](Cells& list, WordStream& words) {
         set_blocks(list, [&](std::size_t) {
           return words.below(2) == 0 ? "ABAB" : "BABA";
         });
       }},
      {"one of the six arrangements never drawn", blocks_of_4,
       [](Cells& list, WordStream& words) {
         set_blocks(list, [&](std::size_t) {
           std::string block;
           do block = shuffled("AABB", words, false);
           while (block == "AABB");
           return block;
         });
       }},
      {"faulty shuffle (every place with any place)", blocks_of_4,
       [](Cells& list, WordStream& words) {
         set_blocks(list,
                    [&](std::size_t) { return shuffled("AABB", words, true); });
       }},
      {"second half is the first again", blocks_of_4,
       [](Cells& list, WordStream&) {
         for (std::size_t row = list.rows() / 8 * 4; row < list.rows(); ++row)
           list.arm(row) = list.arm(row - list.rows() / 8 * 4);
       }},
      {"blocks of 2 for 4, no column of blocks", blocks_of_4,
       [](Cells& list, WordStream& words) {
         list.forget_blocks();
         make_in_blocks(list, words, 2);
       }},
      {"blocks of 6 for 4, no column of blocks", blocks_of_4,
       [](Cells& list, WordStream& words) {
         list.forget_blocks();
         make_in_blocks(list, words, 6);
       }},
      {"blocks of 4 alone for 4 and 6, no column of blocks", mixed,
       [](Cells& list, WordStream& words) {
         list.forget_blocks();
         make_in_blocks(list, words, 4);
       }},
      {"no restriction for blocks of 4", blocks_of_4,
       [](Cells& list, WordStream& words) { toss(list, words, 0.5); }},
      {"ratio 2:1 for 1:1", blocks_of_4,
       [](Cells& list, WordStream& words) { toss(list, words, 2.0 / 3.0); }},
      {"the same list in all of 10 strata", strata_of_4,
       [](Cells& list, WordStream&) { copy_strata(list, 10); }},
      {"the same list in 2 of 10 strata", strata_of_4,
       [](Cells& list, WordStream&) { copy_strata(list, 2); }},
      {"stratification ignored (one list dealt to strata)", strata_of_4,
       deal_strata},
  };
}

std::vector<Fault> other_faults() {
  const auto alternate = [](Cells& list, WordStream&) {
    for (std::size_t row = 0; row < list.rows(); ++row)
      list.arm(row) = letter(row % 2 == 0);
  };
  const auto halves = [](Cells& list, WordStream&) {
    for (std::size_t row = 0; row < list.rows(); ++row)
      list.arm(row) = letter(row < list.rows() / 2);
  };
  return {
      {"strict alternation for complete", complete, alternate},
      {"strict alternation for a biased coin", coin, alternate},
      {"strict alternation for an urn", urn, alternate},
      {"first half A, second half B for complete", complete, halves},
      {"first half A, second half B for an urn", urn, halves},
      {"alternation with 1 error in 10 for complete", complete,
       [](Cells& list, WordStream& words) {
         for (std::size_t row = 0; row < list.rows(); ++row)
           list.arm(row) = letter((row % 2 == 0) != (words.below(10) == 0));
       }},
      {"blocks of 4 for complete", complete,
       [](Cells& list, WordStream& words) { make_in_blocks(list, words, 4); }},
      {"no restriction for a biased coin", coin,
       [](Cells& list, WordStream& words) { toss(list, words, 0.5); }},
      {"ratio 2:1 for 1:1, complete", complete,
       [](Cells& list, WordStream& words) { toss(list, words, 2.0 / 3.0); }},
      {"ratio 55:45 for 1:1, complete", complete,
       [](Cells& list, WordStream& words) { toss(list, words, 0.55); }},
  };
}

std::vector<Fault> clerical_faults() {
  return {
      {"list cut by a tenth, longer than the trial", blocks_of_4,
       [](Cells& list, WordStream&) {
         list.remove(list.rows() - list.rows() / 10, list.rows() / 10);
       }},
      {"list cut by a quarter, shorter than the trial", blocks_of_4,
       [](Cells& list, WordStream&) {
         list.remove(list.rows() - list.rows() / 4, list.rows() / 4);
       }},
      {"a row lost", blocks_of_4,
       [](Cells& list, WordStream& words) {
         list.remove(words.below(static_cast<std::uint32_t>(list.rows())), 1);
       }},
      {"an allocation changed by hand", blocks_of_4,
       [](Cells& list, WordStream& words) {
         const auto row = words.below(static_cast<std::uint32_t>(list.rows()));
         list.arm(row) = letter(list.arm(row) != "A");
       }},
      {"a number twice", blocks_of_4,
       [](Cells& list, WordStream& words) {
         const auto row =
             1 + words.below(static_cast<std::uint32_t>(list.rows()) - 1);
         list.at(row, "randomization_number") =
             list.at(row - 1, "randomization_number");
       }},
      {"rows sorted by arm", blocks_of_4,
       [](Cells& list, WordStream&) {
         list.forget_blocks();
         list.forget("seq_in_stratum");
         for (std::size_t row = 0; row < list.rows(); ++row)
           list.arm(row) = letter(row < list.rows() / 2);
       }},
      {"columns of arm and stratum exchanged", strata_of_4,
       [](Cells& list, WordStream&) {
         list.rename("arm", "x");
         list.rename("centre", "arm");
         list.rename("x", "centre");
       }},
      {"an arm misspelt", blocks_of_4,
       [](Cells& list, WordStream& words) {
         list.arm(words.below(static_cast<std::uint32_t>(list.rows()))) =
             std::string(1, 'a');
       }},
  };
}

}  // namespace linter
