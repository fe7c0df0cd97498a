// Two configs compared: what differs, and the difference replicate by
// replicate.
#include "rehearse/study/compare.hpp"

#include <atomic>
#include <cmath>
#include <map>

#include "rehearse/study/power.hpp"
#include "rehearse/study/sweep.hpp"
#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

std::vector<std::string> keys_of(const std::vector<KeyDifference>& differs) {
  std::vector<std::string> keys;
  for (const KeyDifference& one : differs) keys.push_back(one.key);
  return keys;
}

CompareReport compared(const std::vector<std::string>& changes) {
  auto report =
      study_compare({"a", read_trial({})}, {"b", read_trial(changes)}, {});
  REQUIRE(report);
  return *std::move(report);
}

// 1 where the trial rejects, and when it ends, of each replicate.
struct Decided {
  std::vector<double> rejects;
  std::vector<double> days;
};
Decided decided(const std::vector<std::string>& changes) {
  Decided all;
  (void)study_power(read_trial(changes), {},
                    [&](std::uint64_t, std::span<const LookResult> looks) {
                      Outcomes one;
                      one.add(looks);
                      all.rejects.push_back(one.rejected[0]);
                      all.days.push_back(one.analysis_time[0]);
                    });
  return all;
}

// Mean and standard error, by their definitions.
std::pair<double, double> mean_of_differences(const std::vector<double>& b,
                                              const std::vector<double>& a) {
  const auto n = static_cast<double>(a.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += b[i] - a[i];
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    squares += std::pow(b[i] - a[i] - sum / n, 2);
  return {sum / n, std::sqrt(squares / (n - 1.0) / n)};
}

}  // namespace

TEST_CASE("every key that differs is named, and no other",
          "[study][compare][CMP-01]") {
  const auto own = read_trial({}).values;
  CHECK(differing_keys(own, own).empty());
  const auto changed =
      differing_keys(own, read_trial({"endpoint.effect.hazard_ratio=0.6",
                                      "analysis.looks[0].events=41",
                                      "endpoint.control.median=\"7 months\""})
                              .values);
  CHECK(keys_of(changed) ==
        std::vector<std::string>{
            "endpoint.control.median", "endpoint.effect.hazard_ratio",
            "analysis.planned_events", "analysis.looks[0].events"});
  CHECK(changed[0].a == "\"6 months\"");
  CHECK(changed[0].b == "\"7 months\"");
}

TEST_CASE("a key that one config alone has is named as such",
          "[study][compare][CMP-01]") {
  const std::vector<KeyValue> a{{"x", "1"}, {"y", "2"}};
  const std::vector<KeyValue> b{{"z", "3"}, {"x", "1"}};
  const auto differs = differing_keys(a, b);
  CHECK(keys_of(differs) == std::vector<std::string>{"y", "z"});
  CHECK((differs[0].a == "2" && !differs[0].b));
  CHECK((!differs[1].a && differs[1].b == "3"));
}

TEST_CASE("the values of a config are the lines of its resolved text",
          "[study][compare][CMP-01]") {
  const LoadedConfig config = read_trial({});
  std::map<std::string, std::string> of;
  for (const KeyValue& value : config.values) {
    CHECK(of.emplace(value.key, value.value).second);
    const std::string last = value.key.substr(value.key.rfind('.') + 1);
    CHECK_THAT(config.resolved_toml,
               Catch::Contains("\n" + last + " = " + value.value + "\n") ||
                   Catch::StartsWith(last + " = " + value.value + "\n"));
  }
  CHECK(of.at("arms[1].role") == "\"control\"");
  CHECK(of.at("analysis.looks[0].events") == "40");
  // Laid over the config each leaves it as it is.
  std::vector<std::string> changes;
  for (const auto& [key, value] : of) changes.push_back(key + "=" + value);
  CHECK(read_trial(changes).sha256 == config.sha256);
}

// Keys of the disease take two simulations, those of the analysis one.
TEST_CASE("powers are those of power, their difference replicate by replicate",
          "[study][compare][CMP-02]") {
  for (const std::string change :
       {"endpoint.effect.hazard_ratio=0.7", "analysis.alpha=0.05",
        "trial.participants=80", "analysis.looks[0].events=30"}) {
    INFO(change);
    const CompareReport report = compared({change});
    const ComparedTest& test = report.tests.front();
    const Decided a = decided({});
    const Decided b = decided({change});
    const auto power = mean_of_differences(b.rejects, a.rejects);
    const auto days = mean_of_differences(b.days, a.days);
    CHECK(test.a->power.estimate ==
          study_power(read_trial({}), {}).estimate.power.estimate);
    CHECK(test.b->power.estimate ==
          study_power(read_trial({change}), {}).estimate.power.estimate);
    CHECK(test.difference->power.estimate == Approx(power.first));
    CHECK(test.difference->power.mcse ==
          Approx(power.second).epsilon(0.001).margin(1e-12));
    CHECK(test.difference->analysis_time.mean ==
          Approx(days.first).margin(1e-9));
    CHECK(test.difference->analysis_time.mcse ==
          Approx(days.second).margin(1e-9));
  }
}

TEST_CASE("a config differs from itself in nothing", "[study][compare]") {
  const CompareReport report = compared({});
  CHECK(report.differs.empty());
  CHECK(report.tests.front().difference->power.estimate == 0.0);
  CHECK(report.tests.front().difference->z.mean == 0.0);
}

TEST_CASE("tests are compared by their names", "[study][compare][CMP-02]") {
  const CompareReport report =
      compared({"analysis.also_tests=[\"rmst(12 months)\"]"});
  REQUIRE(report.tests.size() == 2);
  CHECK((!report.tests[1].a && report.tests[1].b));
  CHECK_FALSE(report.tests[1].difference);
  CHECK(report.tests[0].difference->power.estimate == 0.0);
}

TEST_CASE("a comparison that is stopped gives nothing", "[study][compare]") {
  const std::atomic<bool> stop{true};
  StudyRun run;
  run.stop = &stop;
  CHECK_FALSE(study_compare({"a", read_trial({})}, {"b", read_trial({})}, run));
}
