#pragma once

#include <vector>

#include "rehearse/endpoint/assessment.hpp"

namespace rehearse {

/// Which events of an assessment count: whose calls, under which rules.
struct EndpointView {
  Reviewer reviewer = Reviewer::committee;
  CensoringRules rules = fda_rules;
  friend bool operator==(const EndpointView&, const EndpointView&) = default;
};

/// An endpoint of an assessment. Several stand side by side on the same
/// histories.
class ReviewedEndpoint {
 public:
  /// `assessment` is kept by reference.
  ReviewedEndpoint(Assessment& assessment, const EndpointView& view);

  /// Anew for each replicate, once it is assessed.
  void settle();

  /// `Assessment::event_known`: days since randomization, `never` if there is
  /// no event.
  [[nodiscard]] double event_known(std::size_t i) const {
    return settled_[i].event_known;
  }
  /// `Assessment::outcome_at`, after a follow-up of `cut` > 0 [days].
  [[nodiscard]] Outcome outcome_at(std::size_t i, double cut) {
    const Settled& settled = settled_[i];
    if (cut >= settled.from) return settled.outcome;
    if (cut < settled.quiet) return quiet_outcome(i, cut);
    return assessment_.outcome_at(i, cut, view_.reviewer, view_.rules);
  }
  /// The last scan before the reader's first call.
  [[nodiscard]] const Scan& last_scan_without_call(std::size_t i) const {
    return assessment_.history(i)
        .first_call[static_cast<std::size_t>(view_.reviewer)]
        .before;
  }
  /// The last day since randomization on which something of participant `i`
  /// becomes known to the reader; `never` where scans go on for ever.
  [[nodiscard]] double last_known(std::size_t i) const {
    const double from = settled_[i].from;
    return from < never ? from : assessment_.last_read(i, view_.reviewer);
  }

 private:
  struct Settled {
    Outcome outcome;  // in the end
    double from;      // on which day it is that
    double quiet;     // until then there is nothing but scans without a call
    double event_known;
  };
  [[nodiscard]] Outcome final_outcome(std::size_t i);
  [[nodiscard]] Outcome quiet_outcome(std::size_t i, double cut);

  Assessment& assessment_;
  EndpointView view_;
  double lag_;  // from a scan to its reading [days]
  std::vector<Settled> settled_;
};

}  // namespace rehearse
