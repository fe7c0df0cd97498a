// How often the linter of lists finds known faults, and how often it finds
// something in sound lists. Markdown on stdout; written to
// results/list-linter.md by scripts/list-linter.
// list_linter [SOUND LISTS] [FAULTY LISTS OF A KIND]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/lists/list_report.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/random/word_stream.hpp"

using namespace rehearse;

namespace {

struct Design {
  std::string name;
  std::string randomization;  // keys
  int strata = 1;
};

const Design blocks_of_4{"blocks of 4", "block_sizes = [4]\n"};
const Design strata_of_4{"blocks of 4 in 10 strata", "block_sizes = [4]\n", 10};
const Design mixed{"blocks of 4 and 6", "block_sizes = [4, 6]\n"};
const Design complete{"complete", "procedure = \"complete\"\n"};
const Design coin{"biased coin 2/3",
                  "procedure = \"biased-coin\"\nprobability = 0.6667\n"};
const Design urn{"urn UD(0,1)", "procedure = \"urn\"\n"};

// Lists of `rows` together.
Scenario scenario_of(const Design& design, int rows, std::uint64_t seed) {
  std::string text = fmt::format(
      "[trial]\nid = \"T\"\nparticipants = {}\n"
      "[[arms]]\nid = \"A\"\nrole = \"experimental\"\n"
      "[[arms]]\nid = \"B\"\nrole = \"control\"\n",
      rows * 4 / 5);
  if (design.strata > 1) {
    std::string levels;
    std::string shares;
    for (int s = 1; s <= design.strata; ++s) {
      levels += fmt::format("\"{}\", ", s);
      shares += fmt::format("{}, ", 1.0 / design.strata);
    }
    text += fmt::format(
        "[[factors]]\nname = \"centre\"\nlevels = [{}]\nprevalence = [{}]\n",
        levels, shares);
  }
  text += fmt::format("[randomization]\nlist_length = {{ default = {} }}\n{}{}",
                      rows / design.strata,
                      design.strata > 1 ? "stratify_by = [\"centre\"]\n" : "",
                      design.randomization);
  text += fmt::format("[simulation]\nseed = {}\n", seed);
  return parse_config(text, "linter.toml", Dialect::toml, ".", {},
                      Reading::list)
      .scenario;
}

// A list's cells, by the names of columns.
class Cells {
 public:
  explicit Cells(CsvTable& table) : table_(table) {}

  [[nodiscard]] std::size_t rows() const { return table_.rows.size(); }
  std::string& at(std::size_t row, const std::string& column) {
    const auto found = std::ranges::find(table_.header, column);
    return table_
        .rows[row][static_cast<std::size_t>(found - table_.header.begin())];
  }
  std::string& arm(std::size_t row) { return at(row, "arm"); }

  void rename(const std::string& column, const std::string& name) {
    *std::ranges::find(table_.header, column) = name;
  }
  // As if the list never had it.
  void forget(const std::string& column) {
    const auto at =
        std::ranges::find(table_.header, column) - table_.header.begin();
    table_.header.erase(table_.header.begin() + at);
    for (auto& row : table_.rows) row.erase(row.begin() + at);
  }
  void forget_blocks() {
    for (const char* column : {"block_id", "block_size", "seq_in_block"})
      forget(column);
  }
  void remove(std::size_t row, std::size_t number) {
    const auto at = static_cast<std::ptrdiff_t>(row);
    const auto end = at + static_cast<std::ptrdiff_t>(number);
    table_.rows.erase(table_.rows.begin() + at, table_.rows.begin() + end);
    table_.lines.erase(table_.lines.begin() + at, table_.lines.begin() + end);
  }

 private:
  CsvTable& table_;
};

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

struct Fault {
  std::string name;
  const Design& design;
  std::function<void(Cells&, WordStream&)> make;
};

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
         list.arm(words.below(static_cast<std::uint32_t>(list.rows()))) = "a";
       }},
  };
}

const std::vector<int> sizes{40, 80, 240, 1000};

