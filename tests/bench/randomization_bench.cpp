// What lists cost: 10,000 of 246 participants in memory, by procedure.
#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "rehearse/randomization/procedure.hpp"

using namespace rehearse;

namespace {

constexpr std::uint32_t participants = 246;
constexpr std::uint64_t lists = 10'000;

ProcedureSpec spec_of(ProcedureKind kind) {
  ProcedureSpec spec;
  spec.kind = kind;
  spec.block_sizes = {4};
  spec.block_weights = {1};
  return spec;
}

void ten_thousand_lists(benchmark::State& state, ProcedureKind kind) {
  const std::vector<int> ratio{1, 1};
  const Procedure procedure =
      make_procedure(spec_of(kind), ratio, participants);
  std::vector<std::uint8_t> arms(participants);
  for (auto _ : state) {
    std::visit(
        [&]<class Rule>(const Rule& rule) {
          using Sequence = SequenceOf<Rule>;
          std::vector<typename Sequence::Cell> room(Sequence::room_for(rule));
          Sequence sequence;
          for (std::uint64_t list = 0; list < lists; ++list) {
            sequence.begin({1, Purpose::allocation, list}, 0, participants,
                           room);
            for (std::uint8_t& arm : arms)
              arm = static_cast<std::uint8_t>(sequence.next(rule, room).arm);
            benchmark::DoNotOptimize(arms.data());
            benchmark::ClobberMemory();
          }
        },
        procedure);
  }
  state.counters["per_list"] =
      benchmark::Counter(static_cast<double>(lists),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}

const bool registered = [] {
  const std::vector<std::pair<const char*, ProcedureKind>> procedures{
      {"permuted_block", ProcedureKind::permuted_block},
      {"complete", ProcedureKind::complete},
      {"random_allocation", ProcedureKind::random_allocation},
      {"biased_coin", ProcedureKind::biased_coin},
      {"urn", ProcedureKind::urn},
      {"big_stick", ProcedureKind::big_stick},
      {"chen", ProcedureKind::chen},
      {"block_urn", ProcedureKind::block_urn},
      {"maximal", ProcedureKind::maximal}};
  for (const auto& [name, kind] : procedures)
    benchmark::RegisterBenchmark(
        (std::string{"ten_thousand_lists/"} + name).c_str(), ten_thousand_lists,
        kind)
        ->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
