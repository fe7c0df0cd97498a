#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace rehearse {

/// Who may read a file that is made: whom the umask lets, or its owner alone,
/// from its first byte on.
enum class Access : std::uint8_t { common, owner_only };

/// Writes all of `bytes` to an open file. `name` is what messages call it.
/// \throws IoError (cannot_write).
void write_all(int file_descriptor, std::string_view bytes,
               const std::string& name);

/// A file that gets its name only when it is whole: it is written under a
/// temporary name in the same folder, flushed to the disk, then renamed; what
/// had the name before stays until then. What is no regular file (a device, a
/// pipe) is written to directly. Never committed, it leaves nothing behind.
class OutputFile {
 public:
  /// \throws IoError (cannot_create).
  explicit OutputFile(const std::filesystem::path& path,
                      Access access = Access::common);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// \throws IoError (cannot_write).
  void write(std::string_view bytes);
  /// Ends the file. \throws IoError (cannot_write).
  void commit();

 private:
  std::string name_;                 // as messages call it
  std::filesystem::path path_;       // its name in the end
  std::filesystem::path temporary_;  // empty where written to directly
  int file_descriptor_ = -1;
};

/// Writes a whole file, or leaves what was there as it was.
/// \throws IoError (cannot_create, cannot_write).
void write_file_atomically(const std::filesystem::path& path,
                           std::string_view bytes,
                           Access access = Access::common);

}  // namespace rehearse
