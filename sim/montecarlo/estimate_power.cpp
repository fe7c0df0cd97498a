#include "rehearse/montecarlo/estimate_power.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <utility>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/review_tally.hpp"
#include "rehearse/montecarlo/sequential_test.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/trial/simulate.hpp"

namespace rehearse {

namespace {

struct FinishedChunk {
  std::uint64_t first_replicate;
  std::vector<ChunkMoments> moments;  // of each analysis
  std::vector<LookResult> results;    // where each replicate is asked for
  Moments end = {};                   // of trials of several hypotheses
};

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// What an analysis estimates; NaN where no one number is known.
double true_log_ratio(const Scenario& scenario, const AnalysisPlan& analysis) {
  const std::size_t arm = analysis.comparison.arm;
  if (analysis.comparison.overall_survival) return not_a_number;
  if (arm == 1) return true_log_hazard_ratio(scenario).value_or(not_a_number);
  EndpointPlan of_arm;
  of_arm.effect = scenario.endpoint.further[arm - 2].periods;
  const auto ratio = proportional_hazard_ratio(of_arm);
  return ratio ? std::log(*ratio) : not_a_number;
}

// Counts of each analysis, and of each against the first.
struct Tallies {
  Tallies(const Scenario& scenario, std::span<const AnalysisPlan> analyses,
          std::size_t joined)
      : paired(analyses.size()),
        columns(analyses.size()),
        reviews(analyses.front().looks.size()),
        rejected(joined) {
    for (const AnalysisPlan& analysis : analyses)
      each.emplace_back(analysis.looks.size(),
                        true_log_ratio(scenario, analysis));
  }

  void merge(const Tallies& other) {
    for (std::size_t a = 0; a < each.size(); ++a) {
      each[a].merge(other.each[a]);
      paired[a].merge(other.paired[a]);
    }
    reviews.merge(other.reviews);
    rejected.merge(other.rejected);
  }

  std::vector<Tally> each;
  std::vector<PairedTally> paired;
  std::vector<std::vector<LookResult>> columns;  // a chunk's, by analysis
  ReviewTally reviews;                           // of the first
  RejectedSets rejected;  // where a graph joins the analyses
};

std::optional<double> finite(double z) {
  return std::isfinite(z) ? std::optional{z} : std::nullopt;
}

// What the threads share. Chunks are claimed in order and finish in any; they
// are merged in order.
class Run {
 public:
  // `joined`: how many of the analyses, the first ones, a graph joins.
  Run(const Scenario& scenario, std::span<const AnalysisPlan> analyses,
      const RunOptions& options, std::size_t joined = 0)
      : scenario_(scenario),
        analyses_(analyses),
        options_(options),
        plan_(scenario),
        by_graph_(joined > 0),
        reviewed_(plan_.assessment &&
                  !analyses.front().comparison.overall_survival),
        moments_(analyses.size()),
        tallies_(scenario, analyses, joined) {
    for (const AnalysisPlan& analysis : analyses) {
      looks_ += analysis.looks.size();
      if (joined_looks_.size() < joined)
        joined_looks_.push_back(analysis.looks.size());
    }
  }

  std::vector<PowerEstimate> estimate() {
    const std::uint64_t chunks =
        (scenario_.replicates + chunk_replicates - 1) / chunk_replicates;
    {
      const std::vector<std::jthread> pool =
          start_threads(options_.threads, chunks, [this] { work(); });
      alone_ = pool.empty();
      if (alone_) work();
      report_progress(pool.size());
    }
    if (failure_) std::rethrow_exception(failure_);
    return estimates();
  }

  // After `estimate`, of analyses that a graph joins.
  [[nodiscard]] const RejectedSets& rejected() const {
    return tallies_.rejected;
  }
  [[nodiscard]] MeanEstimate end() const { return mean_estimate(end_); }

 private:
  [[nodiscard]] std::vector<PowerEstimate> estimates() const {
    std::vector<PowerEstimate> results;
    for (std::size_t a = 0; a < analyses_.size(); ++a) {
      results.push_back(tallies_.each[a].estimate(moments_[a]));
      PowerEstimate& result = results.back();
      result.interrupted = result.replicates < scenario_.replicates;
      result.difference = tallies_.paired[a].difference(result.replicates);
    }
    if (reviewed_) results[0].reviews = tallies_.reviews.estimates();
    return results;
  }

  [[nodiscard]] bool stopped() const {
    return failed_.load(std::memory_order_relaxed) ||
           (options_.stop != nullptr &&
            options_.stop->load(std::memory_order_relaxed));
  }

  void work() {
    try {
      simulate_chunks();
    } catch (...) {
      const std::lock_guard lock{mutex_};
      failure_ = std::current_exception();
      failed_ = true;
    }
    const std::lock_guard lock{mutex_};
    ++ended_;
    finished_.notify_all();
  }

