#pragma once

#include <array>

#include "rehearse/core/words.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// The words of the scenario's enums: see `Word`. A config offers them in this
// order, and results print the same ones.

[[nodiscard]] constexpr auto words_of(Role) {
  using enum Role;
  return std::to_array<Word<Role>>(
      {{"experimental", experimental}, {"control", control}});
}

[[nodiscard]] constexpr auto words_of(Family) {
  using enum Family;
  return std::to_array<Word<Family>>(
      {{"exponential", exponential},
       {"weibull", weibull},
       {"piecewise-exponential", piecewise_exponential},
       {"log-logistic", log_logistic},
       {"log-normal", log_normal},
       {"cure", cure}});
}

[[nodiscard]] constexpr auto words_of(DropoutForecast) {
  using enum DropoutForecast;
  return std::to_array<Word<DropoutForecast>>(
      {{"exponential", exponential}, {"none", none}});
}

[[nodiscard]] constexpr auto words_of(ProcedureKind) {
  using enum ProcedureKind;
  return std::to_array<Word<ProcedureKind>>(
      {{"complete", complete},
       {"random-allocation", random_allocation},
       {"permuted-block", permuted_block},
       {"biased-coin", biased_coin},
       {"urn", urn},
       {"big-stick", big_stick},
       {"chen", chen},
       {"block-urn", block_urn},
       {"maximal", maximal},
       {"minimization", minimization}});
}

[[nodiscard]] constexpr auto words_of(MarginImbalance) {
  using enum MarginImbalance;
  return std::to_array<Word<MarginImbalance>>(
      {{"range", range}, {"variance", variance}, {"sd", sd}});
}

[[nodiscard]] constexpr auto words_of(EnrolmentModel) {
  using enum EnrolmentModel;
  return std::to_array<Word<EnrolmentModel>>({{"uniform", uniform},
                                              {"poisson", poisson},
                                              {"even", even},
                                              {"sites", sites}});
}

[[nodiscard]] constexpr auto words_of(OpeningDistribution) {
  using enum OpeningDistribution;
  return std::to_array<Word<OpeningDistribution>>(
      {{"even", even}, {"uniform", uniform}});
}

[[nodiscard]] constexpr auto words_of(FrailtyDistribution) {
  using enum FrailtyDistribution;
  return std::to_array<Word<FrailtyDistribution>>(
      {{"gamma", gamma}, {"lognormal", lognormal}});
}

[[nodiscard]] constexpr auto words_of(Reviewer) {
  using enum Reviewer;
  return std::to_array<Word<Reviewer>>(
      {{"irc", committee}, {"investigator", investigator}});
}

[[nodiscard]] constexpr auto words_of(Treatment) {
  using enum Treatment;
  return std::to_array<Word<Treatment>>({{"event", event},
                                         {"last-scan", last_scan},
                                         {"ignore", ignore},
                                         {"day-1", day_1}});
}

[[nodiscard]] constexpr auto words_of(StatedEffect) {
  using enum StatedEffect;
  return std::to_array<Word<StatedEffect>>(
      {{"latent", latent}, {"irc-observed", observed_by_committee}});
}

[[nodiscard]] constexpr auto words_of(Ties) {
  using enum Ties;
  return std::to_array<Word<Ties>>({{"efron", efron},
                                    {"breslow", breslow},
                                    {"exact", exact},
                                    {"interval-censored", interval}});
}

[[nodiscard]] constexpr auto words_of(StratumLevels) {
  using enum StratumLevels;
  return std::to_array<Word<StratumLevels>>(
      {{"randomized", randomized}, {"corrected", corrected}});
}

[[nodiscard]] constexpr auto words_of(ForcedRow) {
  using enum ForcedRow;
  return std::to_array<Word<ForcedRow>>(
      {{"used", used}, {"returned", returned}});
}

[[nodiscard]] constexpr auto words_of(Information) {
  using enum Information;
  return std::to_array<Word<Information>>(
      {{"actual", actual}, {"planned", planned}, {"calendar", calendar}});
}

[[nodiscard]] constexpr auto words_of(TriggerRule) {
  using enum TriggerRule;
  return std::to_array<Word<TriggerRule>>(
      {{"latest", latest}, {"earliest", earliest}});
}

[[nodiscard]] constexpr auto words_of(HypothesisEndpoint) {
  using enum HypothesisEndpoint;
  return std::to_array<Word<HypothesisEndpoint>>(
      {{"pfs", pfs},
       {"pfs-investigator", pfs_investigator},
       {"os", os},
       {"external", external}});
}

[[nodiscard]] constexpr auto words_of(Switchers) {
  using enum Switchers;
  return std::to_array<Word<Switchers>>({{"as-randomized", as_randomized},
                                         {"without-switching", without_switch},
                                         {"censor-at-switch", censored},
                                         {"rpsft", modelled}});
}

[[nodiscard]] constexpr auto words_of(SwitchingAnalysis) {
  using enum SwitchingAnalysis;
  return std::to_array<Word<SwitchingAnalysis>>(
      {{"censor-at-switch", censor_at_switch}, {"rpsft", rpsft}});
}

[[nodiscard]] constexpr auto words_of(Trend) {
  using enum Trend;
  return std::to_array<Word<Trend>>({{"current", current}, {"design", design}});
}

[[nodiscard]] constexpr auto words_of(SolveFor) {
  using enum SolveFor;
  return std::to_array<Word<SolveFor>>({{"events", events},
                                        {"participants", participants},
                                        {"rate", rate},
                                        {"follow-up", follow_up}});
}

}  // namespace rehearse
