#include "rehearse/endpoint/disease.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/random/columns.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("the cause of a PFS event is death in its fraction",
          "[endpoint][exact]") {
  const DeathModel model{0.25, 0.001};
  const DiseaseCourse died = disease_course(model, 100.0, 0.25, 1.0);
  CHECK(died.progression == never);
  CHECK(died.death == 100.0);
  const DiseaseCourse progressed = disease_course(model, 100.0, 0.26, 0.5);
  CHECK(progressed.progression == 100.0);
  CHECK(progressed.death == 600.0);  // 100 + 0.5 / 0.001

  const DiseaseCourse immortal = disease_course({}, 100.0, 1e-9, 0.5);
  CHECK(immortal.progression == 100.0);
  CHECK(immortal.death == never);
  const DiseaseCourse cured = disease_course(model, never, 0.01, 0.1);
  CHECK(cured.progression == never);
  CHECK(cured.death == never);
}

TEST_CASE("overall survival is the illness-death model's",
          "[endpoint][statistical]") {
  // domain.md §1: S_OS = e^-ht + l01 / (l12 - h) (e^-ht - e^-l12 t), h = l01 +
  // l02. Each of 12 shares lies within 4.5 standard errors but with
  // probability 7e-6.
  const double h = 0.004;
  constexpr std::size_t n = 200'000;
  std::vector<double> pfs(n);
  std::vector<double> cause(n);
  std::vector<double> after(n);
  std::vector<double> progression(n);
  std::vector<double> death(n);
  fill_exponential({7, Purpose::progression, 0}, 0, pfs);
  fill_uniform({7, Purpose::death, 0}, 0, cause);
  fill_exponential({7, Purpose::death, 0}, 1ULL << 32, after);
  for (double& t : pfs) t = duration_on_grid(t / h);
  for (const double fraction : {0.05, 0.4})
    for (const double l12 : {0.001, 0.01}) {
      disease_courses({fraction, l12}, pfs, cause, after, progression, death);
      for (const double t : {60.0, 200.0, 800.0}) {
        const double l01 = (1.0 - fraction) * h;
        const double survival =
            std::exp(-h * t) +
            l01 / (l12 - h) * (std::exp(-h * t) - std::exp(-l12 * t));
        std::size_t alive = 0;
        for (const double d : death) alive += d > t ? 1 : 0;
        const double share = static_cast<double>(alive) / n;
        CAPTURE(fraction, l12, t);
        CHECK(std::abs(share - survival) <
              4.5 * std::sqrt(survival * (1.0 - survival) / n));
      }
    }
}
