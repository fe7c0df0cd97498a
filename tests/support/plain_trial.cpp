#include "support/plain_trial.hpp"

#include <Random123/philox.h>

#include <Random123/MicroURNG.hpp>
#include <algorithm>
#include <boost/random/discrete_distribution.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <boost/random/weibull_distribution.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace plain {
namespace {

namespace random = boost::random;
using Generator = r123::MicroURNG<r123::Philox4x32>;

constexpr double never = std::numeric_limits<double>::infinity();

struct Participant {
  double entry = 0.0;
  std::size_t stratum = 0;  // of the test
  std::size_t list = 0;
  bool ineligible = false;
  double hazard_ratio = 1.0;  // of all factors
  std::size_t arm = 0;
  double event = never;  // since entry, as the next
  double dropout = never;
};

double exponential(double hazard, Generator& generator) {
  if (hazard <= 0.0) return never;
  return random::exponential_distribution<double>{hazard}(generator);
}

// Month by month: as many as a Poisson number says, at any time of it.
void add_month(double start, double end, double rate, Generator& generator,
               std::vector<double>& entries) {
  const double mean = rate * (end - start);
  if (!(mean > 0.0)) return;
  const int number = random::poisson_distribution<int>{mean}(generator);
  for (int i = 0; i < number; ++i)
    entries.push_back(
        random::uniform_real_distribution<double>{start, end}(generator));
}

std::vector<double> draw_entries(const Design& d, Generator& generator) {
  const auto n = static_cast<std::size_t>(d.participants);
  std::vector<double> entries;
  if (d.duration > 0.0) {
    random::uniform_real_distribution<double> any{0.0, d.duration};
    while (entries.size() < n) entries.push_back(any(generator));
  } else {
    for (double month = 0.0; entries.size() < n; month += 30.0) {
      const double turn = std::clamp(d.change, month, month + 30.0);
      add_month(month, turn, d.rate, generator, entries);
      add_month(turn, month + 30.0, d.late_rate, generator, entries);
    }
  }
  std::sort(entries.begin(), entries.end());
  entries.resize(n);
  return entries;
}

bool happens(double probability, Generator& generator) {
  return probability > 0.0 &&
         random::uniform_real_distribution<double>{}(generator) < probability;
}

std::size_t record(const Design& d, const Factor& factor, std::size_t level,
                   Generator& generator) {
  if (!happens(d.recorded_wrong, generator)) return level;
  std::vector<double> others = factor.prevalence;
  others[level] = 0.0;
  return random::discrete_distribution<std::size_t>{others}(generator);
}

void draw_factors(const Design& d, Generator& generator, Participant& p) {
  for (const Factor& factor : d.factors) {
    const std::size_t level = random::discrete_distribution<std::size_t>{
        factor.prevalence}(generator);
    const std::size_t recorded = record(d, factor, level, generator);
    p.list = p.list * factor.prevalence.size() + recorded;
    p.stratum =
        p.stratum * factor.prevalence.size() + (d.corrected ? level : recorded);
    p.hazard_ratio *= factor.hazard_ratio[level];
  }
  if (!d.stratified) p.stratum = p.list = 0;
}

// Takes any of those left in the stratum's block.
std::size_t draw_arm(const Design& d, Generator& generator,
                     std::vector<std::size_t>& block) {
  if (block.empty()) {
    const int size = d.block_sizes[random::discrete_distribution<std::size_t>{
        d.block_weights}(generator)];
    const int parts = size / (d.allocation[0] + d.allocation[1]);
    for (std::size_t arm = 0; arm < 2; ++arm)
      for (int i = 0; i < parts * d.allocation[arm]; ++i) block.push_back(arm);
  }
  const auto taken = random::uniform_int_distribution<std::size_t>{
      0, block.size() - 1}(generator);
  const std::size_t arm = block[taken];
  block.erase(block.begin() + static_cast<std::ptrdiff_t>(taken));
  return arm;
}

double draw_event(const Design& d, const Participant& p, Generator& generator) {
  const auto& [shape, scale] = d.event[p.arm];
  if (shape != 1.0)
    return random::weibull_distribution<double>{
        shape, scale / std::pow(p.hazard_ratio, 1.0 / shape)}(generator);
  if (p.arm == 1 && d.delay > 0.0) {
    const double early =
        exponential(p.hazard_ratio / d.event[0].scale, generator);
    if (early <= d.delay) return early;
    return d.delay + exponential(p.hazard_ratio / scale, generator);
  }
  return exponential(p.hazard_ratio / scale, generator);
}

std::vector<Participant> enrol(const Design& d, Generator& generator) {
  std::vector<Participant> people;
  std::map<std::size_t, std::vector<std::size_t>> blocks;
  for (const double entry : draw_entries(d, generator)) {
    Participant p;
    p.entry = entry;
    draw_factors(d, generator, p);
    p.arm = draw_arm(d, generator, blocks[p.list]);
    if (happens(d.forced, generator)) p.arm = 1 - p.arm;
    p.ineligible = happens(d.ineligible, generator);
    p.event = draw_event(d, p, generator);
    p.dropout = exponential(d.dropout_hazard[p.arm], generator);
    people.push_back(p);
  }
  return people;
}

double time_of(const Look& look, const std::vector<Participant>& people) {
  double time = people.front().entry + look.calendar.value_or(0.0);
  if (look.events) {
    std::vector<double> events;
    for (const Participant& p : people)
      if (!p.ineligible && p.event <= p.dropout)
        events.push_back(p.entry + p.event);
    std::sort(events.begin(), events.end());
    time =
        std::max(time, events.at(static_cast<std::size_t>(*look.events) - 1));
  }
  return time;
}

struct Observed {
  double time;
  bool event;
  std::size_t arm;
  std::size_t stratum;
};

// By time.
std::vector<Observed> observe(const std::vector<Participant>& people,
                              double cut) {
  std::vector<Observed> seen;
  for (const Participant& p : people) {
    if (p.entry >= cut || p.ineligible) continue;
    const bool event = p.event <= p.dropout && p.entry + p.event <= cut;
    seen.push_back({event ? p.event : std::min(p.dropout, cut - p.entry), event,
                    p.arm, p.stratum});
  }
  std::sort(seen.begin(), seen.end(), [](const Observed& a, const Observed& b) {
    return a.time < b.time;
  });
  return seen;
}

// Nobody has the event at another's time: times are continuous.
double log_rank(const std::vector<Observed>& seen) {
  std::map<std::size_t, std::array<double, 2>> at_risk;
  for (const Observed& o : seen) at_risk[o.stratum][o.arm] += 1.0;
  double score = 0.0;
  double variance = 0.0;
  for (const Observed& o : seen) {
    std::array<double, 2>& n = at_risk[o.stratum];
    if (o.event) {
      const double share = n[1] / (n[0] + n[1]);
      score += share - (o.arm == 1 ? 1.0 : 0.0);
      variance += share * (1.0 - share);
    }
    n[o.arm] -= 1.0;
  }
  return variance > 0.0 ? score / std::sqrt(variance) : 0.0;
}

// Where the curve is at a half between two events, the middle of these.
std::optional<double> median_of(const std::vector<Observed>& seen,
                                std::size_t arm) {
  double at_risk = 0.0;
  for (const Observed& o : seen) at_risk += o.arm == arm ? 1.0 : 0.0;
  double survival = 1.0;
  std::optional<double> half;
  for (const Observed& o : seen) {
    if (o.arm != arm) continue;
    if (o.event) {
      if (half) return 0.5 * (*half + o.time);
      survival *= 1.0 - 1.0 / at_risk;
      if (std::abs(survival - 0.5) < 1e-9)
        half = o.time;
      else if (survival < 0.5)
        return o.time;
    }
    at_risk -= 1.0;
  }
  return half;
}

Found look_at(double cut, const std::vector<Participant>& people) {
  const std::vector<Observed> seen = observe(people, cut);
  Found found;
  found.time = cut;
  found.participants = static_cast<double>(seen.size());
  for (const Observed& o : seen) found.events[o.arm] += o.event ? 1.0 : 0.0;
  found.z = log_rank(seen);
  found.median = {median_of(seen, 0), median_of(seen, 1)};
  return found;
}

// ---- the designs ----

class Dice {
 public:
  explicit Dice(std::uint32_t number) : generator_({{number}}, {{2026}}) {}
  double real(double low, double high) {
    return random::uniform_real_distribution<double>{low, high}(generator_);
  }
  int whole(int low, int high) {
    return random::uniform_int_distribution<int>{low, high}(generator_);
  }
  bool one_in(int n) { return whole(1, n) == 1; }

