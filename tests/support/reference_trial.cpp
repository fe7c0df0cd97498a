#include "support/reference_trial.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "rehearse/random/stream_address.hpp"
#include "support/random123_words.hpp"

namespace reference {

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double longest = 1048576.0;  // 2^20 days: never

// To a whole number of 2^-bits days.
double nearest(double days, int bits) {
  if (!(days < longest)) return longest;
  return std::ldexp(std::nearbyint(std::ldexp(days, bits)), -bits);
}
double nearest_tick(double days) { return nearest(days, 24); }
double nearest_step(double days) {
  return std::max(nearest(days, 14), std::ldexp(1.0, -14));
}

double uniform(std::uint64_t seed, Purpose purpose, std::uint64_t replicate,
               std::uint64_t first_item, std::size_t i) {
  const StreamAddress address{seed, purpose, replicate};
  const auto words =
      random123_words(address.counter(first_item + i / 2), address.key());
  const std::uint64_t low = words[i % 2 * 2];
  const std::uint64_t high = words[i % 2 * 2 + 1];
  return std::ldexp(static_cast<double>(((high << 32 | low) >> 11) + 1), -53);
}

// x with f(x) = y for an increasing f, by doubling and halving.
double solve(const std::function<double(double)>& f, double y) {
  double low = 0.0;
  double high = 1.0;
  while (f(high) < y) {
    low = high;
    high *= 2.0;
    if (high > 1e12) return infinite;
  }
  for (int i = 0; i < 200 && low < high; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < y ? low : high) = middle;
    if (middle == low && middle == high) break;
  }
  return 0.5 * (low + high);
}

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
  for (std::size_t j = 0; j + 1 < shares.size(); ++j)
    if (u <= (sum += shares[j]) / total) return j;
  return shares.size() - 1;
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

struct List {
  Words words;
  std::vector<int> open;  // arms left in the block
  std::size_t blocks = 0;
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
  const int control = s.arms[0].allocation;
  const int experimental = s.arms[1].allocation;
  for (int k = 0; k < size / (control + experimental); ++k) {
    list.open.insert(list.open.end(), static_cast<std::size_t>(control), 0);
    list.open.insert(list.open.end(), static_cast<std::size_t>(experimental),
                     1);
  }
  // Controls first, then shuffled from the end (Durstenfeld 1964).
  std::ranges::sort(list.open);
  for (std::size_t last = list.open.size() - 1; last > 0; --last)
    std::swap(
        list.open[last],
        list.open[list.words.below(static_cast<std::uint32_t>(last + 1))]);
  ++list.blocks;
}

void randomize(const Scenario& s, std::uint64_t replicate,
               std::vector<Participant>& people) {
  std::map<std::size_t, List> lists;
  for (Participant& p : people) {
    std::size_t stratum = 0;
    for (const std::size_t f : s.randomization.stratify_by)
      stratum = stratum * s.factors[f].levels.size() + p.levels[f];
    if (s.randomization.by_site) stratum = stratum * s.sites.size() + p.site;
    List& list =
        lists
            .try_emplace(
                stratum,
                List{Words{s, replicate, s.stratum_streams[stratum]}, {}})
            .first->second;
    if (list.open.empty()) next_block(s, list);
    p.stratum = stratum;
    p.block = list.blocks - 1;
    p.arm = list.open.front();
    list.open.erase(list.open.begin());
  }
}

// ---- event times ----

// Survival function of the uncured, with one free parameter (scale or rate).
double plain_survival(const ModelSpec& spec, double scale, double shape,
                      double t) {
  if (spec.family == Family::log_logistic)
    return 1.0 / (1.0 + std::pow(t / scale, shape));
  if (spec.family != Family::piecewise_exponential)
    return std::exp(-std::pow(t / scale, shape));
  double h = 0.0;
  double start = 0.0;
  for (const auto& [until, hazard] : spec.periods) {
    if (t > start) h += hazard * (std::min(until, t) - start);
    start = until;
  }
  return std::exp(-h);
}

struct Group {
  double share;
  double ratio;
};

std::vector<Group> groups_of(const Scenario& s) {
  std::vector<Group> groups{{1.0, 1.0}};
  for (const Factor& factor : s.factors) {
    std::vector<Group> next;
    for (const Group& g : groups)
      for (std::size_t j = 0; j < factor.levels.size(); ++j)
        next.push_back(
            {g.share * factor.prevalence[j], g.ratio * factor.hazard_ratio[j]});
    groups = next;
  }
  return groups;
}

