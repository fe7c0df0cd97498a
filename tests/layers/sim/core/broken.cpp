#include <cstdio>
#include "rehearse/text/text.hpp"
#include "other/private.hpp"
