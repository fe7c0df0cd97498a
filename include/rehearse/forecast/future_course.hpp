#pragma once

namespace rehearse {

/// What becomes of a participant [days since randomization]; infinite: never.
struct FutureCourse {
  double event;  ///< the endpoint's, its day
  double known;  ///< when it is known
};

}  // namespace rehearse
