// What must hold of any data set, on many.
#include "rehearse/analysis/summarize.hpp"

#include <array>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/analysis/survival_analysis.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"
#include "support/shuffle.hpp"

using namespace rehearse;

namespace {

std::vector<Subject> random_subjects(boost::random::mt19937_64& engine,
                                     std::size_t n, std::size_t strata,
                                     unsigned times) {
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < n; ++i)
    subjects.push_back({static_cast<double>(engine() % times),
                        engine() % 3 != 0,
                        engine() % 2 == 0 ? Role::control : Role::experimental,
                        engine() % strata});
  return subjects;
}

SurvivalSummary summary_of(const DataSet& data, Ties ties = Ties::efron) {
  AnalysisWorkspace workspace;
  return summarize(data.keys, data.strata, ties, 1.0, workspace);
}

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || a == b ||
         std::abs(a - b) <= 1e-12 * (1.0 + std::abs(a));
}

bool same(const MedianTicks& a, const MedianTicks& b) {
  return a.reached == b.reached && a.first == b.first && a.second == b.second;
}

}  // namespace

TEST_CASE("any order of rows within a tie gives the same",
          "[analysis][ANA-01]") {
  boost::random::mt19937_64 engine{1};
  for (int i = 0; i < 300; ++i) {
    DataSet data = data_set(random_subjects(engine, 40, 3, 6));
    const auto sorted = summary_of(data);
    shuffle(data.keys, engine);
    std::ranges::stable_sort(data.keys, {}, [](ObservationKey key) {
      return key >> 2;  // time and stratum only
    });
    const auto shuffled = summary_of(data);
    CHECK(shuffled.z == sorted.z);
    CHECK(same(shuffled.log_hazard_ratio, sorted.log_hazard_ratio));
    CHECK(shuffled.events == sorted.events);
    CHECK(same(shuffled.median[0], sorted.median[0]));
    CHECK(same(shuffled.median[1], sorted.median[1]));
  }
}

TEST_CASE("arms that change places change the sign", "[analysis]") {
  boost::random::mt19937_64 engine{2};
  for (int i = 0; i < 300; ++i) {
    auto subjects = random_subjects(engine, 30, 2, 10);
    const auto one = summary_of(data_set(subjects));
    for (Subject& s : subjects)
      s.arm = s.arm == Role::control ? Role::experimental : Role::control;
    const auto other = summary_of(data_set(subjects));
    CHECK(same(one.z, -other.z));
    CHECK(same(one.log_hazard_ratio, -other.log_hazard_ratio));
    CHECK(one.events[0] == other.events[1]);
    CHECK(same(one.median[0], other.median[1]));
  }
}

TEST_CASE("one stratum of many is no stratum", "[analysis]") {
  boost::random::mt19937_64 engine{3};
  for (int i = 0; i < 300; ++i) {
    DataSet data = data_set(random_subjects(engine, 30, 1, 8));
    const auto alone = summary_of(data);
    data.strata = 5;
    const auto first = summary_of(data);
    CHECK(first.z == alone.z);
    CHECK(same(first.log_hazard_ratio, alone.log_hazard_ratio));
  }
}

TEST_CASE("the hot path gives what the full analysis gives", "[analysis]") {
  boost::random::mt19937_64 engine{4};
  for (int i = 0; i < 300; ++i) {
    const DataSet data =
        data_set(random_subjects(engine, 50, 1 + engine() % 4, 12));
    const Ties ties = std::array{Ties::efron, Ties::breslow,
                                 Ties::exact}[static_cast<std::size_t>(i % 3)];
    const auto hot = summary_of(data, ties);
    const auto full = analyze_survival({.sorted = data.keys,
                                        .times = data.times,
                                        .strata = data.strata,
                                        .ties = ties,
                                        .confidence = ConfidenceType::log});
    CHECK(hot.z == full.log_rank.z());
    CHECK(same(hot.log_hazard_ratio, full.cox.log_hazard_ratio));
    CHECK(hot.events[1] == full.arms[1].events);
  }
}

