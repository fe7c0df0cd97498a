#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rehearse/endpoint/assessment.hpp"

namespace rehearse {

/// How the two reviewers' first calls of progression lie to one another, by
/// the usual letters (Amit et al. 2011, European Journal of Cancer 47:1772).
enum class Agreement : std::uint8_t {
  same_day,              ///< a1
  investigator_later,    ///< a2
  investigator_earlier,  ///< a3
  investigator_only,     ///< b
  committee_only,        ///< c
  neither,               ///< d
};
inline constexpr std::size_t agreement_count = 6;

/// Participants by agreement.
using AgreementCounts = std::array<std::uint32_t, agreement_count>;

/// Of the calls that are known after a follow-up of `cut` [days]; `lag`:
/// from a scan to the committee's call [days].
[[nodiscard]] inline Agreement agreement_at(const ParticipantHistory& history,
                                            double cut, double lag) {
  const double investigator = history.first_call[0].day;
  const double committee = history.first_call[1].day;
  // By who has called, then by whose call is of an earlier scan; a table, for
  // no branch here could be predicted.
  using enum Agreement;
  static constexpr std::array<Agreement, 16> table{
      neither, investigator_only, committee_only, same_day,
      neither, investigator_only, committee_only, investigator_earlier,
      neither, investigator_only, committee_only, investigator_later,
      neither, neither,           neither,        neither};
  const unsigned called = investigator <= cut ? 1U : 0U;
  const unsigned confirmed = committee + lag <= cut ? 2U : 0U;
  const unsigned earlier = investigator < committee ? 4U : 0U;
  const unsigned later = investigator > committee ? 8U : 0U;
  return table[called | confirmed | earlier | later];
}

/// A count over another; of no participants, nothing.
struct Share {
  std::uint32_t count = 0;
  std::uint32_t of = 0;
};

/// Early discrepancy rate (b + a3) / (a1 + a2 + a3 + b): INV's progressions
/// that IRC sees later or not at all.
[[nodiscard]] constexpr Share early_discrepancy(const AgreementCounts& n) {
  const auto& [a1, a2, a3, b, c, d] = n;
  return {b + a3, a1 + a2 + a3 + b};
}
/// Late discrepancy rate (c + a2) / (b + c + a2 + a3): discordant ones where
/// INV was later, or saw none.
[[nodiscard]] constexpr Share late_discrepancy(const AgreementCounts& n) {
  const auto& [a1, a2, a3, b, c, d] = n;
  return {c + a2, b + c + a2 + a3};
}

}  // namespace rehearse
