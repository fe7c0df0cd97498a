// Power, streamed: parts of a run, and what those there are come to.
#include <algorithm>
#include <cmath>

#include "power_parts.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/store/sha256.hpp"
#include "request.hpp"

namespace rehearse::explorer {

ChunkRange chunks_in(const Json& request) {
  const ChunkRange chunks{count_in(request, "first_chunk", 0),
                          count_in(request, "chunks", 1)};
  constexpr std::uint64_t most = 1U << 20;
  if (chunks.count < 1 || chunks.count > most || chunks.first > most)
    throw BadRequest{
        "'chunks' is to be 1 or more, and 'first_chunk' no more "
        "than a billion replicates in"};
  return chunks;
}

LoadedConfig config_of_chunks(Json request, const ChunkRange& chunks) {
  const std::uint64_t end = (chunks.first + chunks.count) * chunk_replicates;
  request["replicates"] = std::min(end, count_in(request, "replicates", end));
  LoadedConfig config = config_of(request);
  if (config.scenario.replicates <= chunks.first * chunk_replicates)
    throw BadRequest{
        "the run has fewer replicates than 'first_chunk' is after: "
        "ask for an earlier chunk"};
  require_simulated(config.scenario);
  return config;
}

PowerPart joined_parts(const TrialConfig& config, Parts parts) {
  const PartOrigin origin = part_origin(config);
  std::vector<PowerPart> all;
  for (const std::string_view bytes : parts)
    all.push_back(read_power_part(config.scenario, origin, bytes));
  PowerPart part = joined(std::move(all));
  if (part.first > 0)
    throw PartError{
        "the first replicates are missing: add the part that has "
        "chunk 0"};
  return part;
}

namespace {

// Ratios in equal steps of their logarithms, from .2 to 5, and how many are
// outside: `total` is of all trials that have one, infinite ones too.
Json ratios_json(const QuantileHistogram& histogram) {
  constexpr int steps = 80;
  Json lower = Json::array();
  Json upper = Json::array();
  Json count = Json::array();
  const auto edge = [](int step) {
    return 0.2 * std::pow(25.0, static_cast<double>(step) / steps);
  };
  const std::uint64_t outside = histogram.count_below(edge(0));
  std::uint64_t below = outside;
  for (int step = 0; step < steps; ++step) {
    const std::uint64_t next = histogram.count_below(edge(step + 1));
    lower.push_back(edge(step));
    upper.push_back(edge(step + 1));
    count.push_back(next - below);
    below = next;
  }
  return {{"lower", lower},
          {"upper", upper},
          {"count", count},
          {"below", outside},
          {"above", histogram.total() - below},
          {"total", histogram.total()}};
}

Json looks_json(const PowerEstimate& estimate, const Tally& tally) {
  Json looks = Json::array();
  for (std::size_t k = 0; k < estimate.looks.size(); ++k) {
    const LookEstimate& look = estimate.looks[k];
    looks.push_back(
        {{"name", look.name},
         {"reject", proportion_json(look.reject)},
         {"cumulative_reject", proportion_json(look.cumulative_reject)},
         {"analysis_time", quantiles_json(look.analysis_time, days_per_month)},
         {"hazard_ratio",
          ratios_json(tally.histogram(k, hazard_ratio_statistic))}});
  }
  return looks;
}

Json hypotheses_json(const PowerReport& report, const PowerPart& part) {
  Json all = Json::array();
  if (!report.trial) return all;
  const Scenario& scenario = report.config.scenario;
  const auto simulated = simulated_hypotheses(scenario);
  for (std::size_t h = 0; h < report.trial->each.size(); ++h)
    all.push_back(
        {{"name", scenario.hypotheses[simulated[h]].name},
         {"power", proportion_json(report.trial->each[h].power)},
         {"looks", looks_json(report.trial->each[h], part.counts.each[h])}});
  return all;
}

}  // namespace

Answer power(const Json& request, Parts) {
  const ChunkRange chunks = chunks_in(request);
  const LoadedConfig config = config_of_chunks(request, chunks);
  const auto part = study_power_part(config, chunks, {});
  return {{{"first", chunks.first * chunk_replicates},
           {"replicates", part->replicates}},
          bytes_of(*part)};
}

Answer merge(const Json& request, Parts parts) {
  const PowerPart part = joined_parts(config_of(request), parts);
  if (count_in(request, "replicates", part.replicates) != part.replicates)
    throw BadRequest{
        "the parts have " + std::to_string(part.replicates) +
        " replicates, not as many as 'replicates': add the others, "
        "or leave it out"};
  Json of_all = request;
  of_all["replicates"] = part.replicates;
  const LoadedConfig config = config_of(of_all);
  const PowerReport study = study_power(config, part, {});
  const Report report = report_of(study);
  const std::string summary = print(report, Format::json);
  return {{{"replicates", part.replicates},
           {"summary", summary},
           {"sha256", sha256_hex(summary)},
           {"csv", print(report, Format::csv)},
           {"text", table_text(report)},
           {"warnings", faults_json(power_warnings(study))},
           {"power", proportion_json(study.estimate.power)},
           {"looks", looks_json(study.estimate, part.counts.each.front())},
           {"hypotheses", hypotheses_json(study, part)}},
          bytes_of(part)};
}

}  // namespace rehearse::explorer
