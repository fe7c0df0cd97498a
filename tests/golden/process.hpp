#pragma once

#include <filesystem>
#include <string>

namespace rehearse::golden {

/// What a shell script did.
struct ProcessResult {
  int status = -1;  ///< exit status, 128 + the signal if one ended it
  std::string out;
  std::string err;
};

/// Runs `script` by /bin/sh in the project's root, with `rehearse` on the PATH,
/// no colour wished for or against, and $SCRATCH an empty folder of the test.
[[nodiscard]] ProcessResult shell(const std::string& script);

/// The same; requires that it ends well.
ProcessResult done(const std::string& script);

/// A file's bytes; empty if it can't be read.
[[nodiscard]] std::string content(const std::filesystem::path& path);

[[nodiscard]] bool has(const std::string& text, const std::string& part);

/// The scratch folder.
[[nodiscard]] std::filesystem::path scratch();

}  // namespace rehearse::golden
