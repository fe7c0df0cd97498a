#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "rehearse/system/file.hpp"

namespace rehearse {

/// Writes all of `bytes` to an open file. `name` is what messages call it.
/// \throws IoError (cannot_write).
void write_all(int file, std::string_view bytes, const std::string& name);

/// Opens a file that is locked as long as it is open; made if it isn't there,
/// never through a symbolic link. None if another process has the lock.
/// \throws IoError (cannot_create).
[[nodiscard]] OpenFile open_locked(const std::filesystem::path& path);

/// A file that gets its name only when it is whole: it is written as
/// `name.tmp` in the same folder, flushed to the disk, then renamed; what had
/// the name before stays until then. What is no regular file (a device, a
/// pipe) is written to directly. Never committed, it leaves nothing behind;
/// the `name.tmp` of a process that was killed goes with the next one.
class OutputFile {
 public:
  /// \throws IoError (cannot_create), also if another process writes the file.
  explicit OutputFile(const std::filesystem::path& path,
                      Access access = Access::common,
                      Existing existing = Existing::replaced);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// \throws IoError (cannot_write).
  void write(std::string_view bytes);
  /// Ends the file. \throws IoError (cannot_write; cannot_create if there is
  /// one that is kept).
  void commit();

 private:
  std::string name_;                 // as messages call it
  std::filesystem::path path_;       // its name in the end
  std::filesystem::path temporary_;  // empty where written to directly
  Existing existing_;
  OpenFile file_;  // locked, where it is a temporary file's
};

/// Writes a whole file, or leaves what was there as it was.
/// \throws IoError (cannot_create, cannot_write).
void write_file_atomically(const std::filesystem::path& path,
                           std::string_view bytes,
                           Access access = Access::common,
                           Existing existing = Existing::replaced);

}  // namespace rehearse
