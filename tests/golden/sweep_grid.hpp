#pragma once

#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

namespace rehearse::golden {

/// A sweep of 20 cells.
inline const std::string grid =
    "rehearse sweep configs/w1.toml --replicates 1500 --quiet --threads 2 "
    "--vary endpoint.effect.hazard_ratio=0.5:0.7:0.05 "
    "--vary 'endpoint.control.median=6 months,6.8 months' "
    "--vary analysis.alpha=0.025,0.05 "
    "--reference endpoint.effect.hazard_ratio=0.6 ";

inline void check_fails(const std::string& script, int status,
                        const std::string& message) {
  const auto result = shell(script);
  CAPTURE(script, result.err);
  CHECK(result.status == status);
  CHECK(has(result.err, message));
}

}  // namespace rehearse::golden
