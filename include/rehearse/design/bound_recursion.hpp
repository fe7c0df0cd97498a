#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "rehearse/design/conditional_power.hpp"
#include "rehearse/design/group_sequential_plan.hpp"
#include "rehearse/design/ongoing_trials.hpp"

namespace rehearse {

/// A look's bounds and the errors spent up to it (cumulative).
struct LookBounds {
  double efficacy_z = std::numeric_limits<double>::infinity();
  double futility_z = -std::numeric_limits<double>::infinity();
  double harm_z = -std::numeric_limits<double>::infinity();
  double alpha_spent = 0.0;
  double harm_spent = 0.0;
};

/// A rule for rejecting in one tail, its constant solved.
struct SolvedRule {
  RejectionRule rule;
  double alpha;
  Tails tails = Tails::one;
  double constant = 0.0;  ///< C, where the rule is WangTsiatis
};

/// A plan with all that its bounds depend on but the information.
struct SolvedPlan {
  GroupSequentialPlan plan;
  SolvedRule efficacy;
  std::optional<SolvedRule> harm;
  double drift = 0.0;  ///< mean of the last planned look's Z; beta's
};

/// Bounds that spend one tail's error under the null hypothesis.
class RejectionTail {
 public:
  struct At {
    std::size_t look;
    double information;
    double fraction;
    bool may_stop;
    bool last;
  };

  /// The look's bound. +inf: it may not stop, or there is nothing to spend.
  [[nodiscard]] double next(const SolvedRule& rule, const At& at);
  /// Trials at or below z stopped for good at the look last gone to.
  void count_on_stopping(const At& at, double z);
  /// Cumulative.
  [[nodiscard]] double spent() const { return spent_; }

 private:
  OngoingTrials trials_;
  double spent_ = 0.0;
  bool some_stopped_below_ = false;
};

/// Bounds of a plan, one look after the other, at the information there is:
///
/// - Spending functions and Wang-Tsiatis bounds are read at the look's
///   `spending_fraction` or, without one, at its information over the total;
///   points and Haybittle-Peto bounds belong to the look.
/// - A rule's last look spends all that is left, whatever its information. A
///   stated bound that would spend more than is left is raised to spend that.
/// - A look without information, which may not stop, or with nothing to spend
///   has no bound; what it might have spent carries on to the next.
/// - Beta is spent under the drift, scaled by the root of the information over
///   the planned. Where the futility bound would be above the efficacy bound
///   the two are one; so they are where beta is spent and no alpha is left for
///   later looks, as at the last.
/// - A look at the information of the one before has the same Z.
class BoundRecursion {
 public:
  /// The next look's bounds. What is less information than the look before's
  /// counts as that.
  [[nodiscard]] LookBounds next(const SolvedPlan& solved, double information);

 private:
  struct Step;
  void spend_beta(const Step& step, LookBounds& bounds);
  [[nodiscard]] double spending_bound(const Step& step, double efficacy_z);
  [[nodiscard]] double stated_futility(const Step& step, double efficacy_z);
  [[nodiscard]] std::vector<LaterLook> later_looks(const Step& step) const;

  RejectionTail efficacy_;
  RejectionTail harm_;
  OngoingTrials alternative_;  // trials under the drift, where beta is spent
  double beta_spent_ = 0.0;
  std::size_t look_ = 0;
  double information_ = 0.0;
};

}  // namespace rehearse
