#include "support/reference_hypotheses.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/analysis_design.hpp"

namespace reference {

using namespace rehearse;

namespace {
constexpr double infinite = std::numeric_limits<double>::infinity();
}  // namespace

std::vector<double> levels(const Scenario& s,
                           const std::vector<bool>& rejected) {
  const std::size_t n = s.hypotheses.size();
  std::vector<double> resting(n, 0.0);
  std::vector<double> wandering;
  for (const Hypothesis& h : s.hypotheses) wandering.push_back(h.alpha);
  for (int step = 0; step < 5'000; ++step) {
    std::vector<double> next(n, 0.0);
    double moving = 0.0;
    for (std::size_t h = 0; h < n; ++h) {
      if (!rejected[h]) resting[h] += wandering[h];
      moving += rejected[h] ? wandering[h] : 0.0;
    }
    if (moving < 1e-22) break;
    for (const Transition& t : s.multiplicity.transitions)
      if (rejected[t.from]) next[t.to] += t.weight * wandering[t.from];
    wandering = next;
  }
  return resting;
}

std::vector<double> possible_levels(const Scenario& s, std::size_t hypothesis) {
  const std::size_t n = s.hypotheses.size();
  std::vector<double> possible;
  for (std::size_t set = 0; set < std::size_t{1} << n; ++set) {
    std::vector<bool> rejected(n);
    for (std::size_t h = 0; h < n; ++h) rejected[h] = (set >> h & 1U) != 0;
    if (!rejected[hypothesis])
      possible.push_back(levels(s, rejected)[hypothesis]);
  }
  std::ranges::sort(possible);
  return possible;
}

namespace {

// domain.md §4, by name.
double spent(const FunctionSpending& rule, double alpha, double t) {
  t = std::min(t, 1.0);
  const double e = std::exp(1.0);
  switch (rule.family) {
    case Spending::none:
      return 0.0;  // all at the last look
    case Spending::lan_demets_obrien_fleming:
      return 2.0 * normal_upper_tail(normal_upper_quantile(alpha / 2.0) /
                                     std::sqrt(t));
    case Spending::lan_demets_pocock:
      return alpha * std::log(1.0 + (e - 1.0) * t);
    case Spending::hwang_shih_decani:
      return alpha * (1.0 - std::exp(-rule.parameter * t)) /
             (1.0 - std::exp(-rule.parameter));
    case Spending::kim_demets:
      return alpha * std::pow(t, rule.parameter);
  }
  return 0.0;
}

// Where the first look reads its spending function, of a plan whose total is
// known.
double first_fraction(const AnalysisPlan& plan, double events) {
  const Look& first = plan.looks.front();
  const Look& last = plan.looks.back();
  if (!plan.spending_time.empty()) return plan.spending_time[0];
  if (plan.efficacy.information == Information::calendar)
    return *first.calendar / *last.calendar;
  const double total =
      plan.planned_events ? *plan.planned_events : *last.events;
  if (plan.efficacy.information == Information::planned) {
    if (first.events) return *first.events / total;
    if (first.information_fraction) return *first.information_fraction;
  }
  return events / total;
}

}  // namespace

double first_bound(const AnalysisPlan& plan, double level,
                   std::uint32_t events) {
  const auto* rule = std::get_if<FunctionSpending>(&plan.efficacy.rule);
  const bool has_total = plan.planned_events || plan.looks.back().events ||
                         !plan.spending_time.empty();
  if (rule == nullptr || plan.looks.size() < 2 || level <= 0.0 || !has_total)
    return std::numeric_limits<double>::quiet_NaN();
  if (events == 0 || !plan.looks[0].efficacy) return infinite;
  const double spend = spent(*rule, level, first_fraction(plan, events));
  return spend > 0.0 ? normal_upper_quantile(spend) : infinite;
}

HypothesisLook look_at(const Scenario& s, const AnalysisPlan& plan,
                       const std::vector<Participant>& people, Cut cut) {
  const std::vector<Observation> data = observe(s, plan, people, cut.time);
  HypothesisLook look;
  look.cut = cut;
  look.participants = data.size();
  for (const Observation& o : data)
    if (o.event) ++look.events[static_cast<std::size_t>(o.arm)];
  look.informed = logrank(data).variance > 0.0;
  look.z = logrank_z(data);
  look.log_hazard_ratio = cox_log_hazard_ratio(data, plan.ties);
  return look;
}

namespace {

std::vector<std::size_t> simulated_in(const Scenario& s) {
  std::vector<std::size_t> simulated;
  for (std::size_t h = 0; h < s.hypotheses.size(); ++h)
    if (s.hypotheses[h].endpoint != HypothesisEndpoint::external)
      simulated.push_back(h);
  return simulated;
}

// What is decided, day by day.
class Protocol {
 public:
  Protocol(const Scenario& s, const std::vector<std::size_t>& simulated,
           HypothesesTrial& trial)
      : s_(s),
        number_(simulated),
        trial_(trial),
        rejected_(s.hypotheses.size()),
        over_(simulated.size()) {
    trial.rejected.resize(simulated.size());
    trial.rejected_at.resize(simulated.size());
    trial.decided_at.resize(simulated.size());
  }
  void follow() {
    for (const double day : days()) {
      while (!harmed_ && reject_one(day)) {
      }
      for (std::size_t h = 0; h < number_.size(); ++h)
        for (HypothesisLook& look : trial_.looks[h])
          if (look.cut.time == day) write_level(h, look);
      if (!harmed_) harmed_ = stop_some(day);
    }
  }

