#include "rehearse/montecarlo/allocation_metrics.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/montecarlo/allocation_study.hpp"
#include "rehearse/trial/strata.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

// Builds a margin's shares of the strata, stratum by stratum.
template <class Share>
AllocationMargin margin(std::string name, std::size_t strata, Share share) {
  AllocationMargin margin{std::move(name), {}};
  for (std::size_t s = 0; s < strata; ++s)
    margin.share_of_stratum.push_back(share(s));
  return margin;
}

double if_same(std::size_t a, std::size_t b) { return a == b ? 1.0 : 0.0; }

// Level of the n-th stratification factor in a stratum: the last fastest, but
// for the site.
std::size_t stratum_level(const Scenario& scenario, std::size_t stratum,
                          std::size_t n) {
  const RandomizationPlan& plan = scenario.randomization;
  if (plan.by_site) stratum /= scenario.sites.size();
  for (std::size_t later = plan.stratify_by.size() - 1; later > n; --later)
    stratum /= scenario.factors[plan.stratify_by[later]].levels.size();
  return stratum % scenario.factors[plan.stratify_by[n]].levels.size();
}

void add_sites(const Scenario& scenario, AllocationTrial& trial) {
  const std::vector<double> shares = site_shares(scenario);
  const bool strata = scenario.randomization.by_site;
  for (std::size_t site = 0; site < shares.size(); ++site)
    trial.margins.push_back(margin(
        "site " + scenario.sites[site].id, trial.stratum_share.size(),
        [&](std::size_t s) {
          return strata ? if_same(s % shares.size(), site) : shares[site];
        }));
  if (!strata) trial.site_share = shares;
}

void add_levels(const Scenario& scenario, AllocationTrial& trial) {
  const std::vector<std::size_t>& by = scenario.randomization.stratify_by;
  for (std::size_t f = 0; f < scenario.factors.size(); ++f) {
    const Factor& factor = scenario.factors[f];
    const auto n =
        static_cast<std::size_t>(std::ranges::find(by, f) - by.begin());
    for (std::size_t level = 0; level < factor.levels.size(); ++level)
      trial.margins.push_back(margin(
          factor.name + '=' + factor.levels[level], trial.stratum_share.size(),
          [&](std::size_t s) {
            return n < by.size() ? if_same(stratum_level(scenario, s, n), level)
                                 : factor.prevalence[level];
          }));
  }
}

void take(const ImbalanceDistribution& exact, ImbalanceDistribution& to) {
  if (!exact.probability.empty()) to = exact;
}

void take(const Figure& exact, Figure& to) {
  if (!std::isnan(exact.value)) to = exact;
}

void take(const Predictability& exact, Predictability& to) {
  take(exact.convergence, to.convergence);
  take(exact.most_likely, to.most_likely);
}

}  // namespace

AllocationTrial allocation_trial(const Scenario& scenario) {
  AllocationTrial trial;
  trial.participants = static_cast<std::uint32_t>(scenario.participants);
  trial.stratum_share = stratum_shares(scenario);
  trial.stratum_length = scenario.stratum_lengths;
  const std::size_t strata = trial.stratum_share.size();
  trial.margins.push_back(
      margin("trial", strata, [](std::size_t) { return 1.0; }));
  for (std::size_t one = 0; strata > 1 && one < strata; ++one)
    trial.margins.push_back(
        margin("stratum " + stratum_name(scenario, one), strata,
               [&](std::size_t s) { return if_same(s, one); }));
  if (!scenario.sites.empty()) add_sites(scenario, trial);
  add_levels(scenario, trial);
  return trial;
}

AllocationMetrics allocation_metrics(const Scenario& scenario,
                                     std::uint64_t replicates,
                                     const Threads& threads,
                                     const ListProgress& progress,
                                     const std::atomic<bool>* stop) {
  AllocationMetrics metrics =
      simulate_allocation(scenario, replicates, threads, progress, stop);
  if (scenario.randomization.procedure.kind == ProcedureKind::minimization ||
      (scenario.conduct && changes_allocation(*scenario.conduct)) ||
      (stop != nullptr && *stop))
    return metrics;
  const AllocationMetrics exact =
      exact_metrics(stratum_procedure(scenario), reduced_ratio(scenario),
                    allocation_trial(scenario));
  metrics.log2_lists = exact.log2_lists;
  // Numbers at sites that enrol for themselves are no multinomial ones.
  if (scenario.enrolment.model == EnrolmentModel::sites) return metrics;
  for (std::size_t m = 0; m < metrics.margins.size(); ++m) {
    take(exact.margins[m].final, metrics.margins[m].final);
    take(exact.margins[m].maximum, metrics.margins[m].maximum);
  }
  take(exact.sees_all, metrics.sees_all);
  if (metrics.sees_own_site && exact.sees_own_site)
    take(*exact.sees_own_site, *metrics.sees_own_site);
  // Where sites are strata, a site's own lists are all that can be known.
  if (scenario.randomization.by_site) metrics.sees_own_site = metrics.sees_all;
  take(exact.deterministic, metrics.deterministic);
  return metrics;
}

}  // namespace rehearse
