#include "rehearse/analysis/weighted_log_rank.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <set>
#include <vector>

#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"
#include "support/shuffle.hpp"

using namespace rehearse;

namespace {

constexpr Role control = Role::control;
constexpr Role experimental = Role::experimental;

const std::vector<EventWeight> some_weights{FlemingHarrington{0, 0},
                                            FlemingHarrington{0, 1},
                                            FlemingHarrington{1, 0},
                                            FlemingHarrington{0.5, 0.5},
                                            FlemingHarrington{2, .3},
                                            ModestlyWeighted{3},
                                            Gehan{},
                                            TaroneWare{}};

WeightedScores scores(const DataSet& data,
                      const std::vector<EventWeight>& weights) {
  WeightedLogRankWorkspace workspace;
  return weighted_log_rank(data.keys, data.strata, {data.times}, weights,
                           workspace);
}

// Control dies at 1 and 3, experimental at 2 and is censored at 4: S(t-) is
// 1, 3/4, 1/2; expected - observed 1/2, -1/3, 1/2; variance 1/4, 2/9, 1/4.
const DataSet four = data_set({{1, true, control},
                               {2, true, experimental},
                               {3, true, control},
                               {4, false, experimental}});

std::vector<Subject> random_subjects(boost::random::mt19937_64& engine) {
  const std::size_t n = 1 + engine() % 60;
  const std::size_t strata = 1 + engine() % 4;
  const unsigned times = 1 + static_cast<unsigned>(engine() % 12);
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < n; ++i)
    subjects.push_back(
        {static_cast<double>(engine() % times), engine() % 3 != 0,
         engine() % 2 == 0 ? control : experimental, engine() % strata});
  return subjects;
}

// ---- The definition, one participant and one time at a time. ----

struct AtTime {
  double n = 0, n1 = 0, d = 0, d1 = 0;
};

AtTime count(const std::vector<Subject>& subjects, std::size_t stratum,
             double time) {
  AtTime at;
  for (const Subject& s : subjects) {
    if (s.stratum != stratum || s.time < time) continue;
    const double one = s.arm == experimental ? 1.0 : 0.0;
    at.n += 1.0;
    at.n1 += one;
    if (s.time > time || !s.event) continue;
    at.d += 1.0;
    at.d1 += one;
  }
  return at;
}

std::set<double> times_of(const std::vector<Subject>& subjects) {
  std::set<double> times;
  for (const Subject& s : subjects) times.insert(s.time);
  return times;
}

// Product over the times that `in` holds.
template <class In>
double survival(const std::vector<Subject>& subjects, std::size_t stratum,
                In in) {
  double s = 1.0;
  for (const double time : times_of(subjects)) {
    const AtTime at = count(subjects, stratum, time);
    if (in(time) && at.n > 0.0) s *= 1.0 - at.d / at.n;
  }
  return s;
}

struct SlowWeight {
  const std::vector<Subject>& subjects;
  std::size_t stratum;
  double time;
  double n;

  [[nodiscard]] double before() const {
    return survival(subjects, stratum, [&](double t) { return t < time; });
  }
  double operator()(const FlemingHarrington& fh) const {
    return std::pow(before(), fh.rho) * std::pow(1.0 - before(), fh.gamma);
  }
  double operator()(const ModestlyWeighted& modest) const {
    const double at_delay = survival(
        subjects, stratum, [&](double t) { return t <= modest.delay; });
    return 1.0 / std::max(before(), at_delay);
  }
  double operator()(Gehan) const { return n; }
  double operator()(TaroneWare) const { return std::sqrt(n); }
};

WeightedScores slow_scores(const std::vector<Subject>& subjects,
                           const std::vector<EventWeight>& weights) {
  WeightedScores sum{weights.size()};
  for (std::size_t stratum = 0; stratum < 4; ++stratum)
    for (const double time : times_of(subjects)) {
      const auto [n, n1, d, d1] = count(subjects, stratum, time);
      if (n < 2.0) continue;
      const double v = d * (n1 / n) * (1.0 - n1 / n) * (n - d) / (n - 1.0);
      std::vector<double> w;
      for (const EventWeight& weight : weights)
        w.push_back(std::visit(SlowWeight{subjects, stratum, time, n}, weight));
      for (std::size_t a = 0; a < w.size(); ++a) {
        sum.score[a] += w[a] * (d * n1 / n - d1);
        for (std::size_t b = 0; b < w.size(); ++b)
          sum.covariance(a, b) += w[a] * w[b] * v;
      }
    }
  return sum;
}

