#pragma once
// Compares ours with what R's survival made of the same data sets
// (scripts/crosscheck-survival.R).
#include <map>
#include <string>

#include "support/data_set.hpp"

namespace rehearse::survival_reference {

/// Data sets of `folder`/survival_data.csv by name.
using DataSets = std::map<std::string, std::vector<Subject>>;
DataSets read_data_sets(const std::string& folder);

/// Checks each row of `folder`/survival_reference.csv; how many there were.
std::size_t check_references(const std::string& folder, const DataSets& sets);

/// Checks each row of `folder`/survival_curves.csv; how many there were.
std::size_t check_curves(const std::string& folder, const DataSets& sets);

}  // namespace rehearse::survival_reference
