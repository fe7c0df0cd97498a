#pragma once

#include <cstdint>
#include <string>

#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// Who reads a list. A site learns nothing of blocks, nor of any arm.
enum class ListView : std::uint8_t { unblinded, site };

/// The list as CSV: list_id, randomization_number, site_id, stratum_id, a
/// column for each factor, block_id, block_size, seq_in_block, seq_in_stratum,
/// arm, and participant_id where participants were allocated by it. Block
/// columns are empty where the procedure has no blocks; block_id is the
/// stratum's code and the block's number in it, from 1, as "B11-1". The site's
/// view is without blocks and arm.
[[nodiscard]] std::string list_csv(const RandomizationList& list,
                                   ListView view);

/// The same rows under a head as a JSON document. What a list doesn't say is
/// null. The site's view is without the config's hash, from which a short seed
/// could be searched.
[[nodiscard]] std::string list_json(const TrialConfig& config,
                                    const RandomizationList& list,
                                    ListView view);

}  // namespace rehearse
