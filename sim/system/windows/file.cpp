#include "rehearse/system/file.hpp"

#include "system/windows/wide_text.hpp"
// After <windows.h>, whose types they use.
#include <fcntl.h>
#include <io.h>

#include <cerrno>
#include <limits>
#include <memory>
#include <string>
#include <system_error>

#include "system/windows/owner.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;

struct Flags {
  ::DWORD rights;
  ::DWORD creation;
  ::DWORD others;  // FILE_FLAG_OPEN_REPARSE_POINT: a link is not followed
};

Flags flags_of(FileUse use) {
  constexpr ::DWORD link_itself = FILE_FLAG_OPEN_REPARSE_POINT;
  switch (use) {
    case FileUse::read:
      return {GENERIC_READ, OPEN_EXISTING, 0};
    case FileUse::read_plain:
      return {GENERIC_READ, OPEN_EXISTING, link_itself};
    case FileUse::write:
      return {GENERIC_WRITE, OPEN_EXISTING, 0};
    case FileUse::create:
      return {GENERIC_WRITE, CREATE_NEW, link_itself};
    case FileUse::lock:
      return {GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS, link_itself};
  }
  return {};
}

::HANDLE handle_of(int file) {
  return reinterpret_cast<::HANDLE>(::_get_osfhandle(file));
}

bool is_link(::HANDLE handle) {
  ::BY_HANDLE_FILE_INFORMATION about{};
  return ::GetFileInformationByHandle(handle, &about) != 0 &&
         (about.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

// Any file may be renamed or removed while it is open, as elsewhere.
constexpr ::DWORD shared =
    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

// Beyond all that is read or written: Windows' locks would forbid others that.
constexpr ::DWORD lock_place = 0x7FFFFFFF;

}  // namespace

bool OpenFile::close() {
  if (!is_open()) return true;
  return ::_close(std::exchange(descriptor_, -1)) == 0;
}

OpenFile open_file(const fs::path& path, FileUse use, Access access) {
  const auto [rights, creation, others] = flags_of(use);
  const OwnerOnly owner{access};
  const ::HANDLE handle =
      ::CreateFileW(path.c_str(), rights, shared, owner.attributes(), creation,
                    FILE_ATTRIBUTE_NORMAL | others, nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    set_errno();
    return {};
  }
  if ((others & FILE_FLAG_OPEN_REPARSE_POINT) != 0 && is_link(handle)) {
    ::CloseHandle(handle);
    errno = ELOOP;
    return {};
  }
  constexpr int bytes = _O_BINARY | _O_NOINHERIT;
  return OpenFile{
      ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), bytes)};
}

std::ptrdiff_t read_some(int file, std::span<char> bytes) {
  constexpr std::size_t most = std::numeric_limits<int>::max();
  return ::_read(file, bytes.data(),
                 static_cast<unsigned>(std::min(bytes.size(), most)));
}

std::ptrdiff_t write_some(int file, std::string_view bytes) {
  constexpr std::size_t most = 1U << 20;  // a console takes no more at once
  return ::_write(file, bytes.data(),
                  static_cast<unsigned>(std::min(bytes.size(), most)));
}

std::optional<std::uint64_t> regular_size(int file) {
  const ::HANDLE handle = handle_of(file);
  ::LARGE_INTEGER size{};
  if (::GetFileType(handle) != FILE_TYPE_DISK ||
      ::GetFileSizeEx(handle, &size) == 0)
    return std::nullopt;
  return static_cast<std::uint64_t>(size.QuadPart);
}

bool flush(int file) { return ::_commit(file) == 0; }

// A folder can't be opened to be flushed: rename_file waits for the name.
void flush_folder_of(const fs::path&) {}

bool try_lock(int file) {
  ::OVERLAPPED place{};
  place.OffsetHigh = lock_place;
  constexpr ::DWORD flags = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY;
  return ::LockFileEx(handle_of(file), flags, 0, 1, 0, &place) != 0 ||
         (::GetLastError() != ERROR_LOCK_VIOLATION &&
          ::GetLastError() != ERROR_IO_PENDING);
}

bool has_name(int file, const fs::path& path) {
  const ::HANDLE handle = ::CreateFileW(
      path.c_str(), FILE_READ_ATTRIBUTES, shared, nullptr, OPEN_EXISTING,
      FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return false;
  ::BY_HANDLE_FILE_INFORMATION open{};
  ::BY_HANDLE_FILE_INFORMATION named{};
  const bool known = ::GetFileInformationByHandle(handle_of(file), &open) &&
                     ::GetFileInformationByHandle(handle, &named);
  ::CloseHandle(handle);
  return known && open.dwVolumeSerialNumber == named.dwVolumeSerialNumber &&
         open.nFileIndexHigh == named.nFileIndexHigh &&
         open.nFileIndexLow == named.nFileIndexLow;
}

bool rename_file(const fs::path& from, const fs::path& to, Existing existing) {
  constexpr ::DWORD on_disk = MOVEFILE_WRITE_THROUGH;
  const ::DWORD flags = existing == Existing::replaced
                            ? on_disk | MOVEFILE_REPLACE_EXISTING
                            : on_disk;
  if (::MoveFileExW(from.c_str(), to.c_str(), flags) != 0) return true;
  set_errno();
  return false;
}

bool make_folder(const fs::path& path, Access access) {
  const OwnerOnly owner{access};
  if (::CreateDirectoryW(path.c_str(), owner.attributes()) != 0) return true;
  set_errno();
  return false;
}

bool others_may_read(const fs::path& folder) {
  const ::HANDLE handle =
      ::CreateFileW(folder.c_str(), READ_CONTROL, shared, nullptr,
                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return false;  // not even we
  const bool open = is_open_to_others(handle);
  ::CloseHandle(handle);
  return open;
}

// Who opened the file for us opened it to be written, no more.
Tightened tighten(int file) {
  const ::HANDLE handle = handle_of(file);
  if (!regular_size(file) || !is_open_to_others(handle))
    return Tightened::not_needed;
  return make_owner_only(handle) ? Tightened::done : Tightened::failed;
}

}  // namespace rehearse