void check_same(const WeightedScores& a, const WeightedScores& b,
                double sign = 1.0) {
  REQUIRE(a.weights() == b.weights());
  const auto near = [](double x, double y) {
    return std::abs(x - y) <= 1e-11 * (1.0 + std::abs(y));
  };
  for (std::size_t i = 0; i < a.weights(); ++i) {
    CAPTURE(i, a.score[i], b.score[i]);
    CHECK(near(a.score[i], sign * b.score[i]));
    for (std::size_t j = 0; j < a.weights(); ++j) {
      CAPTURE(j, a.covariance(i, j), b.covariance(i, j));
      CHECK(near(a.covariance(i, j), b.covariance(i, j)));
    }
  }
}

}  // namespace

TEST_CASE("Fleming-Harrington scores of four participants by hand",
          "[analysis][exact]") {
  // FH(0,1) weighs 0, 1/4, 1/2; FH(1,0) 1, 3/4, 1/2.
  const auto s =
      scores(four, {FlemingHarrington{0, 1}, FlemingHarrington{1, 0}});
  CHECK(s.score[0] == Approx(1.0 / 6.0).epsilon(1e-14));
  CHECK(s.covariance(0, 0) == Approx(11.0 / 144.0).epsilon(1e-14));
  CHECK(s.score[1] == Approx(0.5).epsilon(1e-14));
  CHECK(s.covariance(0, 1) == Approx(5.0 / 48.0).epsilon(1e-14));
  CHECK(s.covariance(1, 0) == s.covariance(0, 1));
  CHECK(s.z(0) == Approx(2.0 / std::sqrt(11.0)).epsilon(1e-14));
}

TEST_CASE("Gehan weighs by n, Tarone and Ware by its root",
          "[analysis][exact][ANA-05]") {
  const auto s = scores(four, {Gehan{}, TaroneWare{}});
  CHECK(s.score[0] == Approx(2.0).epsilon(1e-14));
  CHECK(s.covariance(0, 0) == Approx(7.0).epsilon(1e-14));
  CHECK(s.score[1] ==
        Approx(1.0 - std::sqrt(3.0) / 3.0 + std::sqrt(0.5)).epsilon(1e-14));
  CHECK(s.covariance(1, 1) == Approx(13.0 / 6.0).epsilon(1e-14));
}

TEST_CASE("modest weights rise until the delay", "[analysis][exact]") {
  // 1, 4/3, 4/3 with S(1.5) = 3/4; 1, 4/3, 2 from S(2) = 1/2 on.
  const auto s = scores(
      four, {ModestlyWeighted{1.5}, ModestlyWeighted{2}, ModestlyWeighted{9}});
  CHECK(s.score[0] == Approx(13.0 / 18.0).epsilon(1e-14));
  CHECK(s.score[1] == Approx(19.0 / 18.0).epsilon(1e-14));
  CHECK(s.score[2] == s.score[1]);
  // A delay that rounding put just below an event's time reaches it.
  CHECK(scores(four, {ModestlyWeighted{2.0 - 1e-9}}).score[0] == s.score[1]);
}

TEST_CASE("scores are those of the definition", "[analysis]") {
  boost::random::mt19937_64 engine{1};
  for (int i = 0; i < 1000; ++i) {
    const auto subjects = random_subjects(engine);
    check_same(scores(data_set(subjects), some_weights),
               slow_scores(subjects, some_weights));
  }
}

TEST_CASE("FH(0,0) is the log-rank test, and so is a modest weight of no delay",
          "[analysis]") {
  boost::random::mt19937_64 engine{2};
  for (int i = 0; i < 300; ++i) {
    auto subjects = random_subjects(engine);
    for (Subject& s : subjects) s.time += 1.0;  // nobody dies at 0
    const DataSet data = data_set(subjects);
    AnalysisWorkspace workspace;
    const LogRank test = log_rank(data.keys, data.strata, workspace);
    const auto s = scores(data, {FlemingHarrington{}, ModestlyWeighted{0.0}});
    CHECK(s.score[0] == Approx(test.score).epsilon(1e-12).margin(1e-12));
    CHECK(s.covariance(0, 0) ==
          Approx(test.variance).epsilon(1e-12).margin(1e-12));
    CHECK(s.score[1] == s.score[0]);
    CHECK(s.covariance(1, 1) == s.covariance(0, 0));
  }
}

TEST_CASE("weighted scores: arms that change places change the sign",
          "[analysis]") {
  boost::random::mt19937_64 engine{3};
  for (int i = 0; i < 300; ++i) {
    auto subjects = random_subjects(engine);
    const auto one = scores(data_set(subjects), some_weights);
    for (Subject& s : subjects)
      s.arm = s.arm == control ? experimental : control;
    check_same(scores(data_set(subjects), some_weights), one, -1.0);
  }
}

