#pragma once

#include <map>
#include <string>
#include <vector>

#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

/// The tables of several replicates of one run, as they are added: those of
/// each alone, one below the other, with its number in a first column
/// `replicate`. (A factor of that name is `factor_replicate`.)
class TrialTables {
 public:
  /// Keeps the tables of these kinds.
  explicit TrialTables(std::vector<TrialTable> kinds);

  void add(const ListedTrial& report);

  /// As CSV. `kind` is one of those that are kept.
  [[nodiscard]] const std::string& csv(TrialTable kind) const;

  /// The looks of all, and the table, as a JSON document. `any` is one of the
  /// replicates: what is the same of all is taken from it.
  [[nodiscard]] std::string json(const ListedTrial& any, TrialTable kind) const;

 private:
  struct Texts {
    std::string csv;
    std::string json;  // objects, a line each
  };
  std::map<TrialTable, Texts> tables_;
  std::string looks_;  // objects, a line each
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  bool is_empty_ = true;
};

}  // namespace rehearse
