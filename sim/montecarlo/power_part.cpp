#include "rehearse/montecarlo/power_part.hpp"

#include <algorithm>
#include <utility>

#include "power_run.hpp"
#include "rehearse/core/bytes.hpp"
#include "run_plans.hpp"

namespace rehearse {

namespace {

constexpr std::string_view part_mark = "rehearse power part 1\n";

PowerPart empty_part(const Scenario& scenario, const RunPlans& plans) {
  return {{},
          0,
          0,
          PowerCounts{scenario, plans.analyses, plans.joined},
          {},
          {},
          SwitchingTally{scenario}};
}

std::string chunks_text(std::uint64_t first, std::uint64_t end) {
  std::string text = std::to_string(first * chunk_replicates);
  text += " to ";
  text += std::to_string(end * chunk_replicates - 1);
  return text;
}

void require_same(const PartOrigin& first, const PartOrigin& other) {
  const auto require = [](const std::string& what, const std::string& a,
                          const std::string& b) {
    if (a == b) return;
    std::string text = "parts are of different ";
    text += what + "s, " + a + " and " + b;
    throw PartError{text + ": join those of one run"};
  };
  require("seed", first.seed, other.seed);
  require("config", first.config, other.config);
  require("program", first.program, other.program);
}

void append(PowerPart& whole, const PowerPart& next) {
  require_same(whole.origin, next.origin);
  const std::uint64_t end = whole.first + whole.chunks();
  if (next.first > end)
    throw PartError{"replicates " + chunks_text(end, next.first) +
                    " are missing: add the part that has them"};
  if (next.first < end)
    throw PartError{
        "replicates " +
        chunks_text(next.first, std::min(end, next.first + next.chunks())) +
        " are there twice: leave one of the parts out"};
  if (whole.replicates < whole.chunks() * chunk_replicates)
    throw PartError{
        "the part that ends with a chunk that isn't whole isn't "
        "the last one: parts are of runs of different lengths"};
  whole.replicates += next.replicates;
  whole.counts.merge(next.counts);
  std::ranges::copy(next.moments, std::back_inserter(whole.moments));
  std::ranges::copy(next.ends, std::back_inserter(whole.ends));
  whole.switching.append(next.switching);
  std::ranges::copy(next.reading.read, std::back_inserter(whole.reading.read));
  std::ranges::copy(next.reading.perfect,
                    std::back_inserter(whole.reading.perfect));
}

// Bytes that a chunk has at least: what is made room for is there to be read.
std::size_t least_bytes(const RunPlans& plans) {
  constexpr std::size_t of_moments = 1 + 2 * sizeof(double);
  std::size_t looks = 1;
  for (const AnalysisPlan& plan : plans.analyses) looks += plan.looks.size();
  return looks * statistic_count * of_moments;
}

template <class Bytes>
void pass_part(Bytes& bytes, PowerPart& part, const RunPlans& plans) {
  std::uint64_t chunks = part.chunks();
  bytes(part.first, part.replicates, chunks);
  if constexpr (Bytes::reads) {
    const std::uint64_t whole = part.replicates / chunk_replicates;
    const std::uint64_t most =
        whole + (part.replicates % chunk_replicates != 0);
    if (chunks != most || chunks > most_part_chunks ||
        part.first > most_part_chunks)
      throw BytesError{"the bytes have other chunks than replicates"};
    if (chunks > bytes.left() / least_bytes(plans))
      throw BytesError{"the bytes end before their chunks do"};
    std::vector<ChunkMoments> empty(plans.analyses.size());
    for (std::size_t a = 0; a < empty.size(); ++a)
      empty[a].looks.resize(plans.analyses[a].looks.size());
    part.moments.assign(static_cast<std::size_t>(chunks), empty);
    part.ends.resize(static_cast<std::size_t>(chunks));
  }
  bytes(part.counts, part.moments, part.ends, part.switching, part.reading);
}

// Of each analysis, over all chunks in their order.
std::vector<ChunkMoments> merged_moments(const PowerPart& part) {
  std::vector<ChunkMoments> all(part.counts.each.size());
  for (const std::vector<ChunkMoments>& chunk : part.moments)
    for (std::size_t a = 0; a < all.size(); ++a) all[a].merge(chunk[a]);
  return all;
}

void require_first(const PowerPart& part) {
  if (part.first > 0)
    throw PartError{"replicates " + chunks_text(0, part.first) +
                    " are missing: add the part that has them"};
}

}  // namespace

std::optional<PowerPart> power_part(const Scenario& scenario, PartOrigin origin,
                                    ChunkRange chunks,
                                    const RunOptions& options) {
  Scenario own = scenario;
  own.replicates = std::min(own.replicates,
                            (chunks.first + chunks.count) * chunk_replicates);
  const RunPlans plans = run_plans(own);
  PowerPart part = empty_part(own, plans);
  part.origin = std::move(origin);
  part.first = chunks.first;
  const bool twice = has_reading_cost(own);
  RunOptions run = options;
  run.each_replicate = [&](std::uint64_t replicate,
                           std::span<const LookResult> looks) {
    if (!part.switching.empty()) part.switching.add(looks);
    if (twice)
      part.reading.add_read(replicate, looks.first(own.analysis.looks.size()));
    if (options.each_replicate) options.each_replicate(replicate, looks);
  };
  PowerRun power{own, plans.analyses, run, plans.joined, chunks.first};
  power.run([&](const FinishedChunk& chunk) {
    part.moments.push_back(chunk.moments);
    part.ends.push_back(chunk.end);
  });
  part.counts = power.counts();
  part.replicates = part.counts.each.front().replicates();
  const std::uint64_t begin = chunks.first * chunk_replicates;
  const std::uint64_t asked = own.replicates - std::min(begin, own.replicates);
  if (part.replicates < asked) return std::nullopt;
  if (twice && !part.reading.simulate_perfect(own, options, chunks.first))
    return std::nullopt;
  return part;
}

// Its sum stands behind it.
std::string bytes_of(PowerPart part) {
  ByteWriter bytes;
  std::string mark{part_mark};
  RunPlans plans;  // the sizes of what is written are known
  bytes(mark, part.origin);
  pass_part(bytes, part, plans);
  std::uint64_t sum = check_sum(bytes.text());
  bytes(sum);
  return bytes.text();
}

PowerPart read_power_part(const Scenario& scenario, const PartOrigin& origin,
                          std::string_view bytes) {
  const RunPlans plans = run_plans(scenario);
  PowerPart part = empty_part(scenario, plans);
  try {
    ByteReader reader{bytes};
    std::string mark;
    reader(mark);
    if (mark != part_mark)
      throw PartError{
          "it isn't a part of a power run (or of another version "
          "of the program): check which file it is"};
    reader(part.origin);
    require_same(origin, part.origin);
    pass_part(reader, part, plans);
    const std::size_t end = bytes.size() - reader.left();
    std::uint64_t sum = 0;
    reader(sum);
    if (!reader.at_end() || sum != check_sum(bytes.substr(0, end)))
      throw BytesError{"the sum of the bytes isn't theirs"};
    if (part.reading.read.size() != part.reading.perfect.size())
      throw BytesError{"the bytes have replicates of some readers alone"};
  } catch (const BytesError& error) {
    throw PartError{
        "the part of a power run is damaged, or of another config "
        "(" +
        std::string{error.what()} + "): make it again"};
  }
  return part;
}

PowerPart joined(std::vector<PowerPart> parts) {
  if (parts.empty()) throw PartError{"there is no part: add some"};
  std::ranges::stable_sort(parts, {}, &PowerPart::first);
  PowerPart whole = std::move(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) append(whole, parts[i]);
  return whole;
}

std::vector<PowerEstimate> estimate_powers(const Scenario& scenario,
                                           const PowerPart& part) {
  require_first(part);
  auto estimates =
      part.counts.estimates(merged_moments(part), scenario.replicates);
  add_plans(scenario, run_plans(scenario).analyses, estimates);
  return estimates;
}

TrialEstimate estimate_trial(const Scenario& scenario, const PowerPart& part) {
  require_first(part);
  Moments end;
  for (const Moments& of_chunk : part.ends) end.merge(of_chunk);
  return trial_of(
      scenario, run_plans(scenario),
      part.counts.estimates(merged_moments(part), scenario.replicates),
      part.counts.rejected, end, part.switching);
}

ReadingCost reading_cost(const PowerPart& part) {
  return reading_cost(part.reading);
}

}  // namespace rehearse
