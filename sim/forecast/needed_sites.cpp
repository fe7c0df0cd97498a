#include "needed_sites.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "rehearse/trial/poisson_gamma.hpp"
#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {
namespace {

constexpr std::array wanted{0.5, 0.8, 0.9};
constexpr int most_sites = 10'000;

// Sites alike those there are, and for how long they bring participants.
struct FurtherSites {
  double rate;   // mean of a site [1/day]
  double shape;  // of their gamma distribution [1]
  double days;   // from the cut-off on

  // P(so many sites bring at least `few`).
  [[nodiscard]] double bring(int sites, double few) const {
    if (few == 0.0) return 1.0;
    if (sites == 0 || days <= 0.0) return 0.0;
    const PoissonGamma all{static_cast<double>(sites), rate, shape};
    return all.by(days).at_least(few);
  }
};

// Days in which a site that opens after the cut-off brings participants.
double days_bringing(const EnrolmentData& data, double cutoff, double day) {
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
               const FurtherSites& further) {
  double sum = 0.0;
  double total = 0.0;
  for (std::size_t few = 0; few < futures.size(); ++few) {
    if (futures[few] == 0) continue;
    const auto weight = static_cast<double>(futures[few]);
    total += weight;
    sum += weight * further.bring(sites, static_cast<double>(few));
  }
  return sum / total;
}

std::optional<int> fewest(double probability,
                          const std::vector<std::uint64_t>& futures,
                          const FurtherSites& further) {
  if (on_time(most_sites, futures, further) < probability) return std::nullopt;
  int too_few = -1;
  int enough = most_sites;
  while (enough - too_few > 1) {
    const int middle = (enough + too_few) / 2;
    (on_time(middle, futures, further) >= probability ? enough : too_few) =
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
  const FurtherSites further{
      std::exp(parameters[0]), std::exp(parameters[1]),
      days_bringing(models.sites->data, trial.cutoff, need.day)};
  const auto futures = lacking(counts, number, need.milestone.number);
  for (const double probability : wanted)
    result.rows.push_back({probability, fewest(probability, futures, further)});
  return result;
}

}  // namespace rehearse