// The share of lists with a finding, and which were the most frequent.
struct Rate {
  std::uint64_t found = 0;
  std::map<std::string, std::uint64_t> checks;
};

Rate rate_of(const Design& design, int rows, std::uint64_t lists,
             const std::function<void(Cells&, WordStream&)>& make) {
  Rate rate;
  Scenario scenario = scenario_of(design, rows, 1);
  for (std::uint64_t k = 0; k < lists; ++k) {
    ListOptions options;
    options.replicate = k;
    CsvTable table =
        parse_csv(list_csv(make_randomization_list(scenario, options),
                           ListView::unblinded),
                  "list.csv");
    Cells cells{table};
    WordStream words{{2, Purpose::allocation, k}, 0};
    if (make) make(cells, words);
    const ListCheck check = check_list(table, scenario);
    if (!check.findings.empty()) ++rate.found;
    std::set<std::string> found;
    for (const ListFinding& finding : check.findings)
      if (found.insert(finding.check).second) ++rate.checks[finding.check];
  }
  return rate;
}

std::string percent(std::uint64_t found, std::uint64_t lists) {
  const double share =
      100.0 * static_cast<double>(found) / static_cast<double>(lists);
  return found == lists ? "100%" : fmt::format("{:.3g}%", share);
}

void print_faults(const std::string& title, const std::vector<Fault>& faults,
                  std::uint64_t lists) {
  fmt::print("\n| {} |", title);
  for (const int rows : sizes) fmt::print(" {} rows |", rows);
  fmt::print(" found by |\n|:--|--:|--:|--:|--:|:--|\n");
  for (const Fault& fault : faults) {
    fmt::print("| {} |", fault.name);
    std::map<std::string, std::uint64_t> checks;
    for (const int rows : sizes) {
      const Rate rate = rate_of(fault.design, rows, lists, fault.make);
      fmt::print(" {} |", percent(rate.found, lists));
      for (const auto& [check, number] : rate.checks) checks[check] += number;
    }
    const auto first = std::ranges::max_element(
        checks, {}, [](const auto& check) { return check.second; });
    fmt::print(" {} |\n", first == checks.end() ? "" : first->first);
    std::fflush(stdout);
  }
}

void print_sound(std::uint64_t lists) {
  const std::vector<Design> designs{
      blocks_of_4,
      strata_of_4,
      mixed,
      {"blocks of 6 and 8 in 10 strata", "block_sizes = [6, 8]\n", 10},
      complete,
      {"complete in 10 strata", "procedure = \"complete\"\n", 10},
      {"random allocation", "procedure = \"random-allocation\"\n"},
      coin,
      urn,
      {"big stick 3", "procedure = \"big-stick\"\nmti = 3\n"},
      {"Chen 3, 2/3", "procedure = \"chen\"\nmti = 3\nprobability = 0.6667\n"},
      {"block urn 3", "procedure = \"block-urn\"\nlambda = 3\n"},
      {"maximal 3", "procedure = \"maximal\"\nmti = 3\n"}};
  fmt::print("\n| sound lists with a finding |");
  for (const int rows : sizes) fmt::print(" {} rows |", rows);
  fmt::print("\n|:--|--:|--:|--:|--:|\n");
  std::uint64_t found = 0;
  for (const Design& design : designs) {
    fmt::print("| {} |", design.name);
    for (const int rows : sizes) {
      const Rate rate = rate_of(design, rows, lists, {});
      fmt::print(" {} |", rate.found);
      found += rate.found;
    }
    fmt::print("\n");
    std::fflush(stdout);
  }
  fmt::print("\nTogether {} of {}; {:g} of all is what the linter allows.\n",
             found, lists * designs.size() * sizes.size(), list_false_alarms);
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t fallback) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : fallback;
  };
  const std::uint64_t faulty = number(2, 1'000);
  print_sound(number(1, 10'000));
  print_faults("how blocks and strata are made", block_faults(), faulty);
  print_faults("how other lists are made", other_faults(), faulty);
  print_faults("what happens to a list afterwards", clerical_faults(), faulty);
}
