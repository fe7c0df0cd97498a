#include <cstdio>

#include "other/private.hpp"
#include "rehearse/text/text.hpp"
