#include "rehearse/design/parametric_test.hpp"

#include <set>
#include <utility>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/repeated_p.hpp"
#include "rehearse/design/sequential_intersections.hpp"

namespace rehearse {

namespace {

class Test {
 public:
  Test(const Scenario& scenario, const HypothesisGraph& start,
       std::span<const ParametricLook> looks)
      : scenario_(scenario), looks_(looks), intersections_(scenario, start) {
    result_.looks.resize(looks.size());
  }

  GraphTest run() {
    std::set<std::size_t> analyses;
    for (const ParametricLook& look : looks_)
      analyses.insert(look.seen.analysis);
    for (const std::size_t analysis : analyses) take(analysis);
    for (std::size_t h = 0; h < scenario_.hypotheses.size(); ++h)
      result_.hypotheses.push_back(tested(h));
    return std::move(result_);
  }

 private:
  [[nodiscard]] const AnalysisPlan& plan_of(std::size_t h) const {
    return scenario_.hypotheses[h].analysis;
  }
  [[nodiscard]] bool is_rejected(std::size_t h) const {
    return holds(rejected_, h);
  }
  // The intersection with all that aren't rejected.
  [[nodiscard]] HypothesisSet among(std::size_t h) const {
    const HypothesisSet all =
        (HypothesisSet{1} << scenario_.hypotheses.size()) - 1;
    return (all & ~rejected_) | HypothesisSet{1} << h;
  }
  [[nodiscard]] double alpha(std::size_t h) {
    const bool raised = plan_of(h).looks.size() == 1;
    const auto level = intersections_.level(among(h), h);
    return raised && level.raised > 0.0 ? level.raised
                                        : intersections_.share(among(h), h);
  }
  void note(std::size_t place) {
    const std::size_t h = looks_[place].seen.hypothesis;
    TestedLook& tested = result_.looks[place];
    tested.alpha = alpha(h);
    const double level = intersections_.level(among(h), h).raised;
    if (level > 0.0) tested.efficacy_z = normal_upper_quantile(level);
  }
  // The look that the hypothesis had last.
  [[nodiscard]] std::size_t last_place(std::size_t h,
                                       std::size_t analysis) const {
    std::size_t last = 0;
    for (std::size_t i = 0; i < looks_.size(); ++i)
      if (looks_[i].seen.hypothesis == h && looks_[i].seen.analysis <= analysis)
        last = i;
    return last;
  }
  [[nodiscard]] std::size_t number_of(std::size_t place) const {
    std::size_t before = 0;
    for (std::size_t i = 0; i < place; ++i)
      if (looks_[i].seen.hypothesis == looks_[place].seen.hypothesis) ++before;
    return before;
  }

  void take(std::size_t analysis) {
    std::vector<IntersectionLook> here;
    for (const auto& [seen, control] : looks_)
      if (seen.analysis == analysis)
        here.push_back(
            {seen.hypothesis, {control, seen.events - control}, seen.z});
    intersections_.take(here);
    const HypothesisSet added = intersections_.rejected() & ~rejected_;
    rejected_ |= added;
    for (std::size_t i = 0; i < looks_.size(); ++i)
      if (looks_[i].seen.analysis == analysis &&
          !is_rejected(looks_[i].seen.hypothesis))
        note(i);
    for (std::size_t h = 0; h < scenario_.hypotheses.size(); ++h) {
      if ((added >> h & 1U) == 0) continue;
      const std::size_t place = last_place(h, analysis);
      note(place);
      result_.rejections.push_back({h, analysis, number_of(place), alpha(h)});
    }
  }

  [[nodiscard]] TestedHypothesis tested(std::size_t h) {
    std::vector<SeenLook> seen;
    for (const ParametricLook& look : looks_)
      if (look.seen.hypothesis == h)
        seen.push_back({look.seen.events, look.seen.z});
    TestedHypothesis tested{is_rejected(h) ? 0.0 : alpha(h), {}, {}};
    if (seen.empty()) return tested;
    tested.repeated_p = repeated_p_by_look(
        sequential_plan(plan_of(h), experimental_share(
                                        scenario_, plan_of(h).comparison.arm)),
        seen);
    tested.sequential_p = sequential_p(tested.repeated_p);
    return tested;
  }

  const Scenario& scenario_;
  std::span<const ParametricLook> looks_;
  SequentialIntersections intersections_;
  HypothesisSet rejected_ = 0;
  GraphTest result_;
};

}  // namespace

GraphTest test_by_intersections(const Scenario& scenario,
                                const HypothesisGraph& start,
                                std::span<const ParametricLook> looks) {
  return Test{scenario, start, looks}.run();
}

}  // namespace rehearse
