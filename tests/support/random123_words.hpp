#pragma once

#include "rehearse/random/philox.hpp"

/// Philox4x32-10 by the Random123 library (Salmon et al. 2011). In a file of
/// its own: the library's macros have our function's name.
rehearse::PhiloxCounter random123_words(const rehearse::PhiloxCounter& counter,
                                        const rehearse::PhiloxKey& key);
