#include "rehearse/forecast/exact_draws.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "unit/forecast/scanned.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

struct Share {
  int count = 0;
  int of = 0;
  void add(bool counts) {
    count += counts ? 1 : 0;
    ++of;
  }
  // Beyond 4.5 errors one time in 150,000.
  [[nodiscard]] bool is_near(double p) const {
    const double error = std::sqrt(p * (1.0 - p) / of);
    return std::abs(count / double(of) - p) < 4.5 * error;
  }
};

}  // namespace

// Ratio 1/4: after 400 days (a cumulative hazard of 1) e^-1 of the control arm
// are left and e^-1/4 of the other, so the arm is the latter with probability
// 1 / (1 + e^-3/4).
TEST_CASE("times go on given how long there was no event",
          "[forecast][statistical]") {
  OngoingTrial trial{"2026-01-01", 400.0, 0.0, {}};
  trial.participants.resize(3);
  for (OngoingParticipant& p : trial.participants) p.time = 400.0;
  trial.participants[1].arm = 0;
  trial.participants[2].arm = 1;
  const std::vector<std::size_t> drawn{0, 1, 2};
  const std::vector<double> shares{0.5, 0.5};
  ExactDraws draws{trial, drawn, shares};
  const ArmHazards hazards = exponential_arms(0.25);
  draws.begin(hazards);
  WordStream words{{3, Purpose::forecast, 0}, 0};
  Share of_any, of_control, of_experimental, of_new;
  for (int i = 0; i < 40'000; ++i) {
    const double any = draws.draw(0, words).known;
    REQUIRE(any >= 400.0);
    of_any.add(any < 600.0);
    of_control.add(draws.draw(1, words).known < 600.0);
    of_experimental.add(draws.draw(2, words).known < 600.0);
    of_new.add(draws.draw_new(words).known < 200.0);
  }
  const double experimental = 1.0 / (1.0 + std::exp(-0.75));
  const double control_then = 1.0 - std::exp(-0.5);
  const double experimental_then = 1.0 - std::exp(-0.125);
  CHECK(of_control.is_near(control_then));
  CHECK(of_experimental.is_near(experimental_then));
  CHECK(of_any.is_near((1.0 - experimental) * control_then +
                       experimental * experimental_then));
  CHECK(of_new.is_near(0.5 * (control_then + experimental_then)));
}
