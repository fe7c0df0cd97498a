#pragma once

#include "rehearse/qualification/qualification.hpp"

namespace rehearse {

/// The z of replicates' last looks, against the plain log-rank test of the
/// participants that `simulate` lists, and R's where it is there.
[[nodiscard]] std::vector<Check> statistic_checks(const QualificationRun& run);

/// A check that could not be made, and why.
[[nodiscard]] Check not_run(const char* id, const std::string& what,
                            const std::string& why);

/// A check that had to do without what a command gives: not run where the
/// config isn't of the command's kind, else failed.
[[nodiscard]] Check without(const char* id, const std::string& what,
                            const Ran& ran);

}  // namespace rehearse
