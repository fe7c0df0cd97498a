#pragma once

namespace rehearse {

/// Before anything else is asked of libsodium.
/// \throws IoError (internal) if there are no random bytes.
void start_sodium();

}  // namespace rehearse
