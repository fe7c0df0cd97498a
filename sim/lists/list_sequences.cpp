#include "list_sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "list_chance.hpp"
#include "rehearse/randomization/arm_information.hpp"
#include "rehearse/randomization/procedure.hpp"
#include "rehearse/trial/strata.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

constexpr double never = -std::numeric_limits<double>::infinity();

std::vector<int> whole_ratio(const Scenario& scenario) {
  const std::vector<std::uint32_t> ratio = reduced_ratio(scenario);
  return {ratio.begin(), ratio.end()};
}

// The chains of lists of different lengths, made where they are needed.
class Chains {
 public:
  Chains(const Scenario& scenario, std::uint32_t longest)
      : ratio_(reduced_ratio(scenario)),
        procedure_(make_procedure(scenario.randomization.procedure,
                                  whole_ratio(scenario), longest)) {}

  [[nodiscard]] bool take(std::uint32_t length) const {
    return takes_length(procedure_, length);
  }
  AllocationChain& of(std::uint32_t length) {
    return chains_.try_emplace(length, procedure_, ratio_, length)
        .first->second;
  }

 private:
  std::vector<std::uint32_t> ratio_;
  Procedure procedure_;
  std::map<std::uint32_t, AllocationChain> chains_;
};

// As many as chance can be told from; an urn has a state more with each.
constexpr std::size_t most_rows = 200'000;  // of a stratum

std::vector<std::uint8_t> known_arms(const ReadList& list,
                                     const StratumRows& stratum) {
  std::vector<std::uint8_t> arms;
  for (const std::size_t row : stratum.rows) {
    if (list.arm[row] == unknown_arm || arms.size() == most_rows) break;
    arms.push_back(list.arm[row]);
  }
  return arms;
}

// Another way that the list may have been made; ln of its probability by it.
struct Alternative {
  std::string name;
  double log_probability = never;
};

using Sequences = std::vector<ListSequence>;

double by_procedure(const Sequences& sequences, const Procedure& procedure,
                    const Scenario& scenario) {
  AllocationChain chain{procedure, reduced_ratio(scenario), 0};
  double sum = 0.0;
  for (const ListSequence& sequence : sequences) {
    const auto information = arm_information(chain, sequence.arms);
    if (information.size() < sequence.arms.size()) return never;
    sum -= std::accumulate(information.begin(), information.end(), 0.0);
  }
  return sum;
}

// Each arm by how often it came so far after the arm `context` (Krichevsky &
// Trofimov 1981, IEEE Trans. Inf. Theory 27:199). `order` 0: after any.
double by_frequencies(const Sequences& sequences, std::size_t arms, int order) {
  std::vector<double> counts(arms * (arms + 1), 0.5);
  std::vector<double> totals(arms + 1, static_cast<double>(arms) / 2.0);
  double sum = 0.0;
  for (const ListSequence& sequence : sequences) {
    std::size_t context = arms;  // before the first row
    for (const std::uint8_t arm : sequence.arms) {
      double& count = counts[context * arms + arm];
      sum += std::log(count / totals[context]);
      count += 1.0;
      totals[context] += 1.0;
      if (order > 0) context = arm;
    }
  }
  return sum;
}

std::vector<Alternative> alternatives_to(const ReadList& list,
                                         const Sequences& sequences) {
  constexpr int most_sets = 4;  // of the ratio, in a block
  const Scenario& scenario = list.scenario;
  const ProcedureSpec& spec = scenario.randomization.procedure;
  const std::size_t arms = scenario.arms.size();
  const std::vector<int> ratio = whole_ratio(scenario);
  const int set = std::accumulate(ratio.begin(), ratio.end(), 0);
  std::vector<Alternative> all{
      {"in the ratio of their own numbers", by_frequencies(sequences, arms, 0)},
      {"if each follows from the one before",
       by_frequencies(sequences, arms, 1)}};
  if (spec.kind != ProcedureKind::complete)
    all.push_back(
        {"without any restriction",
         by_procedure(sequences, CompleteRandomization{reduced_ratio(scenario)},
                      scenario)});
  for (int size = set; size <= most_sets * set; size += set)
    if (spec.block_sizes != std::vector{size})
      all.push_back({fmt::format("in blocks of {}", size),
                     by_procedure(sequences,
                                  PermutedBlocks{ratio, std::vector{size},
                                                 std::vector{1}},
                                  scenario)});
  return all;
}

