#pragma once

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <string>
#include <string_view>

namespace rehearse {

/// Windows' names are UTF-16, ours UTF-8.
[[nodiscard]] std::wstring wide(std::string_view text);
[[nodiscard]] std::string narrow(std::wstring_view text);

/// errno for what the last call of Windows failed by.
void set_errno();

}  // namespace rehearse
