// Some trials as they are seen at their last look: Kaplan-Meier curves of each
// arm by each reader, and how many are at risk.
#include <algorithm>
#include <cmath>

#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/data/observed_arms.hpp"
#include "rehearse/data/view_names.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/study/study_run.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/trial/words.hpp"
#include "request.hpp"

namespace rehearse::explorer {
namespace {

constexpr std::uint64_t most_trials = 200;
constexpr double most_months = 240.0;

double months_of(std::uint64_t tick) {
  return time_of_tick(tick) / days_per_month;
}

// A step for each time with an event, and the end.
Json curve_json(const std::string& name, const ArmKeys& keys) {
  Json months = Json::array({0.0});
  Json survival = Json::array({1.0});
  const auto curve = kaplan_meier_curve(keys);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve[i].events == 0 && i + 1 < curve.size()) continue;
    months.push_back(months_of(curve[i].tick));
    survival.push_back(curve[i].survival);
  }
  return {{"name", name}, {"months", months}, {"survival", survival}};
}

// A reader, and which of `endpoint_views` theirs is.
struct Reader {
  std::string name;
  std::size_t view = 0;
};

// The primary analysis, and of two readers the other by the same rules.
std::vector<Reader> readers_of(const Scenario& scenario) {
  if (!scenario.review) return {{}};
  std::vector<Reader> readers;
  const auto views = view_names(scenario);
  for (std::size_t v = 0; v < views.size(); ++v)
    if (views[v].rules == scenario.review->rules.name)
      readers.push_back({reader_key(views[v].reviewer), v});
  return readers;
}

// At risk by month, summed over trials.
struct AtRisk {
  std::string reader;
  std::vector<std::vector<double>> sum;  // of each arm
  std::vector<double> any;               // trials with somebody in each arm

  void add(const std::vector<ArmKeys>& arms, double step) {
    sum.resize(arms.size());
    double last = 0.0;
    for (const ArmKeys& keys : arms)
      if (!keys.empty()) last = std::max(last, months_of(tick_of(keys.back())));
    const auto months = static_cast<std::size_t>(last / step) + 1;
    any.resize(std::max(any.size(), months));
    for (auto& of_arm : sum) of_arm.resize(any.size());
    for (std::size_t m = 0; m < months; ++m) {
      bool all = true;
      for (std::size_t a = 0; a < arms.size(); ++a) {
        const std::size_t left = at_risk_at(
            arms[a], ticks(static_cast<double>(m) * step * days_per_month));
        sum[a][m] += static_cast<double>(left);
        all = all && left > 0;
      }
      any[m] += all ? 1.0 : 0.0;
    }
  }

  [[nodiscard]] Json json(const Scenario& scenario, double trials,
                          double step) const {
    Json months = Json::array();
    for (std::size_t m = 0; m < any.size(); ++m)
      months.push_back(static_cast<double>(m) * step);
    const auto shares = [&](std::vector<double> values) {
      for (double& value : values) value /= trials;
      return values;
    };
    Json arms = Json::array();
    for (std::size_t a = 0; a < sum.size(); ++a)
      arms.push_back({{"name", scenario.arms[a].id}, {"mean", shares(sum[a])}});
    return {{"reader", reader},
            {"months", months},
            {"arms", arms},
            {"any", shares(any)}};
  }
};

const char* stop_word(Stop stop) {
  constexpr const char* words[] = {"none", "efficacy", "futility", "harm"};
  return words[static_cast<std::size_t>(stop)];
}

// Of several hypotheses the first's, whom the curves are of.
Json looks_json(const Scenario& scenario,
                const std::vector<LookResult>& results) {
  Json looks = Json::array();
  for (std::size_t k = 0; k < scenario.analysis.looks.size(); ++k)
    looks.push_back({{"name", scenario.analysis.looks[k].name},
                     {"months", results[k].analysis_time / days_per_month},
                     {"events", results[k].events},
                     {"z", results[k].z},
                     {"hazard_ratio", results[k].hazard_ratio},
                     {"stop", stop_word(results[k].stop)}});
  return looks;
}

// Trials one after another.
struct Fan {
  Json curves = Json::array();
  Json looks = Json::array();
  std::vector<AtRisk> at_risk = {};

  void add(const ListedTrial& listed, double step) {
    const Scenario& scenario = listed.config.scenario;
    const std::vector<Reader> readers = readers_of(scenario);
    at_risk.resize(readers.size());
    for (std::size_t r = 0; r < readers.size(); ++r) {
      const auto arms = observed_arms(listed, readers[r].view);
      Json drawn = Json::array();
      for (std::size_t a = 0; a < arms.size(); ++a)
        drawn.push_back(curve_json(scenario.arms[a].id, arms[a]));
      curves.push_back({{"replicate", listed.replicate},
                        {"reader", readers[r].name},
                        {"arms", drawn}});
      at_risk[r].reader = readers[r].name;
      at_risk[r].add(arms, step);
    }
    looks.push_back(looks_json(scenario, listed.trial.looks));
  }
};

double step_in(const Json& request) {
  const Json step = request.value("months", Json(1.0));
  if (!step.is_number() || !(step.get<double>() >= 0.25) ||
      step.get<double>() > most_months)
    throw BadRequest{
        "the request's 'months' is no step of a quarter month or "
        "more: see sim/explorer/README.md"};
  return step.get<double>();
}

}  // namespace

Answer simulate(const Json& request, Parts) {
  ListedTrial listed;
  static_cast<TrialConfig&>(listed.config) = config_of(request);
  Scenario& scenario = listed.config.scenario;
  if (!compares_everybody(scenario))
    throw RequestError{
        "the first hypothesis isn't PFS of everybody in two arms "
        "(the curves are of that): put one that is first"};
  const std::uint64_t count = count_in(request, "count", 20);
  if (count < 1 || count > most_trials)
    throw BadRequest{"'count' is to be from 1 to 200"};
  static_cast<void>(
      calibrate_config(scenario, part_origin(listed.config).config, {}));
  listed.look = scenario.analysis.looks.size() - 1;
  const std::uint64_t first = count_in(request, "first", 0);
  const double step = step_in(request);
  const auto simulate_one = trial_simulator(scenario, listed.look);
  Fan fan;
  for (std::uint64_t k = 0; k < count; ++k) {
    listed.replicate = first + k;
    listed.trial = simulate_one(listed.replicate);
    fan.add(listed, step);
  }
  Json at_risk = Json::array();
  for (const AtRisk& one : fan.at_risk)
    at_risk.push_back(one.json(scenario, static_cast<double>(count), step));
  return {{{"curves", std::move(fan.curves)},
           {"at_risk", at_risk},
           {"looks", std::move(fan.looks)}}};
}

}  // namespace rehearse::explorer
