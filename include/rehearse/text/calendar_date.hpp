#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// The date `days` after `start` (ISO, "2025-07-07"), whole days counted:
/// "2027-01-05".
[[nodiscard]] std::string date_after(std::string_view start, double days);

}  // namespace rehearse
