#pragma once

#include <string>
#include <vector>

namespace rehearse {

/// A participant as `simulate` lists one.
struct PlainParticipant {
  std::string stratum;
  std::string arm;
  double time = 0.0;
  bool event = false;
};

/// The stratified log-rank statistic, by its definition (Mantel 1966; Peto &
/// Peto 1972): at each time with an event the experimental arm's expected
/// events and their hypergeometric variance are counted anew from all
/// participants. Positive favours the experimental arm. It shares nothing
/// with the engine.
[[nodiscard]] double plain_log_rank(
    const std::vector<PlainParticipant>& participants,
    const std::string& experimental);

}  // namespace rehearse
