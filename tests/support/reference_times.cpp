#include <algorithm>
#include <cmath>
#include <limits>

#include "support/random123_words.hpp"
#include "support/reference_draws.hpp"

namespace reference {

using namespace rehearse;

namespace {
constexpr double infinite = std::numeric_limits<double>::infinity();
}  // namespace

double nearest(double days, int bits) {
  if (!(days < longest)) return longest;
  return std::ldexp(std::nearbyint(std::ldexp(days, bits)), -bits);
}
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
    if (middle == low || middle == high) break;
    (f(middle) < y ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

namespace {

// Survival function of the uncured, with one free parameter (scale or rate).
double plain_survival(const ModelSpec& spec, double scale, double shape,
                      double t) {
  if (spec.family == Family::log_logistic)
    return 1.0 / (1.0 + std::pow(t / scale, shape));
  if (spec.family == Family::log_normal)  // shape is 1 / sigma
    return 0.5 * std::erfc(shape * std::log(t / scale) / std::sqrt(2.0));
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

double shape_of(const ModelSpec& spec) {
  return spec.sigma ? 1.0 / *spec.sigma : spec.shape.value_or(1.0);
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
  Model model{stated, 1.0, shape_of(stated), 0.0};
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
    model = {stated.uncured[0], 1.0, shape_of(stated.uncured[0]), 0.0};
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

// What experimental arm `arm` does.
TreatmentEffect effect_of(const Scenario& s, std::size_t arm) {
  const EndpointPlan& endpoint = s.endpoint;
  if (arm > 1) return endpoint.further[arm - 2];
  return {endpoint.effect, endpoint.experimental, endpoint.by_level};
}

// H1(t) = integral of HR(t) dH0(t), summed over the periods.
double hazard_under(const std::vector<EffectPeriod>& effect,
                    const Model& control, double t) {
  double sum = 0.0;
  double start = 0.0;
  for (const auto& [until, ratio] : effect) {
    const double end = std::min(until, t);
    if (end <= start) break;
    sum += ratio * (control.hazard(end) - control.hazard(start));
    start = until;
  }
  return sum;
}

// Cumulative hazards of PFS, of the arms.
class Arms {
 public:
  explicit Arms(const Scenario& s) : scenario_(s) {
    const std::vector<Group> groups = groups_of(s);
    models_.push_back(model_of(s.endpoint.control, groups));
    effects_.emplace_back();
    for (std::size_t arm = 1; arm < s.arms.size(); ++arm) {
      effects_.push_back(effect_of(s, arm));
      const auto& own = effects_.back().model;
      models_.push_back(own ? model_of(*own, groups) : models_[0]);
    }
  }
  double hazard(const Participant& p, double t) const {
    double ratio = 1.0;
    for (std::size_t f = 0; f < scenario_.factors.size(); ++f)
      ratio *= scenario_.factors[f].hazard_ratio[p.levels[f]];
    const auto arm = static_cast<std::size_t>(p.arm);
    const TreatmentEffect& effect = effects_[arm];
    if (arm == 0 || effect.model) return ratio * models_[arm].hazard(t);
    if (!effect.by_level)
      return ratio * hazard_under(effect.periods, models_[0], t);
    const std::size_t level = p.levels[effect.by_level->factor];
    return ratio * effect.by_level->hazard_ratio[level] * models_[0].hazard(t);
  }

 private:
  const Scenario& scenario_;
  std::vector<Model> models_;
  std::vector<TreatmentEffect> effects_;
};

double dropout_hazard(const Scenario& s, int arm) {
  const auto a = static_cast<std::size_t>(arm);
  return a < 2 ? s.dropout_hazard[a] : s.further_dropout_hazard[a - 2];
}

// ---- progression, death, switching ----

double death_fraction(const DeathModel& death, std::size_t arm) {
  if (arm < death.arms.size() && death.arms[arm].first_event_fraction)
    return *death.arms[arm].first_event_fraction;
  return death.first_event_fraction;
}

double hazard_ratio_after(const DeathModel& death, std::size_t arm) {
  if (arm < death.arms.size() && death.arms[arm].after_progression_hazard_ratio)
    return *death.arms[arm].after_progression_hazard_ratio;
  return arm == 0 ? 1.0 : death.after_progression_hazard_ratio;
}

// Death after progression, from when participant i progressed.
class AfterProgression {
 public:
  AfterProgression(const Scenario& s, std::uint64_t replicate)
      : scenario_(s), death_(s.endpoint.death), replicate_(replicate) {
    if (death_.after_progression)
      model_ = model_of(*death_.after_progression, {{1.0, 1.0}});
  }
  void follow(std::size_t i, Participant& p) const {
    const double e = -std::log(draw(Purpose::death, second, i));
    const double ratio =
        hazard_ratio_after(death_, static_cast<std::size_t>(p.arm));
    const double life = solve([&](double t) { return ratio * hazard(t); }, e);
    p.death = p.death_without_switch = nearest_step(p.progression + life);
    if (p.arm != 0 || !death_.switching) return;
    const Switching& to = *death_.switching;
    if (draw(Purpose::switching, 0, i) > to.probability) return;
    const double delay =
        -std::log(draw(Purpose::switching, second, i)) * to.delay_mean;
    const double possible =
        std::max(p.entry + p.progression, to.available_from);
    const double at = nearest_step(possible + delay - p.entry);
    if (at >= p.progression + life) return;
    p.switched = at;
    const double since = at - p.progression;
    p.death = nearest_step(
        p.progression +
        solve([&](double t) { return switched_hazard(since, t); }, e));
  }

 private:
  static constexpr std::uint64_t second = 1ULL << 32;
  double draw(Purpose purpose, std::uint64_t item, std::size_t i) const {
    return uniform(scenario_.seed, purpose, replicate_, item, i);
  }
  // Of the control arm.
  double hazard(double t) const {
    return model_ ? model_->hazard(t) : death_.after_progression_hazard * t;
  }
  // The other therapy multiplies the hazard, or slows the clock.
  double switched_hazard(double since, double t) const {
    if (t <= since) return hazard(t);
    const Switching& to = *death_.switching;
    if (to.acceleration != 1.0)
      return hazard(since + (t - since) / to.acceleration);
    return hazard(since) + to.hazard_ratio * (hazard(t) - hazard(since));
  }
  const Scenario& scenario_;
  const DeathModel& death_;
  std::uint64_t replicate_;
  std::optional<Model> model_;
};

void draw_courses(const Scenario& s, std::uint64_t replicate,
                  std::vector<Participant>& people) {
  const DeathModel& death = s.endpoint.death;
  const AfterProgression after{s, replicate};
  for (std::size_t i = 0; i < people.size(); ++i) {
    Participant& p = people[i];
    p.progression = p.death = p.switched = p.death_without_switch = longest;
    if (p.event_time >= longest) continue;
    const double cause = uniform(s.seed, Purpose::death, replicate, 0, i);
    if (cause <= death_fraction(death, static_cast<std::size_t>(p.arm))) {
      p.death = p.death_without_switch = p.event_time;
      continue;
    }
    p.progression = p.event_time;
    if (death.after_progression || death.after_progression_hazard > 0.0)
      after.follow(i, p);
  }
}

}  // namespace

void draw_times(const Scenario& s, std::uint64_t replicate,
                std::vector<Participant>& people) {
  const Arms arms{s};
  for (std::size_t i = 0; i < people.size(); ++i) {
    Participant& p = people[i];
    const double e =
        -std::log(uniform(s.seed, Purpose::progression, replicate, 0, i));
    p.event_time =
        nearest_step(solve([&](double t) { return arms.hazard(p, t); }, e));
    const double d =
        -std::log(uniform(s.seed, Purpose::dropout, replicate, 0, i));
    const double rate = dropout_hazard(s, p.arm);
    p.dropout_time = nearest_step(rate > 0.0 ? d / rate : infinite);
  }
  draw_courses(s, replicate, people);
}

}  // namespace reference