 private:
  Generator generator_;
};

void choose_times(Dice& dice, Design& d) {
  const double hazard_ratio = dice.real(0.55, 1.0);
  const double shape = dice.one_in(3) ? 1.0 : dice.real(0.7, 1.8);
  const double scale = dice.real(150.0, 400.0);
  d.event[0] = {shape, scale};
  d.event[1] = {shape, scale / std::pow(hazard_ratio, 1.0 / shape)};
  if (shape == 1.0 && dice.one_in(2))
    d.delay = dice.real(20.0, 90.0);
  else if (shape != 1.0 && dice.one_in(3))  // hazards that aren't proportional
    d.event[1] = {dice.real(0.7, 1.8), dice.real(1.0, 1.6) * scale};
  for (double& hazard : d.dropout_hazard)
    hazard = dice.one_in(5) ? 0.0 : dice.real(1e-4, 4e-4);
}

void choose_looks(Dice& dice, Design& d) {
  const int events = d.participants * dice.whole(40, 60) / 100;
  if (dice.one_in(2)) {
    Look interim{events / 2, std::nullopt, std::nullopt};
    if (dice.one_in(2)) interim.futility_z = dice.real(-0.5, 0.5);
    d.looks.push_back(interim);
  }
  Look last{events, std::nullopt, std::nullopt};
  if (dice.one_in(3)) last.calendar = dice.real(600.0, 900.0);
  if (last.calendar && d.looks.empty() && dice.one_in(2)) last.events.reset();
  d.looks.push_back(last);
}

}  // namespace

