#include "rehearse/montecarlo/tally.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/event_times.hpp"

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
}};

constexpr std::array<Statistic, 3> stopping_statistics{
    events_statistic, participants_statistic, analysis_time_statistic};

bool has_estimate(const LookResult& result) {
  return !std::isnan(result.hazard_ratio);
}

Distribution distribution(const Moments& moments,
                          const QuantileHistogram& histogram) {
  if (moments.count == 0) return no_distribution;
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

MeanEstimate mean_estimate(const Moments& moments) {
  if (moments.count == 0) return {not_a_number, not_a_number, not_a_number, 0};
  const double sd = moments.sd();
  return {moments.mean, sd, sd / std::sqrt(double(moments.count)),
          moments.count};
}

bool rejects(std::span<const LookResult> looks) {
  return std::ranges::any_of(
      looks, [](const auto& look) { return look.stop == Stop::efficacy; });
}

void EstimateMoments::merge(const EstimateMoments& later) {
  log_hazard_ratio.merge(later.log_hazard_ratio);
  se.merge(later.se);
}

void ChunkMoments::merge(const ChunkMoments& later) {
  if (looks.empty()) looks.resize(later.looks.size());
  for (std::size_t look = 0; look < looks.size(); ++look) {
    for (std::size_t s = 0; s < statistic_count; ++s)
      looks[look].statistics[s].merge(later.looks[look].statistics[s]);
    looks[look].reached.merge(later.looks[look].reached);
    looks[look].ended.merge(later.looks[look].ended);
  }
  for (std::size_t s = 0; s < stopping.size(); ++s)
    stopping[s].merge(later.stopping[s]);
  at_stop.merge(later.at_stop);
  log_hazard_ratio_difference.merge(later.log_hazard_ratio_difference);
  level.merge(later.level);
  rejection_time.merge(later.rejection_time);
}

Tally::Tally(std::size_t looks, double log_hazard_ratio)
    : log_hazard_ratio_(log_hazard_ratio),
      looks_(looks),
      stopping_{QuantileHistogram{Binning::count},
                QuantileHistogram{Binning::count},
                QuantileHistogram{Binning::relative}} {
  for (LookCounts& counts : looks_)
    for (const StatisticSpec& statistic : statistics)
      counts.histograms.emplace_back(statistic.binning);
  end_.reserve(chunk_replicates);
  column_.reserve(chunk_replicates);
}

ChunkMoments Tally::add_chunk(std::span<const LookResult> results) {
  ChunkMoments moments;
  end_.clear();
  for (std::size_t i = 0; i < results.size(); i += looks_.size())
    count_decisions(results.subspan(i, looks_.size()));
  for (std::size_t look = 0; look < looks_.size(); ++look)
    moments.looks.push_back(add_look(look, results));
  add_ends(results, moments);
  replicates_ += results.size() / looks_.size();
  return moments;
}

// A trial ends where it stops, or at the last look.
void Tally::count_decisions(std::span<const LookResult> replicate) {
  std::size_t end = replicate.size() - 1;
  bool undecided = true;  // if nobody stops for futility
  for (std::size_t look = 0; look < replicate.size(); ++look) {
    const LookResult& result = replicate[look];
    LookCounts& counts = looks_[look];
    counts.reached += result.reached ? 1U : 0U;
    ++counts.stops[static_cast<std::size_t>(result.stop)];
    counts.rejects_anyhow += undecided && result.reject ? 1U : 0U;
    undecided = undecided && !result.reject && !result.harm;
    if (result.reached) {
      const auto least = std::ranges::min(result.events_by_arm);
      counts.few_events += least < std::uint32_t{few_events} ? 1U : 0U;
      counts.estimated += has_estimate(result) ? 1U : 0U;
      counts.covered += covers(result) ? 1U : 0U;
    }
    if (result.stop != Stop::none) end = look;
    if (result.over) end = std::min(end, look > 0 ? look - 1 : 0);
  }
  end_.push_back(end);
  looks_[end].estimated_at_end += has_estimate(replicate[end]) ? 1U : 0U;
  looks_[end].covered_at_end += covers(replicate[end]) ? 1U : 0U;
}

bool Tally::covers(const LookResult& result) const {
  const double error = result.log_hazard_ratio - log_hazard_ratio_;
  return std::abs(error) <= z_of_ci95 * result.log_hazard_ratio_se;
}

ChunkMoments::OfLook Tally::add_look(std::size_t look,
                                     std::span<const LookResult> results) {
  LookCounts& counts = looks_[look];
  ChunkMoments::OfLook moments;
  for (std::size_t s = 0; s < statistic_count; ++s) {
    column_.clear();
    for (std::size_t i = look; i < results.size(); i += looks_.size()) {
      const double value = statistics[s].value(results[i]);
      if (results[i].reached && !std::isnan(value)) column_.push_back(value);
    }
    moments.statistics[s] = Moments::of(column_);
    counts.histograms[s].add(column_);
  }
  const auto here = [&](std::size_t replicate) {
    return &results[replicate * looks_.size() + look];
  };
  moments.reached = estimates([&](std::size_t replicate) {
    return here(replicate)->reached ? here(replicate) : nullptr;
  });
  moments.ended = estimates([&](std::size_t replicate) {
    return end_[replicate] == look ? here(replicate) : nullptr;
  });
  return moments;
}

// Of the look that `chosen` gives of each replicate, null for none, where it
// has an estimate.
template <class Chosen>
EstimateMoments Tally::estimates(const Chosen& chosen) {
  const auto moments_of = [&](auto value) {
    column_.clear();
    for (std::size_t replicate = 0; replicate < end_.size(); ++replicate) {
      const LookResult* result = chosen(replicate);
      if (result != nullptr && has_estimate(*result))
        column_.push_back(value(*result));
    }
    return Moments::of(column_);
  };
  return {
      moments_of([](const LookResult& r) { return r.log_hazard_ratio; }),
      moments_of([](const LookResult& r) { return r.log_hazard_ratio_se; })};
}

void Tally::add_ends(std::span<const LookResult> results,
                     ChunkMoments& moments) {
  const auto last = [&](std::size_t replicate) {
    return &results[replicate * looks_.size() + end_[replicate]];
  };
  for (std::size_t s = 0; s < stopping_statistics.size(); ++s) {
    column_.clear();
    for (std::size_t replicate = 0; replicate < end_.size(); ++replicate)
      column_.push_back(
          statistics[stopping_statistics[s]].value(*last(replicate)));
    if (stopping_statistics[s] == analysis_time_statistic)
      for (std::size_t replicate = 0; replicate < end_.size(); ++replicate)
        column_[replicate] =
            std::max(column_[replicate], last(replicate)->rejected_at);
    moments.stopping[s] = Moments::of(column_);
    stopping_[s].add(column_);
  }
  moments.at_stop = estimates(last);
  column_.clear();
  for (std::size_t replicate = 0; replicate < end_.size(); ++replicate)
    column_.push_back(last(replicate)->level);
  moments.level = Moments::of(column_);
  column_.clear();
  for (std::size_t replicate = 0; replicate < end_.size(); ++replicate)
    if (last(replicate)->stop == Stop::efficacy)
      column_.push_back(std::max(last(replicate)->analysis_time,
                                 last(replicate)->rejected_at));
  moments.rejection_time = Moments::of(column_);
}

void Tally::merge(const Tally& other) {
  replicates_ += other.replicates_;
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    LookCounts& mine = looks_[look];
    const LookCounts& theirs = other.looks_[look];
    mine.reached += theirs.reached;
    for (std::size_t why = 0; why < mine.stops.size(); ++why)
      mine.stops[why] += theirs.stops[why];
    mine.rejects_anyhow += theirs.rejects_anyhow;
    mine.few_events += theirs.few_events;
    mine.estimated += theirs.estimated;
    mine.covered += theirs.covered;
    mine.estimated_at_end += theirs.estimated_at_end;
    mine.covered_at_end += theirs.covered_at_end;
    for (std::size_t s = 0; s < statistic_count; ++s)
      mine.histograms[s].merge(theirs.histograms[s]);
  }
  for (std::size_t s = 0; s < stopping_.size(); ++s)
    stopping_[s].merge(other.stopping_[s]);
}

