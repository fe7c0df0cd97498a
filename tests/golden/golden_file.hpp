#pragma once

#include <string>

namespace rehearse::golden {

/// Compares with tests/golden/<name>, byte by byte. With the environment's
/// REHEARSE_UPDATE_GOLDEN=1 it writes the file instead: review it as a diff.
void check(const std::string& name, const std::string& bytes);

}  // namespace rehearse::golden
