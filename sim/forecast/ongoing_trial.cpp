#include "rehearse/forecast/ongoing_trial.hpp"

#include <algorithm>
#include <cmath>

namespace rehearse {

double day_of(const OngoingTrial& trial,
              const OngoingParticipant& participant) {
  return std::floor(participant.randomized + participant.time -
                    trial.time_origin);
}

int count_of(const OngoingTrial& trial, FollowUp status) {
  return static_cast<int>(std::ranges::count(trial.participants, status,
                                             &OngoingParticipant::status));
}

}  // namespace rehearse
