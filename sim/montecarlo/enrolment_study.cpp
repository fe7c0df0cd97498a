#include "rehearse/montecarlo/enrolment_study.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/moments.hpp"
#include "rehearse/core/quantile_histogram.hpp"
#include "rehearse/trial/simulate.hpp"

namespace rehearse {

namespace {

constexpr std::uint64_t enough = 10'000;  // replicates

Distribution distribution_of(const std::vector<double>& values,
                             Binning binning) {
  QuantileHistogram histogram{binning};
  histogram.add(values);
  const Moments moments = Moments::of(values);
  const double sd = moments.sd();
  return {moments.mean,
          sd,
          histogram.quantile(0.05),
          histogram.quantile(0.5),
          histogram.quantile(0.95),
          sd / std::sqrt(static_cast<double>(values.size())),
          values.size()};
}

// Which lists, and whose, a replicate's participants are more than.
class RunoutTally {
 public:
  RunoutTally(const TrialPlan& plan, std::span<const std::uint64_t> rows)
      : plan_(plan),
        rows_(rows.begin(), rows.end()),
        counts_(rows.size()),
        of_site_(plan.sites) {}

  void add(const Participants& people) {
    std::ranges::fill(counts_, std::uint64_t{0});
    for (std::size_t i = 0; i < people.size(); ++i)
      ++counts_[plan_.cells.randomization_stratum[people.cell[i]] *
                    plan_.sites +
                people.site[i]];
    bool any = false;
    std::vector<bool> out(plan_.sites);
    for (std::size_t s = 0; s < rows_.size(); ++s)
      if (counts_[s] > rows_[s]) any = out[s % plan_.sites] = true;
    any_ += any ? 1U : 0U;
    for (std::size_t site = 0; site < plan_.sites; ++site)
      of_site_[site] += out[site] ? 1U : 0U;
  }

  [[nodiscard]] std::uint64_t any() const { return any_; }
  [[nodiscard]] std::uint64_t of_site(std::size_t site) const {
    return of_site_[site];
  }

 private:
  const TrialPlan& plan_;
  std::vector<std::uint64_t> rows_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> of_site_;
  std::uint64_t any_ = 0;
};

// Who enters when and where doesn't depend on outcomes.
Scenario entries_of(Scenario scenario) {
  scenario.endpoint = {};
  scenario.endpoint.control.hazard = 1.0;
  scenario.endpoint.effect = {{unbounded, 1.0}};
  scenario.endpoint.further.assign(scenario.arms.size() - arm_count,
                                   {{{unbounded, 1.0}}, {}, {}});
  scenario.review.reset();
  scenario.selection_bias.reset();
  scenario.frailty.reset();
  return scenario;
}

}  // namespace

EnrolmentEstimate estimate_enrolment(const Scenario& scenario,
                                     std::span<const std::uint64_t> rows,
                                     std::uint64_t replicates) {
  const TrialPlan plan{entries_of(scenario)};
  expect(plan.sites > 0 && replicates > 0, "sites enrol in some replicates");
  TrialSimulator trial{plan};
  RunoutTally lists{plan, rows};
  std::vector<double> ends;
  std::vector<std::vector<double>> counts(plan.sites);
  for (std::uint64_t r = 0; r < replicates; ++r) {
    trial.enrol(r);
    const Participants& people = trial.participants();
    ends.push_back(people.entry.back());
    for (auto& count : counts) count.push_back(0.0);
    for (const std::uint32_t site : people.site) counts[site].back() += 1.0;
    if (plan.site_is_stratum) lists.add(people);
  }
  EnrolmentEstimate estimate;
  estimate.end = distribution_of(ends, Binning::relative);
  for (std::size_t site = 0; site < plan.sites; ++site) {
    estimate.sites.push_back(
        {distribution_of(counts[site], Binning::count), std::nullopt});
    if (plan.site_is_stratum)
      estimate.sites.back().runout =
          proportion_of(lists.of_site(site), replicates);
  }
  if (plan.site_is_stratum)
    estimate.runout = proportion_of(lists.any(), replicates);
  return estimate;
}

std::optional<EnrolmentEstimate> enrolment_by_sites(const Scenario& scenario,
                                                    std::uint64_t replicates) {
  if (scenario.enrolment.model != EnrolmentModel::sites || replicates == 0)
    return std::nullopt;
  const std::vector<std::uint64_t> rows(scenario.stratum_rows.begin(),
                                        scenario.stratum_rows.end());
  return estimate_enrolment(scenario, rows, std::min(replicates, enough));
}

}  // namespace rehearse
