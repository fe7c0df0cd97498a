#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "rehearse/random/stream_address.hpp"
#include "support/reference_trial.hpp"

// What the parts of the reference implementation share.
namespace reference {

inline constexpr double longest = 1048576.0;  // 2^20 days: never

/// To a whole number of 2^-bits days.
double nearest(double days, int bits);
double nearest_step(double days);

/// Participant i's of those that begin at `first_item`.
double uniform(std::uint64_t seed, rehearse::Purpose purpose,
               std::uint64_t replicate, std::uint64_t first_item,
               std::size_t i);

/// x with f(x) = y for an increasing f, by doubling and halving.
double solve(const std::function<double(double)>& f, double y);

/// Event and dropout times, and the courses of the disease.
void draw_times(const rehearse::Scenario& scenario, std::uint64_t replicate,
                std::vector<Participant>& people);

}  // namespace reference
