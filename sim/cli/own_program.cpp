#include "cli/own_program.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/random_bytes.hpp"
#include "rehearse/system/file.hpp"

namespace rehearse::cli {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
  std::error_code failed;
  const fs::path parent = fs::temp_directory_path(failed);
  path_ = parent / ("rehearse-" + random_hex(8));  // nobody else's by chance
  if (failed || !make_folder(path_, Access::owner_only))
    throw IoError{
        IoFault::cannot_create,
        fmt::format("{}: no folder can be made there ({}): let TMPDIR name a "
                    "folder that may be written to",
                    failed ? "the folder for temporary files" : parent.string(),
                    failed ? failed.message() : std::strerror(errno))};
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace rehearse::cli
