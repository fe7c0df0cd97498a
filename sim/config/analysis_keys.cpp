// Keys of the analysis and the planning. A row's name, sentence, range and
// default are an interface: configs are kept for decades.
#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

constexpr std::string_view with_none =
    "none|lan-demets-obrien-fleming|lan-demets-pocock|hwang-shih-decani|kim-"
    "demets|user";
// Of futility: a rule that spends nothing early would never stop a trial.
constexpr std::string_view spending_words = with_none.substr(5);
constexpr std::string_view boundary_words =
    "obrien-fleming|pocock|wang-tsiatis|haybittle-peto";

// A level is stated by one tail or by the total, never both: defaults of the
// other way would contradict what is given, hence `Unless`.
void add_level(const Rows& row) {
  row("alpha", to<&AnalysisPlan::alpha>, Default{"0.025"},
      Unless{"alpha_two_sided"}, open(0.0, 0.5), Example{"0.025"},
      "One-sided significance level, of one tail also where `sides` is 2 [1].");
  row("alpha_two_sided", via<[](AnalysisPlan& plan, double total) {
        plan.alpha = 0.5 * total;
        plan.tails = Tails::two;
      }>,
      open(0.0, 1.0), Example{"# 0.05"},
      "Two-sided significance level, the total of both tails, instead of "
      "`alpha`: each has half of it. Power is that of rejecting in favour "
      "of the experimental arm [1].");
  row("sides", via<[](AnalysisPlan& plan, std::int64_t sides) {
        if (sides == 2) plan.tails = Tails::two;
      }>,
      Default{"1"}, Unless{"alpha_two_sided"}, closed(1, 2), Example{"# 1"},
      "2: symmetric, with alpha in each tail. `alpha_two_sided` says it "
      "by the total.");
}

// What [analysis] has is the default of a hypothesis, which has none of its
// own: it would hide what is common.
Default common(PlanOf whose, std::string_view text) {
  return {whose == PlanOf::trial ? text : std::string_view{}};
}

std::string table_of(PlanOf whose) {
  return whose == PlanOf::trial ? "analysis" : "hypotheses[]";
}

// A look by several triggers says which of them counts.
void add_triggers(const Rows& row) {
  row("[].events", to<&Look::events>, people, Example{"115|164"},
      "Trigger: this many events in the trial; of a hypothesis, in what it "
      "compares.");
  row("[].events_in", Kind::levels,
      "Population that `events` are counted in, of the hypothesis's endpoint "
      "and arms (default: its own).");
  row("[].information", to<&Look::information>, open(0.0, 1.0),
      Example{"# 0.7"},
      "Trigger: this share of the last look's events, rounded up [1].");
  row("[].calendar", in_days<&Look::calendar>, positive_time,
      Example{"# \"18 months\"|# \"30 months\""},
      "Trigger: time since the first participant's entry.");
  row("[].follow_up", in_days<&Look::follow_up>, any_time,
      Example{"# \"3 months\"|# \"12 months\""},
      "Trigger: time since the last participant's entry.");
  row("[].at", to<&Look::at>, Default{"latest"}, Unless{"with"},
      Example{"# \"latest\"|# \"latest\""},
      "Which of several triggers counts.");
  row("[].wait_at_most", in_days<&Look::wait_at_most>, any_time,
      Example{"# \"6 months\"|# \"6 months\""},
      "Longest wait for the events, beyond `calendar` or the previous look; at "
      "a first look without `calendar`, from the opening of enrolment.");
  row("[].with", Kind::text,
      "Instead: when that look of the first hypothesis is made; of a further "
      "hypothesis.");
}

}  // namespace

void add_analysis(std::vector<Key>& keys) {
  const Rows analysis{keys, "analysis"};
  analysis("", Need::simulated, Stage::analysis, Example{"-"},
           OneOf{"alpha|alpha_two_sided", "each is the level of the test"},
           "The test and when it is done.");
  add_level(analysis);
}

void add_test(std::vector<Key>& keys, PlanOf whose) {
  const Rows row{keys, table_of(whose)};
  row("null_hazard_ratio", to<&AnalysisPlan::null_hazard_ratio>,
      common(whose, "1.0"), hazard_ratio, Example{"# 1.0"},
      "Tested against, as a non-inferiority margin; of the log-rank test [1].");
  row("test", Kind::text, common(whose, "logrank"), Example{"\"logrank\""},
      "logrank, fh(RHO,GAMMA), mw(DELAY), maxcombo or maxcombo(TEST,...), "
      "gehan, tarone-ware, rmst(HORIZON), rmst-ratio(HORIZON) or "
      "milestone(TIME). mw: an event at DELAY itself counts in the "
      "survival there, which some programs leave out. milestone: an arm "
      "whose survival in a stratum is 0 at TIME adds no variance, so that "
      "small strata make the test anti-conservative.");
  if (whose == PlanOf::trial)
    row("also_tests", Kind::texts, Default{"[]"}, closed(0, 7),
        Example{"# [\"fh(0,1)\", \"rmst(12 months)\"]"},
        "Further tests on the same replicates, looks and alpha.");
  // One summary of a replicate's data, by these strata and ties, serves all
  // analyses that are made of it.
  row("stratify_by", Kind::texts, Stage::simulation, common(whose, "[]"),
      Example{"[\"prior_lines\"]"}, "Factors that stratify the test.");
  row("ties", to<&AnalysisPlan::ties>, Stage::simulation,
      common(whose, "efron"), Example{"# \"efron\""},
      "Ties in the Cox estimate of the hazard ratio; or the estimate from "
      "interval-censored times.");
  row("planned_events", to<&AnalysisPlan::planned_events>, people,
      Example{"# 164"}, "Events at information 1 (default: the last look's).");
}