  void simulate_chunks() {
    std::optional<GraphDecision> graph;
    if (by_graph_) graph.emplace(scenario_);
    ReplicateEngine engine{plan_, analyses_, graph};
    Tallies tallies{scenario_, analyses_, joined_looks_.size()};
    std::vector<LookResult> results;
    results.reserve(chunk_replicates * looks_);
    for (;;) {
      const std::uint64_t chunk = next_chunk_.fetch_add(1);
      const std::uint64_t first = chunk * chunk_replicates;
      if (first >= scenario_.replicates) break;
      const std::uint64_t last =
          std::min(first + chunk_replicates, scenario_.replicates);
      const bool whole = simulate(engine, first, last, results, tallies);
      FinishedChunk finished{first, count(results, tallies), {}};
      if (by_graph_) finished.end = count_together(results, tallies);
      if (options_.each_replicate) finished.results = results;
      submit(chunk, std::move(finished));
      if (alone_ && options_.progress) options_.progress(done_.load());
      if (!whole) break;
    }
    const std::lock_guard lock{mutex_};
    tallies_.merge(tallies);
  }

  std::vector<ChunkMoments> count(std::span<const LookResult> results,
                                  Tallies& tallies) const {
    std::size_t first = 0;  // of an analysis's looks in a replicate
    std::vector<ChunkMoments> moments;
    for (std::size_t a = 0; a < analyses_.size(); ++a) {
      const std::size_t looks = analyses_[a].looks.size();
      std::vector<LookResult>& column = tallies.columns[a];
      column.clear();
      for (std::size_t i = first; i < results.size(); i += looks_)
        column.insert(column.end(), &results[i], &results[i] + looks);
      first += looks;
      moments.push_back(tallies.each[a].add_chunk(column));
      tallies.paired[a].add(tallies.columns[0], analyses_[0].looks.size(),
                            column, looks);
      if (analyses_[a].endpoint != analyses_[0].endpoint)
        moments.back().log_hazard_ratio_difference =
            log_hazard_ratio_difference(
                tallies.columns[0], analyses_[0].looks.size(), column, looks);
    }
    return moments;
  }

  // What the hypotheses of each replicate decided together.
  Moments count_together(std::span<const LookResult> results,
                         Tallies& tallies) const {
    std::vector<double> ends;
    for (std::size_t i = 0; i < results.size(); i += looks_) {
      const auto replicate = results.subspan(i, looks_);
      tallies.rejected.add(rejected_set(replicate, joined_looks_));
      ends.push_back(trial_end(replicate, joined_looks_));
    }
    return Moments::of(ends);
  }

  // False if it was told to stop, with what was done of the chunk.
  bool simulate(ReplicateEngine& engine, std::uint64_t first,
                std::uint64_t last, std::vector<LookResult>& results,
                Tallies& tallies) {
    results.clear();
    std::uint64_t told = first;  // to `done_`, which all threads write
    for (std::uint64_t replicate = first; replicate < last; ++replicate) {
      if (stopped()) return false;
      const auto looks = engine.run(replicate);
      results.insert(results.end(), looks.begin(), looks.end());
      if (reviewed_) tallies.reviews.add(looks, engine.reviews());
      const std::uint64_t untold = replicate + 1 - told;
      if (untold < block_lanes && replicate + 1 < last) continue;
      done_.fetch_add(untold, std::memory_order_relaxed);
      told += untold;
    }
    return true;
  }

