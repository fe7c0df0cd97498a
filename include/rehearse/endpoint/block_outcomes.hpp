#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "rehearse/endpoint/block_visits.hpp"

namespace rehearse {

/// `evaluate` of a block's participants, one replicate in each lane, as one
/// reader knows them. A kernel compiled for each instruction set; exact.

/// One reader under one rule set, made ready.
struct BlockRules {
  /// \pre two arms
  BlockRules(const AssessmentPlan& plan, const CensoringRules& its_rules,
             Reviewer whose);

  CensoringRules rules;
  Reviewer reviewer;
  Step lag;  ///< from a scan to its reading [steps]
  /// Of each arm the deadline after visit 0, 1, …: `ScanSchedule::deadline`.
  std::array<std::array<Step, most_visits + 1>, 2> deadline{};
};

/// Columns of a block, rows of participants. `arm` and `histories` are what
/// they are, `exposure` [steps] how long each has been in the trial, `last` the
/// last scan read by then: up to the end of scans or to `exposure` less the
/// lag, whichever is earlier.
struct BlockKnowledge {
  std::span<const std::uint8_t> arm;
  std::span<const HistoryRow> histories;
  std::span<const Step> exposure;
  std::span<const LastScanRow> last;
};

/// The last scans up to `limit` [steps], or the end of scans before it: of who
/// isn't called by then.
void find_last_scans(const ScanDays& scans,
                     std::span<const HistoryRow> histories,
                     std::span<const Step> limit, std::span<LastScanRow> last);

/// Whole steps from entries to the lanes' cuts [days], at most the longest.
void find_exposures(std::span<const double> entry, const Lanes<double>& cuts,
                    std::span<Step> exposure);

/// Times [steps] and `Reason`s. Of exposures below a step they mean nothing.
void find_outcomes(const BlockRules& rules, const BlockKnowledge& known,
                   std::span<Step> time, std::span<std::uint8_t> reason);

/// Where the reason is that of an event, `known` is at most `day`.
void note_events(std::span<const std::uint8_t> reason,
                 std::span<const Step> day, std::span<Step> known);

/// `Agreement`s of the calls known after `exposure`; `lag`: of the committee.
void find_agreement(std::span<const HistoryRow> histories,
                    std::span<const Step> exposure, Step lag,
                    std::span<std::uint8_t> agreement);

}  // namespace rehearse
