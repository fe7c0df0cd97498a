#pragma once

#include <cstddef>

#include "rehearse/text/diagnostics.hpp"

namespace rehearse {

/// What a table for humans is shown on.
struct Screen {
  // Implicit: a colour alone is a screen of the usual width.
  Screen(Color shown = Color::off, std::size_t columns = 100)  // NOLINT
      : color(shown), width(columns) {}

  Color color;
  std::size_t width;  ///< columns; lines are broken to fit
};

}  // namespace rehearse