  void submit(std::uint64_t chunk, FinishedChunk finished) {
    const std::lock_guard lock{mutex_};
    waiting_.emplace(chunk, std::move(finished));
    while (!waiting_.empty() && waiting_.begin()->first == next_merged_) {
      merge(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++next_merged_;
    }
  }

  void merge(const FinishedChunk& finished) {
    for (std::size_t a = 0; a < analyses_.size(); ++a)
      moments_[a].merge(finished.moments[a]);
    end_.merge(finished.end);
    if (!options_.each_replicate) return;
    const std::span<const LookResult> results{finished.results};
    for (std::size_t i = 0; i < results.size(); i += looks_)
      options_.each_replicate(finished.first_replicate + i / looks_,
                              results.subspan(i, looks_));
  }

  // Until all threads have ended.
  void report_progress(std::size_t threads) {
    std::unique_lock lock{mutex_};
    while (!finished_.wait_for(lock, std::chrono::milliseconds{100},
                               [&] { return ended_ >= threads; }))
      if (options_.progress) {
        lock.unlock();
        options_.progress(done_.load());
        lock.lock();
      }
  }

  const Scenario& scenario_;
  const std::span<const AnalysisPlan> analyses_;
  const RunOptions& options_;
  const TrialPlan plan_;
  const bool by_graph_;  // which joins the analyses
  const bool reviewed_;  // the first is of what the committee reads
  std::vector<std::size_t> joined_looks_;  // of each analysis that it joins
  std::size_t looks_ = 0;                  // of all
  bool alone_ = false;                     // the calling thread does the work
  std::atomic<std::uint64_t> next_chunk_{0};
  alignas(64) std::atomic<std::uint64_t> done_{0};  // a line of its own
  alignas(64) std::atomic<bool> failed_{false};

  std::mutex mutex_;  // guards what follows
  std::condition_variable finished_;
  std::size_t ended_ = 0;  // threads
  std::exception_ptr failure_;
  std::map<std::uint64_t, FinishedChunk> waiting_;
  std::uint64_t next_merged_ = 0;
  std::vector<ChunkMoments> moments_;  // of each analysis
  Moments end_;
  Tallies tallies_;
};

void add_plan(const AnalysisPlan& analysis, double allocation,
              PowerEstimate& estimate) {
  const auto bounds = planned_bounds(analysis, allocation);
  for (std::size_t look = 0; look < estimate.looks.size(); ++look) {
    LookEstimate& here = estimate.looks[look];
    here.name = analysis.looks[look].name;
    here.planned_events = analysis.looks[look].events;
    if (!bounds[look] || !bounded_by_events(analysis)) continue;
    here.efficacy_z = bounds[look]->efficacy_z;
    here.futility_z = finite(bounds[look]->futility_z);
    here.harm_z = finite(bounds[look]->harm_z);
  }
}

}  // namespace

std::vector<EndpointView> endpoint_views(const Scenario& scenario) {
  std::vector<EndpointView> views{scenario.analysis.endpoint};
  for (const NamedRules& rules : scenario.review->also_rules)
    views.push_back({views[0].reviewer, rules.rules});
  if (scenario.review->readers == Readers::two)
    views.push_back({other_reviewer(views[0].reviewer), views[0].rules});
  return views;
}

std::vector<AnalysisPlan> test_plans(const Scenario& scenario) {
  std::vector<AnalysisPlan> plans{scenario.analysis};
  for (const SurvivalTest& test : scenario.analysis.also_tests) {
    plans.push_back(scenario.analysis);
    plans.back().test = test;
  }
  return plans;
}

std::optional<StratumLevels> other_levels(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  if (!scenario.conduct ||
      std::ranges::none_of(
          scenario.conduct->misstratified, [&](const Misstratification& wrong) {
            return std::ranges::count(plan.stratify_by, wrong.factor) > 0;
          }))
    return std::nullopt;
  return plan.levels == StratumLevels::randomized ? StratumLevels::corrected
                                                  : StratumLevels::randomized;
}

std::vector<AnalysisPlan> analysis_plans(const Scenario& scenario) {
  std::vector<AnalysisPlan> plans = test_plans(scenario);
  const auto views =
      scenario.review ? endpoint_views(scenario) : std::vector<EndpointView>(1);
  for (const EndpointView& view : std::span{views}.subspan(1)) {
    plans.push_back(scenario.analysis);
    plans.back().endpoint = view;
  }
  if (const auto levels = other_levels(scenario)) {
    plans.push_back(scenario.analysis);
    plans.back().levels = *levels;
  }
  return plans;
}

std::vector<PowerEstimate> estimate_powers(
    const Scenario& scenario, std::span<const AnalysisPlan> analyses,
    const RunOptions& options) {
  auto estimates = Run{scenario, analyses, options}.estimate();
  for (std::size_t a = 0; a < analyses.size(); ++a)
    add_plan(analyses[a], experimental_share(scenario), estimates[a]);
  return estimates;
}

TrialEstimate estimate_trial(const Scenario& scenario,
                             const RunOptions& options) {
  std::vector<AnalysisPlan> plans = hypothesis_plans(scenario);
  const std::size_t hypotheses = plans.size();
  std::ranges::move(switching_plans(scenario), std::back_inserter(plans));
  SwitchingTally switching{scenario};
  RunOptions with_switching = options;
  if (!switching.empty())
    with_switching.each_replicate = [&](std::uint64_t replicate,
                                        std::span<const LookResult> looks) {
      switching.add(looks);
      if (options.each_replicate) options.each_replicate(replicate, looks);
    };
  Run run{scenario, plans, with_switching, hypotheses};
  TrialEstimate result;
  result.each = run.estimate();
  result.each.resize(hypotheses);
  // Had nobody stopped for futility, more alpha would have been passed on.
  for (PowerEstimate& estimate : result.each)
    for (LookEstimate& look : estimate.looks)
      look.cumulative_reject_without_futility = {
          not_a_number, not_a_number, {not_a_number, not_a_number}};
  result.rejected = run.rejected();
  result.end = run.end();
  result.switching = switching.estimates();
  for (std::size_t h = 0; h < hypotheses; ++h)
    add_plan(plans[h], experimental_share(scenario, plans[h].comparison.arm),
             result.each[h]);
  return result;
}

PowerEstimate estimate_power(const Scenario& scenario,
                             const RunOptions& options) {
  return estimate_powers(scenario, {&scenario.analysis, 1}, options).front();
}

}  // namespace rehearse
