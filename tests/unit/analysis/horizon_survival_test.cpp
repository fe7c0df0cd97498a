#include "rehearse/analysis/horizon_survival.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"
#include "support/shuffle.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

HorizonSurvival up_to(double horizon, const std::vector<Subject>& subjects) {
  const DataSet data = data_set(subjects);
  HorizonWorkspace workspace;
  return horizon_survival(data.keys, data.strata, {data.times}, horizon,
                          workspace);
}

// Control: S = 2/3 from 1, 0 from 3. Experimental: S = 3/4 from 2.
const std::vector<Subject> seven{
    {1, true, control},      {2, false, control},      {3, true, control},
    {2, true, experimental}, {5, false, experimental}, {5, false, experimental},
    {5, false, experimental}};

std::vector<Subject> random_subjects(boost::random::mt19937_64& engine,
                                     std::size_t strata) {
  std::vector<Subject> subjects;
  const std::size_t n = 4 + engine() % 60;
  for (std::size_t i = 0; i < n; ++i)
    subjects.push_back({static_cast<double>(engine() % 12), engine() % 3 != 0,
                        i % 2 == 0 ? control : experimental,
                        engine() % strata});
  return subjects;
}

bool same(const HorizonSurvival& a, const HorizonSurvival& b) {
  const auto near = [](const Estimate& x, const Estimate& y) {
    return x.value == Approx(y.value).epsilon(1e-12).margin(1e-14) &&
           x.variance == Approx(y.variance).epsilon(1e-10).margin(1e-14);
  };
  return near(a.survival[0], b.survival[0]) &&
         near(a.survival[1], b.survival[1]) && near(a.rmst[0], b.rmst[0]) &&
         near(a.rmst[1], b.rmst[1]) && a.carried_forward == b.carried_forward;
}

}  // namespace

TEST_CASE("restricted means and survival of seven by hand",
          "[analysis][exact][ANA-07]") {
  const auto at = up_to(4.0, seven);
  CHECK(at.rmst[0].value == Approx(7.0 / 3.0).epsilon(1e-14));
  CHECK(at.rmst[1].value == Approx(3.5).epsilon(1e-14));
  // (4/3)^2 / (3 * 2) and (3/2)^2 / (4 * 3)
  CHECK(at.rmst[0].variance == Approx(8.0 / 27.0).epsilon(1e-14));
  CHECK(at.rmst[1].variance == Approx(3.0 / 16.0).epsilon(1e-14));
  CHECK_FALSE(at.carried_forward);
  const auto before = up_to(2.5, seven);
  CHECK(before.survival[0].value == Approx(2.0 / 3.0).epsilon(1e-14));
  CHECK(before.survival[0].variance == Approx(2.0 / 27.0).epsilon(1e-14));
  CHECK(before.survival[1].variance == Approx(3.0 / 64.0).epsilon(1e-14));
}

TEST_CASE("contrasts favour the experimental arm when positive",
          "[analysis][exact]") {
  const auto at = up_to(4.0, seven);
  const auto d = difference(at.rmst);
  const double se = std::sqrt(8.0 / 27.0 + 3.0 / 16.0);
  CHECK(d.estimate == Approx(7.0 / 6.0).epsilon(1e-14));
  CHECK(d.se == Approx(se).epsilon(1e-14));
  CHECK(d.z == Approx(7.0 / 6.0 / se).epsilon(1e-14));
  CHECK(d.ci95[0] == Approx(7.0 / 6.0 - 1.959963984540054 * se).epsilon(1e-14));
  // Variance of the log: 8/27 / (7/3)^2 + 3/16 / 3.5^2.
  const auto r = ratio(at.rmst);
  const double log_se = std::sqrt(8.0 / 147.0 + 3.0 / 196.0);
  CHECK(r.estimate == Approx(1.5).epsilon(1e-14));
  CHECK(r.se == Approx(log_se).epsilon(1e-14));
  CHECK(r.z == Approx(std::log(1.5) / log_se).epsilon(1e-14));
  CHECK(r.ci95[1] ==
        Approx(1.5 * std::exp(1.959963984540054 * log_se)).epsilon(1e-14));
}

TEST_CASE("an event at the horizon counts in survival, not in the area",
          "[analysis][exact]") {
  CHECK(up_to(1.0, seven).survival[0].value == Approx(2.0 / 3.0));
  CHECK(up_to(1.0 - 1e-9, seven).survival[0].value == Approx(2.0 / 3.0));
  CHECK(up_to(0.9, seven).survival[0].value == 1.0);
  CHECK(up_to(1.0, seven).rmst[0].value == 1.0);
  CHECK(up_to(1.0, seven).rmst[0].variance == Approx(0.0).margin(1e-15));
}

TEST_CASE("a curve that ends in a censoring is carried forward and said so",
          "[analysis][exact]") {
  const auto at = up_to(6.0, seven);
  CHECK(at.carried_forward);  // experimental, at 5
  CHECK(at.rmst[1].value == Approx(2.0 + 4.0 * 0.75).epsilon(1e-14));
  CHECK_FALSE(up_to(5.0, seven).carried_forward);
}

