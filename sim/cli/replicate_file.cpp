#include "cli/replicate_file.hpp"

#include "cli/session.hpp"
#include "rehearse/data/replicate_rows.hpp"
#include "rehearse/system/interrupt.hpp"

namespace rehearse::cli {
namespace {

constexpr std::size_t buffer_bytes = 1 << 16;

}  // namespace

ReplicateFile::ReplicateFile(const std::string& path, const Scenario& scenario)
    : scenario_(scenario), buffer_(replicate_header(scenario)) {
  if (path != "-") file_.emplace(path);
}

void ReplicateFile::add(std::uint64_t replicate,
                        std::span<const LookResult> looks) noexcept {
  if (failure_) return;
  try {
    append_replicate_rows(buffer_, scenario_, replicate, looks);
    if (buffer_.size() >= buffer_bytes) flush();
  } catch (...) {
    failure_ = std::current_exception();
    interrupt();
  }
}

void ReplicateFile::check() const {
  if (failure_) std::rethrow_exception(failure_);
}

void ReplicateFile::commit() {
  flush();
  if (file_) file_->commit();
}

void ReplicateFile::flush() {
  file_ ? file_->write(buffer_) : print(buffer_);
  buffer_.clear();
}

}  // namespace rehearse::cli
