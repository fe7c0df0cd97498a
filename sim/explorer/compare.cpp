// Two designs on the same random numbers.
#include <utility>

#include "power_parts.hpp"
#include "rehearse/core/bytes.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "request.hpp"

namespace rehearse::explorer {
namespace {

constexpr std::string_view compared_mark = "rehearse compared part 1\n";

// A part of each run, and on how many replicates one alone rejects.
struct ComparedPart {
  std::string a;
  std::string b;
  PairedTally paired;  // b against a

  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(a, b, paired);
  }
};

// Its sum stands behind it, as behind each of the two.
std::string bytes_of(ComparedPart part) {
  ByteWriter bytes;
  std::string mark{compared_mark};
  bytes(mark, part);
  std::uint64_t sum = check_sum(bytes.text());
  bytes(sum);
  return bytes.text();
}

// Of a design in a request for two: both have as many replicates.
Json design_in(const Json& request, const char* key) {
  if (!request.contains(key) || !request[key].is_object())
    throw BadRequest{"the request's '" + std::string{key} +
                     "' is no design: see sim/explorer/README.md"};
  Json design = request[key];
  if (request.contains("replicates"))
    design["replicates"] = request["replicates"];
  return design;
}

struct Designs {
  Json a;
  Json b;
};

// B has A's seed, so that both are of the same random numbers.
Designs designs_in(const Json& request) {
  Designs designs{design_in(request, "a"), design_in(request, "b")};
  designs.b["seed"] = config_of(designs.a).seed_text;
  return designs;
}

// Whether the trial, or its first hypothesis, rejects: of each replicate.
struct Run {
  PowerPart part;
  std::vector<bool> rejected;
};

Run run_of(const Json& design, const ChunkRange& chunks) {
  const LoadedConfig config = config_of_chunks(design, chunks);
  const Scenario& scenario = config.scenario;
  const std::size_t looks =
      scenario.hypotheses.empty()
          ? scenario.analysis.looks.size()
          : scenario.hypotheses[simulated_hypotheses(scenario).front()]
                .analysis.looks.size();
  std::vector<bool> rejected;
  auto part = study_power_part(
      config, chunks, {},
      [&](std::uint64_t, std::span<const LookResult> replicate) {
        rejected.push_back(rejects(replicate.first(looks)));
      });
  return {std::move(*part), std::move(rejected)};
}

ComparedPart read_part(std::string_view bytes) {
  ComparedPart part;
  try {
    ByteReader reader{bytes};
    std::string mark;
    reader(mark);
    if (mark != compared_mark) throw BytesError{"they begin otherwise"};
    reader(part);
    const std::size_t end = bytes.size() - reader.left();
    std::uint64_t sum = 0;
    reader(sum);
    if (!reader.at_end() || sum != check_sum(bytes.substr(0, end)))
      throw BytesError{"the sum of the bytes isn't theirs"};
  } catch (const BytesError& error) {
    throw PartError{"the part of a comparison is damaged, or none (" +
                    std::string{error.what()} + "): make it again"};
  }
  return part;
}

Json estimate_json(const TrialConfig& config, const PowerPart& part) {
  Scenario scenario = config.scenario;
  scenario.replicates = part.replicates;
  const PowerEstimate estimate =
      scenario.hypotheses.empty() ? estimate_powers(scenario, part).front()
                                  : estimate_trial(scenario, part).each.front();
  Json looks = Json::array();
  for (const LookEstimate& look : estimate.looks)
    looks.push_back(
        {{"name", look.name},
         {"cumulative_reject", proportion_json(look.cumulative_reject)}});
  return {{"power", proportion_json(estimate.power)}, {"looks", looks}};
}

}  // namespace

Answer compare(const Json& request, Parts) {
  const ChunkRange chunks = chunks_in(request);
  const Designs designs = designs_in(request);
  const Run a = run_of(designs.a, chunks);
  const Run b = run_of(designs.b, chunks);
  ComparedPart part{bytes_of(a.part), bytes_of(b.part), {}};
  for (std::size_t r = 0; r < a.rejected.size(); ++r) {
    part.paired.only_first += a.rejected[r] && !b.rejected[r] ? 1U : 0U;
    part.paired.only_this += b.rejected[r] && !a.rejected[r] ? 1U : 0U;
  }
  return {{{"first", chunks.first * chunk_replicates},
           {"replicates", a.part.replicates}},
          bytes_of(std::move(part))};
}

Answer compare_merge(const Json& request, Parts parts) {
  std::vector<ComparedPart> all;
  std::vector<std::string_view> of_a;
  std::vector<std::string_view> of_b;
  PairedTally paired;
  all.reserve(parts.size());
  for (const std::string_view bytes : parts) {
    all.push_back(read_part(bytes));
    of_a.push_back(all.back().a);
    of_b.push_back(all.back().b);
    paired.merge(all.back().paired);
  }
  const Designs designs = designs_in(request);
  const LoadedConfig config_a = config_of(designs.a);
  const LoadedConfig config_b = config_of(designs.b);
  const PowerPart a = joined_parts(config_a, of_a);
  const PowerPart b = joined_parts(config_b, of_b);
  return {{{"replicates", a.replicates},
           {"a", estimate_json(config_a, a)},
           {"b", estimate_json(config_b, b)},
           {"difference", proportion_json(paired.difference(a.replicates))}},
          bytes_of(ComparedPart{bytes_of(a), bytes_of(b), paired})};
}

}  // namespace rehearse::explorer
