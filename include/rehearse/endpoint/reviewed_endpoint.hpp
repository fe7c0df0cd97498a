#pragma once

#include <vector>

#include "rehearse/endpoint/assessment.hpp"

namespace rehearse {

/// An endpoint of an assessment: by one reader, under one rule set. Several
/// stand side by side on the same histories.
class ReviewedEndpoint {
 public:
  /// `assessment` is kept by reference.
  ReviewedEndpoint(Assessment& assessment, Reviewer reviewer,
                   const CensoringRules& rules);

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
    return assessment_.outcome_at(i, cut, reviewer_, rules_);
  }

 private:
  struct Settled {
    Outcome outcome;  // in the end
    double from;      // on which day it is that
    double event_known;
  };
  Assessment& assessment_;
  Reviewer reviewer_;
  CensoringRules rules_;
  bool read_at_once_;  // without a lag
  std::vector<Settled> settled_;
};

}  // namespace rehearse
