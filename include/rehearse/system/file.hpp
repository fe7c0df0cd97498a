#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace rehearse {

/// The streams that every process begins with.
inline constexpr int standard_input = 0;
inline constexpr int standard_output = 1;
inline constexpr int standard_error = 2;

/// Who may read a file or folder that is made: whom the system lets (the
/// umask), or its owner alone, from its first byte on.
enum class Access : std::uint8_t { common, owner_only };

/// What becomes of a file that has the name when the new one is whole.
enum class Existing : std::uint8_t { replaced, kept };

/// What a file is opened for.
enum class FileUse : std::uint8_t {
  read,        ///< whatever it is
  read_plain,  ///< the same; a link is not followed, a pipe not waited for
  write,       ///< what is there, from its beginning
  create,      ///< written; there is nothing of that name yet, nor a link
  lock,        ///< made if it isn't there, never through a link
};

/// An open file, or none; closed when this goes.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() { close(); }
  OpenFile(OpenFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// False if the system says that what was written is lost.
  bool close();

 private:
  int descriptor_ = -1;
};

// What fails below says why in errno.

/// A file that is made is its owner's alone where `access` says so, whatever
/// the umask lets; what is started by this process does not inherit it.
[[nodiscard]] OpenFile open_file(const std::filesystem::path& path, FileUse use,
                                 Access access = Access::common);

/// How many bytes came, or went: 0 at the end, -1 if it failed.
[[nodiscard]] std::ptrdiff_t read_some(int file, std::span<char> bytes);
[[nodiscard]] std::ptrdiff_t write_some(int file, std::string_view bytes);

/// Bytes of a regular file; nothing for what isn't one.
[[nodiscard]] std::optional<std::uint64_t> regular_size(int file);

/// Waits until what was written is on the disk. False if that fails.
[[nodiscard]] bool flush(int file);

/// A new name is on the disk only when its folder is: waits for that, where
/// the system can.
void flush_folder_of(const std::filesystem::path& path);

/// Locks an open file until it is closed or its process ends. False if another
/// has it; a file system without locks locks nothing.
[[nodiscard]] bool try_lock(int file);

/// Whether the open file still is the one of that name (not a link to it).
[[nodiscard]] bool has_name(int file, const std::filesystem::path& path);

/// Gives a file another name, in one step.
[[nodiscard]] bool rename_file(const std::filesystem::path& from,
                               const std::filesystem::path& to,
                               Existing existing);

/// Makes one folder. False if it can't be made, or is there already.
bool make_folder(const std::filesystem::path& path, Access access);

/// Whether others than the owner (and who administers the machine) may see
/// what a folder holds.
[[nodiscard]] bool others_may_read(const std::filesystem::path& folder);

/// What became of a file that is to be its owner's alone.
enum class Tightened : std::uint8_t { not_needed, done, failed };

/// Takes an open file's rights from all but its owner; what is no regular file
/// needs none.
[[nodiscard]] Tightened tighten(int file);

}  // namespace rehearse
