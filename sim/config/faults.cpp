#include "faults.hpp"

#include <algorithm>

#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

std::vector<Diagnostic> in_order(
    std::vector<std::pair<std::size_t, Diagnostic>> faults) {
  std::ranges::stable_sort(faults, {}, [](const auto& f) { return f.first; });
  std::vector<Diagnostic> sorted;
  sorted.reserve(faults.size());
  for (auto& [order, diagnostic] : faults)
    sorted.push_back(std::move(diagnostic));
  return sorted;
}

}  // namespace

// A caret is put under the column of a line: without a carriage return, which a
// terminal would obey.
Faults::Faults(std::string_view text) : lines_(split(text, '\n')) {
  for (std::string_view& line : lines_)
    if (line.ends_with('\r')) line.remove_suffix(1);
}

// The line itself is shown where a fault stands in a file: the user need not
// open it.
Faults::Fault Faults::fault(const Mark& mark, std::string_view path,
                            std::string_view message) const {
  Diagnostic diagnostic;
  diagnostic.location = mark.location;
  diagnostic.message = path.empty()
                           ? std::string{message}
                           : std::string{path} + ": " + std::string{message};
  if (mark.line > 0 && mark.line <= lines_.size()) {
    diagnostic.line = lines_[mark.line - 1];
    diagnostic.column = mark.column;
  }
  return {mark.order, diagnostic};
}

// One fault is told once, though a scenario and the config below it both have
// it.
void Faults::error(const Mark& mark, std::string_view path,
                   std::string_view message) {
  Fault found = fault(mark, path, message);
  const bool known = std::ranges::any_of(errors_, [&](const Fault& error) {
    return error.second.location == found.second.location &&
           error.second.message == found.second.message;
  });
  if (!known) errors_.push_back(std::move(found));
}

void Faults::warn(const Mark& mark, std::string_view path,
                  std::string_view message) {
  warnings_.push_back(fault(mark, path, message));
}

void Faults::throw_if_any() const {
  if (!errors_.empty()) throw ConfigError{in_order(errors_)};
}

std::vector<Diagnostic> Faults::warnings() const { return in_order(warnings_); }

}  // namespace rehearse::config
