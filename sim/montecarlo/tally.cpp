#include "rehearse/montecarlo/tally.hpp"

#include <cmath>
#include <limits>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/confidence_interval.hpp"

namespace rehearse {

namespace {

struct StatisticSpec {
  Binning binning;
  double (*value)(const LookResult&);
};

// In the order of `Statistic`.
constexpr std::array<StatisticSpec, statistic_count> statistics{{
    {Binning::count, [](const LookResult& r) { return double(r.events); }},
    {Binning::count,
     [](const LookResult& r) { return double(r.events_by_arm[0]); }},
    {Binning::count,
     [](const LookResult& r) { return double(r.events_by_arm[1]); }},
    {Binning::count,
     [](const LookResult& r) { return double(r.participants); }},
    {Binning::relative, [](const LookResult& r) { return r.analysis_time; }},
    {Binning::absolute, [](const LookResult& r) { return r.z; }},
    {Binning::relative, [](const LookResult& r) { return r.hazard_ratio; }},
    {Binning::relative, [](const LookResult& r) { return r.median[0]; }},
    {Binning::relative, [](const LookResult& r) { return r.median[1]; }},
    {Binning::absolute,
     [](const LookResult& r) { return std::log(r.hazard_ratio); }},
}};

constexpr std::array<Statistic, 3> stopping_statistics{
    events_statistic, participants_statistic, analysis_time_statistic};

Proportion proportion(std::uint64_t count, std::uint64_t total) {
  const double p = static_cast<double>(count) / static_cast<double>(total);
  const auto [lower, upper] = clopper_pearson(count, total, 0.95);
  return {
      p, std::sqrt(p * (1.0 - p) / static_cast<double>(total)), {lower, upper}};
}

Distribution distribution(const Moments& moments,
                          const QuantileHistogram& histogram) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (moments.count == 0) return {none, none, none, none, none, none, 0};
  const double sd = moments.sd();
  return {moments.mean,
          sd,
          histogram.quantile(0.05),
          histogram.quantile(0.5),
          histogram.quantile(0.95),
          sd / std::sqrt(static_cast<double>(moments.count)),
          moments.count};
}

}  // namespace

void ChunkMoments::merge(const ChunkMoments& later) {
  if (looks.empty()) looks.resize(later.looks.size());
  for (std::size_t look = 0; look < looks.size(); ++look)
    for (std::size_t s = 0; s < statistic_count; ++s)
      looks[look][s].merge(later.looks[look][s]);
  for (std::size_t s = 0; s < stopping.size(); ++s)
    stopping[s].merge(later.stopping[s]);
}

Tally::Tally(std::size_t looks)
    : looks_(looks),
      stopping_{QuantileHistogram{Binning::count},
                QuantileHistogram{Binning::count},
                QuantileHistogram{Binning::relative}} {
  for (LookCounts& counts : looks_)
    for (const StatisticSpec& statistic : statistics)
      counts.histograms.emplace_back(statistic.binning);
  column_.reserve(chunk_replicates);
}

ChunkMoments Tally::add_chunk(std::span<const LookResult> results) {
  ChunkMoments moments;
  moments.looks.resize(looks_.size());
  for (std::size_t look = 0; look < looks_.size(); ++look)
    add_look(look, results, moments);
  add_stopping(results, moments);
  replicates_ += results.size() / looks_.size();
  return moments;
}

void Tally::add_look(std::size_t look, std::span<const LookResult> results,
                     ChunkMoments& moments) {
  LookCounts& counts = looks_[look];
  for (std::size_t i = look; i < results.size(); i += looks_.size()) {
    counts.reached += results[i].reached ? 1U : 0U;
    counts.first_rejections += results[i].first_rejection ? 1U : 0U;
  }
  for (std::size_t s = 0; s < statistic_count; ++s) {
    column_.clear();
    for (std::size_t i = look; i < results.size(); i += looks_.size())
      if (results[i].reached)
        column_.push_back(statistics[s].value(results[i]));
    moments.looks[look][s] = Moments::of(column_);
    if (s == log_hazard_ratio_statistic) continue;  // only its mean is shown
    for (const double value : column_) counts.histograms[s].add(value);
  }
}

// A trial stops at its first rejection, or at the last look.
void Tally::add_stopping(std::span<const LookResult> results,
                         ChunkMoments& moments) {
  for (std::size_t s = 0; s < stopping_statistics.size(); ++s) {
    column_.clear();
    for (std::size_t i = 0; i < results.size(); i += looks_.size()) {
      std::size_t look = 0;
      while (look + 1 < looks_.size() && !results[i + look].first_rejection)
        ++look;
      column_.push_back(
          statistics[stopping_statistics[s]].value(results[i + look]));
    }
    moments.stopping[s] = Moments::of(column_);
    for (const double value : column_) stopping_[s].add(value);
  }
}

void Tally::merge(const Tally& other) {
  replicates_ += other.replicates_;
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    looks_[look].reached += other.looks_[look].reached;
    looks_[look].first_rejections += other.looks_[look].first_rejections;
    for (std::size_t s = 0; s < statistic_count; ++s)
      looks_[look].histograms[s].merge(other.looks_[look].histograms[s]);
  }
  for (std::size_t s = 0; s < stopping_.size(); ++s)
    stopping_[s].merge(other.stopping_[s]);
}

LookEstimate Tally::look_estimate(
    std::size_t look, const std::array<Moments, statistic_count>& m) const {
  const LookCounts& counts = looks_[look];
  const auto of = [&](Statistic s) {
    return distribution(m[s], counts.histograms[s]);
  };
  LookEstimate e;
  e.reached =
      static_cast<double>(counts.reached) / static_cast<double>(replicates_);
  e.reject = proportion(counts.first_rejections, replicates_);
  e.events = of(events_statistic);
  e.events_by_arm = {of(control_events_statistic),
                     of(experimental_events_statistic)};
  e.participants = of(participants_statistic);
  e.analysis_time = of(analysis_time_statistic);
  e.z = of(z_statistic);
  e.hazard_ratio = of(hazard_ratio_statistic);
  e.median = {of(control_median_statistic), of(experimental_median_statistic)};
  e.geometric_mean_hazard_ratio = std::exp(m[log_hazard_ratio_statistic].mean);
  // No figure where one replicate's ratio is 0 or +inf.
  if (counts.reached == 0 || !std::isfinite(m[log_hazard_ratio_statistic].mean))
    e.geometric_mean_hazard_ratio = std::numeric_limits<double>::quiet_NaN();
  return e;
}

PowerEstimate Tally::estimate(const ChunkMoments& moments) const {
  PowerEstimate power;
  power.replicates = replicates_;
  if (replicates_ == 0) return power;
  std::uint64_t rejections = 0;
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    rejections += looks_[look].first_rejections;
    power.looks.push_back(look_estimate(look, moments.looks[look]));
    power.looks.back().cumulative_reject = proportion(rejections, replicates_);
  }
  power.power = power.looks.back().cumulative_reject;
  power.stopping_events = distribution(moments.stopping[0], stopping_[0]);
  power.stopping_participants = distribution(moments.stopping[1], stopping_[1]);
  power.stopping_time = distribution(moments.stopping[2], stopping_[2]);
  return power;
}

}  // namespace rehearse
