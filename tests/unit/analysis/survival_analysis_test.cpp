#include "rehearse/analysis/survival_analysis.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <vector>

#include "rehearse/analysis/horizon_survival.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

std::optional<ObservationKey> open_end(const std::vector<Subject>& subjects) {
  const DataSet data = data_set(subjects);
  return first_open_end(data.keys, data.strata);
}

}  // namespace

TEST_CASE("the first curve that ends in a censoring is found",
          "[analysis][exact]") {
  CHECK_FALSE(open_end({}));
  CHECK_FALSE(open_end({{1, true, control}, {2, true, experimental}}));
  // The control arm's last is an event, the experimental arm's is not.
  const auto key = open_end({{1, false, control},
                             {4, true, control},
                             {2, true, experimental},
                             {2, false, experimental}});
  REQUIRE(key);
  CHECK(tick_of(*key) == 1);  // times 1, 2, 4
  CHECK(arm_of(*key) == 1);
  // A stratum with one arm alone compares nothing.
  CHECK_FALSE(open_end({{1, false, control, 1},
                        {2, true, control, 0},
                        {3, true, experimental, 0}}));
}

TEST_CASE("up to the first open end nothing is carried forward, beyond it is",
          "[analysis]") {
  boost::random::mt19937_64 engine{1};
  HorizonWorkspace workspace;
  for (int i = 0; i < 300; ++i) {
    std::vector<Subject> subjects;
    subjects.reserve(24);
    for (int k = 0; k < 24; ++k)
      subjects.push_back(
          {1.0 + static_cast<double>(engine() % 9), engine() % 3 != 0,
           engine() % 2 == 0 ? control : experimental, engine() % 3});
    const DataSet data = data_set(subjects);
    const auto carried = [&](double horizon) {
      return horizon_survival(data.keys, data.strata, {data.times}, horizon,
                              workspace)
          .carried_forward;
    };
    const auto end = first_open_end(data.keys, data.strata);
    CHECK(carried(20.0) == end.has_value());
    if (!end) continue;
    const double time = data.times[tick_of(*end)];
    CHECK_FALSE(carried(time));
    CHECK(carried(time + 0.5));
  }
}
