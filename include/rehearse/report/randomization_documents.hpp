#pragma once

#include <cstddef>
#include <string>

#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What the documents say of a list beside its config.
struct ListRecord {
  std::string list_id;
  std::string list_sha256;  ///< of list.csv
  std::size_t rows = 0;
  std::string seed_origin;  ///< "operating system, 256 bits"
};

/// The text on randomization for a protocol or a report, as Markdown, under the
/// headings of SPIRIT 2025 and CONSORT 2025. It holds nothing from which a next
/// allocation could be guessed: no block sizes, no tolerated imbalance, no
/// probability. What the program can't know is a blank in brackets.
[[nodiscard]] std::string protocol_text(const TrialConfig& config);

/// The same for the sealed file, with all parameters, lengths, hashes, and how
/// the list can be made again from its seed.
[[nodiscard]] std::string sealed_text(const TrialConfig& config,
                                      const ListRecord& record);

}  // namespace rehearse
