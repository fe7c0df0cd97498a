#include "faults.hpp"

#include <algorithm>
#include <functional>

#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/shown_text.hpp"

namespace rehearse::config {
namespace {

std::vector<Diagnostic> in_order(
    std::vector<std::pair<std::uint64_t, Diagnostic>> faults) {
  std::ranges::stable_sort(faults, {}, [](const auto& f) { return f.first; });
  std::vector<Diagnostic> sorted;
  sorted.reserve(faults.size());
  for (auto& [order, diagnostic] : faults)
    sorted.push_back(std::move(diagnostic));
  return sorted;
}

// Where a fault stands in a file the line is shown: the user need not open it.
// A caret is put under its column: without a carriage return, which a terminal
// would obey. Of one that no terminal shows there is no copy.
std::string line_of(std::string_view text, std::size_t number) {
  for (; number > 1 && !text.empty(); --number)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line.size() > longest_source_line ? "" : std::string{line};
}

std::size_t hash_of(std::string_view a, std::string_view b) {
  const std::hash<std::string_view> hash;
  return hash(a) * 31 + hash(b);
}

}  // namespace

Faults::Fault Faults::fault(const Mark& mark, std::string_view path,
                            std::string_view message) const {
  Diagnostic diagnostic;
  diagnostic.location = mark.location;
  diagnostic.message =
      shortened(path.empty() ? std::string{message}
                             : std::string{path} + ": " + std::string{message});
  if (mark.line > 0) {
    diagnostic.line = line_of(text_, mark.line);
    if (!diagnostic.line.empty()) diagnostic.column = mark.column;
  }
  return {mark.order, diagnostic};
}

// One fault is told once, though a scenario and the config below it both have
// it.
void Faults::error(const Mark& mark, std::string_view path,
                   std::string_view message) {
  if (is_full()) return count(mark, path);
  Fault found = fault(mark, path, message);
  if (known_.insert(hash_of(mark.location, found.second.message)).second)
    errors_.push_back(std::move(found));
}

void Faults::count(const Mark& mark, std::string_view path) {
  if (known_.insert(hash_of(mark.location, path)).second) ++untold_;
}

void Faults::warn(const Mark& mark, std::string_view path,
                  std::string_view message) {
  if (warnings_.size() >= most_diagnostics) return;
  Fault found = fault(mark, path, message);
  if (known_.insert(hash_of(mark.location, found.second.message)).second)
    warnings_.push_back(std::move(found));
}

void Faults::throw_if_any() const {
  if (!errors_.empty()) throw ConfigError{in_order(errors_), untold_};
}

std::vector<Diagnostic> Faults::warnings() const { return in_order(warnings_); }

}  // namespace rehearse::config