// No default for the rule: a trial with several looks must say how it spends,
// and with one look there is nothing to spend.
void add_efficacy(std::vector<Key>& keys, PlanOf whose) {
  const Rows efficacy{keys, table_of(whose) + ".efficacy"};
  efficacy("", Example{"-"},
           OneOf{"spending|boundary", "each determines the bounds"},
           "Stopping for efficacy; needed with several looks.");
  efficacy("spending", Kind::choice, Words{with_none},
           Example{"\"lan-demets-obrien-fleming\""},
           "Spending function of alpha; none: the last look alone may reject.");
  efficacy("boundary", Kind::choice, Words{boundary_words},
           Example{"# \"obrien-fleming\""},
           "A classical boundary, instead of `spending`.");
  efficacy("parameter", Kind::number, closed(-40.0, 40.0), Example{"# -4.0"},
           Of{"spending|boundary"},
           "gamma of hwang-shih-decani, rho of kim-demets, Delta of "
           "wang-tsiatis, z of haybittle-peto (3).");
  efficacy("cumulative_alpha", Kind::numbers, below(0.0, 0.5),
           Example{"# [0.01, 0.025]"}, Of{"spending|boundary"},
           "What spending = \"user\" has spent up to each look [1].");
  efficacy("information", to<&EfficacyPlan::information>,
           common(whose, "actual"), Example{"# \"actual\""},
           "Spend at the events that a trial has, at the planned ones, or at "
           "the looks' planned calendar times.");
}

// `power` is the design's and not computed from the scenario: beta is fixed
// when the trial is planned, whatever is assumed of it later.
void add_futility(std::vector<Key>& keys, PlanOf whose) {
  const Rows futility{keys, table_of(whose) + ".futility"};
  futility("", "Stopping for futility; a look may state its own bound.");
  futility("spending", Kind::choice, Words{spending_words},
           "Spending function of beta = 1 - power.");
  futility("parameter", Kind::number, closed(-40.0, 40.0), Of{"spending"},
           "gamma of hwang-shih-decani, rho of kim-demets.");
  futility("cumulative_beta", Kind::numbers, below(0.0, 1.0), Of{"spending"},
           "What spending = \"user\" has spent up to each look [1].");
  futility("power", to<&FutilityPlan::power>, common(whose, "0.9"),
           open(0.0, 1.0),
           "Power of the design, whose drift beta is spent under; not that of "
           "the scenario [1].");
  futility("binding", via<[](FutilityPlan& plan, bool binding) {
             if (binding) plan.rule = FutilityRule::binding;
           }>,
           common(whose, "false"),
           "Whether the efficacy bounds count on stopping for futility.");
  futility("trend", to<&FutilityAtConditionalPower::trend>,
           common(whose, "current"),
           "The effect that conditional power is computed under: as seen so "
           "far, or the design's.");
}

// `information` is there to be refused where it differs: a trial has one clock.
void add_harm(std::vector<Key>& keys, PlanOf whose) {
  const Rows harm{keys, table_of(whose) + ".harm"};
  harm("", OneOf{"spending|boundary", "each determines the bounds"},
       "Stopping for harm: the mirror image of efficacy bounds of its own, on "
       "which those don't count.");
  harm("alpha", to<&HarmRule::alpha>, open(0.0, 0.5),
       "One-sided level of harm (default: that of efficacy) [1].");
  harm("spending", Kind::choice, Words{with_none},
       "Spending function of its level.");
  harm("boundary", Kind::choice, Words{boundary_words},
       "A classical boundary, instead of `spending`.");
  harm("parameter", Kind::number, closed(-40.0, 40.0), Of{"spending|boundary"},
       "As that of [analysis.efficacy].");
  harm("cumulative_alpha", Kind::numbers, below(0.0, 0.5),
       Of{"spending|boundary"},
       "What spending = \"user\" has spent up to each look [1].");
  harm("information", to<&EfficacyPlan::information>,
       "That of [analysis.efficacy], which it is in any case.");
}

