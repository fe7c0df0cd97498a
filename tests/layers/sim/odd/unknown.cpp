#include "rehearse/core/units.hpp"
