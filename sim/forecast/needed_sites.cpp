#include "needed_sites.hpp"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <vector>

#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {
namespace {

constexpr std::array wanted{0.5, 0.8, 0.9};
constexpr int most_sites = 10'000;

struct Rates {
  double mean;   // of a site [1/day]
  double shape;  // of their gamma distribution [1]
  double days;   // from the cut-off on
};

// P(k sites bring at least `few`): the negative binomial's upper tail.
double brings(int sites, std::uint32_t few, const Rates& rates) {
  if (few == 0) return 1.0;
  if (sites == 0 || rates.days <= 0.0) return 0.0;
  const double odds = rates.mean * rates.days / rates.shape;
  return boost::math::ibeta(static_cast<double>(few), sites * rates.shape,
                            odds / (1.0 + odds));
}

// Days in which a site that opens after the cut-off brings participants.
double days_between(const EnrolmentData& data, double cutoff, double day) {
  if (data.clock == nullptr) return day - cutoff;
  const SiteEnrolment& clock = *data.clock;
  return clock.screened_days(std::max(0.0, day + 1.0 - clock.screening())) -
         clock.screened_days(cutoff + 1.0);
}

// How many futures lack so many, from 0 on.
std::vector<std::uint64_t> lacking(const CountsByTime& counts,
                                   std::size_t number, int needed) {
  std::vector<std::uint64_t> futures;
  const auto goal = static_cast<std::uint32_t>(needed);
  for (std::size_t at = number; at < counts.counts.size();
       at += counts.until.size()) {
    const std::uint32_t have = counts.counts[at];
    const std::size_t few = have < goal ? goal - have : 0;
    if (futures.size() <= few) futures.resize(few + 1);
    ++futures[few];
  }
  return futures;
}

double on_time(int sites, const std::vector<std::uint64_t>& futures,
               const Rates& rates) {
  double sum = 0.0;
  double total = 0.0;
  for (std::size_t few = 0; few < futures.size(); ++few) {
    if (futures[few] == 0) continue;
    const auto weight = static_cast<double>(futures[few]);
    total += weight;
    sum += weight * brings(sites, static_cast<std::uint32_t>(few), rates);
  }
  return sum / total;
}

std::optional<int> fewest(double probability,
                          const std::vector<std::uint64_t>& futures,
                          const Rates& rates) {
  if (on_time(most_sites, futures, rates) < probability) return std::nullopt;
  int too_few = -1;
  int enough = most_sites;
  while (enough - too_few > 1) {
    const int middle = (enough + too_few) / 2;
    (on_time(middle, futures, rates) >= probability ? enough : too_few) =
        middle;
  }
  return enough;
}

}  // namespace

SitesNeeded needed_sites(const Need& need, const OngoingTrial& trial,
                         const CountsByTime& counts, std::size_t number,
                         const ForecastModels& models) {
  SitesNeeded result;
  result.need = need;
  const auto goal = static_cast<std::uint32_t>(need.milestone.number);
  std::vector<bool> met;
  for (std::size_t at = number; at < counts.counts.size();
       at += counts.until.size())
    met.push_back(counts.counts[at] >= goal);
  result.now = share_of_futures(met);
  if (!models.sites || !models.sites->maximum.converged() ||
      need.milestone.counted != Counted::participants)
    return result;
  const std::vector<double>& parameters = models.sites->maximum.parameters;
  const Rates rates{std::exp(parameters[0]), std::exp(parameters[1]),
                    days_between(models.sites->data, trial.cutoff, need.day)};
  const auto futures = lacking(counts, number, need.milestone.number);
  for (const double probability : wanted)
    result.rows.push_back({probability, fewest(probability, futures, rates)});
  return result;
}

}  // namespace rehearse
