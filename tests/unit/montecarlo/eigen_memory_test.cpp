// A replicate's matrices are on the stack. The sources that use Eigen are built
// into this program with its check of allocations (CMakeLists.txt).
#include "support/eigen_checks.hpp"
// (above)
#include <Eigen/Core>
#include <vector>

#include "rehearse/analysis/exact_ties.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

// Nothing may be allocated as long as it lives.
struct NoAllocation {
  NoAllocation() { Eigen::internal::set_is_malloc_allowed(false); }
  ~NoAllocation() { Eigen::internal::set_is_malloc_allowed(true); }
  NoAllocation(const NoAllocation&) = delete;
  NoAllocation& operator=(const NoAllocation&) = delete;
};

}  // namespace

TEST_CASE("a replicate of MaxCombo allocates no matrix", "[montecarlo]") {
  Scenario s = w1_scenario();
  Look interim;
  interim.name = "interim";
  interim.events = 100;
  s.analysis.looks.insert(s.analysis.looks.begin(), interim);
  s.analysis.test =
      WeightedLogRankTest{{FlemingHarrington{0, 0}, FlemingHarrington{0, 1},
                           FlemingHarrington{1, 1}, FlemingHarrington{1, 0}}};
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  int rejected = 0;
  const NoAllocation none;
  for (std::uint64_t replicate = 0; replicate < 300; ++replicate)
    for (const LookResult& look : engine.run(replicate))
      rejected += look.reject ? 1 : 0;
  CHECK(rejected > 200);
}

TEST_CASE("few exact ties allocate no matrix", "[analysis]") {
  std::vector<double> control(32);
  std::vector<double> experimental(32);
  const NoAllocation none;
  CHECK_NOTHROW(exact_tie_rows({32, {60, 60}}, control, experimental));
  // The check itself sees what allocates.
  CHECK_THROWS_AS(Eigen::MatrixXd(10, 10), std::logic_error);
}