Design random_design(std::uint32_t number) {
  Dice dice{number};
  Design d;
  d.participants = dice.whole(80, 260);
  d.allocation = {dice.whole(1, 2), dice.whole(1, 2)};
  const int sizes = dice.whole(1, 3);
  for (int i = 1; i <= sizes; ++i) {
    d.block_sizes.push_back(i * (d.allocation[0] + d.allocation[1]));
    d.block_weights.push_back(dice.whole(1, 3));
  }
  const int factors = dice.whole(0, 2);
  for (int f = 0; f < factors; ++f) {
    const double share = dice.real(0.2, 0.8);
    d.factors.push_back({{share, 1.0 - share}, {1.0, dice.real(0.5, 2.0)}});
  }
  d.stratified = factors > 0 && dice.one_in(2);
  if (dice.one_in(2)) {
    d.duration = dice.real(200.0, 500.0);
  } else {
    d.rate = dice.real(0.2, 0.6);
    d.late_rate = dice.real(0.4, 1.2);
    d.change = dice.real(50.0, 200.0);
  }
  choose_times(dice, d);
  choose_looks(dice, d);
  return d;
}

Design with_errors(Design design, std::uint32_t number) {
  Dice dice{number + 1'000'000};
  design.stratified = !design.factors.empty();
  if (design.stratified) design.recorded_wrong = dice.real(0.02, 0.3);
  design.corrected = dice.one_in(2);
  if (dice.one_in(2)) design.ineligible = dice.real(0.01, 0.15);
  if (dice.one_in(2)) design.forced = dice.real(0.01, 0.2);
  return design;
}

Result simulate(const Design& design, std::uint32_t replicate) {
  Generator generator{{{replicate}}, {{0x706C61, 0x696E}}};
  const std::vector<Participant> people = enrol(design, generator);
  Result result;
  bool goes_on = true;
  for (const Look& look : design.looks) {
    result.looks.push_back(look_at(time_of(look, people), people));
    const double z = result.looks.back().z;
    result.success = goes_on && z >= 1.959963984540054;
    if (look.futility_z && z <= *look.futility_z) goes_on = false;
  }
  return result;
}

}  // namespace plain