struct Model {
  ModelSpec spec;
  double scale = 1.0;
  double shape = 1.0;
  double cured = 0.0;
  double hazard(double t) const {
    if (t <= 0.0) return 0.0;
    const double s = plain_survival(spec, scale, shape, t);
    return -std::log(cured + (1.0 - cured) * s);
  }
  double arm_survival(const std::vector<Group>& groups, double t) const {
    double sum = 0.0;
    for (const Group& g : groups)
      sum += g.share * std::exp(-g.ratio * hazard(t));
    return sum;
  }
};

// The scale at which the whole arm survives `at` with `probability`.
void fit_scale(Model& model, const std::vector<Group>& groups, double at,
               double probability) {
  model.scale = solve(
      [&](double scale) {
        Model trial = model;
        trial.scale = scale;
        return scale > 0.0 ? trial.arm_survival(groups, at) : 0.0;
      },
      probability);
}

Model model_of(const ModelSpec& stated, const std::vector<Group>& groups) {
  Model model{stated, 1.0, stated.shape.value_or(1.0), 0.0};
  std::vector<Group> of = groups;
  std::optional<double> median = stated.median;
  if (stated.family == Family::cure) {
    const double h = solve(
        [&](double x) {
          double sum = 0.0;
          for (const Group& g : groups) sum += g.share * std::exp(-g.ratio * x);
          return -sum;
        },
        -*stated.cured);
    model = {stated.uncured[0], 1.0, stated.uncured[0].shape.value_or(1.0),
             0.0};
    if (!median) {  // the uncured's own, of the reference group
      of = {{1.0, 1.0}};
      median = model.spec.median;
    } else {
      model.cured = std::exp(-h);
    }
    if (model.spec.hazard) model.scale = 1.0 / *model.spec.hazard;
    if (model.spec.scale) model.scale = *model.spec.scale;
    if (median) fit_scale(model, of, *median, 0.5);
    for (const auto& [at, probability] : model.spec.survival)
      fit_scale(model, of, at, probability);
    model.cured = std::exp(-h);
    return model;
  }
  if (stated.hazard) model.scale = 1.0 / *stated.hazard;
  if (stated.scale) model.scale = *stated.scale;
  if (median) fit_scale(model, of, *median, 0.5);
  if (stated.survival.size() == 1)
    fit_scale(model, of, stated.survival[0].at, stated.survival[0].probability);
  return model;
}

// H1(t) = integral of HR(t) dH0(t), summed over the periods.
double experimental_hazard(const Scenario& s, const Model& control, double t) {
  double sum = 0.0;
  double start = 0.0;
  for (const auto& [until, ratio] : s.endpoint.effect) {
    const double end = std::min(until, t);
    if (end <= start) break;
    sum += ratio * (control.hazard(end) - control.hazard(start));
    start = until;
  }
  return sum;
}

void draw_times(const Scenario& s, std::uint64_t replicate,
                std::vector<Participant>& people) {
  const std::vector<Group> groups = groups_of(s);
  const Model control = model_of(s.endpoint.control, groups);
  const Model own = s.endpoint.experimental
                        ? model_of(*s.endpoint.experimental, groups)
                        : control;
  for (std::size_t i = 0; i < people.size(); ++i) {
    Participant& p = people[i];
    double ratio = 1.0;
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      ratio *= s.factors[f].hazard_ratio[p.levels[f]];
    const auto hazard = [&](double t) {
      if (p.arm == 0) return ratio * control.hazard(t);
      if (s.endpoint.experimental) return ratio * own.hazard(t);
      return ratio * experimental_hazard(s, control, t);
    };
    const double e =
        -std::log(uniform(s.seed, Purpose::progression, replicate, 0, i));
    p.event_time = nearest_step(solve(hazard, e));
    const double d =
        -std::log(uniform(s.seed, Purpose::dropout, replicate, 0, i));
    const double rate = s.dropout_hazard[static_cast<std::size_t>(p.arm)];
    p.dropout_time = nearest_step(rate > 0.0 ? d / rate : infinite);
  }
}

}  // namespace

std::vector<Participant> simulate(const Scenario& s, std::uint64_t replicate) {
  std::vector<Participant> people(static_cast<std::size_t>(s.participants));
  const std::vector<double> entry = entry_times(s, replicate);
  std::vector<double> weights;
  for (const Site& site : s.sites) weights.push_back(site.weight);
  for (std::size_t i = 0; i < people.size(); ++i) {
    people[i].entry = entry[i];
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      people[i].levels.push_back(
          choose(s.factors[f].prevalence,
                 uniform(s.seed, Purpose::stratum, replicate, f << 32, i)));
    if (!weights.empty())
      people[i].site =
          choose(weights, uniform(s.seed, Purpose::site, replicate, 0, i));
  }
  randomize(s, replicate, people);
  draw_times(s, replicate, people);
  return people;
}

}  // namespace reference
