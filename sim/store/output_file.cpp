#include "rehearse/store/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "rehearse/core/errors.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;

// `errno` as text; read before anything else can change it.
std::string reason() { return std::strerror(errno); }

[[noreturn]] void refuse(const std::string& name, const std::string& why,
                         const char* advice) {
  throw IoError{
      IoFault::cannot_create,
      fmt::format("{}: cannot be created ({}): {}", name, why, advice)};
}

[[noreturn]] void fail_to_create(const std::string& name) {
  refuse(name, reason(), "choose a folder that exists and may be written to");
}

[[noreturn]] void fail_to_write(const std::string& name) {
  throw IoError{IoFault::cannot_write,
                fmt::format("{}: cannot be written ({}): make room, or choose "
                            "another place",
                            name, reason())};
}

bool is_special(const fs::path& path) {
  std::error_code ignored;
  const auto type = fs::status(path, ignored).type();
  return type != fs::file_type::regular && type != fs::file_type::not_found;
}

// The file behind a symbolic link, so that the link stays one.
fs::path behind_links(const fs::path& path) {
  std::error_code failed;
  const fs::path target = fs::canonical(path, failed);
  return failed ? path : target;
}

// A rename is on the disk only when its folder is.
void flush_folder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;  // a folder that may not be read: nothing to do
  ::fsync(descriptor);
  ::close(descriptor);
}

bool is_locked_by_other(int descriptor) {
  return ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

// Whether the open file still is the one of that name.
bool has_name(int descriptor, const fs::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(descriptor, &open) == 0 &&
         ::lstat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
         open.st_dev == named.st_dev;
}

// A temporary file that nobody has locked is of a process that was killed.
void remove_leftover(const fs::path& temporary, const std::string& name) {
  constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  const int left = ::open(temporary.c_str(), flags);
  if (left < 0 && errno == ENOENT) return;  // it has just got its name
  struct stat file {};
  const bool plain =
      left >= 0 && ::fstat(left, &file) == 0 && S_ISREG(file.st_mode);
  const bool in_use = plain && is_locked_by_other(left);
  if (plain && !in_use && has_name(left, temporary))
    ::unlink(temporary.c_str());
  if (left >= 0) ::close(left);
  if (in_use)
    refuse(name, "another process writes it",
           "wait for it, or choose another name");
  if (!plain)
    refuse(name, temporary.string() + " is in the way", "remove that");
}

// A file that nobody else has made or holds open, locked: its lock says that
// its process lives.
int open_temporary(const fs::path& temporary, ::mode_t mode,
                   const std::string& name) {
  constexpr int flags = O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL | O_NOFOLLOW;
  constexpr int most_tries = 100;  // others may do the same at once
  for (int tries = 0; tries < most_tries; ++tries) {
    const int made = ::open(temporary.c_str(), flags, mode);
    if (made < 0 && errno != EEXIST) fail_to_create(name);
    if (made < 0) {
      remove_leftover(temporary, name);
    } else {
      if (!is_locked_by_other(made) && has_name(made, temporary)) return made;
      ::close(made);  // taken for a leftover before it was locked
    }
  }
  refuse(name, "other processes write it", "choose another name");
}

// Only where nobody has the name. What a file system can't do of the one it can
// of the other.
bool rename_new(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                  RENAME_NOREPLACE) == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (::link(from.c_str(), to.c_str()) != 0) return false;
  ::unlink(from.c_str());
  return true;
}

}  // namespace

void write_all(int file_descriptor, std::string_view bytes,
               const std::string& name) {
  while (!bytes.empty()) {
    const auto written = ::write(file_descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_to_write(name);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

int open_locked(const fs::path& path) {
  for (;;) {
    const int file =
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) fail_to_create(path.string());
    const bool others = is_locked_by_other(file);
    if (!others && has_name(file, path)) return file;
    ::close(file);
    if (others) return -1;
  }  // whoever had it has just removed it
}

OutputFile::OutputFile(const fs::path& path, Access access, Existing existing)
    : name_(path.string()), path_(behind_links(path)), existing_(existing) {
  if (is_special(path_)) {
    file_descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_descriptor_ < 0) fail_to_create(name_);
    return;
  }
  temporary_ = path_.string() + ".tmp";
  file_descriptor_ = open_temporary(
      temporary_, access == Access::owner_only ? 0600 : 0666, name_);
}

OutputFile::~OutputFile() {
  if (file_descriptor_ < 0) return;
  if (!temporary_.empty() && has_name(file_descriptor_, temporary_))
    ::unlink(temporary_.c_str());
  ::close(file_descriptor_);
}

void OutputFile::write(std::string_view bytes) {
  write_all(file_descriptor_, bytes, name_);
}

void OutputFile::commit() {
  if (!temporary_.empty()) {
    if (::fsync(file_descriptor_) != 0) fail_to_write(name_);
    if (!has_name(file_descriptor_, temporary_))
      refuse(name_, "its temporary file was removed", "try again");
    const bool named = existing_ == Existing::kept
                           ? rename_new(temporary_, path_)
                           : ::rename(temporary_.c_str(), path_.c_str()) == 0;
    if (!named) fail_to_create(name_);
    flush_folder(path_);
  }
  const int closed = ::close(file_descriptor_);
  file_descriptor_ = -1;
  if (closed != 0) fail_to_write(name_);
}

void write_file_atomically(const fs::path& path, std::string_view bytes,
                           Access access, Existing existing) {
  OutputFile file{path, access, existing};
  file.write(bytes);
  file.commit();
}

}  // namespace rehearse
