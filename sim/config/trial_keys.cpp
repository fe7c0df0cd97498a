// Keys of the trial, its randomization and enrolment. Rows are in the order of
// the resolved config.
#include "key_groups.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

// Margins in the place of strata.
void add_minimization(const Rows& row) {
  row("minimize_over", Kind::records, closed(1, 17),
      Of{"procedure", "minimization"}, Needed{"[{ factor = \"prior_lines\" }]"},
      "minimization: the factors, and \"site\", to balance.");
  row("minimize_over[].factor", Kind::text, Need::required,
      Example{"\"prior_lines\""}, "A factor's name, or \"site\".");
  row("minimize_over[].weight", to<&MinimizedMargin::weight>, Default{"1.0"},
      above(0.0, 1e6), "Its weight [1].");
  row("imbalance", to<&ProcedureSpec::imbalance>,
      Of{"procedure", "minimization"},
      "minimization: what is taken for the imbalance of a level over the arms "
      "(default: range).");
}

// Of enrolment by sites alone; none has a default in the config, so that other
// models' are as they were.
void add_site_enrolment(const Rows& row) {
  const Of sites{"model", "sites"};
  row("opening", in_days<&SitesPlan::opening>, any_time, sites,
      "sites: those without a date of their own open in it (default: 0 days).");
  row("opening_distribution", to<&SitesPlan::distribution>, sites,
      "sites: site i of n opens at i/n of `opening`, i from 0 (even), or each "
      "at a uniform time in it (default: even).");
  row("rate_per_month", a_month<&SitesPlan::rate>, above(0.0, 1e9), sites,
      "sites: mean rate of a site, screened participants a month; of those "
      "1 - screen_failure enter.");
  row("rate_shape", to<&SitesPlan::rate_shape>, above(0.0, 1e6), sites,
      "sites: shape of the gamma distribution of a site's rate, drawn for each "
      "trial (default: every site has its mean).");
  row("cap", to<&SitesPlan::cap>, people, sites,
      "sites: participants who enter at a site, at most (default: none).");
  row("screening", in_days<&SitesPlan::screening>, any_time, sites,
      "sites: time from consent to entry (default: 0 days).");
  row("screen_failure", to<&SitesPlan::screen_failure>, below(0.0, 1.0), sites,
      "sites: share of those screened who don't enter [1] (default: 0).");
  row("pauses", Kind::records, closed(1, 1000), sites,
      "sites: nobody is screened in them; who was before still enters.");
  row("pauses[].from", Kind::moment, Need::required, any_time,
      Example{"\"2026-02-14\""},
      "First day: a date, or a time since enrolment opened.");
  row("pauses[].until", Kind::moment, Need::required, any_time,
      Example{"\"2026-02-24\""}, "The day on which screening goes on.");
  row("regions", Kind::tables, closed(1, 1000), sites,
      "sites: countries or regions whose sites open for themselves.");
  row("regions[].name", to<&Region::name>, Need::required, Example{"\"EU\""},
      "As in sites.region.");
  row("regions[].opens", Kind::moment, any_time,
      "When its first sites open: a date, or a time since enrolment opened "
      "(default: 0 days).");
  row("regions[].opening", in_days<&Region::opening>, any_time,
      "Its sites open in it, from then on (default: `opening`).");
}

// Of both arms, or of one.
void add_dropout_of(std::vector<Key>& keys, const std::string& path) {
  const Rows row{keys, path};
  row("annual_probability", Kind::number, below(0.0, 1.0),
      path == "dropout" ? Example{"0.05"} : Example{},
      "Probability to drop out within a year [1].");
  row("hazard_per_month", Kind::number, hazard,
      "Hazard of dropping out, instead [1/month].");
}

}  // namespace

// Of the trial itself, whatever it is randomized or analysed by.
void add_trial(std::vector<Key>& keys) {
  const Rows top{keys, ""};
  top("schema_version", Kind::integer, Default{"1"}, closed(1, 1), Example{"1"},
      "Version of these keys.");
  const Rows trial{keys, "trial"};
  trial("", Need::required, Example{"-"}, "The trial.");
  trial("id", to<&Scenario::id>, Need::required, Example{"\"MY-TRIAL\""},
        "Short name, used in file names and results.");
  trial("title", to<&Scenario::title>, Default{"\"\""},
        Example{"\"A new drug versus standard of care\""},
        "Full name, printed only.");
  trial("participants", to<&Scenario::participants>, Need::required,
        closed(2, 10'000'000), Example{"246"},
        "Number of participants to randomize, all arms together.");
  trial("start_date", to<&Scenario::start_date>, Kind::date,
        Example{"# 2026-01-31"},
        "First day of enrolment; printed as calendar dates.");
  const Rows arms{keys, "arms"};
  arms("", Kind::tables, Need::required, closed(2, max_arms), Example{"-"},
       "The arms: one experimental, one control. A trial with [[hypotheses]], "
       "or a randomization list, may have more experimental ones.");
  arms("[].id", to<&Arm::id>, Need::required,
       Example{"\"new-drug\"|\"standard\""},
       "Name of the arm, used in results.");
  arms("[].role", to<&Arm::role>, Need::required,
       Example{"\"experimental\"|\"control\""}, "Its part in the comparison.");
  arms("[].allocation", to<&Arm::allocation>, Default{"1"}, closed(1, 1000),
       Example{"1|1"}, "Its number in the allocation ratio: 2 and 1 for 2:1.");
  arms("[].dose", to<&Arm::dose>, Example{"# \"6 mg/kg\"|# \"3.6 mg/kg\""},
       "Printed, not computed with.");
  arms("[].cycle", to<&Arm::cycle>, Example{"# \"3 weeks\"|# \"3 weeks\""},
       "Printed, not computed with.");
}