  // The same, but nothing stops for harm, nor for futility but the binding.
  void only_reject() {
    for (const double day : days()) {
      while (reject_one(day)) {
      }
      for (std::size_t h = 0; h < number_.size(); ++h)
        for (std::size_t k = 0; k < trial_.looks[h].size(); ++k) {
          const HypothesisLook& look = trial_.looks[h][k];
          if (look.cut.time == day && !over_[h] &&
              plan(h).futility.rule == FutilityRule::binding)
            over_[h] = is_futile(h, k, look);
        }
    }
  }

 private:
  std::set<double> days() const {
    std::set<double> all;
    for (const auto& looks : trial_.looks)
      for (const HypothesisLook& look : looks) all.insert(look.cut.time);
    return all;
  }
  const AnalysisPlan& plan(std::size_t h) const {
    return s_.hypotheses[number_[h]].analysis;
  }
  double level(std::size_t h) {
    auto& known = levels_[rejected_];
    if (known.empty()) known = levels(s_, rejected_);
    return known[number_[h]];
  }

  // The first hypothesis that can be rejected, in the order of the config.
  bool reject_one(double day) {
    for (std::size_t h = 0; h < number_.size(); ++h) {
      const double alpha = over_[h] ? 0.0 : level(h);
      if (alpha <= 0.0) continue;
      const auto shown = shown_at(h, alpha, day);
      if (!shown) continue;
      HypothesisLook& look = trial_.looks[h][*shown];
      look.stop = Stop::efficacy;
      look.by_look_back = look.cut.time < day;
      trial_.rejected[h] = rejected_[number_[h]] = over_[h] = true;
      trial_.rejected_at[h] = alpha;
      trial_.decided_at[h] = day;
      write_bounds(h, *shown, alpha);
      return true;
    }
    return false;
  }

  // Which look rejects, the first: one of today, or with look-back before.
  std::optional<std::size_t> shown_at(std::size_t h, double alpha, double day) {
    const auto& looks = trial_.looks[h];
    for (std::size_t k = 0; k < looks.size(); ++k) {
      const bool counts =
          looks[k].cut.time == day ||
          (looks[k].cut.time < day && s_.hypotheses[number_[h]].look_back);
      if (!counts || !looks[k].informed) continue;
      const double bound = bounds(h, k, alpha).efficacy_z;
      if (bound == infinite) continue;  // whatever is seen
      note(looks[k].z - bound);
      if (looks[k].z >= bound) return k;
    }
    return std::nullopt;
  }

  void write_level(std::size_t h, HypothesisLook& look) {
    if (look.stop == Stop::efficacy) return;
    const auto k = static_cast<std::size_t>(&look - trial_.looks[h].data());
    // Of the day of its rejection all were tested at the level of that.
    const bool today =
        trial_.rejected[h] && trial_.decided_at[h] == look.cut.time;
    write_bounds(h, k, today ? trial_.rejected_at[h] : level(h));
  }
  void write_bounds(std::size_t h, std::size_t k, double alpha) {
    HypothesisLook& look = trial_.looks[h][k];
    look.level = alpha;
    look.efficacy_z = alpha > 0.0 ? bounds(h, k, alpha).efficacy_z : infinite;
  }

  // Harm and futility, of those still tested. Whether one is harmful.
  bool stop_some(double day) {
    bool harm = false;
    for (std::size_t h = 0; h < number_.size(); ++h)
      for (std::size_t k = 0; k < trial_.looks[h].size(); ++k) {
        HypothesisLook& look = trial_.looks[h][k];
        if (look.cut.time != day || over_[h]) continue;
        look.stop = other_stop(h, k, look);
        over_[h] = look.stop != Stop::none;
        harm = harm || look.stop == Stop::harm;
      }
    return harm;
  }

  // One that has no level yet is held against bounds of its greatest.
  LookBounds other_bounds(std::size_t h, std::size_t k) {
    const double alpha = level(h);
    return bounds(h, k, alpha > 0.0 ? alpha : greatest_level(h));
  }

