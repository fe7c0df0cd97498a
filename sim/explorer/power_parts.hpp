#pragma once

#include "rehearse/study/power.hpp"
#include "request.hpp"

namespace rehearse::explorer {

/// The chunks that a request asks for.
[[nodiscard]] ChunkRange chunks_in(const Json& request);

/// Its config with as many replicates as end with these chunks, or fewer where
/// it says so. \throws ConfigError, BadRequest, RequestError.
[[nodiscard]] LoadedConfig config_of_chunks(Json request,
                                            const ChunkRange& chunks);

/// The parts of a run as one that begins with its first replicate.
/// \throws PartError.
[[nodiscard]] PowerPart joined_parts(const TrialConfig& config, Parts parts);

}  // namespace rehearse::explorer
