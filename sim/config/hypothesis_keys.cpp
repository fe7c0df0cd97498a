// Keys of the hypotheses and of the graph that joins them. What a hypothesis
// doesn't state of its analysis is as [analysis] has it: the rows are the same.
#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

// What is tested. A hypothesis's own keys come before those of its analysis.
void add_hypothesis(const Rows& row) {
  row("", Kind::tables, closed(1, most_hypotheses),
      "What the trial tests, in order, joined by [multiplicity]: an endpoint, "
      "a "
      "population and a comparison, with a share of analysis.alpha. What one "
      "doesn't state of its analysis is as [analysis] has it.");
  row("[].name", to<&Hypothesis::name>, Need::required, Example{"\"PFS\""},
      "Name of the hypothesis.");
  row("[].endpoint", to<&Hypothesis::endpoint>, Default{"pfs"},
      "What it is of. pfs: of the endpoint's reader. external: it isn't "
      "simulated, and is known to the graph alone.");
  row("[].population", Kind::levels, Default{"all"},
      "Whom it is of: all, or those with these levels of factors.");
  row("[].arm", Kind::text,
      "The experimental arm that is compared with the control (default: the "
      "only one).");
  row("[].alpha", to<&Hypothesis::alpha>, Need::required, below(0.0, 0.5),
      Example{"0.025"},
      "Its share of the level at the start, one-sided; 0 where it has what "
      "others pass on [1].");
  row("[].look_back", to<&Hypothesis::look_back>, Default{"false"},
      "Whether earlier looks count again at an alpha that came later.");
  row("[].spending_time", to<&AnalysisPlan::spending_time>, above(0.0, 1.0),
      "Where spending functions are read at each look, the last at 1 "
      "(default: at the information) [1].");
  row("[].harm_hazard_ratio", to<&Hypothesis::harm_hazard_ratio>, hazard_ratio,
      "Stop for harm at each look where the estimated hazard ratio is above "
      "this [1].");
  row("[].also", to<&Hypothesis::also>,
      "Further analyses of overall survival on the same data: control "
      "participants censored when they switch, or their times as if they had "
      "not (rank-preserving structural failure time).");
  row("[].dunnett", Kind::flag,
      "Whether it has Dunnett's bound, with one look of several arms; of all "
      "hypotheses or of none, whom nothing is passed on to (as parametric = "
      "true without transitions).");
}

void add_multiplicity(std::vector<Key>& keys) {
  const Rows row{keys, "multiplicity"};
  row("", "How the hypotheses share the level: a graph.");
  row("transitions", Kind::records, closed(0, 132),
      "What a rejected hypothesis passes on: from, to, and the share of its "
      "alpha.");
  row("transitions[].from", Kind::text, Need::required, Example{"\"PFS\""},
      "The hypothesis that is rejected.");
  row("transitions[].to", Kind::text, Need::required, Example{"\"OS\""},
      "The one that has it then.");
  row("transitions[].weight", to<&Transition::weight>, Need::required,
      above(0.0, 1.0), Example{"1.0"},
      "Share of the alpha [1]; those from one hypothesis sum to at most 1.");
  row("parametric", to<&Multiplicity::parametric>,
      "Whether levels are raised by the known correlation of tests of one "
      "endpoint at the same looks, of nested populations or several arms "
      "(weighted parametric tests of all intersections); at most 6 "
      "hypotheses.");
  row("success", Kind::texts, closed(0, 100),
      "Sets of rejections whose probability is told: e.g. \"PFS and OS\", "
      "\"PFS or OS\" (and binds stronger), \"any\", \"all\".");
}

}  // namespace

void add_hypotheses(std::vector<Key>& keys) {
  add_hypothesis({keys, "hypotheses"});
  for (const auto add :
       {add_test, add_efficacy, add_futility, add_harm, add_looks})
    add(keys, PlanOf::hypothesis);
  add_multiplicity(keys);
}

}  // namespace rehearse::config