TEST_CASE("nobody, one participant and no events are analysed", "[analysis]") {
  const DataSet one = data_set({{1, true, Role::control}});
  const auto none = summary_of({});
  CHECK(none.z == 0.0);
  CHECK(std::isnan(none.log_hazard_ratio));
  CHECK_FALSE(none.median[0].reached);
  CHECK(summary_of(one).events == std::array<std::uint32_t, 2>{1, 0});
  CHECK(summary_of(one).median[0].reached);
  CHECK_FALSE(summary_of(one).median[1].reached);
}

TEST_CASE("a workspace that was reserved stays where it is", "[analysis]") {
  boost::random::mt19937_64 engine{5};
  AnalysisWorkspace workspace;
  workspace.reserve(100, 4);
  const auto* const rows = workspace.control.data();
  const auto* const keys = workspace.arm[1].data();
  const auto* const at_risk = workspace.at_risk.data();
  for (std::size_t n = 0; n <= 100; ++n) {
    auto subjects = random_subjects(engine, n, 4, 5);
    for (Subject& s : subjects) s.event = true;  // a row for each
    const DataSet data = data_set(subjects);
    for (const Ties ties : {Ties::efron, Ties::exact})
      static_cast<void>(
          summarize(data.keys, data.strata, ties, 1.0, workspace));
  }
  CHECK(workspace.control.data() == rows);
  CHECK(workspace.arm[1].data() == keys);
  CHECK(workspace.at_risk.data() == at_risk);
}

TEST_CASE("a million participants are told from the hazards they have",
          "[analysis]") {
  // Exponential, hazard ratio 0.8, no censoring: log HR within 4 standard
  // errors of log 0.8, se = 2 / sqrt(events); z = U / sqrt(V) likewise.
  boost::random::mt19937_64 engine{6};
  boost::random::exponential_distribution<double> exponential;
  std::vector<ObservationKey> keys;
  constexpr int n = 1'000'000;
  for (int i = 0; i < n; ++i) {
    const double time = exponential(engine) / (i % 2 == 1 ? 0.8 : 1.0);
    keys.push_back(pack(static_cast<std::uint64_t>(time * 1e9), 0,
                        i % 2 == 1 ? Role::experimental : Role::control, true));
  }
  std::ranges::sort(keys);
  const auto big = summary_of({keys, {}, 1});
  CHECK(std::abs(big.log_hazard_ratio - std::log(0.8)) < 4.0 * 2.0 / 1000.0);
  CHECK(static_cast<double>(big.median[0].first) ==
        Approx(std::log(2.0) * 1e9).epsilon(0.01));
  CHECK(static_cast<double>(big.median[1].first) ==
        Approx(std::log(2.0) / 0.8 * 1e9).epsilon(0.01));
}

TEST_CASE("a margin is tested alike whatever ties the estimate has",
          "[analysis]") {
  boost::random::mt19937_64 engine{7};
  for (int i = 0; i < 100; ++i) {
    const DataSet data = data_set(random_subjects(engine, 60, 2, 5));
    AnalysisWorkspace workspace;
    const auto against = [&](Ties ties) {
      return summarize(data.keys, data.strata, ties, 1.25, workspace);
    };
    const auto efron = against(Ties::efron);
    CHECK(against(Ties::breslow).z == efron.z);
    CHECK(against(Ties::exact).z == efron.z);
    // ... and the estimate is still what was asked for.
    CHECK(same(against(Ties::breslow).log_hazard_ratio,
               summary_of(data, Ties::breslow).log_hazard_ratio));
  }
}

TEST_CASE("data in which nothing is compared have no information",
          "[analysis][exact]") {
  const auto of = [](const std::vector<Subject>& subjects) {
    return summary_of(data_set(subjects));
  };
  CHECK_FALSE(of({}).informed);
  CHECK_FALSE(
      of({{1, false, Role::control}, {2, false, Role::experimental}}).informed);
  // The last of the other arm has left.
  CHECK_FALSE(
      of({{1, false, Role::control}, {2, true, Role::experimental}}).informed);
  CHECK(
      of({{1, true, Role::control}, {2, false, Role::experimental}}).informed);
}
