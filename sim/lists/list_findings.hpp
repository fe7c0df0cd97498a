#pragma once

#include <map>

#include "rehearse/lists/list_check.hpp"

namespace rehearse {

/// Collects findings, of each kind not more than a user reads.
class ListFindings {
 public:
  void add(std::size_t line, const std::string& check, std::string message);

  [[nodiscard]] bool has(const std::string& check) const {
    return counts_.contains(check);
  }

  /// Whole-list findings, then by line, then how many more there are.
  [[nodiscard]] std::vector<ListFinding> take();

 private:
  std::vector<ListFinding> findings_;
  std::map<std::string, std::size_t> counts_;  // by check
};

}  // namespace rehearse
