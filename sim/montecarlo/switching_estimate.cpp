#include "rehearse/montecarlo/switching_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/bytes.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/outcomes.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

// After the counterfactual one.
Switchers switchers_of(SwitchingAnalysis analysis) {
  return analysis == SwitchingAnalysis::rpsft ? Switchers::modelled
                                              : Switchers::censored;
}

std::vector<Switchers> further_analyses(const Hypothesis& hypothesis) {
  std::vector<Switchers> all;
  if (hypothesis.also.empty()) return all;
  all.push_back(Switchers::without_switch);
  for (const SwitchingAnalysis analysis : hypothesis.also)
    all.push_back(switchers_of(analysis));
  return all;
}

}  // namespace

std::vector<AnalysisPlan> switching_plans(const Scenario& scenario) {
  std::vector<AnalysisPlan> plans;
  const auto simulated = simulated_hypotheses(scenario);
  for (std::size_t a = 0; a < simulated.size(); ++a) {
    const Hypothesis& hypothesis = scenario.hypotheses[simulated[a]];
    for (const Switchers switchers : further_analyses(hypothesis)) {
      AnalysisPlan& plan = plans.emplace_back(hypothesis.analysis);
      plan.alpha = scenario.multiplicity.alpha;
      plan.comparison.switchers = switchers;
      plan.with_analysis = a;
      Look last;
      last.name = hypothesis.analysis.looks.back().name;
      last.with = hypothesis.analysis.looks.size() - 1;
      plan.looks = {last};
      plan.spending_time.clear();
      // Nothing is decided by it: rules of more looks have no place.
      plan.efficacy = {};
      plan.futility = {};
      plan.harm.reset();
    }
  }
  return plans;
}

SwitchingTally::SwitchingTally(const Scenario& scenario) {
  std::size_t further = 0;  // the first look of the further analyses
  for (const AnalysisPlan& plan : hypothesis_plans(scenario))
    further += plan.looks.size();
  std::size_t end = 0;  // of the hypothesis's looks
  for (const std::size_t h : simulated_hypotheses(scenario)) {
    const Hypothesis& hypothesis = scenario.hypotheses[h];
    end += hypothesis.analysis.looks.size();
    const std::vector<Switchers> analyses = further_analyses(hypothesis);
    if (analyses.empty()) continue;
    const std::size_t first = kept_.size();
    const auto keep = [&](Switchers switchers, std::size_t look) {
      kept_.push_back({h, switchers, look, first, first + 1, {}, {}});
    };
    keep(Switchers::as_randomized, end - 1);
    for (const Switchers switchers : analyses) keep(switchers, further++);
  }
}

void SwitchingTally::add(std::span<const LookResult> looks) {
  for (Kept& kept : kept_) {
    if (kept.log_ratio.size() == difference_replicates) return;
    kept.log_ratio.push_back(looks[kept.look].log_hazard_ratio);
    kept.se.push_back(looks[kept.look].log_hazard_ratio_se);
  }
}

void SwitchingTally::check() const {
  for (const Kept& kept : kept_)
    if (kept.log_ratio.size() != kept_.front().log_ratio.size() ||
        kept.se.size() != kept.log_ratio.size())
      throw BytesError{"the bytes have replicates of some analyses alone"};
}

void SwitchingTally::append(const SwitchingTally& later) {
  const auto add = [](std::vector<double>& to,
                      const std::vector<double>& from) {
    const std::size_t room = difference_replicates - to.size();
    to.insert(to.end(), from.begin(),
              from.begin() +
                  static_cast<std::ptrdiff_t>(std::min(room, from.size())));
  };
  for (std::size_t k = 0; k < kept_.size(); ++k) {
    add(kept_[k].log_ratio, later.kept_[k].log_ratio);
    add(kept_[k].se, later.kept_[k].se);
  }
}

std::vector<SwitchingEstimate> SwitchingTally::estimates() const {
  std::vector<SwitchingEstimate> all;
  const auto finite = [](const std::vector<double>& values) {
    std::vector<double> some;
    for (const double value : values)
      if (std::isfinite(value)) some.push_back(value);
    return some;
  };
  const auto less = [&](const Kept& one, const Kept& other) {
    std::vector<double> differences;
    for (std::size_t r = 0; r < one.log_ratio.size(); ++r)
      differences.push_back(one.log_ratio[r] - other.log_ratio[r]);
    return mean_estimate(Moments::of(finite(differences)));
  };
  for (const Kept& kept : kept_) {
    const Kept& without = kept_[kept.without_switch];
    const double truth = Moments::of(finite(without.log_ratio)).mean;
    SwitchingEstimate& e = all.emplace_back();
    e.hypothesis = kept.hypothesis;
    e.switchers = kept.switchers;
    const std::vector<double> estimates = finite(kept.log_ratio);
    e.replicates = estimates.size();
    e.log_hazard_ratio = mean_estimate(Moments::of(estimates));
    e.bias = less(kept, without);
    e.difference = less(kept, kept_[kept.as_randomized]);
    std::uint64_t covered = 0;
    for (std::size_t r = 0; r < kept.log_ratio.size(); ++r)
      if (std::isfinite(kept.log_ratio[r]) &&
          std::abs(kept.log_ratio[r] - truth) <= z_of_ci95 * kept.se[r])
        ++covered;
    e.coverage = proportion_of(covered, e.replicates);
  }
  return all;
}

}  // namespace rehearse
