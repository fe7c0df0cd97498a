#include "rehearse/trial/strata.hpp"

namespace rehearse {
namespace {

// Every share split by the parts, the parts fastest.
std::vector<double> crossed(const std::vector<double>& shares,
                            const std::vector<double>& parts) {
  std::vector<double> out;
  out.reserve(shares.size() * parts.size());
  for (const double share : shares)
    for (const double part : parts) out.push_back(share * part);
  return out;
}

// Of a factor's levels, as they are recorded.
std::vector<double> recorded_shares(const Scenario& scenario,
                                    std::size_t factor) {
  const std::vector<double>& prevalence = scenario.factors[factor].prevalence;
  if (scenario.conduct)
    for (const auto& [of, probability] : scenario.conduct->misstratified)
      if (of == factor) return recorded_prevalence(prevalence, probability);
  return prevalence;
}

}  // namespace

std::vector<double> site_shares(const Scenario& scenario) {
  double total = 0.0;
  for (const Site& site : scenario.sites) total += site.weight;
  std::vector<double> shares;
  for (const Site& site : scenario.sites) shares.push_back(site.weight / total);
  return shares;
}

std::vector<double> stratum_shares(const Scenario& scenario) {
  std::vector<double> shares{1.0};
  for (const std::size_t factor : scenario.randomization.stratify_by)
    shares = crossed(shares, recorded_shares(scenario, factor));
  return scenario.randomization.by_site ? crossed(shares, site_shares(scenario))
                                        : shares;
}

}  // namespace rehearse