// "850", "10^23".
std::string times_text(double log_times) {
  return log_times < 13.0
             ? fmt::format("{:.0f}", std::exp(log_times))
             : fmt::format("10^{:.0f}", std::floor(log_times / std::log(10.0)));
}

}  // namespace

std::uint32_t length_of_list(const ReadList& list, const StratumRows& stratum) {
  const auto rows = static_cast<std::uint32_t>(stratum.rows.size());
  const auto& planned = list.scenario.stratum_lengths;
  if (!list_has_end(list.scenario.randomization.procedure.kind)) return 0;
  const bool is_known = stratum.index && *stratum.index < planned.size();
  if (!is_known && (stratum.index || planned.size() != 1)) return rows;
  const std::uint32_t length = planned[stratum.index.value_or(0)];
  return rows % length == 0 ? length : rows;
}

std::vector<ListSequence> sequences_of(const ReadList& list) {
  const Scenario& scenario = list.scenario;
  if (scenario.randomization.procedure.kind == ProcedureKind::minimization)
    return {};
  if (!list.strata_are_known && stratum_shares(scenario).size() > 1) return {};
  std::uint32_t longest = 1;
  for (const StratumRows& stratum : list.strata)
    longest = std::max(longest, length_of_list(list, stratum));
  Chains chains{scenario, longest};
  std::vector<ListSequence> sequences;
  for (std::size_t s = 0; s < list.strata.size(); ++s) {
    const std::uint32_t length = length_of_list(list, list.strata[s]);
    if (!chains.take(length)) continue;
    ListSequence sequence{s, known_arms(list, list.strata[s]), {}, {}};
    sequence.information = arm_information(chains.of(length), sequence.arms);
    const std::size_t possible = sequence.information.size();
    if (possible < sequence.arms.size())
      sequence.impossible = list.strata[s].rows[possible];
    sequence.arms.resize(possible);
    sequences.push_back(std::move(sequence));
  }
  return sequences;
}

void check_possible(const ReadList& list, const Sequences& sequences,
                    ListFindings& findings) {
  if (findings.has("blocks") || findings.has("ratio")) return;
  for (const ListSequence& sequence : sequences)
    if (sequence.impossible)
      findings.add(
          list.line(*sequence.impossible), "sequence",
          fmt::format("arm '{}' can't come here (after those before it "
                      "in {} the config's procedure gives another): "
                      "check how the list was made",
                      list.cell(*sequence.impossible, ListColumn::arm),
                      list.strata[sequence.stratum].name));
}

void check_likelihood(const ReadList& list, const Sequences& sequences,
                      ChanceTests& tests) {
  if (sequences.empty()) return;
  double own = 0.0;
  for (const ListSequence& sequence : sequences)
    own -= std::accumulate(sequence.information.begin(),
                           sequence.information.end(), 0.0);
  const std::vector<Alternative> all = alternatives_to(list, sequences);
  const auto best =
      std::ranges::max_element(all, {}, &Alternative::log_probability);
  const double log_times = best->log_probability - own;
  const auto number = static_cast<double>(all.size());
  const double p = std::min(1.0, number * std::exp(-log_times));
  tests.add({"sequence", "the arms against other ways to make a list", p}, 0,
            fmt::format("the arms are {} times as likely {} as by the config's "
                        "procedure ({}): check how the list was made",
                        times_text(log_times), best->name, p_equals_text(p)));
}

}  // namespace rehearse
