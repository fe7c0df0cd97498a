#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/design/sample_size.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// The size that a trial would be given: whole participants, in whole sets of
/// the ratio, and whole events, neither fewer than needed.
struct RoundedSize {
  int participants;
  int events;
  double power;  ///< with these, by the formula that was solved
};

/// A size as it was simulated: its last look by events, or expecting them.
struct SimulatedSize {
  TrialSize size;       ///< not rounded, `rounded.events` at the last look
  RoundedSize rounded;  ///< its power is the formula's
  Proportion power;
};

/// What `size --simulate` found.
struct SizeSimulation {
  std::uint64_t replicates;
  SimulatedSize answer;  ///< its power is the target or more
  /// One event fewer, which falls short; nothing where a trial has no fewer.
  std::optional<SimulatedSize> fewer;
  Proportion difference;  ///< of answer and fewer, on the same replicates
  SimulatedSize formula;  ///< the formula's answer
};

/// Events (times the design's inflation) and participants by the formulas of
/// textbooks; of proportional hazards alone.
struct FormulaSizes {
  double schoenfeld_events;
  double freedman_events;
  double lachin_foulkes_participants;  ///< entering as these do, at the same
                                       ///< last look
};

struct SizeReport {
  TrialConfig config;
  double power;  ///< asked for
  SolveFor solve;
  TrialSize size;
  RoundedSize rounded;
  std::optional<FormulaSizes> formulas;
  /// Simulates the answer: command, arguments; quoted for a shell.
  std::vector<std::string> check_command;
  std::optional<SizeSimulation> simulated;
};

[[nodiscard]] RoundedSize rounded_size(const Scenario& scenario, double power,
                                       const TrialSize& size);

/// KEY=VALUE, as --set has them, that give the scenario the size: participants
/// or enrolment where they were solved for, and each look's events or time.
[[nodiscard]] std::vector<std::string> size_changes(const Scenario& scenario,
                                                    SolveFor solve,
                                                    const TrialSize& size,
                                                    const RoundedSize& rounded);

/// Events of each look when the last one has the rounded number.
[[nodiscard]] std::vector<int> rounded_look_events(const AnalysisPlan& plan,
                                                   const TrialSize& size,
                                                   const RoundedSize& rounded);

[[nodiscard]] SizeReport size_report(TrialConfig config, double power,
                                     SolveFor solve, const TrialSize& size);

/// What of the config or the command line gives more power than `solve` does,
/// as the end of a sentence.
[[nodiscard]] std::string reaching_power(SolveFor solve);

/// "what is wrong (why): what to do", with the keys and flags to change.
[[nodiscard]] std::string describe(const NoSize& fault, double power,
                                   const Scenario& scenario, SolveFor solve);

/// "events", "participants", "rate", "follow-up".
[[nodiscard]] std::string solve_name(SolveFor solve);

/// For print: the JSON, and a row for each look.
[[nodiscard]] Report report_of(const SizeReport& report);

}  // namespace rehearse
