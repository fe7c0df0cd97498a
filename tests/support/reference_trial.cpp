#include "support/reference_trial.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <numeric>

#include "support/random123_words.hpp"
#include "support/reference_draws.hpp"
#include "support/reference_sites.hpp"

namespace reference {

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double nearest_tick(double days) { return nearest(days, 24); }

// ---- enrolment ----

// Integral of the rate by its definition, piece by piece.
double cumulative_rate(const EnrolmentPlan& plan, double days) {
  std::vector<RatePeriod> periods = plan.rates;
  if (periods.empty()) periods = {{infinite, 1.0}};
  double sum = 0.0;
  double start = 0.0;
  for (const RatePeriod& period : periods) {
    const double end = std::min(period.until, days);
    if (end <= start) break;
    const double ramp_end = std::clamp(plan.ramp_up, start, end);
    // Linear part: the integral of rate * t / ramp_up; then the plateau.
    if (ramp_end > start)
      sum += period.rate * (ramp_end * ramp_end - start * start) /
             (2.0 * plan.ramp_up);
    sum += period.rate * (end - ramp_end);
    start = period.until;
  }
  return sum;
}

std::vector<double> entry_times(const Scenario& s, std::uint64_t replicate) {
  const auto n = static_cast<std::size_t>(s.participants);
  std::vector<double> sums;
  double sum = 0.0;
  for (std::size_t i = 0; i <= n; ++i)
    sums.push_back(
        sum -= std::log(uniform(s.seed, Purpose::enrolment, replicate, 0, i)));
  const auto rate = [&](double t) { return cumulative_rate(s.enrolment, t); };
  const double total =
      s.enrolment.duration > 0.0 ? rate(s.enrolment.duration) : s.participants;
  std::vector<double> entry;
  for (std::size_t i = 0; i < n; ++i) {
    double target = sums[i];
    if (s.enrolment.model == EnrolmentModel::uniform)
      target = total * sums[i] / sums[n];
    if (s.enrolment.model == EnrolmentModel::even)
      target = total * static_cast<double>(i + 1) / static_cast<double>(n);
    entry.push_back(nearest_tick(solve(rate, target)));
  }
  return entry;
}

// ---- randomization ----

std::size_t choose(const std::vector<double>& shares, double u) {
  double total = 0.0;
  for (const double share : shares) total += share;
  double sum = 0.0;
  std::size_t last = 0;  // that may be chosen
  for (std::size_t j = 0; j < shares.size(); ++j) {
    if (shares[j] <= 0.0) continue;
    last = j;
    if (u <= (sum += shares[j]) / total) return j;
  }
  return last;
}

class Words {
 public:
  Words(const Scenario& s, std::uint64_t replicate, std::uint64_t item)
      : address_{s.seed, Purpose::allocation, replicate}, item_(item) {}
  std::uint32_t below(std::uint32_t bound) {
    // All words w with floor(w bound / 2^32) = k are used equally often: the
    // first 2^32 mod bound of the fractional parts are refused.
    const std::uint64_t refused = (1ULL << 32) % bound;
    for (;;) {
      const std::uint64_t product = std::uint64_t{next()} * bound;
      if (product % (1ULL << 32) >= refused)
        return static_cast<std::uint32_t>(product / (1ULL << 32));
    }
  }