TEST_CASE("weighted scores: any order of rows within a tie gives the same",
          "[analysis]") {
  boost::random::mt19937_64 engine{4};
  for (int i = 0; i < 300; ++i) {
    DataSet data = data_set(random_subjects(engine));
    const auto sorted = scores(data, some_weights);
    shuffle(data.keys, engine);
    std::ranges::stable_sort(data.keys, {}, [](ObservationKey key) {
      return key >> 2;  // time and stratum only
    });
    const auto shuffled = scores(data, some_weights);
    CHECK(shuffled.score == sorted.score);
    CHECK(shuffled.covariance == sorted.covariance);
  }
}

TEST_CASE("strata sum, each with its own curve", "[analysis]") {
  boost::random::mt19937_64 engine{5};
  for (int i = 0; i < 100; ++i) {
    auto first = random_subjects(engine);
    auto second = random_subjects(engine);
    for (Subject& s : first) s.stratum = 0;
    for (Subject& s : second) s.stratum = 1;
    auto sum = slow_scores(first, some_weights);
    const auto other = slow_scores(second, some_weights);
    for (std::size_t a = 0; a < sum.weights(); ++a) {
      sum.score[a] += other.score[a];
      for (std::size_t b = 0; b < sum.weights(); ++b)
        sum.covariance(a, b) += other.covariance(a, b);
    }
    first.insert(first.end(), second.begin(), second.end());
    check_same(scores(data_set(first), some_weights), sum);
  }
}

TEST_CASE("no information gives z = 0 and no correlation",
          "[analysis][exact]") {
  const auto none = scores({}, some_weights);
  CHECK(none.largest_z() == 0.0);
  CHECK(none.correlation(0, 1) == 0.0);
  CHECK(none.correlation(1, 1) == 1.0);
  const auto one_arm =
      scores(data_set({{1, true, control}, {2, true, control}}), some_weights);
  for (std::size_t a = 0; a < some_weights.size(); ++a)
    CHECK(one_arm.z(a) == 0.0);
}

TEST_CASE("the largest z may be below 0", "[analysis][exact]") {
  WeightedScores s{2};
  s.score << -3.0, -2.0;
  s.covariance(0, 0) = s.covariance(1, 1) = 1.0;
  CHECK(s.largest_z() == -2.0);
}

TEST_CASE("a test without information has no part in the largest z",
          "[analysis][exact]") {
  WeightedScores s{2};
  s.score << -3.0, 0.0;  // the second can't vary
  s.covariance(0, 0) = 1.0;
  CHECK(s.largest_z() == -3.0);
  CHECK(s.informed() == std::vector<std::size_t>{0});
}

TEST_CASE("a data set of the simulator's ticks is one of their times",
          "[analysis]") {
  boost::random::mt19937_64 engine{6};
  const auto subjects = random_subjects(engine);
  std::vector<ObservationKey> keys;
  for (const Subject& s : subjects)
    keys.push_back(pack(ticks(s.time), s.stratum, s.arm, s.event));
  std::ranges::sort(keys);
  WeightedLogRankWorkspace workspace;
  check_same(weighted_log_rank(keys, 4, {}, some_weights, workspace),
             scores(data_set(subjects), some_weights));
}

TEST_CASE("a weighted workspace that was reserved stays where it is",
          "[analysis]") {
  boost::random::mt19937_64 engine{7};
  WeightedLogRankWorkspace workspace;
  workspace.reserve(60, 4, some_weights.size());
  const auto* const rows = workspace.excess.data();
  const auto* const weight = workspace.weight[7].data();
  const auto* const strata = workspace.strata.data();
  for (int i = 0; i < 100; ++i) {
    const DataSet data = data_set(random_subjects(engine));
    static_cast<void>(weighted_log_rank(data.keys, data.strata, {data.times},
                                        some_weights, workspace));
  }
  CHECK(workspace.excess.data() == rows);
  CHECK(workspace.weight[7].data() == weight);
  CHECK(workspace.strata.data() == strata);
}

TEST_CASE("log-rank tests are combined from 1 to 8 weights",
          "[analysis][contract]") {
  CHECK_THROWS_AS(scores(four, {}), PreconditionError);
  CHECK_THROWS_AS(scores(four, std::vector<EventWeight>(9)), PreconditionError);
}

TEST_CASE("a correlation is one, whatever rounding left", "[analysis][exact]") {
  WeightedScores scores{3};
  scores.covariance << 4.0, 6.0, -6.0,  //
      6.0, 8.9999999, 1.5,              //
      -6.0, 1.5, 8.9999999;
  CHECK(scores.correlation(0, 1) == 1.0);
  CHECK(scores.correlation(0, 2) == -1.0);
  CHECK(scores.correlation(2, 2) == 1.0);
  CHECK(scores.correlation(1, 2) == Approx(1.5 / 8.9999999).epsilon(1e-14));
  scores.covariance(0, 0) = 0.0;
  CHECK(scores.correlation(0, 1) == 0.0);
}
