#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <cmath>
#include <queue>

#include "forecast/enrolment_rate.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

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
    const double shape = std::exp(log_shape);
    const double inverse_scale = std::exp(log_shape - log_mean);
    for (const EnrollingSite& site : sites_) {
      boost::random::gamma_distribution<double> gamma{
          shape + entered_in(site),
          1.0 / (inverse_scale + exposure_of(site, data.cutoff))};
      mean_wait_.push_back(1.0 / gamma(words_));
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
      entries[i] = arrival ? arrival->time : never;
      if (arrival && !sites.empty()) sites[i] = arrival->site;
    }
  } else {
    whole_trial({fit.form, parameters}, fit.data.cutoff + 1.0, entries, words);
  }
  for (double& entry : entries) entry -= 1.0;
}

}  // namespace rehearse
