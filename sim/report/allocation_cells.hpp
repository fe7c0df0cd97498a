#pragma once

#include <string>
#include <vector>

#include "rehearse/report/allocation_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// A number of an alternative: what it is, of which participants, and where a
/// table puts it.
struct AllocationQuantity {
  std::string margin;    ///< "trial", "stratum …", "site …", "factor=level"
  std::string quantity;  ///< as CSV calls it
  Figure figure;
};

/// log2 of the most lists that seeds of 256 bits can tell apart: 64 of their
/// hash's bits are the generator's key, 44 more place each stratum's stream.
[[nodiscard]] std::size_t reachable_bits(const Scenario& scenario);

/// Every number of an alternative.
[[nodiscard]] std::vector<AllocationQuantity> allocation_quantities(
    const AllocationAlternative& alternative);

/// The alternatives as columns, with digits by Monte Carlo error.
[[nodiscard]] TextTable allocation_cells(const AllocationReport& report);

/// What each alternative is, a line each, and how to read the cells.
[[nodiscard]] std::vector<std::string> alternative_lines(
    const AllocationReport& report);
[[nodiscard]] std::vector<std::string> allocation_legend(
    const AllocationReport& report);

}  // namespace rehearse
