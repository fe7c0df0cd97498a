// How often the linter of lists finds known faults, and how often it finds
// something in sound lists. Markdown on stdout; written to
// results/list-linter.md by scripts/list-linter.
// list_linter [SOUND LISTS] [FAULTY LISTS OF A KIND]
#include <fmt/format.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "list_faults.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/lists/list_report.hpp"
#include "rehearse/lists/randomization_list.hpp"

using namespace rehearse;
using namespace linter;

namespace {

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
    std::string list = list_csv(make_randomization_list(scenario, options),
                                ListView::unblinded);
    if (make) {
      Cells cells{parse_csv(list, "list.csv")};
      WordStream words{{2, Purpose::allocation, k}, 0};
      make(cells, words);
      list = cells.csv();
    }
    const ListCheck check = check_list(parse_csv(list, "list.csv"), scenario);
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
