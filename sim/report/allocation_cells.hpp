#pragma once

#include <string>
#include <vector>

#include "rehearse/report/allocation_report.hpp"
#include "rehearse/report/text_table.hpp"

namespace rehearse {

/// A number of an alternative: what it is, of which participants, and where a
/// table puts it.
struct AllocationQuantity {
  std::string margin;    ///< "trial", "stratum …", "site …", "factor=level"
  std::string quantity;  ///< as CSV calls it
  Figure figure;
};

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
