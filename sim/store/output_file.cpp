#include "rehearse/store/output_file.hpp"

#include <fmt/format.h>

#include <cerrno>
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

// A temporary file that nobody has locked is of a process that was killed.
void remove_leftover(const fs::path& temporary, const std::string& name) {
  const OpenFile left = open_file(temporary, FileUse::read_plain);
  if (!left.is_open() && errno == ENOENT) return;  // it has just got its name
  const bool plain = left.is_open() && regular_size(left.descriptor());
  const bool in_use = plain && !try_lock(left.descriptor());
  std::error_code ignored;
  if (plain && !in_use && has_name(left.descriptor(), temporary))
    fs::remove(temporary, ignored);
  if (in_use)
    refuse(name, "another process writes it",
           "wait for it, or choose another name");
  if (!plain)
    refuse(name, temporary.string() + " is in the way", "remove that");
}

// A file that nobody else has made or holds open, locked: its lock says that
// its process lives.
OpenFile open_temporary(const fs::path& temporary, Access access,
                        const std::string& name) {
  constexpr int most_tries = 100;  // others may do the same at once
  for (int tries = 0; tries < most_tries; ++tries) {
    OpenFile made = open_file(temporary, FileUse::create, access);
    if (!made.is_open() && errno != EEXIST) fail_to_create(name);
    if (!made.is_open())
      remove_leftover(temporary, name);
    else if (try_lock(made.descriptor()) &&
             has_name(made.descriptor(), temporary))
      return made;  // else taken for a leftover before it was locked
  }
  refuse(name, "other processes write it", "choose another name");
}

}  // namespace

void write_all(int file, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const auto written = write_some(file, bytes);
    if (written < 0) fail_to_write(name);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

OpenFile open_locked(const fs::path& path) {
  for (;;) {
    OpenFile file = open_file(path, FileUse::lock);
    if (!file.is_open()) fail_to_create(path.string());
    if (!try_lock(file.descriptor())) return {};
    if (has_name(file.descriptor(), path)) return file;
  }  // whoever had it has just removed it
}

OutputFile::OutputFile(const fs::path& path, Access access, Existing existing)
    : name_(path.string()), path_(behind_links(path)), existing_(existing) {
  if (is_special(path_)) {
    file_ = open_file(path_, FileUse::write);
    if (!file_.is_open()) fail_to_create(name_);
    return;
  }
  temporary_ = path_;
  temporary_ += ".tmp";
  file_ = open_temporary(temporary_, access, name_);
}

OutputFile::~OutputFile() {
  std::error_code ignored;
  if (file_.is_open() && !temporary_.empty() &&
      has_name(file_.descriptor(), temporary_))
    fs::remove(temporary_, ignored);
}

void OutputFile::write(std::string_view bytes) {
  write_all(file_.descriptor(), bytes, name_);
}

void OutputFile::commit() {
  if (!temporary_.empty()) {
    if (!flush(file_.descriptor())) fail_to_write(name_);
    if (!has_name(file_.descriptor(), temporary_))
      refuse(name_, "its temporary file was removed", "try again");
    if (!rename_file(temporary_, path_, existing_)) fail_to_create(name_);
    flush_folder_of(path_);
  }
  if (!file_.close()) fail_to_write(name_);
}

void write_file_atomically(const fs::path& path, std::string_view bytes,
                           Access access, Existing existing) {
  OutputFile file{path, access, existing};
  file.write(bytes);
  file.commit();
}

}  // namespace rehearse
