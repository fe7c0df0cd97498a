#include <algorithm>
#include <cmath>
#include <queue>

#include "forecast/enrolment_rate.hpp"
#include "forecast/site_opening.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {
namespace {

constexpr double unending = std::numeric_limits<double>::infinity();

double exponential(WordStream& words) { return -std::log(words.uniform()); }

// A Poisson process goes on from what it has come to.
void whole_trial(const EnrolmentRate& rate, double from,
                 std::span<double> entries, WordStream& words) {
  double cumulative = rate.cumulative(from);
  for (double& entry : entries) {
    cumulative += exponential(words);
    entry = rate.time_of(cumulative);
  }
}

// A site's next participant.
struct Arrival {
  double time;
  std::size_t site;
  friend bool operator<(const Arrival& a, const Arrival& b) {
    return a.time > b.time;  // the queue's top is the first
  }
};

// Sites side by side, each a Poisson process while it is open.
class Sites {
 public:
  Sites(const EnrolmentData& data, double log_mean, double log_shape,
        WordStream& words)
      : sites_(data.sites), words_(words) {
    const SiteRates rates{std::exp(log_shape), std::exp(log_shape - log_mean)};
    for (EnrollingSite& site : sites_) {
      const auto [opens, rate] = draw_site(site, data.cutoff, rates, words_);
      site.opens = opens;
      mean_wait_.push_back(1.0 / rate);
    }
    for (std::size_t i = 0; i < sites_.size(); ++i)
      queue_after(std::max(data.cutoff + 1.0, sites_[i].opens), i);
  }

  // None where all sites are full or closed.
  std::optional<Arrival> next() {
    if (arrivals_.empty()) return std::nullopt;
    const Arrival first = arrivals_.top();
    arrivals_.pop();
    ++sites_[first.site].entered;
    queue_after(first.time, first.site);
    return first;
  }

 private:
  void queue_after(double time, std::size_t i) {
    const EnrollingSite& site = sites_[i];
    if (site.cap && site.entered >= *site.cap) return;
    const double next = time + exponential(words_) * mean_wait_[i];
    if (next < site.closes) arrivals_.push({next, i});
  }
  std::vector<EnrollingSite> sites_;
  WordStream& words_;
  std::vector<double> mean_wait_;  // [days]
  std::priority_queue<Arrival> arrivals_;
};

// When somebody who enters at a time of the sites' clock does.
double day_of(const EnrolmentData& data, double time) {
  if (data.clock == nullptr) return time;
  return data.clock->time_of(time) + data.clock->screening();
}

}  // namespace

void future_entries(const FittedEnrolment& fit,
                    std::span<const double> parameters,
                    std::span<double> entries, std::span<std::size_t> sites,
                    WordStream& words) {
  expect(sites.empty() || sites.size() == entries.size(),
         "there is a site for each entry");
  if (fit.form == EnrolmentForm::sites) {
    Sites all{fit.data, parameters[0], parameters[1], words};
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto arrival = all.next();
      entries[i] = arrival ? day_of(fit.data, arrival->time) : unending;
      if (arrival && !sites.empty()) sites[i] = arrival->site;
    }
  } else {
    whole_trial({fit.form, parameters}, fit.data.cutoff + 1.0, entries, words);
  }
  for (double& entry : entries) entry -= 1.0;
}

}  // namespace rehearse
