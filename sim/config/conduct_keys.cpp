// Keys of errors in the conduct of a trial.
#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {

void add_conduct(std::vector<Key>& keys) {
  const Rows row{keys, "conduct"};
  row("", "Errors in the trial's conduct (default: none).");
  row("misstratified",
      "How often a factor's level is recorded wrong at randomization; the "
      "hazard is that of the true level.");
  row("misstratified.*", Kind::number, below(0.0, 1.0),
      "Probability of this factor [1]; with several levels, a wrong one is "
      "another by their prevalence.");
  row("analyse_strata", to<&Conduct::analysed>, Stage::analysis,
      "Which levels strata and populations of the analysis are of: as "
      "randomized, or corrected (default: randomized). `power` shows both.");
  row("ineligible", to<&Conduct::ineligible>, below(0.0, 1.0),
      "Probability to be randomized in error: such participants are left out "
      "of the analysis and not replaced [1].");
  row("forced_allocation", to<&Conduct::forced_allocation>, below(0.0, 1.0),
      "Probability that the arm which is due can't be given and another is, "
      "in which the participant is analysed; of several by their ratio [1].");
  row("forced_row", to<&Conduct::forced_row>,
      "What becomes of the list's row: used up; or returned to who comes next, "
      "after the next row of another arm was taken (default: used).");
}

}  // namespace rehearse::config
