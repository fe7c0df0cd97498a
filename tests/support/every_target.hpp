#pragma once

#include <hwy/targets.h>

#include <cstdint>

/// Calls `f` with each instruction set that this machine has chosen in turn,
/// then goes back to the best.
template <class F>
void on_every_target(F f) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    f(target);
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}