EstimationProperties Tally::estimation(const EstimateMoments& moments,
                                       std::uint64_t covered,
                                       std::uint64_t of) const {
  EstimationProperties properties{mean_estimate(moments.log_hazard_ratio),
                                  mean_estimate(moments.se), std::nullopt};
  if (of > 0 && !std::isnan(log_hazard_ratio_))
    properties.coverage = proportion_of(covered, of);
  return properties;
}

LookEstimate Tally::look_estimate(std::size_t look,
                                  const ChunkMoments::OfLook& moments) const {
  const LookCounts& counts = looks_[look];
  const auto of = [&](Statistic s) {
    return distribution(moments.statistics[s], counts.histograms[s]);
  };
  const auto stopped = [&](Stop why) {
    return proportion_of(counts.stops[static_cast<std::size_t>(why)],
                         replicates_);
  };
  LookEstimate e;
  e.reached = proportion_of(counts.reached, replicates_);
  e.no_estimate =
      proportion_of(counts.reached - counts.estimated, counts.reached);
  e.few_events = proportion_of(counts.few_events, counts.reached);
  e.reject = stopped(Stop::efficacy);
  e.stop_futility = stopped(Stop::futility);
  e.stop_harm = stopped(Stop::harm);
  e.events = of(events_statistic);
  e.events_by_arm = {of(control_events_statistic),
                     of(experimental_events_statistic)};
  e.participants = of(participants_statistic);
  e.analysis_time = of(analysis_time_statistic);
  e.z = of(z_statistic);
  e.hazard_ratio = of(hazard_ratio_statistic);
  e.median = {of(control_median_statistic), of(experimental_median_statistic)};
  e.estimation = estimation(moments.reached, counts.covered, counts.estimated);
  e.estimation_if_last =
      estimation(moments.ended, counts.covered_at_end, counts.estimated_at_end);
  const double mean = e.estimation.log_hazard_ratio.mean;
  // No figure where one replicate's ratio is 0 or +inf.
  e.geometric_mean_hazard_ratio =
      std::isfinite(mean) ? std::exp(mean) : not_a_number;
  return e;
}

