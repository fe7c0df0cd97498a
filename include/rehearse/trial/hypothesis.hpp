#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/trial/analysis_plan.hpp"

namespace rehearse {

inline constexpr std::size_t most_hypotheses = 12;
inline constexpr std::size_t most_experimental_arms = 8;

/// What a hypothesis is of. PFS is the analysed reader's, or the
/// investigator's; `external`: not simulated, known to the graph alone.
enum class HypothesisEndpoint { pfs, pfs_investigator, os, external };

/// A further analysis of overall survival on the same data.
enum class SwitchingAnalysis { censor_at_switch, rpsft };

/// What a trial tests beside others: an endpoint, a population and a
/// comparison (both in `analysis.comparison`), with its looks and its share.
struct Hypothesis {
  std::string name;
  HypothesisEndpoint endpoint = HypothesisEndpoint::pfs;
  double alpha = 0.0;  ///< of one tail, at the start; `analysis.alpha` too, but
                       ///< where it is 0, for which no bounds can be solved
  bool look_back = false;  ///< earlier looks count again at a later alpha
  /// At each look: stop for harm where the estimate is above it.
  std::optional<double> harm_hazard_ratio;
  std::vector<SwitchingAnalysis> also;
  AnalysisPlan analysis;
};

/// What a rejected hypothesis passes on. Indices of hypotheses.
struct Transition {
  std::size_t from = 0;
  std::size_t to = 0;
  double weight = 0.0;  ///< share of its alpha [1], (0, 1]
};

/// A set of rejections that the protocol calls a success: any of these
/// conjunctions of hypotheses.
struct Success {
  std::string name;  ///< as it was written
  std::vector<std::vector<std::size_t>> any_of;
};

/// How the hypotheses share alpha: a graph (Bretz et al. 2009, Stat. Med.
/// 28:586).
struct Multiplicity {
  double alpha = 0.025;  ///< the familywise level, one-sided
  std::vector<Transition> transitions;
  /// Bounds that use the correlation of tests that share events or a control:
  /// weighted parametric (Anderson et al. 2022, Biom. J. 64:1219).
  bool parametric = false;
  std::vector<Success> success;
};

}  // namespace rehearse
