#pragma once

#include <atomic>
#include <cstdint>

/// Every allocation of this test program so far.
extern std::atomic<std::uint64_t> allocations;
