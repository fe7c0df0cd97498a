// What the chain from disease to a look's data costs: 246 participants.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/endpoint/disease.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/random/columns.hpp"

using namespace rehearse;

namespace {

constexpr std::size_t participants = 246;

// The readers' defaults, or perfect ones.
AssessmentSpec spec_of(const ReaderAccuracy& investigator,
                       const ReaderAccuracy& committee) {
  const ScanSchedule schedule{
      std::array{ScanInterval{42, 336.0}, ScanInterval{84, unbounded}}, 7};
  AssessmentSpec spec;
  spec.arms.assign(2, {schedule, 0.03, investigator, Committee{committee, {}}});
  spec.correlation = 0.5;
  spec.stop_after_investigator = 0.9;
  spec.discontinuation = {0.006 / days_per_month, 0.5, 1.5 * days_per_month};
  return spec;
}

// Participants of one replicate, as their times would come from the trial.
struct Disease {
  std::vector<std::uint8_t> arm = std::vector<std::uint8_t>(participants);
  std::vector<double> pfs = std::vector<double>(participants);
  std::vector<double> dropout = pfs, cause = pfs, after = pfs;
  std::vector<double> progression = pfs, death = pfs;
  DiseaseModel model{{0.05, std::log(2.0) / 548.0}, 2};

  void draw(std::uint64_t replicate) {
    fill_exponential({1, Purpose::progression, replicate}, 0, pfs);
    fill_exponential({1, Purpose::dropout, replicate}, 0, dropout);
    fill_uniform({1, Purpose::death, replicate}, 0, cause);
    fill_exponential({1, Purpose::death, replicate}, 1ULL << 32, after);
    for (std::size_t i = 0; i < participants; ++i) {
      arm[i] = i % 2;
      pfs[i] = duration_on_grid(pfs[i] * (arm[i] == 0 ? 299.0 : 498.0));
      dropout[i] = duration_on_grid(dropout[i] * 3466.0);
    }
    for (std::size_t i = 0; i < participants; ++i) {
      const DiseaseCourse course =
          model.course({arm[i], 0.0, pfs[i], cause[i], after[i]});
      progression[i] = course.progression;
      death[i] = course.death;
    }
  }
  [[nodiscard]] CourseColumns columns() const {
    return {arm, progression, death, dropout};
  }
};

enum class Upto { disease, assessment, endpoint, look };

// The stages up to one of them, each replicate anew.
void chain(benchmark::State& state, const AssessmentSpec& spec, Upto last) {
  const AssessmentPlan plan{spec};
  Assessment assessment{plan, participants};
  ReviewedEndpoint endpoint{assessment, {Reviewer::committee, fda_rules}};
  Disease disease;
  std::uint64_t replicate = 0;
  for (auto _ : state) {
    disease.draw(replicate);
    if (last >= Upto::assessment)
      assessment.assess(1, replicate, disease.columns());
    if (last >= Upto::endpoint) endpoint.settle();
    double sum = 0.0;
    if (last >= Upto::look)  // entered over 16 months, cut after 34
      for (std::size_t i = 0; i < participants; ++i)
        sum +=
            endpoint.outcome_at(i, 540.0 + 2.0 * static_cast<double>(i)).time;
    benchmark::DoNotOptimize(sum);
    benchmark::DoNotOptimize(disease.death.data());
    ++replicate;
  }
}

void default_readers(benchmark::State& state, Upto last) {
  chain(state, spec_of({0.85, 0.03}, {0.85, 0.02}), last);
}
void perfect_readers(benchmark::State& state, Upto last) {
  chain(state, spec_of({1.0, 0.0}, {1.0, 0.0}), last);
}
BENCHMARK_CAPTURE(default_readers, disease, Upto::disease);
BENCHMARK_CAPTURE(default_readers, assessment, Upto::assessment);
BENCHMARK_CAPTURE(default_readers, endpoint, Upto::endpoint);
BENCHMARK_CAPTURE(default_readers, look, Upto::look);
BENCHMARK_CAPTURE(perfect_readers, look, Upto::look);

}  // namespace
