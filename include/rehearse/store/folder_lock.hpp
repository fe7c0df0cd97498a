#pragma once

#include <filesystem>
#include <string>

#include "rehearse/store/output_file.hpp"

namespace rehearse {

/// A folder that no other process works in as long as this lives. The lock, a
/// file `.lock`, dies with its process.
class FolderLock {
 public:
  /// Makes the folder, and those above it, where they are not; `access` is that
  /// of the one that is made.
  /// \throws IoError (cannot_create) if it can't be made or written to, or
  /// another process works in it.
  FolderLock(const std::filesystem::path& folder, Access access);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  std::filesystem::path path_;
  OpenFile file_;
};

/// What a run's folder is described in.
inline constexpr const char* manifest_name = "manifest.json";

/// The command whose files a folder holds, by its manifest or, where a run was
/// ended before that, by names that only one command gives; empty if it holds
/// none. \throws IoError (cannot_create) if its manifest can't be read.
[[nodiscard]] std::string folder_owner(const std::filesystem::path& folder);

/// Refuses a folder that another command's files are in: they would be
/// replaced, or mixed. A sweep and what `merge` joined are alike.
/// \throws IoError (cannot_create).
void check_owner(const std::filesystem::path& folder,
                 const std::string& command);

}  // namespace rehearse
