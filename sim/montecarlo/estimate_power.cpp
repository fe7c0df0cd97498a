#include "rehearse/montecarlo/estimate_power.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

struct FinishedChunk {
  std::uint64_t first_replicate;
  ChunkMoments moments;
  std::vector<LookResult> results;  // where each replicate is asked for
};

// What the threads share. Chunks are claimed in order and finish in any; they
// are merged in order.
class Run {
 public:
  Run(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario),
        options_(options),
        plan_(scenario),
        tally_(scenario.analysis.looks.size()) {}

  PowerEstimate estimate() {
    const std::uint64_t chunks =
        (scenario_.replicates + chunk_replicates - 1) / chunk_replicates;
    unsigned threads = options_.threads;
    if (threads == 0)
      threads = std::max(1U, std::thread::hardware_concurrency());
    working_ = static_cast<unsigned>(std::min<std::uint64_t>(threads, chunks));
    {
      std::vector<std::jthread> pool;
      for (unsigned t = working_; t > 0; --t)
        pool.emplace_back([this] { work(); });
      report_progress();
    }
    if (failure_) std::rethrow_exception(failure_);
    PowerEstimate result = tally_.estimate(moments_);
    result.interrupted = result.replicates < scenario_.replicates;
    return result;
  }

 private:
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
    --working_;
    finished_.notify_all();
  }

  void simulate_chunks() {
    ReplicateEngine engine{plan_, scenario_.analysis};
    Tally tally{scenario_.analysis.looks.size()};
    std::vector<LookResult> results;
    results.reserve(chunk_replicates * scenario_.analysis.looks.size());
    for (;;) {
      const std::uint64_t chunk = next_chunk_.fetch_add(1);
      const std::uint64_t first = chunk * chunk_replicates;
      if (first >= scenario_.replicates) break;
      const std::uint64_t last =
          std::min(first + chunk_replicates, scenario_.replicates);
      const bool whole = simulate(engine, first, last, results);
      FinishedChunk finished{first, tally.add_chunk(results), {}};
      if (options_.each_replicate) finished.results = results;
      submit(chunk, std::move(finished));
      if (!whole) break;
    }
    const std::lock_guard lock{mutex_};
    tally_.merge(tally);
  }

  // False if it was told to stop, with what was done of the chunk.
  bool simulate(ReplicateEngine& engine, std::uint64_t first,
                std::uint64_t last, std::vector<LookResult>& results) {
    results.clear();
    for (std::uint64_t replicate = first; replicate < last; ++replicate) {
      if (stopped()) return false;
      const auto looks = engine.run(replicate);
      results.insert(results.end(), looks.begin(), looks.end());
      done_.fetch_add(1, std::memory_order_relaxed);
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
    moments_.merge(finished.moments);
    if (!options_.each_replicate) return;
    const std::size_t looks = scenario_.analysis.looks.size();
    const std::span<const LookResult> results{finished.results};
    for (std::size_t i = 0; i < results.size(); i += looks)
      options_.each_replicate(finished.first_replicate + i / looks,
                              results.subspan(i, looks));
  }

  // Until every thread has ended.
  void report_progress() {
    std::unique_lock lock{mutex_};
    while (!finished_.wait_for(lock, std::chrono::milliseconds{100},
                               [&] { return working_ == 0; }))
      if (options_.progress) {
        lock.unlock();
        options_.progress(done_.load());
        lock.lock();
      }
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  const TrialPlan plan_;
  std::atomic<std::uint64_t> next_chunk_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> failed_{false};

  std::mutex mutex_;  // guards what follows
  std::condition_variable finished_;
  unsigned working_ = 0;
  std::exception_ptr failure_;
  std::map<std::uint64_t, FinishedChunk> waiting_;
  std::uint64_t next_merged_ = 0;
  ChunkMoments moments_;
  Tally tally_;
};

void add_plan(const AnalysisPlan& analysis, PowerEstimate& estimate) {
  const auto bounds = planned_efficacy_bounds(analysis);
  for (std::size_t look = 0; look < estimate.looks.size(); ++look) {
    estimate.looks[look].name = analysis.looks[look].name;
    estimate.looks[look].planned_events = analysis.looks[look].events;
    estimate.looks[look].efficacy_z = bounds[look];
  }
}

}  // namespace

PowerEstimate estimate_power(const Scenario& scenario,
                             const RunOptions& options) {
  PowerEstimate estimate = Run{scenario, options}.estimate();
  add_plan(scenario.analysis, estimate);
  return estimate;
}

SimulatedTrial simulate_trial(const Scenario& scenario,
                              std::uint64_t replicate) {
  const TrialPlan plan{scenario};
  ReplicateEngine engine{plan, scenario.analysis};
  const auto looks = engine.run(replicate);
  if (!scenario.sites.empty()) engine.complete_listing(replicate);
  return {engine.participants(), {looks.begin(), looks.end()}};
}

std::uint64_t workspace_bytes(const Scenario& scenario, unsigned threads) {
  // Bytes of a participant's columns (Participants, draws, observations, keys)
  // and of the analysis (two risk-set columns and their like).
  constexpr std::uint64_t participant_bytes = 49 + 2 * 8 + 4 * 8 + 64;
  const std::uint64_t strata = scenario.stratum_streams.size();
  const std::uint64_t thread_bytes =
      participant_bytes * static_cast<std::uint64_t>(scenario.participants) +
      (sizeof(BlockSequence) + 9 + 64) * strata +
      chunk_replicates * scenario.analysis.looks.size() * sizeof(LookResult);
  return std::max(threads, 1U) * thread_bytes;
}

}  // namespace rehearse