 private:
  std::uint32_t next() {
    const auto words =
        random123_words(address_.counter(item_ + used_ / 4), address_.key());
    return words[used_++ % 4];
  }
  StreamAddress address_;
  std::uint64_t item_;
  std::size_t used_ = 0;
};

struct Row {
  int arm;
  std::size_t block;
};

struct List {
  Words words;
  std::vector<int> open;  // arms left in the block
  std::size_t blocks = 0;
  std::deque<Row> returned = {};  // that were passed over
};

void next_block(const Scenario& s, List& list) {
  const RandomizationPlan& plan = s.randomization;
  std::vector<int> sizes;  // each as often as its weight says
  for (std::size_t i = 0; i < plan.procedure.block_sizes.size(); ++i)
    sizes.insert(sizes.end(),
                 static_cast<std::size_t>(plan.procedure.block_weights[i]),
                 plan.procedure.block_sizes[i]);
  const bool one = plan.procedure.block_sizes.size() == 1;
  const int size =
      one ? plan.procedure.block_sizes[0]
          : sizes[list.words.below(static_cast<std::uint32_t>(sizes.size()))];
  int total = 0;
  for (const Arm& arm : s.arms) total += arm.allocation;
  for (std::size_t arm = 0; arm < s.arms.size(); ++arm)
    for (int k = 0; k < size * s.arms[arm].allocation / total; ++k)
      list.open.push_back(static_cast<int>(arm));
  // Controls first, then shuffled from the end (Durstenfeld 1964).
  for (std::size_t last = list.open.size() - 1; last > 0; --last)
    std::swap(
        list.open[last],
        list.open[list.words.below(static_cast<std::uint32_t>(last + 1))]);
  ++list.blocks;
}

Row next_row(const Scenario& s, List& list) {
  if (!list.returned.empty()) {
    const Row row = list.returned.front();
    list.returned.pop_front();
    return row;
  }
  if (list.open.empty()) next_block(s, list);
  const Row row{list.open.front(), list.blocks - 1};
  list.open.erase(list.open.begin());
  return row;
}

// The kit for the next row's arm is missing.
Row forced_row(const Scenario& s, List& list) {
  Row row = next_row(s, list);
  const int due = row.arm;
  if (s.conduct->forced_row == ForcedRow::used) return {1 - due, row.block};
  std::deque<Row> passed;
  while (row.arm == due) {
    passed.push_back(row);
    row = next_row(s, list);
  }
  list.returned.insert(list.returned.begin(), passed.begin(), passed.end());
  return row;
}

double conduct_uniform(const Scenario& s, std::uint64_t replicate,
                       std::uint64_t what, std::size_t i) {
  return uniform(s.seed, Purpose::conduct, replicate, what << 32, i);
}

// A wrong level with the others' shares of the probability.
std::size_t recorded_level(const Scenario& s, std::uint64_t replicate,
                           std::size_t factor, std::size_t level,
                           std::size_t i) {
  if (!s.conduct) return level;
  for (const auto& [wrong, probability] : s.conduct->misstratified) {
    if (wrong != factor) continue;
    const double u = conduct_uniform(s, replicate, 2 + factor, i);
    if (u > probability) return level;
    std::vector<double> others = s.factors[factor].prevalence;
    others[level] = 0.0;
    return choose(others, u / probability);
  }
  return level;
}

void randomize(const Scenario& s, std::uint64_t replicate,
               std::vector<Participant>& people) {
  std::map<std::size_t, List> lists;
  for (std::size_t i = 0; i < people.size(); ++i) {
    Participant& p = people[i];
    std::size_t stratum = 0;
    for (const std::size_t f : s.randomization.stratify_by)
      stratum = stratum * s.factors[f].levels.size() + p.recorded[f];
    if (s.randomization.by_site) stratum = stratum * s.sites.size() + p.site;
    List& list =
        lists
            .try_emplace(
                stratum,
                List{Words{s, replicate, s.stratum_streams[stratum]}, {}})
            .first->second;
    p.stratum = stratum;
    const bool forced = s.conduct && conduct_uniform(s, replicate, 1, i) <=
                                         s.conduct->forced_allocation;
    const Row row = forced ? forced_row(s, list) : next_row(s, list);
    p.block = row.block;
    p.arm = row.arm;
  }
}

}  // namespace

std::vector<Participant> simulate(const Scenario& s, std::uint64_t replicate) {
  std::vector<Participant> people(static_cast<std::size_t>(s.participants));
  const bool by_site = s.enrolment.model == EnrolmentModel::sites;
  const std::vector<Entry> entries =
      by_site ? site_entries(s, replicate) : std::vector<Entry>{};
  const std::vector<double> entry =
      by_site ? std::vector<double>{} : entry_times(s, replicate);
  std::vector<double> weights;
  for (const Site& site : s.sites) weights.push_back(site.weight);
  for (std::size_t i = 0; i < people.size(); ++i) {
    people[i].entry = by_site ? entries[i].time : entry[i];
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      people[i].levels.push_back(
          choose(s.factors[f].prevalence,
                 uniform(s.seed, Purpose::stratum, replicate, f << 32, i)));
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      people[i].recorded.push_back(
          recorded_level(s, replicate, f, people[i].levels[f], i));
    people[i].ineligible = s.conduct && conduct_uniform(s, replicate, 0, i) <=
                                            s.conduct->ineligible;
    if (by_site)
      people[i].site = entries[i].site;
    else if (!weights.empty())
      people[i].site =
          choose(weights, uniform(s.seed, Purpose::site, replicate, 0, i));
  }
  randomize(s, replicate, people);
  draw_times(s, replicate, people);
  return people;
}

}  // namespace reference
