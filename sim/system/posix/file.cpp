#include "rehearse/system/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace rehearse {
namespace {

namespace fs = std::filesystem;

int flags_of(FileUse use) {
  switch (use) {
    case FileUse::read:
      return O_RDONLY;
    case FileUse::read_plain:
      return O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    case FileUse::write:
      return O_WRONLY;
    case FileUse::create:
      return O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    case FileUse::lock:
      return O_RDWR | O_CREAT | O_NOFOLLOW;
  }
  return O_RDONLY;
}

// Once more where a signal came between.
template <class Call>
std::ptrdiff_t uninterrupted(Call call) {
  for (;;) {
    const std::ptrdiff_t done = call();
    if (done >= 0 || errno != EINTR) return done;
  }
}

}  // namespace

bool OpenFile::close() {
  if (!is_open()) return true;
  return ::close(std::exchange(descriptor_, -1)) == 0;
}

OpenFile open_file(const fs::path& path, FileUse use, Access access) {
  const ::mode_t mode = access == Access::owner_only ? 0600 : 0666;
  return OpenFile{::open(path.c_str(), flags_of(use) | O_CLOEXEC, mode)};
}

std::ptrdiff_t read_some(int file, std::span<char> bytes) {
  return uninterrupted(
      [&] { return ::read(file, bytes.data(), bytes.size()); });
}

std::ptrdiff_t write_some(int file, std::string_view bytes) {
  return uninterrupted(
      [&] { return ::write(file, bytes.data(), bytes.size()); });
}

std::optional<std::uint64_t> regular_size(int file) {
  struct stat about {};
  if (::fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
    return std::nullopt;
  return static_cast<std::uint64_t>(about.st_size);
}

bool flush(int file) { return ::fsync(file) == 0; }

void flush_folder_of(const fs::path& path) {
  const OpenFile folder = open_file(
      path.has_parent_path() ? path.parent_path() : ".", FileUse::read);
  if (folder.is_open()) (void)flush(folder.descriptor());
}

bool try_lock(int file) {
  return ::flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

bool has_name(int file, const fs::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(file, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

bool rename_file(const fs::path& from, const fs::path& to, Existing existing) {
  if (existing == Existing::replaced)
    return ::rename(from.c_str(), to.c_str()) == 0;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                  RENAME_NOREPLACE) == 0)
    return true;
  // What a file system can't do of the one it can of the other.
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (::link(from.c_str(), to.c_str()) != 0) return false;
  ::unlink(from.c_str());
  return true;
}

bool make_folder(const fs::path& path, Access access) {
  const bool secret = access == Access::owner_only;
  if (::mkdir(path.c_str(), secret ? 0700 : 0777) != 0) return false;
  if (secret) ::chmod(path.c_str(), 0700);  // whatever the umask
  return true;
}

bool others_may_read(const fs::path& folder) {
  using fs::perms;
  std::error_code ignored;
  const perms mode = fs::status(folder, ignored).permissions();
  return (mode & (perms::group_read | perms::others_read)) != perms::none;
}

Tightened tighten(int file) {
  struct stat about {};
  if (::fstat(file, &about) != 0 || !S_ISREG(about.st_mode) ||
      (about.st_mode & (S_IRWXG | S_IRWXO)) == 0)
    return Tightened::not_needed;
  return ::fchmod(file, about.st_mode & S_IRWXU) == 0 ? Tightened::done
                                                      : Tightened::failed;
}

}  // namespace rehearse
