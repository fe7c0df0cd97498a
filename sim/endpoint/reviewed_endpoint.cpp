#include "rehearse/endpoint/reviewed_endpoint.hpp"

namespace rehearse {

ReviewedEndpoint::ReviewedEndpoint(Assessment& assessment,
                                   const EndpointView& view)
    : assessment_(assessment),
      view_(view),
      read_at_once_(view.reviewer == Reviewer::investigator ||
                    assessment.plan().committee_lag == 0.0),
      settled_(assessment.size()) {}

void ReviewedEndpoint::settle() {
  for (std::size_t i = 0; i < settled_.size(); ++i) {
    const Outcome outcome =
        assessment_.outcome_at(i, never, view_.reviewer, view_.rules);
    double known = never;
    if (is_event(outcome.reason))
      known = read_at_once_
                  ? outcome.time
                  : assessment_.event_known(i, view_.reviewer, view_.rules);
    settled_[i] = {outcome, assessment_.settled_from(i, view_.reviewer), known};
  }
}

}  // namespace rehearse