PowerEstimate Tally::estimate(const ChunkMoments& moments) const {
  PowerEstimate power;
  power.replicates = replicates_;
  if (replicates_ == 0) return power;
  std::uint64_t rejections = 0;
  std::uint64_t anyhow = 0;
  std::uint64_t covered = 0;
  std::uint64_t estimated = 0;
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    const LookCounts& counts = looks_[look];
    rejections += counts.stops[static_cast<std::size_t>(Stop::efficacy)];
    anyhow += counts.rejects_anyhow;
    covered += counts.covered_at_end;
    estimated += counts.estimated_at_end;
    power.looks.push_back(look_estimate(look, moments.looks[look]));
    power.looks.back().cumulative_reject =
        proportion_of(rejections, replicates_);
    power.looks.back().cumulative_reject_without_futility =
        proportion_of(anyhow, replicates_);
  }
  power.power = power.looks.back().cumulative_reject;
  power.stopping_events = distribution(moments.stopping[0], stopping_[0]);
  power.stopping_participants = distribution(moments.stopping[1], stopping_[1]);
  power.stopping_time = distribution(moments.stopping[2], stopping_[2]);
  power.estimation = estimation(moments.at_stop, covered, estimated);
  power.level = mean_estimate(moments.level);
  power.rejection_time = mean_estimate(moments.rejection_time);
  power.log_hazard_ratio_difference =
      mean_estimate(moments.log_hazard_ratio_difference);
  return power;
}

Moments log_hazard_ratio_difference(std::span<const LookResult> first,
                                    std::size_t first_looks,
                                    std::span<const LookResult> other,
                                    std::size_t other_looks) {
  std::vector<double> differences;
  for (std::size_t r = 1; r <= first.size() / first_looks; ++r) {
    const LookResult& a = first[r * first_looks - 1];
    const LookResult& b = other[r * other_looks - 1];
    const double difference = b.log_hazard_ratio - a.log_hazard_ratio;
    if (a.reached && std::isfinite(difference))
      differences.push_back(difference);
  }
  return Moments::of(differences);
}

void PairedTally::add(std::span<const LookResult> first,
                      std::size_t first_looks,
                      std::span<const LookResult> other,
                      std::size_t other_looks) {
  const std::size_t replicates = first.size() / first_looks;
  for (std::size_t r = 0; r < replicates; ++r) {
    const bool a = rejects(first.subspan(r * first_looks, first_looks));
    const bool b = rejects(other.subspan(r * other_looks, other_looks));
    only_first += a && !b ? 1U : 0U;
    only_this += b && !a ? 1U : 0U;
  }
}

void PairedTally::merge(const PairedTally& more) {
  only_this += more.only_this;
  only_first += more.only_first;
}

Proportion PairedTally::difference(std::uint64_t replicates) const {
  return paired_difference_of(only_this, only_first, replicates);
}

}  // namespace rehearse
