#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rehearse/trial/scenario.hpp"

// Enrolment by sites in the plainest way: every site screens far more than are
// needed, all are sorted, the first are taken. Addresses are the engine's; its
// openings, rates and pauses are walked through day by day of the definition.
namespace reference {

struct Entry {
  double time = 0.0;  // [days], to the nearest tick
  std::size_t site = 0;
};
std::vector<Entry> site_entries(const rehearse::Scenario& scenario,
                                std::uint64_t replicate);

}  // namespace reference
