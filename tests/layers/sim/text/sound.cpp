#include "rehearse/core/units.hpp"
#include "own.hpp"
