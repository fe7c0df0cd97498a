#include "rehearse/design/parametric_test.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/design/parametric_graph.hpp"

namespace rehearse {

namespace {

TestedEvents tested(const Scenario& scenario, const ParametricLook& look) {
  const Comparison& comparison =
      scenario.hypotheses[look.seen.hypothesis].analysis.comparison;
  return {&comparison,
          experimental_share(scenario, comparison.arm),
          {look.control_events, look.seen.events - look.control_events}};
}

// Between looks of one group.
Eigen::MatrixXd correlation_of(const Scenario& scenario,
                               const ParametricGraph& graph,
                               std::span<const ParametricLook> looks) {
  const auto size = static_cast<Eigen::Index>(graph.size());
  Eigen::MatrixXd correlation = Eigen::MatrixXd::Identity(size, size);
  for (const ParametricLook& a : looks)
    for (const ParametricLook& b : looks) {
      const std::size_t i = a.seen.hypothesis;
      const std::size_t j = b.seen.hypothesis;
      if (i == j || graph.group_of(i) != graph.group_of(j)) continue;
      expect(a.seen.analysis == b.seen.analysis,
             "hypotheses of a group are tested together");
      correlation(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          score_correlation(tested(scenario, a), tested(scenario, b));
    }
  return correlation;
}

class Test {
 public:
  Test(const Scenario& scenario, const HypothesisGraph& start,
       std::span<const ParametricLook> looks)
      : scenario_(scenario),
        looks_(looks),
        graph_(start, scenario.multiplicity.transitions,
               parametric_groups(scenario)),
        correlation_(correlation_of(scenario, graph_, looks)),
        p_(graph_.size(), 1.0) {
    result_.looks.resize(looks.size());
  }

  GraphTest run() {
    std::set<std::size_t> analyses;
    for (const ParametricLook& look : looks_)
      analyses.insert(look.seen.analysis);
    for (const std::size_t analysis : analyses) take(analysis);
    for (std::size_t h = 0; h < graph_.size(); ++h)
      result_.hypotheses.push_back(
          {is_rejected(h) ? 0.0 : level(h), {}, std::nullopt});
    for (const ParametricLook& look : looks_) {
      TestedHypothesis& own = result_.hypotheses[look.seen.hypothesis];
      own.sequential_p = normal_upper_tail(look.seen.z);
      own.repeated_p = {own.sequential_p};
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_rejected(std::size_t h) const {
    return (rejected_ >> h & 1U) != 0;
  }
  [[nodiscard]] double level(std::size_t h) {
    const HypothesisSet all = (HypothesisSet{1} << graph_.size()) - 1;
    return graph_.level((all & ~rejected_) | HypothesisSet{1} << h, h,
                        correlation_);
  }
  void note(std::size_t place, double alpha) {
    result_.looks[place].alpha = alpha;
    if (alpha > 0.0)
      result_.looks[place].efficacy_z = normal_upper_quantile(alpha);
  }

  void take(std::size_t analysis) {
    for (const ParametricLook& look : looks_)
      if (look.seen.analysis == analysis)
        p_[look.seen.hypothesis] = normal_upper_tail(look.seen.z);
    const HypothesisSet now = graph_.rejected(p_, correlation_);
    std::vector<std::size_t> added;  // places
    for (std::size_t i = 0; i < looks_.size(); ++i) {
      const auto& [h, at, events, z, spending] = looks_[i].seen;
      const bool counts = at == analysis ||
                          (at < analysis && scenario_.hypotheses[h].look_back);
      if (counts && !is_rejected(h) && (now >> h & 1U) != 0) added.push_back(i);
    }
    for (const std::size_t i : added)
      rejected_ |= HypothesisSet{1} << looks_[i].seen.hypothesis;
    for (std::size_t i = 0; i < looks_.size(); ++i)
      if (looks_[i].seen.analysis == analysis &&
          !is_rejected(looks_[i].seen.hypothesis))
        note(i, level(looks_[i].seen.hypothesis));
    for (const std::size_t i : added) {
      const std::size_t h = looks_[i].seen.hypothesis;
      note(i, level(h));
      result_.rejections.push_back({h, analysis, 0, level(h)});
    }
  }

  const Scenario& scenario_;
  std::span<const ParametricLook> looks_;
  ParametricGraph graph_;
  Eigen::MatrixXd correlation_;
  std::vector<double> p_;
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
