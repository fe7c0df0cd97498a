#include "data_faults.hpp"

#include <fmt/format.h>

#include <iterator>
#include <vector>

namespace rehearse {
namespace {

std::string summary(const std::vector<Diagnostic>& faults, std::size_t untold) {
  const std::size_t others = faults.size() - 1 + untold;
  std::string text =
      fmt::format("{}: {}", faults.front().location, faults.front().message);
  if (others > 0)
    text +=
        fmt::format(" (and {} more error{})", others, others == 1 ? "" : "s");
  return text;
}

}  // namespace

DataError::DataError(std::vector<Diagnostic> diagnostics, std::size_t untold)
    : IoError(IoFault::bad_data, summary(diagnostics, untold)),
      diagnostics_(std::move(diagnostics)),
      untold_(untold) {}

void DataFaults::in_field(std::size_t row, std::size_t column,
                          const std::string& message) {
  add({row, column + 1}, message);
}

void DataFaults::in_header(const std::string& message) { add({0, 0}, message); }

// The last of too many gives way, so that those told are the file's first.
void DataFaults::add(Place place, const std::string& message) {
  faults_.emplace(place, message);
  if (faults_.size() <= most_diagnostics) return;
  faults_.erase(std::prev(faults_.end()));
  ++untold_;
}

void DataFaults::throw_if_any() const {
  if (faults_.empty()) return;
  std::vector<Diagnostic> all;
  for (const auto& [place, message] : faults_)
    all.push_back({place.second == 0
                       ? header_place(table_)
                       : field_place(table_, place.first, place.second - 1),
                   message, "", 0});
  throw DataError(std::move(all), untold_);
}

}  // namespace rehearse
