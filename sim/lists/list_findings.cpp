#include "list_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rehearse {
namespace {
constexpr std::size_t most_of_a_kind = 20;
}  // namespace

void ListFindings::add(std::size_t line, const std::string& check,
                       std::string message) {
  if (++counts_[check] <= most_of_a_kind)
    findings_.push_back({line, check, std::move(message)});
}

std::vector<ListFinding> ListFindings::take() {
  std::ranges::stable_sort(findings_, {}, &ListFinding::line);
  for (const auto& [check, count] : counts_)
    if (count > most_of_a_kind)
      findings_.push_back(
          {0, check, fmt::format("and {} more", count - most_of_a_kind)});
  return std::move(findings_);
}

}  // namespace rehearse