  Stop other_stop(std::size_t h, std::size_t k, const HypothesisLook& look) {
    const double ratio = std::exp(look.log_hazard_ratio);
    if (is_harmful(h, look, ratio, other_bounds(h, k).harm_z))
      return Stop::harm;
    return is_futile(h, k, look) ? Stop::futility : Stop::none;
  }

  bool is_futile(std::size_t h, std::size_t k, const HypothesisLook& look) {
    const FutilityAtLook& futility = plan(h).looks[k].futility;
    if (const auto* stated = std::get_if<FutilityAtHazardRatio>(&futility)) {
      const double ratio = std::exp(look.log_hazard_ratio);
      note(ratio - stated->hazard_ratio);
      return ratio >= stated->hazard_ratio;
    }
    const double bound = other_bounds(h, k).futility_z;
    note(look.z - bound);
    return look.informed && look.z <= bound;
  }

  bool is_harmful(std::size_t h, const HypothesisLook& look, double ratio,
                  double harm_z) {
    if (!look.informed) return false;
    note(look.z - harm_z);
    const auto& limit = s_.hypotheses[number_[h]].harm_hazard_ratio;
    if (limit) note(ratio - *limit);
    return look.z <= harm_z || (limit && ratio > *limit);
  }

  double greatest_level(std::size_t h) {
    auto& known = greatest_[h];
    if (known == 0.0) known = possible_levels(s_, number_[h]).back();
    return known;
  }

  LookBounds bounds(std::size_t h, std::size_t k, double alpha) {
    auto& solved = solved_[{h, alpha}];
    if (!solved) {
      AnalysisPlan at_level = plan(h);
      at_level.alpha = alpha;
      const std::size_t arm = at_level.comparison.arm;
      const double one = s_.arms[arm].allocation;
      solved = solved_plan(at_level, one / (s_.arms[0].allocation + one));
    }
    BoundRecursion recursion;
    LookBounds at;
    for (std::size_t j = 0; j <= k; ++j) {
      const auto& events = trial_.looks[h][j].events;
      at = recursion.next(*solved, events[0] + events[1]);
    }
    return at;
  }
  void note(double difference) {
    if (!std::isnan(difference))
      trial_.nearest = std::min(trial_.nearest, std::abs(difference));
  }

  const Scenario& s_;
  std::vector<std::size_t> number_;  // in the graph, of each simulated
  HypothesesTrial& trial_;
  std::vector<bool> rejected_;  // in the graph
  std::vector<bool> over_;      // not tested any more
  bool harmed_ = false;
  std::map<std::vector<bool>, std::vector<double>> levels_;
  std::map<std::size_t, double> greatest_;
  std::map<std::pair<std::size_t, double>, std::optional<SolvedPlan>> solved_;
};

}  // namespace

std::vector<bool> rejected_beside(const Scenario& s,
                                  const HypothesesTrial& trial,
                                  const std::vector<bool>& certain) {
  HypothesesTrial other{trial.looks, {}, {}, {}};
  for (std::size_t h = 0; h < other.looks.size(); ++h)
    for (HypothesisLook& look : other.looks[h])
      if (certain[h]) {
        look.z = infinite;
        look.log_hazard_ratio = -infinite;
      }
  Protocol{s, simulated_in(s), other}.only_reject();
  return other.rejected;
}

double trial_end(const HypothesesTrial& trial) {
  double end = 0.0;
  for (std::size_t h = 0; h < trial.looks.size(); ++h) {
    double decided = trial.looks[h].back().cut.time;
    for (const HypothesisLook& look : trial.looks[h]) {
      if (look.stop == Stop::harm) return look.cut.time;
      if (look.stop == Stop::futility) decided = look.cut.time;
    }
    end = std::max(end, trial.rejected[h] ? trial.decided_at[h] : decided);
  }
  return end;
}

HypothesesTrial test_hypotheses(const Scenario& s,
                                const std::vector<Participant>& people) {
  HypothesesTrial trial;
  const std::vector<std::size_t> simulated = simulated_in(s);
  for (const std::size_t h : simulated) {
    const AnalysisPlan& plan = s.hypotheses[h].analysis;
    std::vector<HypothesisLook> looks;
    for (const Look& look : plan.looks) {
      const double previous = looks.empty() ? 0.0 : looks.back().cut.time;
      Cut cut{};
      if (look.with) {
        cut = trial.looks[0][*look.with].cut;
        cut.time = std::max(cut.time, previous);
      } else {
        Look waiting = look;
        Comparison whose = plan.comparison;
        if (look.events_in) {
          waiting.events = look.events_in->events;
          whose.population = look.events_in->population;
        }
        cut = cut_of(waiting, whose, people, previous);
      }
      looks.push_back(look_at(s, plan, people, cut));
    }
    trial.looks.push_back(looks);
  }
  Protocol{s, simulated, trial}.follow();
  return trial;
}

}  // namespace reference
