#include "system/windows/wide_text.hpp"

#include <array>
#include <cerrno>

namespace rehearse {
namespace {

struct Fault {
  ::DWORD windows;
  int posix;
};
constexpr std::array faults{Fault{ERROR_FILE_NOT_FOUND, ENOENT},
                            Fault{ERROR_PATH_NOT_FOUND, ENOENT},
                            Fault{ERROR_INVALID_NAME, ENOENT},
                            Fault{ERROR_BAD_NETPATH, ENOENT},
                            Fault{ERROR_DIRECTORY, ENOTDIR},
                            Fault{ERROR_FILE_EXISTS, EEXIST},
                            Fault{ERROR_ALREADY_EXISTS, EEXIST},
                            Fault{ERROR_ACCESS_DENIED, EACCES},
                            Fault{ERROR_SHARING_VIOLATION, EACCES},
                            Fault{ERROR_WRITE_PROTECT, EROFS},
                            Fault{ERROR_DISK_FULL, ENOSPC},
                            Fault{ERROR_HANDLE_DISK_FULL, ENOSPC},
                            Fault{ERROR_LOCK_VIOLATION, EWOULDBLOCK},
                            Fault{ERROR_IO_PENDING, EWOULDBLOCK},
                            Fault{ERROR_BROKEN_PIPE, EPIPE},
                            Fault{ERROR_NO_DATA, EPIPE},
                            Fault{ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
                            Fault{ERROR_TOO_MANY_OPEN_FILES, EMFILE}};

}  // namespace

std::wstring wide(std::string_view text) {
  const int size = static_cast<int>(text.size());
  const int needed =
      ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0);
  std::wstring result(static_cast<std::size_t>(needed), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, result.data(), needed);
  return result;
}

std::string narrow(std::wstring_view text) {
  const int size = static_cast<int>(text.size());
  const int needed = ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size,
                                           nullptr, 0, nullptr, nullptr);
  std::string result(static_cast<std::size_t>(needed), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size, result.data(), needed,
                        nullptr, nullptr);
  return result;
}

void set_errno() {
  const ::DWORD last = ::GetLastError();
  errno = EIO;
  for (const Fault& fault : faults)
    if (fault.windows == last) errno = fault.posix;
}

}  // namespace rehearse