void add_factors(std::vector<Key>& keys) {
  const Rows row{keys, "factors"};
  row("", Kind::tables, closed(0, 16), Example{"-"},
      "Baseline factors, independent of each other.");
  row("[].name", to<&Factor::name>, Need::required, Example{"\"prior_lines\""},
      "Name of the factor.");
  row("[].levels", to<&Factor::levels>, Need::required,
      Example{"[\"1\", \"2+\"]"}, "Its levels; the first is the reference.");
  row("[].prevalence", to<&Factor::prevalence>, Need::required, above(0.0, 1.0),
      Example{"[0.5, 0.5]"}, "Share of participants at each level; sums to 1.");
  row("[].hazard_ratio", to<&Factor::hazard_ratio>, hazard_ratio,
      Example{"[1.0, 1.15]"},
      "Prognostic hazard ratio of each level (default: all 1).");
}

// All three ways become names and weights, in the resolved config too: it holds
// without the file.
void add_sites(std::vector<Key>& keys) {
  const Rows row{keys, "sites"};
  row("", OneOf{"count|file|site_id", "each says which sites there are"},
      "The sites: a count, a file, or their names.");
  row("count", Kind::integer, closed(1, 100'000),
      "Number of sites, named 1, 2, … and equally large.");
  row("file", Kind::text,
      "CSV file with a column site_id and, if wanted, weight; for enrolment by "
      "sites opens, rate_per_month, cap and region, whose cells may be empty; "
      "its path is relative to the config's folder.");
  row("site_id", Kind::texts,
      "Names of the sites, instead of the file's column.");
  row("weight", Kind::numbers, above(0.0, 1e9), Of{"count|file|site_id"},
      "Relative size of each site in site_id (default: all 1).");
  const Of named{"count|file|site_id"};
  row("opens", Kind::texts, named,
      "Enrolment by sites: when each site in site_id opens, a date or a time "
      "since enrolment opened; \"\": as enrolment.opening says.");
  row("rate_per_month", Kind::numbers, closed(0.0, 1e9), named,
      "Enrolment by sites: each site's mean rate, screened participants a "
      "month; 0: enrolment.rate_per_month, times its weight over their mean.");
  row("cap", Kind::integers, closed(0, 10'000'000), named,
      "Enrolment by sites: participants who enter at each site, at most; 0: "
      "enrolment.cap.");
  row("region", Kind::texts, named,
      "Enrolment by sites: each site's region, of enrolment.regions; \"\": "
      "none.");
  const Rows frailty{keys, "sites.frailty"};
  frailty("",
          "Sites differ: a multiple of the hazard, mean 1, shared by the "
          "participants of a site. A stated median or survival is the whole "
          "arm's still; a hazard ratio holds within sites.");
  frailty("distribution", to<&Frailty::distribution>, Need::required,
          Example{"\"gamma\""}, "Of the multiple.");
  frailty("variance", to<&Frailty::variance>, Need::required, above(0.0, 10.0),
          Example{"0.1"}, "Of the multiple [1].");
}

// What a procedure doesn't have is refused rather than ignored: each row says
// whose it is.
void add_randomization(std::vector<Key>& keys) {
  const Rows row{keys, "randomization"};
  row("", Need::required, Example{"-"}, "How participants are allocated.");
  row("procedure", to<&ProcedureSpec::kind>, Default{"permuted-block"},
      Example{"\"permuted-block\""}, "Allocation procedure.");
  row("block_sizes", to<&ProcedureSpec::block_sizes>, closed(1, 10'000),
      Example{"[4, 6]"}, Of{"procedure", "permuted-block"}, Needed{"[4, 6]"},
      "permuted-block: block sizes, each a multiple of the allocation ratio's "
      "sum; each block's size is drawn from them.");
  row("block_weights", to<&ProcedureSpec::block_weights>, closed(1, 1'000'000),
      Example{"# [1, 1]"}, Of{"procedure", "permuted-block"},
      "permuted-block: how often each size is drawn, relative (default: "
      "equally).");
  row("probability", to<&ProcedureSpec::probability>, probability,
      Of{"procedure", "biased-coin|chen|minimization"}, Needed{"0.6667"},
      "biased-coin, chen, minimization: probability of the arm that is behind "
      "[1].");
  row("mti", to<&ProcedureSpec::mti>, closed(1, 1000),
      Of{"procedure", "big-stick|chen|maximal"}, Needed{"3"},
      "big-stick, chen, maximal: maximum tolerated imbalance [participants].");
  row("initial_balls", to<&ProcedureSpec::initial_balls>, closed(0, 1000),
      Of{"procedure", "urn"}, "urn: balls of each arm at first (default: 0).");
  row("added_balls", to<&ProcedureSpec::added_balls>, closed(1, 1000),
      Of{"procedure", "urn"},
      "urn: balls of each other arm put in at a draw (default: 1).");
  row("lambda", to<&ProcedureSpec::lambda>, closed(1, 1000),
      Of{"procedure", "block-urn"}, Needed{"3"},
      "block-urn: sets of the allocation ratio in the urn; with 1:1, blocks of "
      "twice as many.");
  add_minimization(row);
}

// Lists beside their procedure. A config that states no length has lists long
// enough by `runout_probability`.
void add_lists(std::vector<Key>& keys) {
  const Rows row{keys, "randomization"};
  row("stratify_by", Kind::texts, Default{"[]"}, Example{"[\"prior_lines\"]"},
      Of{"minimize_over"},
      "Factors, and \"site\", that have lists of their own.");
  row("list_length",
      "Length of the lists, up to the end of a block: default, or a stratum's, "
      "e.g. \"prior_lines=1\" (the entry with most parts holds).");
  row("list_length.*", Kind::integer, closed(1, 10'000'000), "Participants.");
  row("overrun", Kind::number, closed(0.0, 100.0),
      "How much longer lists are than the participants expected in their "
      "strata [1]; two blocks at least (default: 0.5).");
  row("runout_probability", to<&RandomizationPlan::runout_probability>,
      open(0.0, 1.0),
      "Probability that any list runs out before the sample is full [1]: lists "
      "are made longer where they need it (default: 0.001 where neither "
      "list_length nor overrun is given).");
  row("number_pattern", to<&RandomizationPlan::number_pattern>,
      "Randomization numbers: {stratum}, {seq} within it, {row} of the whole "
      "list, {site}, each with a width; they must be unique (default: "
      "R{stratum:02}{seq:04}).");
}

void add_enrolment(std::vector<Key>& keys) {
  const Rows row{keys, "enrolment"};
  row("", Need::simulated, Example{"-"}, OneOf{"duration|rates"},
      "When participants enter.");
  row("model", to<&EnrolmentPlan::model>, Need::required,
      Example{"\"uniform\""},
      "uniform: independent entry times with density as the rate; even: evenly "
      "spent cumulative rate; poisson: a Poisson process until the sample is "
      "full; sites: each site opens at its time and has a rate of its own.");
  row("duration", in_days<&EnrolmentPlan::duration>, positive_time,
      Example{"\"16 months\""},
      "uniform, even: the whole sample enters in it.");
  row("ramp_up", in_days<&EnrolmentPlan::ramp_up>, Default{"0 days"}, any_time,
      Example{"\"6 months\""},
      "The rate rises linearly from 0 to its plateau.");
  row("rates", Kind::records, closed(1, 1000),
      Example{
          "# [{ until = \"6 months\", per_month = 8 }, { per_month = 18 }]"},
      "poisson; or instead of a duration: the rate until each time.");
  row("rates[].until", in_days<&RatePeriod::until>, positive_time,
      "End of the period, since enrolment opened; the last has none.");
  row("rates[].per_month", a_month<&RatePeriod::rate>, Need::required,
      closed(0.0, 1e9), Example{"14"}, "Participants a month.");
  add_site_enrolment(row);
}

void add_dropout(std::vector<Key>& keys) {
  const OneOf forms{"annual_probability|hazard_per_month",
                    "each determines the hazard"};
  const Rows row{keys, "dropout"};
  row("", Example{"-"}, forms, OneOf{"annual_probability|hazard_per_month|*"},
      "Loss to follow-up: common to all arms, or a table for each arm's id "
      "(default: none).");
  add_dropout_of(keys, "dropout");
  row("*", forms, "Dropout of the arm of this id.");
  add_dropout_of(keys, "dropout.*");
}

// A seed is a text inside: no integer type holds all that are allowed.
void add_simulation(std::vector<Key>& keys) {
  const Rows row{keys, "simulation"};
  row("", Need::filled, Example{"-"}, "The simulation.");
  row("replicates", to<&Scenario::replicates>, Default{"100000"},
      closed(1, 1e12), Example{"100_000"}, "Number of simulated trials.");
  row("seed", Kind::seed, Default{"1"}, Example{"1"},
      "Unsigned 64-bit integer (a string if above 2^63 - 1), or 64 hexadecimal "
      "digits.");
}

}  // namespace rehearse::config
