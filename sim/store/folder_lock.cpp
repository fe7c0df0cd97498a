#include "rehearse/store/folder_lock.hpp"

#include <fmt/format.h>

#include <array>
#include <system_error>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/manifest.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& folder, const std::string& why,
                         const std::string& advice) {
  throw IoError{IoFault::cannot_create,
                fmt::format("{}: {}: {}", folder.string(), why, advice)};
}

void make_folders(const fs::path& folder, Access access) {
  std::error_code failed;
  if (folder.has_parent_path() && !fs::exists(folder, failed))
    fs::create_directories(folder.parent_path(), failed);
  (void)make_folder(folder, access);  // unless it is there
  if (!fs::is_directory(folder, failed)) {
    const std::error_code reason{ENOTDIR, std::generic_category()};
    refuse(folder,
           fmt::format("the folder cannot be made ({})",
                       (failed ? failed : reason).message()),
           "choose another with --out");
  }
}

// What only one command's folders have.
struct Mark {
  const char* file;
  const char* command;
};
constexpr std::array marks{Mark{"sweep.json", "sweep"},
                           Mark{"list.csv", "randomize"},
                           Mark{"list.csv.sealed", "randomize"},
                           Mark{"seed.txt", "randomize"},
                           Mark{"seed.txt.sealed", "randomize"},
                           Mark{"dummy-list.csv", "randomize"},
                           Mark{"dummy-list.csv.sealed", "randomize"},
                           Mark{"qualification.html", "qualify"}};

std::string family_of(const std::string& command) {
  return command == "merge" ? "sweep" : command;
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder, Access access)
    : path_(folder / ".lock") {
  make_folders(folder, access);
  file_ = open_locked(path_);
  if (!file_.is_open())
    refuse(folder, "another process works in the folder (two would mix)",
           "wait for it, or choose another with --out");
}

FolderLock::~FolderLock() {
  std::error_code ignored;
  fs::remove(path_, ignored);
}

std::string folder_owner(const fs::path& folder) {
  std::error_code ignored;
  const fs::path manifest = folder / manifest_name;
  if (fs::symlink_status(manifest, ignored).type() !=
      fs::file_type::not_found) {
    try {
      if (fs::is_regular_file(manifest, ignored))
        return read_manifest(folder).command;
    } catch (const IoError&) {  // said below
    }
    refuse(manifest,
           "it is no manifest that rehearse wrote (the folder's files are "
           "somebody's, or it was damaged)",
           "choose another folder with --out, or remove it");
  }
  for (const auto& [file, command] : marks)
    if (fs::exists(folder / file, ignored)) return command;
  return "";
}

void check_owner(const fs::path& folder, const std::string& command) {
  const std::string owner = folder_owner(folder);
  if (owner.empty() || family_of(owner) == family_of(command)) return;
  refuse(
      folder,
      fmt::format("the folder is of 'rehearse {}' (whose files 'rehearse {}' "
                  "would replace)",
                  owner, command),
      "choose another with --out");
}

}  // namespace rehearse
