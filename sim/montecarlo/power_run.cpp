#include "power_run.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "rehearse/montecarlo/graph_decision.hpp"

namespace rehearse {

PowerRun::PowerRun(const Scenario& scenario,
                   std::span<const AnalysisPlan> analyses,
                   const RunOptions& options, std::size_t joined,
                   std::uint64_t first)
    : scenario_(scenario),
      analyses_(analyses),
      options_(options),
      plan_(scenario),
      by_graph_(joined > 0),
      first_chunk_(first),
      next_chunk_(first),
      next_merged_(first),
      moments_(analyses.size()),
      counts_(scenario, analyses, joined) {
  for (const AnalysisPlan& analysis : analyses) {
    looks_ += analysis.looks.size();
    if (joined_looks_.size() < joined)
      joined_looks_.push_back(analysis.looks.size());
  }
}

void PowerRun::run(
    const std::function<void(const FinishedChunk&)>& each_chunk) {
  each_chunk_ = each_chunk;
  const std::uint64_t end =
      (scenario_.replicates + chunk_replicates - 1) / chunk_replicates;
  {
    const std::vector<std::jthread> pool =
        start_threads(options_.threads, end - std::min(end, first_chunk_),
                      [this] { work(); });
    alone_ = pool.empty();
    if (alone_) work();
    report_progress(pool.size());
  }
  if (failure_) std::rethrow_exception(failure_);
}

bool PowerRun::stopped() const {
  return failed_.load(std::memory_order_relaxed) ||
         (options_.stop != nullptr &&
          options_.stop->load(std::memory_order_relaxed));
}

void PowerRun::work() {
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

void PowerRun::simulate_chunks() {
  std::optional<GraphDecision> graph;
  if (by_graph_) graph.emplace(scenario_);
  ReplicateEngine engine{plan_, analyses_, graph};
  PowerCounts counts{scenario_, analyses_, joined_looks_.size()};
  Columns columns(analyses_.size());  // a chunk's
  std::vector<LookResult> results;
  results.reserve(chunk_replicates * looks_);
  for (;;) {
    const std::uint64_t chunk = next_chunk_.fetch_add(1);
    const std::uint64_t first = chunk * chunk_replicates;
    if (first >= scenario_.replicates) break;
    const std::uint64_t last =
        std::min(first + chunk_replicates, scenario_.replicates);
    const bool whole = simulate(engine, first, last, results, counts);
    FinishedChunk finished{first, count(results, columns, counts), {}};
    if (by_graph_) finished.end = count_together(results, counts);
    if (options_.each_replicate) finished.results = results;
    submit(chunk, std::move(finished));
    if (alone_ && options_.progress) options_.progress(done_.load());
    if (!whole) break;
  }
  const std::lock_guard lock{mutex_};
  counts_.merge(counts);
}

std::vector<ChunkMoments> PowerRun::count(std::span<const LookResult> results,
                                          Columns& columns,
                                          PowerCounts& counts) const {
  std::size_t first = 0;  // of an analysis's looks in a replicate
  std::vector<ChunkMoments> moments;
  for (std::size_t a = 0; a < analyses_.size(); ++a) {
    const std::size_t looks = analyses_[a].looks.size();
    std::vector<LookResult>& column = columns[a];
    column.clear();
    for (std::size_t i = first; i < results.size(); i += looks_)
      column.insert(column.end(), &results[i], &results[i] + looks);
    first += looks;
    moments.push_back(counts.each[a].add_chunk(column));
    counts.paired[a].add(columns[0], analyses_[0].looks.size(), column, looks);
    if (analyses_[a].endpoint != analyses_[0].endpoint)
      moments.back().log_hazard_ratio_difference = log_hazard_ratio_difference(
          columns[0], analyses_[0].looks.size(), column, looks);
  }
  return moments;
}

// What the hypotheses of each replicate decided together.
Moments PowerRun::count_together(std::span<const LookResult> results,
                                 PowerCounts& counts) const {
  std::vector<double> ends;
  for (std::size_t i = 0; i < results.size(); i += looks_) {
    const auto replicate = results.subspan(i, looks_);
    counts.rejected.add(rejected_set(replicate, joined_looks_));
    ends.push_back(trial_end(replicate, joined_looks_));
  }
  return Moments::of(ends);
}

// False if it was told to stop, with what was done of the chunk.
bool PowerRun::simulate(ReplicateEngine& engine, std::uint64_t first,
                        std::uint64_t last, std::vector<LookResult>& results,
                        PowerCounts& counts) {
  results.clear();
  std::uint64_t told = first;  // to `done_`, which all threads write
  for (std::uint64_t replicate = first; replicate < last; ++replicate) {
    if (stopped()) return false;
    const auto looks = engine.run(replicate);
    results.insert(results.end(), looks.begin(), looks.end());
    if (counts.reviewed) counts.reviews.add(looks, engine.reviews());
    const std::uint64_t untold = replicate + 1 - told;
    if (untold < block_lanes && replicate + 1 < last) continue;
    done_.fetch_add(untold, std::memory_order_relaxed);
    told += untold;
  }
  return true;
}

void PowerRun::submit(std::uint64_t chunk, FinishedChunk finished) {
  const std::lock_guard lock{mutex_};
  waiting_.emplace(chunk, std::move(finished));
  while (!waiting_.empty() && waiting_.begin()->first == next_merged_) {
    merge(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    ++next_merged_;
  }
}

void PowerRun::merge(const FinishedChunk& finished) {
  for (std::size_t a = 0; a < analyses_.size(); ++a)
    moments_[a].merge(finished.moments[a]);
  end_.merge(finished.end);
  if (each_chunk_) each_chunk_(finished);
  if (!options_.each_replicate) return;
  const std::span<const LookResult> results{finished.results};
  for (std::size_t i = 0; i < results.size(); i += looks_)
    options_.each_replicate(finished.first_replicate + i / looks_,
                            results.subspan(i, looks_));
}

// Until all threads have ended.
void PowerRun::report_progress(std::size_t threads) {
  std::unique_lock lock{mutex_};
  while (!finished_.wait_for(lock, std::chrono::milliseconds{100},
                             [&] { return ended_ >= threads; }))
    if (options_.progress) {
      lock.unlock();
      options_.progress(done_.load());
      lock.lock();
    }
}

}  // namespace rehearse
