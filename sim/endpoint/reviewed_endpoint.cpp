#include "rehearse/endpoint/reviewed_endpoint.hpp"

namespace rehearse {

ReviewedEndpoint::ReviewedEndpoint(Assessment& assessment, Reviewer reviewer,
                                   const CensoringRules& rules)
    : assessment_(assessment),
      reviewer_(reviewer),
      rules_(rules),
      read_at_once_(reviewer == Reviewer::investigator ||
                    assessment.plan().committee_lag == 0.0),
      settled_(assessment.size()) {}

void ReviewedEndpoint::settle() {
  for (std::size_t i = 0; i < settled_.size(); ++i) {
    const Outcome outcome = assessment_.outcome_at(i, never, reviewer_, rules_);
    double known = never;
    if (is_event(outcome.reason))
      known = read_at_once_ ? outcome.time
                            : assessment_.event_known(i, reviewer_, rules_);
    settled_[i] = {outcome, assessment_.settled_from(i, reviewer_), known};
  }
}

}  // namespace rehearse
