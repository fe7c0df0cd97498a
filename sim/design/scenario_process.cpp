// From a scenario to what it is expected to do.
#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <utility>

#include "rehearse/design/analytic_power.hpp"
#include "rehearse/trial/site_course.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

namespace {

using Models = std::shared_ptr<const TrialPlan>;
using Groups = std::vector<HazardGroup>;

struct Mixed {
  double survival;
  double hazard_ratio;  // against the reference group, of those still at risk
};

// Of cells whose hazard is a multiple of the reference's, its cumulative
// hazard being `reference` where its frailty is 1.
Mixed mixed(const Groups& groups, const FrailtyMixture& frailty,
            double reference) {
  double share = 0.0;
  double surviving = 0.0;
  double weighted = 0.0;
  for (const HazardGroup& group : groups) {
    const double h = group.hazard_ratio * reference;
    share += group.share;
    const double here = frailty.survival(h);
    const double density = frailty.none() ? here : frailty.density(h);
    surviving += group.share * here;
    weighted += group.share * density * group.hazard_ratio;
  }
  return {surviving / share, weighted / surviving};
}

ArmProcess arm_process(const Models& models, const Groups& groups,
                       std::size_t arm, double dropout_hazard) {
  return {[=](double days) {
            const Mixed here = mixed(groups, models->arms.frailty(),
                                     models->arms.cumulative_hazard(arm, days));
            return EventAt{models->arms.hazard(arm, days) * here.hazard_ratio,
                           here.survival};
          },
          dropout_hazard};
}

// Cells by hazard ratio, their shares within the stratum.
Groups mix_of(const Groups& cells, double share) {
  Groups mix;
  for (const HazardGroup& cell : cells) {
    const auto like =
        std::ranges::find(mix, cell.hazard_ratio, &HazardGroup::hazard_ratio);
    if (like == mix.end())
      mix.push_back({cell.share / share, cell.hazard_ratio});
    else
      like->share += cell.share / share;
  }
  std::ranges::sort(mix, {}, &HazardGroup::hazard_ratio);
  return mix;
}

bool same(const Groups& a, const Groups& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.hazard_ratio == y.hazard_ratio &&
           std::abs(x.share - y.share) < 1e-12;
  });
}

std::vector<StratumProcess> stratum_processes(const Scenario& scenario,
                                              const Models& models) {
  std::vector<Groups> groups(models->cells.analysis_strata);
  for (std::size_t cell = 0; cell < models->cells.count; ++cell)
    groups[models->cells.analysis_stratum[cell]].push_back(
        models->arms.groups()[cell]);
  std::vector<StratumProcess> strata;
  std::vector<Groups> mixes;  // of the strata
  for (const Groups& cells : groups) {
    double share = 0.0;
    for (const HazardGroup& cell : cells) share += cell.share;
    if (!(share > 0.0)) continue;
    // Expectations are proportional to the share: like strata are one.
    const Groups mix = mix_of(cells, share);
    const auto like = static_cast<std::size_t>(
        std::ranges::find_if(
            mixes, [&](const Groups& other) { return same(mix, other); }) -
        mixes.begin());
    if (like < mixes.size()) {
      strata[like].share += share;
      continue;
    }
    const auto arm = [&](std::size_t a) {
      return arm_process(models, mix, a, scenario.dropout_hazard[a]);
    };
    strata.push_back({share, {arm(0), arm(1)}});
    mixes.push_back(mix);
  }
  return strata;
}

std::array<ArmProcess, arm_count> everybody(const Scenario& scenario,
                                            const Models& models) {
  const auto& cells = models->arms.groups();
  const Groups mix = mix_of({cells.begin(), cells.end()}, 1.0);
  return {arm_process(models, mix, 0, scenario.dropout_hazard[0]),
          arm_process(models, mix, 1, scenario.dropout_hazard[1])};
}

void add_changes(const ModelSpec& model, std::vector<double>& times) {
  for (const HazardPeriod& period : model.periods)
    if (std::isfinite(period.until)) times.push_back(period.until);
  for (const ModelSpec& uncured : model.uncured) add_changes(uncured, times);
}

std::vector<double> hazard_changes(const EndpointPlan& endpoint) {
  std::vector<double> times;
  add_changes(endpoint.control, times);
  if (endpoint.experimental) add_changes(*endpoint.experimental, times);
  for (const EffectPeriod& period : endpoint.effect)
    if (std::isfinite(period.until)) times.push_back(period.until);
  return times;
}

void add_enrolment(const EnrolmentProfile& enrolment, TrialProcess& trial) {
  trial.entered_share = [enrolment](double days) {
    return enrolment.entered_share(days);
  };
  const double end = enrolment.expected_end();
  for (const double time : enrolment.breakpoints())
    if (time < end) trial.entry_breakpoints.push_back(time);
  trial.entry_breakpoints.push_back(end);
}

// The average over trials, whose pace differs.
void add_enrolment(const SiteEnrolment& enrolment, int participants,
                   TrialProcess& trial) {
  const SiteCourse course{enrolment, participants};
  trial.entered_share = [course](double days) {
    return course.entered_share(days);
  };
  trial.entry_breakpoints = course.breakpoints();
  trial.random_pace = RandomPace{course.mean_end(), [course](double days) {
                                   return course.share_sd(days);
                                 }};
}

}  // namespace

TrialProcess trial_process(const Scenario& scenario) {
  const auto models = std::make_shared<const TrialPlan>(scenario);
  TrialProcess trial;
  trial.participants = scenario.participants;
  const double all = scenario.arms[0].allocation + scenario.arms[1].allocation;
  for (std::size_t a = 0; a < arm_count; ++a)
    trial.allocation[a] = scenario.arms[a].allocation / all;
  trial.null_hazard_ratio = scenario.analysis.null_hazard_ratio;
  trial.strata = stratum_processes(scenario, models);
  if (trial.strata.size() > 1) trial.everybody = everybody(scenario, models);
  if (models->site_enrolment)
    add_enrolment(*models->site_enrolment, scenario.participants, trial);
  else
    add_enrolment(models->enrolment, trial);
  trial.hazard_breakpoints = hazard_changes(scenario.endpoint);
  return trial;
}

}  // namespace rehearse