// A look that comes with another has no time of its own.
void exclude_triggers(Key& looks) {
  for (const char* pair :
       {"information|events", "information|information_fraction"})
    add(looks, OneOf{pair, "each says how much information there is"});
  add(looks, OneOf{"information|events_in",
                   "information is a share of the last look's own events"});
  for (const char* pair :
       {"with|events", "with|events_in", "with|information", "with|calendar",
        "with|follow_up", "with|at", "with|wait_at_most"})
    add(looks, OneOf{pair, "a look comes with another, or by itself"});
}

// The three ways to state a bound put it straight into the look's futility; a
// rule that spends beta is found when all looks are known.
void add_looks(std::vector<Key>& keys, PlanOf whose) {
  const Rows row{keys, table_of(whose) + ".looks"};
  row("", Kind::tables, closed(1, 20), Example{"-"},
      OneOf{"futility_z|futility_conditional_power|futility_hazard_ratio"},
      "The planned analyses, in order. Each needs a trigger: events, "
      "information, calendar or follow_up; or 'with'.");
  exclude_triggers(keys.back());
  row("[].name", to<&Look::name>, Need::required,
      Example{"\"interim\"|\"final\""}, "Name of the look.");
  add_triggers(row);
  row("[].information_fraction", to<&Look::information_fraction>,
      above(0.0, 1.0), Example{"# 0.7"},
      "Planned information of a look without events [1].");
  row("[].efficacy", to<&Look::efficacy>, Default{"true"},
      Example{"# true|# true"}, "Whether this look may stop for efficacy.");
  row("[].futility", Kind::flag,
      "Whether this look may stop for futility (default: where a rule says "
      "when).");
  row("[].futility_z",
      via<[](Look& look, double z) { look.futility = FutilityAtZ{z}; }>,
      closed(-40.0, 40.0), Example{"# 0.0"},
      "Stop for futility at or below this z, instead of spending.");
  row("[].futility_conditional_power", via<[](Look& look, double power) {
        look.futility = FutilityAtConditionalPower{power};
      }>,
      open(0.0, 1.0), Example{"# 0.2"},
      "Stop where the conditional power is at or below this [1].");
  row("[].futility_hazard_ratio", via<[](Look& look, double ratio) {
        look.futility = FutilityAtHazardRatio{ratio};
      }>,
      hazard_ratio, Example{"# 0.9"},
      "Stop where the estimated hazard ratio is at or above this [1].");
  row("[].harm", to<&Look::harm>,
      "Whether this look may stop for harm (default: where there is "
      "[analysis.harm]).");
}

// `design` alone reads these: no simulated figure depends on a prior.
void add_assurance(std::vector<Key>& keys) {
  const Rows assurance{keys, "assurance"};
  assurance("", OneOf{"log_hazard_ratio|table", "a trial has one prior"},
            "A prior on the effect, over which `design` averages the power.");
  const Rows normal{keys, "assurance.log_hazard_ratio"};
  normal("", "A normal prior on the log hazard ratio.");
  normal("mean", to<&NormalPrior::mean>, Need::required, closed(-7.0, 7.0),
         "Its mean; below 0 favours experimental [1].");
  normal("sd", to<&NormalPrior::sd>, Need::required, above(0.0, 5.0),
         "Its standard deviation [1].");
  const Rows table{keys, "assurance.table"};
  table("", Kind::records, closed(1, 1000),
        "A table instead: hazard ratios and their probabilities.");
  table("[].hazard_ratio", to<&TablePrior::Row::hazard_ratio>, Need::required,
        hazard_ratio, "A hazard ratio [1].");
  table("[].probability", to<&TablePrior::Row::probability>, Need::required,
        probability, "Its probability; all sum to 1.");
}

// Of the command `size` alone; part of the scenario so that the resolved config
// of a size says what was solved for.
void add_size(std::vector<Key>& keys) {
  const Rows size{keys, "size"};
  size("", "What `size` solves for.");
  size("solve", to<&Scenario::solve>, Default{"participants"},
       "What is left free: the events and so the last look's time, the "
       "participants (how long enrolment takes stays, where other programs "
       "keep its rate), the enrolment rate, or the follow-up.");
}

// Of the command `forecast` alone.
void add_forecast(std::vector<Key>& keys) {
  const Rows row{keys, "forecast"};
  row("", "How `forecast` goes from a running trial's data to its future.");
  row("prior_events", to<&ForecastPlan::prior_events>, closed(0.0, 1e6),
      "How many events the config's event-time model is worth beside those of "
      "the data (default: 0, the data alone).");
  row("prior_participants", to<&ForecastPlan::prior_participants>,
      closed(0.0, 1e6),
      "How many participants the config's enrolment is worth beside those of "
      "the data (default: 0, the data alone).");
  row("distributions", to<&ForecastPlan::distributions>,
      "Models that are fitted to the event times and averaged (default: "
      "exponential, weibull, log-logistic and log-normal).");
  row("dropout", to<&ForecastPlan::dropout>,
      "Whether those who are ongoing may drop out: at the constant rate of the "
      "data, or not any more (default: exponential).");
}

}  // namespace rehearse::config
