#include "rehearse/trial/selection_bias.hpp"

#include <algorithm>
#include <limits>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

// Where sites are strata, whoever sees his own site's sees the stratum's.
std::size_t sites_apart(const TrialPlan& plan, GuesserView view) {
  if (view == GuesserView::everybody) return 1;
  expect(plan.sites > 0, "a guesser at a site needs sites");
  return plan.site_is_stratum ? 1 : plan.sites;
}

}  // namespace

ConvergenceGuesser::ConvergenceGuesser(const TrialPlan& plan, GuesserView view)
    : plan_(plan),
      sites_(sites_apart(plan, view)),
      counts_(plan.randomization_strata() * sites_ * plan.ratio.size()) {
  for (const std::uint32_t share : plan.ratio) shares_ += share;
}

void ConvergenceGuesser::begin() { std::ranges::fill(counts_, 0U); }

std::size_t ConvergenceGuesser::counts_at(const Participants& people,
                                          std::size_t i) const {
  std::size_t company = people.stratum[i];
  if (sites_ > 1) company = company * sites_ + people.site[i];
  return company * plan_.ratio.size();
}

std::uint32_t ConvergenceGuesser::guess(const Participants& people,
                                        std::size_t i) const {
  const auto counts =
      std::span{counts_}.subspan(counts_at(people, i), plan_.ratio.size());
  std::int64_t seen = 0;
  for (const std::uint32_t count : counts) seen += count;
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  std::uint32_t arms = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const std::int64_t behind =
        plan_.ratio[k] * seen - std::int64_t{shares_} * counts[k];
    if (behind > most) arms = 0;
    most = std::max(most, behind);
    if (behind == most) arms |= 1U << k;
  }
  return arms;
}

void ConvergenceGuesser::see(const Participants& people, std::size_t i) {
  ++counts_[counts_at(people, i) + people.arm[i]];
}

SelectionBiasStage::SelectionBiasStage(const TrialPlan& plan,
                                       const SelectionBias& bias)
    : view_(bias.view),
      guesser_(plan, bias.view),
      // no guess, control, experimental, a tie
      inverse_{1.0, bias.hazard_ratio, 1.0 / bias.hazard_ratio, 1.0} {
  expect(plan.ratio.size() == 2, "selection bias is between two arms");
  expect(bias.hazard_ratio > 0.0, "a hazard ratio is positive");
}

void SelectionBiasStage::apply(const Participants& people,
                               std::span<double> exponentials) {
  guesser_.begin();
  for (std::size_t i = 0; i < exponentials.size(); ++i) {
    exponentials[i] *= inverse_[guesser_.guess(people, i)];
    guesser_.see(people, i);
  }
}

}  // namespace rehearse
