#include <fmt/format.h>

#include "rehearse/report/scenario_words.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {

std::string conduct_words(const Scenario& scenario) {
  const Conduct& conduct = *scenario.conduct;
  std::string words;
  const auto add = [&](const std::string& part) {
    words += (words.empty() ? "" : "; ") + part;
  };
  for (const auto& [factor, probability] : conduct.misstratified)
    add(fmt::format("{} recorded wrong in {:.4g}%",
                    scenario.factors[factor].name, 100.0 * probability));
  if (!conduct.misstratified.empty())
    add(fmt::format("strata of the analysis as {}", word_of(conduct.analysed)));
  if (conduct.ineligible > 0.0)
    add(fmt::format("{:.4g}% randomized in error, not analysed nor replaced",
                    100.0 * conduct.ineligible));
  if (conduct.forced_allocation > 0.0)
    add(fmt::format(
        "{:.4g}% given another arm than the one due{}",
        100.0 * conduct.forced_allocation,
        scenario.randomization.procedure.kind == ProcedureKind::minimization
            ? ""
        : conduct.forced_row == ForcedRow::used
            ? ", whose row is used up"
            : ", whose row returns to the list"));
  return words.empty() ? "no errors" : words;
}

}  // namespace rehearse
