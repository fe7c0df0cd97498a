#include "own.hpp"
#include "rehearse/core/units.hpp"
