#include "support/reference_sites.hpp"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "support/random123_words.hpp"
#include "support/reference_draws.hpp"

namespace reference {

using namespace rehearse;

namespace {

// A generator for Boost's distributions, on the library's words.
class SiteWords {
 public:
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xFFFFFFFF; }
  SiteWords(const Scenario& s, std::uint64_t replicate, std::size_t site)
      : address_{s.seed, Purpose::site_rates, replicate},
        item_(std::uint64_t{site} << 32) {}
  result_type operator()() {
    const auto words =
        random123_words(address_.counter(item_ + used_ / 4), address_.key());
    return words[used_++ % 4];
  }

 private:
  StreamAddress address_;
  std::uint64_t item_;
  std::size_t used_ = 0;
};

// Of each site: when it opens, and a time that is drawn after.
struct Opening {
  double at;
  double within;
};

std::vector<Opening> openings(const Scenario& s) {
  const SitesPlan& plan = s.enrolment.by_site;
  std::map<std::string, Region> regions{{"", Region{}}};
  for (const Region& region : plan.regions) regions[region.name] = region;
  std::map<std::string, double> undated;
  for (const Site& site : s.sites)
    if (!site.opens) undated[site.region] += 1.0;
  std::map<std::string, double> before;
  std::vector<Opening> all;
  for (const Site& site : s.sites) {
    if (site.opens) {
      all.push_back({*site.opens, 0.0});
      continue;
    }
    const Region& region = regions[site.region];
    const double over = region.opening.value_or(plan.opening);
    const double i = before[site.region]++;
    if (plan.distribution == OpeningDistribution::even)
      all.push_back({region.opens + over * i / undated[site.region], 0.0});
    else
      all.push_back({region.opens, over});
  }
  return all;
}

// When `spent` days have been screened from `start` on, pause by pause.
double walk(const std::vector<Pause>& pauses, double start, double spent) {
  double now = start;
  for (const Pause& pause : pauses) {
    if (pause.until <= now) continue;
    const double until_pause = std::max(0.0, pause.from - now);
    if (spent < until_pause) return now + spent;
    spent -= until_pause;
    now = pause.until;
  }
  return now + spent;
}

}  // namespace

std::vector<Entry> site_entries(const Scenario& s, std::uint64_t replicate) {
  const SitesPlan& plan = s.enrolment.by_site;
  const std::vector<Opening> opens = openings(s);
  std::vector<Entry> all;
  for (std::size_t site = 0; site < s.sites.size(); ++site) {
    SiteWords words{s, replicate, site};
    const std::uint64_t high = words();
    const std::uint64_t low = words();
    const double u = (std::floor(std::ldexp(double(high), 21)) +
                      std::floor(std::ldexp(double(low), -11)) + 0.5) *
                     std::ldexp(1.0, -53);
    double rate = s.sites[site].rate.value_or(plan.rate);
    rate *= 1.0 - plan.screen_failure;
    if (plan.rate_shape)
      rate *= boost::random::gamma_distribution<double>{
          *plan.rate_shape, 1.0 / *plan.rate_shape}(words);
    const int cap =
        std::min(s.sites[site].cap.value_or(plan.cap.value_or(s.participants)),
                 s.participants);
    const double start = opens[site].at + u * opens[site].within;
    double sum = 0.0;
    for (int k = 0; k < cap; ++k) {
      sum -= std::log(uniform(s.seed, Purpose::enrolment, replicate,
                              std::uint64_t{site} << 32,
                              static_cast<std::size_t>(k)));
      all.push_back(
          {nearest(walk(plan.pauses, start, sum / rate) + plan.screening, 24),
           site});
    }
  }
  std::ranges::stable_sort(all, {}, &Entry::time);
  all.resize(static_cast<std::size_t>(s.participants));
  return all;
}

}  // namespace reference
