#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "list_check_parts.hpp"

namespace rehearse {

/// A stratum's arms in order, up to the first that is unknown or can't be; at
/// most 200,000.
struct ListSequence {
  std::size_t stratum = 0;  ///< of the ReadList
  std::vector<std::uint8_t> arms;
  /// -ln P(arm | those before), by the config's procedure [nats].
  std::vector<double> information;
  /// The first row whose arm the procedure can't give after those before.
  std::optional<std::size_t> impossible;
};

/// The lists whose rows are drawn by the config's procedure, one after another.
/// None under minimization, or where rows can't be told apart by stratum.
[[nodiscard]] std::vector<ListSequence> sequences_of(const ReadList& list);

/// Arms that can't be, unless a rule of the procedure that they break was
/// reported.
void check_possible(const ReadList& list,
                    const std::vector<ListSequence>& sequences,
                    ListFindings& findings);

// A bet against the procedure: any other probability Q of the rows. Q / P is 1
// on average if the list is sound, and so above 1/p with a probability of p at
// most, whatever the list's length (Ville 1939; Shafer 2021, J. R. Stat. Soc.
// A 184:407). A bet on one row after another may end at any row.

/// Other ways to make a list (without restriction, in other blocks, in another
/// ratio, an arm by the one before) that fit it better.
void check_likelihood(const ReadList& list,
                      const std::vector<ListSequence>& sequences,
                      ChanceTests& tests);
/// Strata whose lists are alike from their beginnings.
void check_copies(const ReadList& list,
                  const std::vector<ListSequence>& sequences,
                  ChanceTests& tests);
/// Rows that are those of another place, in order.
void check_repeats(const ReadList& list,
                   const std::vector<ListSequence>& sequences,
                   ChanceTests& tests);

}  // namespace rehearse
