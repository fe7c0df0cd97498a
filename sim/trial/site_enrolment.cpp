#include "rehearse/trial/site_enrolment.hpp"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/random/columns.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

namespace {

constexpr std::uint32_t draws_ahead = 8;  // for each site

std::uint64_t first_item(std::uint32_t site) {
  return std::uint64_t{site} << 32;
}

// Places the sites of a region that have no date of their own.
void open_region(const Scenario& scenario, const Region& region,
                 std::vector<SiteActivity>& sites) {
  const SitesPlan& plan = scenario.enrolment.by_site;
  std::vector<SiteActivity*> undated;
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (scenario.sites[i].region == region.name && !scenario.sites[i].opens)
      undated.push_back(&sites[i]);
  const double opening = region.opening.value_or(plan.opening);
  const double step = opening / static_cast<double>(undated.size());
  const bool even = plan.distribution == OpeningDistribution::even;
  for (std::size_t i = 0; i < undated.size(); ++i) {
    undated[i]->opens = region.opens + (even ? step * double(i) : 0.0);
    undated[i]->opening = even ? 0.0 : opening;
  }
}

}  // namespace

SiteEnrolment::SiteEnrolment(const Scenario& scenario)
    : shape_(scenario.enrolment.by_site.rate_shape.value_or(infinity)),
      screening_(scenario.enrolment.by_site.screening),
      pauses_(scenario.enrolment.by_site.pauses) {
  const SitesPlan& plan = scenario.enrolment.by_site;
  double rates = 0.0;
  for (const Site& site : scenario.sites) {
    const int cap =
        site.cap ? *site.cap : plan.cap.value_or(scenario.participants);
    sites_.push_back(
        {site.opens.value_or(0.0), 0.0,
         site.rate.value_or(plan.rate) * (1.0 - plan.screen_failure),
         static_cast<std::uint32_t>(std::min(cap, scenario.participants))});
    rates += sites_.back().rate;
  }
  expect(rates > 0.0, "nobody would enrol");
  open_region(scenario, {}, sites_);
  for (const Region& region : plan.regions)
    open_region(scenario, region, sites_);
}

double SiteEnrolment::screened_days(double time) const {
  double days = time;
  for (const auto& [from, until] : pauses_)
    if (time > from) days -= std::min(time, until) - from;
  return days;
}

double SiteEnrolment::time_of(double screened_days) const {
  double time = screened_days;
  for (const auto& [from, until] : pauses_) {
    if (time <= from) break;
    time += until - from;
  }
  return time;
}

SiteEnroller::SiteEnroller(const SiteEnrolment& plan)
    : plan_(plan),
      arrivals_(plan.sites().size()),
      draws_(plan.sites().size() * draws_ahead) {
  queue_.reserve(plan.sites().size());
}

// The opening is drawn first, also where it is certain: rates stay the same.
void SiteEnroller::open(std::uint32_t site) {
  const SiteActivity& plan = plan_.sites()[site];
  WordStream stream{{seed_, Purpose::site_rates, replicate_}, first_item(site)};
  const double opens = plan.opens + plan.opening * stream.uniform();
  double rate = plan.rate;
  if (std::isfinite(plan_.shape()))
    rate *= boost::random::gamma_distribution<double>{
        plan_.shape(), 1.0 / plan_.shape()}(stream);
  arrivals_[site] = {plan_.screened_days(opens), 1.0 / std::max(rate, 1e-100),
                     plan.cap, 0};
}

// Exponentials are drawn a few at a time: two of each item.
double SiteEnroller::next_of(std::uint32_t site) {
  Arrivals& at = arrivals_[site];
  const std::span<double> ahead =
      std::span{draws_}.subspan(std::size_t{site} * draws_ahead, draws_ahead);
  const std::uint32_t place = at.drawn % draws_ahead;
  if (place == 0)
    fill_exponential({seed_, Purpose::enrolment, replicate_},
                     first_item(site) + at.drawn / 2, ahead);
  ++at.drawn;
  --at.left;
  at.spent += ahead[place] * at.pace;
  return plan_.time_of(at.spent);
}

// The top has become later: down to where it belongs.
void SiteEnroller::sift_down() {
  std::size_t hole = 0;
  const Next top = queue_.front();
  for (;;) {
    std::size_t child = 2 * hole + 1;
    if (child >= queue_.size()) break;
    if (child + 1 < queue_.size() && queue_[child + 1] < queue_[child]) ++child;
    if (top <= queue_[child]) break;
    queue_[hole] = queue_[child];
    hole = child;
  }
  queue_[hole] = top;
}

void SiteEnroller::enrol(std::uint64_t seed, std::uint64_t replicate,
                         std::span<double> entry,
                         std::span<std::uint32_t> site) {
  seed_ = seed;
  replicate_ = replicate;
  queue_.clear();
  for (std::uint32_t i = 0; i < arrivals_.size(); ++i) {
    if (plan_.sites()[i].rate <= 0.0) continue;
    open(i);
    queue_.emplace_back(next_of(i), i);
  }
  std::ranges::make_heap(queue_, std::greater{});
  for (std::size_t n = 0; n < entry.size(); ++n) {
    expect(!queue_.empty(), "the sites' caps allow the sample");
    const auto [time, from] = queue_.front();
    entry[n] = on_grid(time + plan_.screening());
    site[n] = from;
    if (arrivals_[from].left > 0) {
      queue_.front().first = next_of(from);
    } else {
      queue_.front() = queue_.back();
      queue_.pop_back();
    }
    if (!queue_.empty()) sift_down();
  }
}

}  // namespace rehearse
