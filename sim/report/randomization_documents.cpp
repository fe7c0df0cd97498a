#include "rehearse/report/randomization_documents.hpp"

#include <fmt/format.h>

#include <numeric>

#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

// "TQB2102 and T-DM1 in the ratio 1:1".
std::string arms_text(const Scenario& scenario) {
  std::vector<std::string> names;
  std::string ratio;
  for (std::size_t k = 1; k <= scenario.arms.size(); ++k) {
    // The experimental arms first, as a protocol names them.
    const Arm& arm = scenario.arms[k % scenario.arms.size()];
    names.push_back(arm.id);
    ratio.append(ratio.empty() ? "" : ":")
        .append(std::to_string(arm.allocation));
  }
  return fmt::format("{} in the ratio {}", joined(names), ratio);
}

// The kind of procedure, without what makes it predictable.
std::string kind_text(ProcedureKind kind) {
  switch (kind) {
    case ProcedureKind::complete:
      return "complete (unrestricted) randomization";
    case ProcedureKind::random_allocation:
      return "restricted randomization (random allocation rule)";
    case ProcedureKind::permuted_block:
      return "permuted blocks";
    case ProcedureKind::biased_coin:
    case ProcedureKind::chen:
      return "restricted randomization (biased coin design)";
    case ProcedureKind::urn:
      return "restricted randomization (urn design)";
    case ProcedureKind::big_stick:
    case ProcedureKind::maximal:
      return "restricted randomization (maximum tolerated imbalance design)";
    case ProcedureKind::block_urn:
      return "restricted randomization (block urn design)";
    case ProcedureKind::minimization:
      return "minimization with a random element (Pocock and Simon)";
  }
  return "";
}

std::string levels_text(const Factor& factor) {
  std::vector<std::string> levels = factor.levels;
  std::string text;
  for (const std::string& level : levels)
    text.append(text.empty() ? "" : " / ").append(level);
  return fmt::format("{} ({})", factor.name, text);
}

// ", stratified by …" or ", balancing …"; empty for one list.
std::string strata_text(const Scenario& scenario) {
  const RandomizationPlan& plan = scenario.randomization;
  std::vector<std::string> by;
  for (const std::size_t factor : plan.stratify_by)
    by.push_back(levels_text(scenario.factors[factor]));
  for (const MinimizedMargin& margin : plan.minimize_over)
    by.push_back(margin.factor ? levels_text(scenario.factors[*margin.factor])
                               : "site");
  if (plan.by_site) by.push_back("site");
  if (by.empty()) return "";
  return (plan.minimize_over.empty() ? ", stratified by " : " over ") +
         joined(by);
}

std::string sealed_hint(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::complete
             ? ""
             : " The restriction's details are in a separate document that "
               "those who enrol participants or assign treatment cannot "
               "obtain.";
}

std::string by_whom(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::minimization
             ? "Each allocation is computed when a participant enters"
             : "The list is made before the first participant enters";
}

std::string lengths_text(const Scenario& scenario) {
  const auto& lengths = scenario.stratum_rows;
  if (lengths.empty()) return "";
  const auto rows =
      std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
  return fmt::format(
      "- Planned lengths, up to the end of a block: {} for {} "
      "list{}\n",
      grouped_text(rows), lengths.size(), lengths.size() == 1 ? "" : "s");
}

}  // namespace

std::string protocol_text(const TrialConfig& config) {
  const Scenario& scenario = config.scenario;
  std::string text = fmt::format("# {}: randomization\n\n", scenario.id);
  text +=
      "(Headings of SPIRIT 2025 and CONSORT 2025. Fill in what is in "
      "brackets.)\n\n";
  text += fmt::format(
      "**Sequence generation.** {}, by [name or role, not involved in "
      "enrolment], with the program rehearse {} and a random seed that is kept "
      "with it.\n\n",
      by_whom(scenario), REHEARSE_VERSION);
  text += fmt::format(
      "**Type of randomization.** {} participants are allocated to {} by "
      "{}{}.{}\n\n",
      scenario.participants, arms_text(scenario),
      kind_text(scenario.randomization.procedure.kind), strata_text(scenario),
      sealed_hint(scenario));
  text +=
      "**Allocation concealment mechanism.** The next allocation is given by "
      "[central web or telephone system] after the participant was found "
      "eligible, gave consent and was registered irrevocably; nobody at a "
      "site has a list with future allocations.\n\n";
  text +=
      "**Implementation.** The list is held by [name or role, organization]. "
      "Participants are enrolled by [role]; the allocation is obtained by "
      "[role]. Those who enrol and those who assign have no access to the "
      "list, its seed, or the separate document.\n";
  return text;
}

std::string sealed_text(const TrialConfig& config, const ListRecord& record) {
  const Scenario& scenario = config.scenario;
  std::string text = fmt::format(
      "# {}: randomization, for the sealed file\n\n"
      "Not for anybody who enrols participants or assigns treatment.\n\n"
      "{} participants are allocated to {} by {}.\n\n",
      scenario.id, scenario.participants, arms_text(scenario),
      randomization_words(scenario));
  const ProcedureSpec& spec = scenario.randomization.procedure;
  if (spec.kind == ProcedureKind::permuted_block)
    for (std::size_t i = 0; i < spec.block_sizes.size(); ++i)
      text += fmt::format("- Block size {}: weight {}\n", spec.block_sizes[i],
                          spec.block_weights[i]);
  text += lengths_text(scenario);
  text += fmt::format("- Rows made: {}\n", grouped_text(record.rows));
  text += fmt::format("- List: {}, SHA-256 of list.csv {}\n", record.list_id,
                      record.list_sha256);
  text += fmt::format("- Config: SHA-256 of config.resolved.toml {}\n",
                      config.sha256);
  text += fmt::format("- Seed: {}; it is in seed.txt\n", record.seed_origin);
  text += fmt::format(
      "- Generator: rehearse {}, Philox4x32-10 (Salmon et al. 2011), a stream "
      "for each stratum at SHA-256 of seed and stratum\n",
      REHEARSE_VERSION);
  text +=
      "\nThe same list, byte by byte: `rehearse randomize "
      "config.resolved.toml --seed SEED";
  if (record.list_id != scenario.id)
    text += " --list-id " + shell_word(record.list_id);
  text += "`.\n";
  return text;
}

}  // namespace rehearse
