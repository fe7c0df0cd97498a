#pragma once

// Before any header of Eigen: it throws where it allocates and may not.
#include <stdexcept>
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(holds) \
  if (!(holds)) throw std::logic_error("Eigen: " #holds)
