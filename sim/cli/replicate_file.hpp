#pragma once

#include <exception>
#include <optional>
#include <span>
#include <string>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse::cli {

/// The replicates' CSV while a run fills it, in a buffer of fixed size.
class ReplicateFile {
 public:
  /// `path`: "-" is standard output. `scenario` must outlive it.
  /// \throws IoError (cannot_create).
  ReplicateFile(const std::string& path, const Scenario& scenario);

  /// Appends a replicate's rows. A failure to write is kept for `commit`, and
  /// the run is interrupted: it could only be lost.
  void add(std::uint64_t replicate, std::span<const LookResult> looks) noexcept;

  /// Throws the failure, if there was one. \throws IoError (cannot_write).
  void check() const;
  /// Gives the file its name. \throws IoError (cannot_create, cannot_write).
  void commit();

 private:
  void flush();

  const Scenario& scenario_;
  std::optional<OutputFile> file_;  // none: standard output
  std::string buffer_;
  std::exception_ptr failure_;
};

}  // namespace rehearse::cli
