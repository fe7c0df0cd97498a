#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace rehearse {

/// Whose reads count.
enum class Reviewer : std::uint8_t { investigator = 0, committee = 1 };
[[nodiscard]] constexpr Reviewer other_reviewer(Reviewer reviewer) {
  return reviewer == Reviewer::committee ? Reviewer::investigator
                                         : Reviewer::committee;
}

/// How often a reader calls progression on one scan, once there is
/// progression and before.
struct ReaderAccuracy {
  double sensitivity = 1.0;     ///< [1], in [0, 1]
  double false_positive = 0.0;  ///< [1] a scan, in [0, 1]
};

/// A second committee reader, and the adjudicator who decides each scan on
/// which the two differ.
struct Adjudication {
  ReaderAccuracy second;
  ReaderAccuracy adjudicator;
};

/// The independent review committee (IRC): one reader, or two and an
/// adjudicator.
struct Committee {
  ReaderAccuracy reader;
  std::optional<Adjudication> adjudication;
};

enum class TumourState : std::uint8_t { stable = 0, progressed = 1 };

/// Of one scan: who calls progression.
struct CallProbabilities {
  double both = 0.0;
  double investigator_only = 0.0;
  double committee_only = 0.0;
};

/// Joint probabilities when reader r calls progression where sqrt(rho) Z +
/// sqrt(1 - rho) e_r < quantile(p_r), Z and e_r standard normal, Z shared by
/// all who read the scan: given Z the readers are independent, which leaves one
/// integral (Dunnett & Sobel 1955, Biometrika 42:258). Within 1e-10.
/// `correlation` is rho in [0, 1].
[[nodiscard]] CallProbabilities call_probabilities(
    const ReaderAccuracy& investigator, const Committee& committee,
    double correlation, TumourState state);

/// What came of a visit: bits of those who call progression, or missed.
enum class Finding : std::uint8_t {
  no_call = 0,
  investigator = 1,
  committee = 2,
  both = 3,
  missed = 4,
};

/// The findings of one arm's visits, tabulated: a random word to a finding.
/// Probabilities are whole multiples of 2^-32, so 0 and 1 are exact.
class FindingTable {
 public:
  /// Whether a visit is missed, and by `TumourState` who calls progression
  /// on a scan that is made.
  FindingTable(double missed_probability,
               const std::array<CallProbabilities, 2>& calls);

  [[nodiscard]] Finding find(std::uint32_t word, TumourState state) const {
    const Limits& limits = limits_[static_cast<std::size_t>(state)];
    if (word >= limits.committee)
      return word >= missed_from_ ? Finding::missed : Finding::no_call;
    if (word < limits.both) return Finding::both;
    return word < limits.investigator ? Finding::investigator
                                      : Finding::committee;
  }
  [[nodiscard]] bool is_missed(std::uint32_t word) const {
    return word >= missed_from_;
  }
  /// Whether progression is ever called before it is there.
  [[nodiscard]] bool has_false_calls() const {
    return limits_[0].committee > 0;
  }

 private:
  struct Limits {  // ends of the ranges of words, ascending
    std::uint64_t both;
    std::uint64_t investigator;
    std::uint64_t committee;
  };
  std::array<Limits, 2> limits_{};
  std::uint64_t missed_from_;
};

}  // namespace rehearse