TEST_CASE("without a variance there is no z", "[analysis][exact]") {
  const std::vector<Subject> certain{{1, true, control},
                                     {9, false, experimental}};
  const auto at = up_to(5.0, certain);
  CHECK(difference(at.survival).estimate == 1.0);
  CHECK(difference(at.survival).z == 0.0);
  CHECK(up_to(5.0, {}).rmst[0].value == 0.0);
  // All of an arm leave at entry: no ratio.
  const auto none = up_to(5.0, {{0, true, control}, {9, true, experimental}});
  CHECK(std::isnan(ratio(none.rmst).estimate));
  CHECK(ratio(none.rmst).z == 0.0);
}

TEST_CASE("without censoring survival is a proportion with its variance",
          "[analysis]") {
  boost::random::mt19937_64 engine{1};
  for (int i = 0; i < 200; ++i) {
    auto subjects = random_subjects(engine, 1);
    double n = 0;
    double alive = 0;
    double area = 0;
    double squares = 0;
    for (Subject& s : subjects) {
      s.event = true;
      if (s.arm == control) continue;
      n += 1.0;
      alive += s.time > 6.0 ? 1.0 : 0.0;
      area += std::min(s.time, 6.0);
      squares += std::pow(std::min(s.time, 6.0), 2);
    }
    const auto at = up_to(6.0, subjects);
    const double p = alive / n;
    const double mean = area / n;
    CHECK(at.survival[1].value == Approx(p).epsilon(1e-12).margin(1e-14));
    CHECK(at.survival[1].variance ==
          Approx(p * (1.0 - p) / n).epsilon(1e-12).margin(1e-14));
    // The mean's variance with divisor n.
    CHECK(at.rmst[1].value == Approx(mean).epsilon(1e-12));
    CHECK(at.rmst[1].variance ==
          Approx((squares / n - mean * mean) / n).epsilon(1e-9).margin(1e-12));
  }
}

TEST_CASE("strata are weighted by n0 n1 / (n0 + n1)", "[analysis]") {
  boost::random::mt19937_64 engine{2};
  for (int i = 0; i < 200; ++i) {
    const auto subjects = random_subjects(engine, 3);
    HorizonSurvival sum;
    double total = 0.0;
    for (std::size_t stratum = 0; stratum < 3; ++stratum) {
      std::vector<Subject> members;
      double n[2] = {0.0, 0.0};
      for (const Subject& s : subjects)
        if (s.stratum == stratum) {
          members.push_back({s.time, s.event, s.arm});
          n[s.arm == experimental ? 1 : 0] += 1.0;
        }
      if (n[0] * n[1] == 0.0) continue;
      const double weight = n[0] * n[1] / (n[0] + n[1]);
      total += weight;
      const auto at = up_to(7.0, members);
      sum.carried_forward = sum.carried_forward || at.carried_forward;
      for (std::size_t arm : {0U, 1U}) {
        sum.survival[arm].value += weight * at.survival[arm].value;
        sum.survival[arm].variance +=
            weight * weight * at.survival[arm].variance;
        sum.rmst[arm].value += weight * at.rmst[arm].value;
        sum.rmst[arm].variance += weight * weight * at.rmst[arm].variance;
      }
    }
    if (total == 0.0) continue;
    for (auto* arms : {&sum.survival, &sum.rmst})
      for (Estimate& e : *arms) {
        e.value /= total;
        e.variance /= total * total;
      }
    CHECK(same(up_to(7.0, subjects), sum));
  }
}

TEST_CASE("a horizon: arms that change places, and rows within a tie",
          "[analysis]") {
  boost::random::mt19937_64 engine{3};
  for (int i = 0; i < 200; ++i) {
    auto subjects = random_subjects(engine, 2);
    DataSet data = data_set(subjects);
    const auto one = up_to(8.0, subjects);
    for (Subject& s : subjects)
      s.arm = s.arm == control ? experimental : control;
    const auto other = up_to(8.0, subjects);
    CHECK(difference(one.rmst).z == Approx(-difference(other.rmst).z));
    CHECK(ratio(one.rmst).z == Approx(-ratio(other.rmst).z));
    shuffle(data.keys, engine);
    std::ranges::stable_sort(data.keys, {}, [](ObservationKey key) {
      return key >> 2;  // time and stratum only
    });
    HorizonWorkspace workspace;
    CHECK(same(
        horizon_survival(data.keys, data.strata, {data.times}, 8.0, workspace),
        one));
  }
}

TEST_CASE("a horizon is after entry", "[analysis][contract]") {
  CHECK_THROWS_AS(up_to(0.0, seven), PreconditionError);
}

TEST_CASE("what follows a data set in memory is not read",
          "[analysis][exact]") {
  DataSet data = data_set(seven);
  const std::size_t size = data.keys.size();
  const HorizonSurvival alone = up_to(6.0, seven);
  data.keys.push_back(data.keys.back());  // of the same time
  HorizonWorkspace workspace;
  const HorizonSurvival first =
      horizon_survival(std::span{data.keys}.first(size), data.strata,
                       {data.times}, 6.0, workspace);
  CHECK(same(first, alone));
  CHECK(first.carried_forward);  // the last time is a censoring
}
