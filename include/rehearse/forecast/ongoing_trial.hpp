#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rehearse {

/// Whether a reader may know the arms.
enum class Blinding : std::uint8_t { blinded, unblinded };

/// What a participant's follow-up has come to by the cut-off.
enum class FollowUp : std::uint8_t { ongoing, event, dropout };

/// What is known of a participant at the cut-off.
struct OngoingParticipant {
  double randomized = 0.0;  ///< [days] since the trial's origin
  /// To the event or the dropout, or how long without either [days]; above 0.
  double time = 0.0;
  FollowUp status = FollowUp::ongoing;
  std::optional<std::size_t> arm{};   ///< of the scenario's; none: blinded
  std::optional<std::size_t> site{};  ///< of the scenario's
  /// Of the last scan that was made [days since randomization].
  std::optional<double> last_scan{};
  bool pending_read = false;  ///< that scan isn't read yet
};

/// A trial that runs, as its data are at a cut-off.
struct OngoingTrial {
  std::string origin;   ///< day 0, ISO: the start date, or the first entry
  double cutoff = 0.0;  ///< [days] since it; its day is the last that is seen
  /// The time of what happens on the day of randomization: 0, or 1 as in ADaM.
  /// What has the time t is on day randomized + t - time_origin.
  double time_origin = 0.0;
  std::vector<OngoingParticipant> participants;  ///< in order of entry
};

/// The day on which what ended a participant's follow-up was, since the origin.
[[nodiscard]] double day_of(const OngoingTrial& trial,
                            const OngoingParticipant& participant);

/// Participants whose follow-up has come to `status`.
[[nodiscard]] int count_of(const OngoingTrial& trial, FollowUp status);

}  // namespace rehearse
