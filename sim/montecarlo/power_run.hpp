#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/power_counts.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// What a chunk of replicates gave beside its counts.
struct FinishedChunk {
  std::uint64_t first_replicate;
  std::vector<ChunkMoments> moments;  // of each analysis
  std::vector<LookResult> results;    // where each replicate is asked for
  Moments end = {};                   // of trials of several hypotheses
};

/// Simulates the scenario's replicates from the chunk `first` on. What the
/// threads share: chunks are claimed in order and finish in any; they are
/// merged in order.
class PowerRun {
 public:
  /// `joined`: how many of the analyses, the first ones, a graph joins.
  PowerRun(const Scenario& scenario, std::span<const AnalysisPlan> analyses,
           const RunOptions& options, std::size_t joined = 0,
           std::uint64_t first = 0);

  /// `each_chunk` is called for all of them in order.
  void run(const std::function<void(const FinishedChunk&)>& each_chunk = {});

  // After `run`.
  [[nodiscard]] std::vector<PowerEstimate> estimates() const {
    return counts_.estimates(moments_, scenario_.replicates);
  }
  [[nodiscard]] const PowerCounts& counts() const { return counts_; }
  /// Of analyses that a graph joins: the end of the trial [days].
  [[nodiscard]] const Moments& end() const { return end_; }

 private:
  using Columns = std::vector<std::vector<LookResult>>;  // of each analysis

  [[nodiscard]] bool stopped() const;
  void work();
  void simulate_chunks();
  bool simulate(ReplicateEngine& engine, std::uint64_t first,
                std::uint64_t last, std::vector<LookResult>& results,
                PowerCounts& counts);
  [[nodiscard]] std::vector<ChunkMoments> count(
      std::span<const LookResult> results, Columns& columns,
      PowerCounts& counts) const;
  [[nodiscard]] Moments count_together(std::span<const LookResult> results,
                                       PowerCounts& counts) const;
  void submit(std::uint64_t chunk, FinishedChunk finished);
  void merge(const FinishedChunk& finished);
  void report_progress(std::size_t threads);

  const Scenario& scenario_;
  const std::span<const AnalysisPlan> analyses_;
  const RunOptions& options_;
  const TrialPlan plan_;
  const bool by_graph_;  // which joins the analyses
  std::function<void(const FinishedChunk&)> each_chunk_;
  std::vector<std::size_t> joined_looks_;  // of each analysis that it joins
  std::size_t looks_ = 0;                  // of all
  bool alone_ = false;                     // the calling thread does the work
  const std::uint64_t first_chunk_;
  std::atomic<std::uint64_t> next_chunk_;
  alignas(64) std::atomic<std::uint64_t> done_{0};  // a line of its own
  alignas(64) std::atomic<bool> failed_{false};

  std::mutex mutex_;  // guards what follows
  std::condition_variable finished_;
  std::size_t ended_ = 0;  // threads
  std::exception_ptr failure_;
  std::map<std::uint64_t, FinishedChunk> waiting_;
  std::uint64_t next_merged_;
  std::vector<ChunkMoments> moments_;  // of each analysis
  Moments end_;
  PowerCounts counts_;
};

}  // namespace rehearse
