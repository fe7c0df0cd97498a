#include "rehearse/store/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "rehearse/core/errors.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;

// `errno` as text; read before anything else can change it.
std::string reason() { return std::strerror(errno); }

[[noreturn]] void fail_to_create(const std::string& name) {
  throw IoError{IoFault::cannot_create,
                fmt::format("{}: cannot be created ({}): choose a folder that "
                            "exists and may be written to",
                            name, reason())};
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

OutputFile::OutputFile(const fs::path& path, Access access)
    : name_(path.string()), path_(behind_links(path)) {
  int flags = O_WRONLY | O_CLOEXEC;
  if (!is_special(path_)) {
    temporary_ = fmt::format("{}.{}.tmp", path_.string(), ::getpid());
    flags |= O_CREAT | O_TRUNC;
  }
  const bool secret = access == Access::owner_only && !temporary_.empty();
  if (secret) {  // not into a file that somebody else has made or holds open
    ::unlink(temporary_.c_str());
    flags |= O_EXCL | O_NOFOLLOW;
  }
  const fs::path& opened = temporary_.empty() ? path_ : temporary_;
  file_descriptor_ = ::open(opened.c_str(), flags, secret ? 0600 : 0666);
  if (file_descriptor_ < 0) fail_to_create(name_);
}

OutputFile::~OutputFile() {
  if (file_descriptor_ < 0) return;
  ::close(file_descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  write_all(file_descriptor_, bytes, name_);
}

void OutputFile::commit() {
  if (!temporary_.empty()) {
    if (::fsync(file_descriptor_) != 0) fail_to_write(name_);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail_to_create(name_);
    flush_folder(path_);
  }
  const int closed = ::close(file_descriptor_);
  file_descriptor_ = -1;
  if (closed != 0) fail_to_write(name_);
}

void write_file_atomically(const fs::path& path, std::string_view bytes,
                           Access access) {
  OutputFile file{path, access};
  file.write(bytes);
  file.commit();
}

}  // namespace rehearse
