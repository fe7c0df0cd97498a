#include "rehearse/trial/conduct.hpp"

#include <algorithm>

#include "rehearse/random/columns.hpp"
#include "rehearse/trial/conduct_stage.hpp"

namespace rehearse {

namespace {

// Items of a participant's uniforms: 2^32 of each kind.
constexpr std::uint64_t of_ineligible = 0;
constexpr std::uint64_t of_missing_kit = 1;
constexpr std::uint64_t of_first_factor = 2;

// One of the others by their shares; `v` in (0, 1].
std::uint32_t another(std::uint32_t than, std::span<const double> shares,
                      double v) {
  double others = 0.0;
  for (std::size_t k = 0; k < shares.size(); ++k)
    if (k != than) others += shares[k];
  std::uint32_t last = than;
  double sum = 0.0;
  for (std::uint32_t k = 0; k < shares.size(); ++k) {
    if (k == than) continue;
    last = k;
    if (v * others <= (sum += shares[k])) break;
  }
  return last;
}

// From P(level <= j) of all but the last.
std::vector<double> shares_of(const std::vector<double>& bounds) {
  std::vector<double> shares;
  double before = 0.0;
  for (const double bound : bounds) {
    shares.push_back(bound - before);
    before = bound;
  }
  shares.push_back(1.0 - before);
  return shares;
}

}  // namespace

std::vector<double> recorded_prevalence(const std::vector<double>& prevalence,
                                        double p) {
  std::vector<double> recorded;
  for (std::size_t j = 0; j < prevalence.size(); ++j) {
    double wrong = 0.0;
    for (std::size_t i = 0; i < prevalence.size(); ++i)
      if (i != j) wrong += prevalence[i] * prevalence[j] / (1 - prevalence[i]);
    recorded.push_back(prevalence[j] * (1 - p) + p * wrong);
  }
  return recorded;
}

ConductStage::ConductStage(const TrialPlan& plan)
    : plan_(plan),
      conduct_(*plan.conduct),
      shares_(plan.ratio.begin(), plan.ratio.end()),
      uniform_(plan.participants) {
  passed_.reserve(plan.participants);
  for (const auto& [factor, probability] : conduct_.misstratified) {
    std::uint32_t stride = 1;
    for (std::size_t f = factor + 1; f < plan.factor_levels.size(); ++f)
      stride *= static_cast<std::uint32_t>(plan.factor_levels[f]);
    recorders_.push_back(
        {probability, factor, stride, shares_of(plan.level_bounds[factor])});
  }
}

void ConductStage::draw(std::uint64_t replicate, std::uint64_t what) {
  fill_uniform({plan_.seed, Purpose::conduct, replicate}, what << 32, uniform_);
}

void ConductStage::record(const Recorder& recorder,
                          Participants& people) const {
  const auto& [probability, factor, stride, prevalence] = recorder;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (uniform_[i] > probability) continue;
    const auto level =
        static_cast<std::uint32_t>(people.cell[i] / stride % prevalence.size());
    const std::uint32_t wrong =
        another(level, prevalence, uniform_[i] / probability);
    people.recorded[i] += (wrong - level) * stride;  // modulo 2^32
  }
}

void ConductStage::begin(std::uint64_t replicate, Participants& people) {
  if (!recorders_.empty())
    people.recorded.assign(people.cell.begin(), people.cell.end());
  for (const Recorder& recorder : recorders_) {
    draw(replicate, of_first_factor + recorder.factor);
    record(recorder, people);
  }
  if (conduct_.ineligible > 0.0) {
    draw(replicate, of_ineligible);
    people.ineligible.resize(people.size());
    for (std::size_t i = 0; i < people.size(); ++i)
      people.ineligible[i] = uniform_[i] <= conduct_.ineligible ? 1 : 0;
  }
  if (conduct_.forced_allocation > 0.0) {
    draw(replicate, of_missing_kit);
    missing_kit_ = uniform_;
  }
}

std::uint8_t ConductStage::given(std::size_t i, std::uint32_t due) const {
  if (missing_kit_.empty() || !is_forced(i))
    return static_cast<std::uint8_t>(due);
  return static_cast<std::uint8_t>(
      another(due, shares_, missing_kit_[i] / conduct_.forced_allocation));
}

// Up to the next row of another arm all are of the arm that was due: he takes
// that one, and theirs move up by one.
void ConductStage::return_row(Participants& people, std::size_t i) {
  const std::uint8_t due = people.arm[i];
  passed_.assign(1, i);
  for (std::size_t j = i + 1; j < people.size(); ++j) {
    if (people.stratum[j] != people.stratum[i]) continue;
    passed_.push_back(j);
    if (people.arm[j] != due) break;
  }
  if (people.arm[passed_.back()] == due) {
    people.arm[i] = given(i, due);
    return;
  }
  for (std::size_t k = passed_.size() - 1; k > 0; --k) {
    std::swap(people.arm[passed_[k]], people.arm[passed_[k - 1]]);
    std::swap(people.block[passed_[k]], people.block[passed_[k - 1]]);
  }
}

void ConductStage::force(Participants& people) {
  if (missing_kit_.empty()) return;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!is_forced(i)) continue;
    if (conduct_.forced_row == ForcedRow::returned)
      return_row(people, i);
    else
      people.arm[i] = given(i, people.arm[i]);
  }
}

}  // namespace rehearse
