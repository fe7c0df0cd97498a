#include "rehearse/montecarlo/allocation_study.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "guess_tally.hpp"
#include "imbalance_tally.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/trial/simulate.hpp"

namespace rehearse {

namespace {

// A list's config may have no outcomes; who enters when doesn't matter, unless
// it is what makes the sites unequal.
Scenario without_outcomes(Scenario scenario) {
  if (scenario.enrolment.model != EnrolmentModel::sites)
    scenario.enrolment = {};
  scenario.frailty.reset();
  scenario.endpoint = {};
  scenario.endpoint.control.hazard = 1.0;
  scenario.endpoint.effect = {{unbounded, 1.0}};
  scenario.selection_bias.reset();
  return scenario;
}

Figure figure(const Moments& moments) {
  if (moments.count == 0) return {not_a_number, not_a_number};
  return {moments.mean,
          moments.sd() / std::sqrt(static_cast<double>(moments.count))};
}

// What the threads share.
class Study {
 public:
  Study(const Scenario& scenario, std::uint64_t replicates,
        const ListProgress& progress, const std::atomic<bool>* stop)
      : replicates_(replicates),
        progress_(progress),
        stop_(stop),
        plan_(without_outcomes(scenario)),
        margins_(scenario),
        chunks_((replicates + chunk_replicates - 1) / chunk_replicates),
        imbalance_(margins_, plan_.ratio) {}

  AllocationMetrics run(const Threads& threads) {
    {
      const auto pool =
          start_threads(threads, chunks_.size(), [this] { work(); });
      if (pool.empty()) work();
    }
    if (failure_) std::rethrow_exception(failure_);
    AllocationMetrics metrics;
    if (stopped()) return metrics;
    metrics.margins = imbalance_.metrics();
    add_guesses(metrics);
    return metrics;
  }

 private:
  [[nodiscard]] bool stopped() const { return stop_ != nullptr && *stop_; }

  void work() {
    try {
      const ImbalanceTally part = simulate_chunks();
      const std::lock_guard lock{mutex_};
      imbalance_.merge(part);
    } catch (...) {
      const std::lock_guard lock{mutex_};
      failure_ = std::current_exception();
    }
  }

  ImbalanceTally simulate_chunks() {
    TrialSimulator trial{plan_};
    ImbalanceTally imbalance{margins_, plan_.ratio};
    GuessTally guesses{plan_};
    const bool listing_needs_sites =
        plan_.sites > 0 && !plan_.allocation_needs_sites;
    for (;;) {
      const std::uint64_t chunk = next_chunk_.fetch_add(1);
      if (chunk >= chunks_.size()) return imbalance;
      const std::uint64_t first = chunk * chunk_replicates;
      const std::uint64_t last =
          std::min(first + chunk_replicates, replicates_);
      for (std::uint64_t replicate = first; replicate < last; ++replicate) {
        if (stopped()) return imbalance;
        trial.enrol(replicate);
        if (listing_needs_sites) trial.draw_sites(replicate);
        trial.randomize(replicate);
        imbalance.add(trial.participants());
        guesses.add(trial.participants());
      }
      chunks_[chunk] = guesses.take();
      report(last - first);
    }
  }

  void report(std::uint64_t more) {
    if (!progress_) return;
    const std::lock_guard lock{mutex_};
    progress_(done_ += more);
  }

  void add_guesses(AllocationMetrics& metrics) const {
    GuessMoments all;
    for (const GuessMoments& chunk : chunks_)
      for (std::size_t share = 0; share < guess_share_count; ++share)
        all[share].merge(chunk[share]);
    metrics.sees_all = {figure(all[right_of_all]), figure(all[right_by_rule])};
    if (plan_.sites > 0)
      metrics.sees_own_site = {figure(all[right_of_own_site]), figure({})};
    metrics.deterministic = figure(all[certain_by_rule]);
  }

  std::uint64_t replicates_;
  const ListProgress& progress_;
  const std::atomic<bool>* stop_;
  std::mutex mutex_;  // of done_, imbalance_ and failure_
  std::uint64_t done_ = 0;
  TrialPlan plan_;
  AllocationMargins margins_;
  std::vector<GuessMoments> chunks_;  // each is written by one thread
  std::atomic<std::uint64_t> next_chunk_{0};
  ImbalanceTally imbalance_;
  std::exception_ptr failure_;
};

}  // namespace

AllocationMetrics simulate_allocation(const Scenario& scenario,
                                      std::uint64_t replicates,
                                      const Threads& threads,
                                      const ListProgress& progress,
                                      const std::atomic<bool>* stop) {
  expect(replicates >= 2, "an error needs two replicates");
  return Study{scenario, replicates, progress, stop}.run(threads);
}

Figure participants_lost(const Scenario& scenario,
                         const MarginMetrics& margin) {
  const std::vector<std::uint32_t> ratio = reduced_ratio(scenario);
  expect(ratio.size() == 2, "participants are lost between two arms");
  const double scale = double(ratio[0]) * ratio[1] * margin.participants;
  const Figure& square = margin.final.mean_square;
  return {square.value / scale, square.mcse / scale};
}

}  // namespace rehearse
