#include <fmt/format.h>

#include "list_check_parts.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/montecarlo/enrolment_study.hpp"
#include "rehearse/trial/strata.hpp"

namespace rehearse {
namespace {

// So many trials of enrolment by sites.
constexpr std::uint64_t simulated = 10'000;

// Rows of each of the scenario's strata; nothing if they can't be told.
std::optional<std::vector<std::uint64_t>> rows_by_stratum(const ReadList& list,
                                                          std::size_t strata) {
  std::vector<std::uint64_t> rows(strata);
  for (const StratumRows& stratum : list.strata) {
    if (strata > 1 && !stratum.index) return std::nullopt;
    rows[strata > 1 ? *stratum.index : 0] += stratum.rows.size();
  }
  return rows;
}

}  // namespace

Runout runout_of_rows(const Scenario& scenario,
                      std::span<const std::uint64_t> rows) {
  if (scenario.enrolment.model != EnrolmentModel::sites ||
      !scenario.randomization.by_site)
    return runout_of(static_cast<std::uint32_t>(scenario.participants),
                     stratum_shares(scenario), rows);
  const auto out = estimate_enrolment(scenario, rows, simulated).runout;
  return {out->estimate, false, simulated};
}

void check_runout(const ReadList& list, ListCheck& check) {
  const Scenario& scenario = list.scenario;
  if (scenario.randomization.procedure.kind == ProcedureKind::minimization)
    return;
  const std::vector<double> shares = stratum_shares(scenario);
  const auto rows = rows_by_stratum(list, shares.size());
  if (!rows) return;
  check.runout = runout_of_rows(scenario, *rows);
  check.wanted_runout = scenario.randomization.runout_probability;
}

std::string runout_text(const Runout& runout, int participants) {
  const std::string probability =
      runout.probability <= 0.0 ? "0"
      : runout.probability < 1e-9
          ? "below 1e-9"
          : fmt::format("{}{:.2g}", runout.is_bound ? "at most " : "",
                        runout.probability);
  const std::string from =
      runout.replicates == 0
          ? ""
          : fmt::format(" in {} simulated trials", runout.replicates);
  return fmt::format(
      "the probability that a list runs out before {} participants are "
      "allocated is {}{}",
      participants, probability, from);
}

}  // namespace rehearse
