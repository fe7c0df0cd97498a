#pragma once

#include <optional>

#include "rehearse/analysis/test_result.hpp"
#include "rehearse/design/trial_process.hpp"

namespace rehearse {

/// What `test_statistic` is expected to find at `cut`, since enrolment opened:
/// the mean of Z, and its information (the score's variance, or 1 / se^2 of
/// the estimate), so that Z's score has mean z sqrt(information). Nothing
/// where nobody is expected to be followed to the test's horizon. Of tests
/// with one Z: MaxCombo has `max_combo_power`.
[[nodiscard]] std::optional<TestStatistic> expected_statistic(
    const SurvivalTest& test, const TrialProcess& trial, double cut);

}  // namespace rehearse
