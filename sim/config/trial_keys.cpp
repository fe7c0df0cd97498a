#include "key_groups.hpp"
#include "rehearse/randomization/procedure_spec.hpp"

namespace rehearse::config {
namespace {

constexpr Range positive_time{0.0, 365'250.0, true, false};  // 1000 years
constexpr Range any_time{0.0, 365'250.0, false, false};
constexpr Range weight{0.0, 1e9, true, false};
constexpr Range hazard_ratio{0.001, 1000.0, false, false};
constexpr Range hazard{0.0, 1000.0, false, false};

}  // namespace

std::vector<Key> trial_keys() {
  return {
      {.path = "schema_version",
       .kind = Kind::integer,
       .fallback = "1",
       .range = {1, 1},
       .example = "1",
       .doc = "Version of these keys."},
      {.path = "trial",
       .need = Need::required,
       .example = "-",
       .doc = "The trial."},
      {.path = "trial.id",
       .kind = Kind::text,
       .need = Need::required,
       .example = "\"MY-TRIAL\"",
       .doc = "Short name, used in file names and results."},
      {.path = "trial.title",
       .kind = Kind::text,
       .fallback = "\"\"",
       .example = "\"A new drug versus standard of care\"",
       .doc = "Full name, printed only."},
      {.path = "trial.participants",
       .kind = Kind::integer,
       .need = Need::required,
       .range = {2, 10'000'000},
       .example = "246",
       .doc = "Number of participants to randomize, both arms together."},
      {.path = "trial.start_date",
       .kind = Kind::date,
       .example = "# 2026-01-31",
       .doc = "First day of enrolment; printed as calendar dates."},
      {.path = "arms",
       .kind = Kind::tables,
       .need = Need::required,
       .range = {2, max_arms},
       .example = "-",
       .doc = "The arms: one experimental, one control. A randomization list "
              "may have more experimental ones."},
      {.path = "arms[].id",
       .kind = Kind::text,
       .need = Need::required,
       .example = "\"new-drug\"|\"standard\"",
       .doc = "Name of the arm, used in results."},
      {.path = "arms[].role",
       .kind = Kind::choice,
       .need = Need::required,
       .values = "experimental|control",
       .example = "\"experimental\"|\"control\"",
       .doc = "Its part in the comparison."},
      {.path = "arms[].allocation",
       .kind = Kind::integer,
       .fallback = "1",
       .range = {1, 1000},
       .example = "1|1",
       .doc = "Its number in the allocation ratio: 2 and 1 for 2:1."},
      {.path = "arms[].dose",
       .kind = Kind::text,
       .example = "# \"6 mg/kg\"|# \"3.6 mg/kg\"",
       .doc = "Printed, not computed with."},
      {.path = "arms[].cycle",
       .kind = Kind::text,
       .example = "# \"3 weeks\"|# \"3 weeks\"",
       .doc = "Printed, not computed with."},
  };
}

std::vector<Key> factor_keys() {
  return {
      {.path = "factors",
       .kind = Kind::tables,
       .range = {0, 16},
       .example = "-",
       .doc = "Baseline factors, independent of each other."},
      {.path = "factors[].name",
       .kind = Kind::text,
       .need = Need::required,
       .example = "\"prior_lines\"",
       .doc = "Name of the factor."},
      {.path = "factors[].levels",
       .kind = Kind::texts,
       .need = Need::required,
       .example = "[\"1\", \"2+\"]",
       .doc = "Its levels; the first is the reference."},
      {.path = "factors[].prevalence",
       .kind = Kind::numbers,
       .need = Need::required,
       .range = {0.0, 1.0, true, false},
       .example = "[0.5, 0.5]",
       .doc = "Share of participants at each level; sums to 1."},
      {.path = "factors[].hazard_ratio",
       .kind = Kind::numbers,
       .range = hazard_ratio,
       .example = "[1.0, 1.15]",
       .doc = "Prognostic hazard ratio of each level (default: all 1)."},
  };
}

std::vector<Key> sites_keys() {
  return {
      {.path = "sites", .doc = "The sites: a count, a file, or their names."},
      {.path = "sites.count",
       .kind = Kind::integer,
       .range = {1, 100'000},
       .doc = "Number of sites, named 1, 2, … and equally large."},
      {.path = "sites.file",
       .kind = Kind::text,
       .doc = "CSV file with a column site_id and, if wanted, weight; its "
              "path is relative to the config's folder."},
      {.path = "sites.site_id",
       .kind = Kind::texts,
       .doc = "Names of the sites, instead of the file's column."},
      {.path = "sites.weight",
       .kind = Kind::numbers,
       .range = weight,
       .doc = "Relative size of each site in site_id (default: all 1)."},
  };
}

std::vector<Key> randomization_keys() {
  return {
      {.path = "randomization",
       .need = Need::required,
       .example = "-",
       .doc = "How participants are allocated."},
      {.path = "randomization.procedure",
       .kind = Kind::choice,
       .fallback = "\"permuted-block\"",
       .values = "complete|random-allocation|permuted-block|biased-coin|urn|"
                 "big-stick|chen|block-urn|maximal|minimization",
       .example = "\"permuted-block\"",
       .doc = "Allocation procedure."},
      {.path = "randomization.block_sizes",
       .kind = Kind::integers,
       .range = {1, 10'000},
       .example = "[4, 6]",
       .doc = "permuted-block: block sizes, each a multiple of the allocation "
              "ratio's sum; each block's size is drawn from them."},
      {.path = "randomization.block_weights",
       .kind = Kind::integers,
       .range = {1, 1'000'000},
       .example = "# [1, 1]",
       .doc = "permuted-block: how often each size is drawn, relative "
              "(default: equally)."},
      {.path = "randomization.probability",
       .kind = Kind::number,
       .range = {0.0, 1.0},
       .doc = "biased-coin, chen, minimization: probability of the arm that is "
              "behind [1]."},
      {.path = "randomization.mti",
       .kind = Kind::integer,
       .range = {1, 1000},
       .doc = "big-stick, chen, maximal: maximum tolerated imbalance "
              "[participants]."},
      {.path = "randomization.initial_balls",
       .kind = Kind::integer,
       .range = {0, 1000},
       .doc = "urn: balls of each arm at first (default: 0)."},
      {.path = "randomization.added_balls",
       .kind = Kind::integer,
       .range = {1, 1000},
       .doc = "urn: balls of each other arm put in at a draw (default: 1)."},
      {.path = "randomization.lambda",
       .kind = Kind::integer,
       .range = {1, 1000},
       .doc = "block-urn: sets of the allocation ratio in the urn; with 1:1, "
              "blocks of twice as many."},
      {.path = "randomization.minimize_over",
       .kind = Kind::records,
       .range = {1, 17},
       .doc = "minimization: the factors, and \"site\", to balance."},
      {.path = "randomization.minimize_over[].factor",
       .kind = Kind::text,
       .need = Need::required,
       .example = "\"prior_lines\"",
       .doc = "A factor's name, or \"site\"."},
      {.path = "randomization.minimize_over[].weight",
       .kind = Kind::number,
       .fallback = "1.0",
       .range = {0.0, 1e6, true, false},
       .doc = "Its weight [1]."},
      {.path = "randomization.imbalance",
       .kind = Kind::choice,
       .values = "range|variance|sd",
       .doc = "minimization: what is taken for the imbalance of a level over "
              "the arms (default: range)."},
      {.path = "randomization.stratify_by",
       .kind = Kind::texts,
       .fallback = "[]",
       .example = "[\"prior_lines\"]",
       .doc = "Factors, and \"site\", that have lists of their own."},
      {.path = "randomization.list_length",
       .doc = "Length of the lists, up to the end of a block: default, or a "
              "stratum's, e.g. \"prior_lines=1\" (the entry with most parts "
              "holds)."},
      {.path = "randomization.list_length.*",
       .kind = Kind::integer,
       .range = {1, 10'000'000},
       .doc = "Participants."},
      {.path = "randomization.overrun",
       .kind = Kind::number,
       .range = {0.0, 100.0},
       .doc = "How much longer lists are than the participants expected in "
              "their strata [1]; two blocks at least (default: 0.5)."},
      {.path = "randomization.runout_probability",
       .kind = Kind::number,
       .range = {0.0, 1.0, true, true},
       .doc = "Probability that any list runs out before the sample is full "
              "[1]: lists are made longer where they need it (default: 0.001 "
              "where neither list_length nor overrun is given)."},
      {.path = "randomization.number_pattern",
       .kind = Kind::text,
       .doc = "Randomization numbers: {stratum}, {seq} within it, {row} of the "
              "whole list, {site}, each with a width; they must be unique "
              "(default: R{stratum:02}{seq:04})."},
  };
}

std::vector<Key> enrolment_keys() {
  return {
      {.path = "enrolment",
       .need = Need::simulated,
       .example = "-",
       .doc = "When participants enter."},
      {.path = "enrolment.model",
       .kind = Kind::choice,
       .need = Need::required,
       .values = "uniform|poisson|even",
       .later = "sites",
       .example = "\"uniform\"",
       .doc = "uniform: independent entry times with density as the rate; "
              "even: evenly spent cumulative rate; poisson: a Poisson process "
              "until the sample is full."},
      {.path = "enrolment.duration",
       .kind = Kind::duration,
       .range = positive_time,
       .example = "\"16 months\"",
       .doc = "uniform, even: the whole sample enters in it."},
      {.path = "enrolment.ramp_up",
       .kind = Kind::duration,
       .fallback = "\"0 days\"",
       .range = any_time,
       .example = "\"6 months\"",
       .doc = "The rate rises linearly from 0 to its plateau."},
      {.path = "enrolment.rates",
       .kind = Kind::records,
       .range = {1, 1000},
       .example = "# [{ until = \"6 months\", per_month = 8 }, "
                  "{ per_month = 18 }]",
       .doc = "poisson; or instead of a duration: the rate until each time."},
      {.path = "enrolment.rates[].until",
       .kind = Kind::duration,
       .range = positive_time,
       .doc = "End of the period, since enrolment opened; the last has "
              "none."},
      {.path = "enrolment.rates[].per_month",
       .kind = Kind::number,
       .need = Need::required,
       .range = {0.0, 1e9},
       .example = "14",
       .doc = "Participants a month."},
  };
}

std::vector<Key> dropout_keys() {
  return {
      {.path = "dropout",
       .example = "-",
       .doc = "Loss to follow-up: common to both arms, or a table for each "
              "arm's id (default: none)."},
      {.path = "dropout.annual_probability",
       .kind = Kind::number,
       .range = {0.0, 1.0, false, true},
       .example = "0.05",
       .doc = "Probability to drop out within a year [1]."},
      {.path = "dropout.hazard_per_month",
       .kind = Kind::number,
       .range = hazard,
       .doc = "Hazard of dropping out, instead [1/month]."},
      {.path = "dropout.*", .doc = "Dropout of the arm of this id."},
      {.path = "dropout.*.annual_probability",
       .kind = Kind::number,
       .range = {0.0, 1.0, false, true},
       .doc = "Probability to drop out within a year [1]."},
      {.path = "dropout.*.hazard_per_month",
       .kind = Kind::number,
       .range = hazard,
       .doc = "Hazard of dropping out, instead [1/month]."},
  };
}

}  // namespace rehearse::config
