#pragma once

#include <optional>
#include <string>

#include "rehearse/config/load.hpp"
#include "rehearse/design/sample_size.hpp"
#include "rehearse/report/screen.hpp"

namespace rehearse {

/// The size that a trial would be given: whole participants, in whole sets of
/// the ratio, and whole events, neither fewer than needed.
struct RoundedSize {
  int participants;
  int events;
  double power;  ///< with these, by the formula that was solved
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
  LoadedConfig config;
  double power;  ///< asked for
  SolveFor solve;
  TrialSize size;
  RoundedSize rounded;
  std::optional<FormulaSizes> formulas;
};

[[nodiscard]] SizeReport size_report(LoadedConfig config, double power,
                                     SolveFor solve, const TrialSize& size);

/// "what is wrong (why): what to do".
[[nodiscard]] std::string describe(const NoSize& fault, double power,
                                   const Scenario& scenario);

/// "events", "participants", "rate", "follow-up".
[[nodiscard]] std::string solve_name(SolveFor solve);

/// The JSON document of `size`, with a line end.
[[nodiscard]] std::string size_json(const SizeReport& report);

/// A row for each look.
[[nodiscard]] std::string size_csv(const SizeReport& report);

/// A section of a Markdown document.
[[nodiscard]] std::string size_markdown(const SizeReport& report);

[[nodiscard]] std::string size_table(const SizeReport& report,
                                     const Screen& screen);

}  // namespace rehearse
