#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/endpoint/assessment_plan.hpp"
#include "rehearse/endpoint/disease.hpp"
#include "rehearse/endpoint/frailty.hpp"
#include "rehearse/endpoint/model_spec.hpp"
#include "rehearse/randomization/procedure_spec.hpp"
#include "rehearse/trial/analysis_plan.hpp"
#include "rehearse/trial/conduct.hpp"
#include "rehearse/trial/forecast_plan.hpp"
#include "rehearse/trial/hypothesis.hpp"

namespace rehearse {

/// Arms are indexed by role everywhere inside: 0 control, 1 experimental and
/// on. An analysis compares two.
enum class Role : std::uint8_t { control = 0, experimental = 1 };
inline constexpr std::size_t arm_count = 2;

struct Arm {
  std::string id;
  Role role = Role::control;
  int allocation = 1;  ///< share of the ratio
  std::string dose;    ///< printed only
  std::string cycle;   ///< printed only
};

/// A baseline factor. Levels are independent between factors.
struct Factor {
  std::string name;
  std::vector<std::string> levels;
  std::vector<double> prevalence;    ///< [1], sums to 1
  std::vector<double> hazard_ratio;  ///< [1], prognostic, against hazard 1
};

struct Site {
  std::string id;
  double weight = 1.0;  ///< share of the participants, relative
  // Of enrolment by sites, where they are the site's own:
  std::optional<double> opens = {};  ///< [days]
  std::optional<double> rate = {};   ///< screened [participants/day]
  std::optional<int> cap = {};       ///< who enter, at most
  std::string region = {};           ///< of `SitesPlan::regions`, or none
};

/// A factor, or the site, whose levels minimization balances.
struct MinimizedMargin {
  std::optional<std::size_t> factor;  ///< index; empty: the site
  double weight = 1.0;
};

/// A procedure within each stratum; or minimization, which has none.
struct RandomizationPlan {
  ProcedureSpec procedure;
  std::vector<std::size_t> stratify_by;  ///< indices of factors
  bool by_site = false;                  ///< site is a stratum too
  std::vector<MinimizedMargin> minimize_over;
  std::string number_pattern;  ///< of randomization numbers
  /// That any list runs out, which lists are made long enough for [1]; none
  /// where the config states their lengths.
  std::optional<double> runout_probability;
};

/// Whose allocations a guesser has seen: everybody's in the newcomer's stratum,
/// or those at his own site in it.
enum class GuesserView : std::uint8_t { everybody, own_site };

/// An investigator who guesses the next allocation enrols accordingly: see
/// `SelectionBiasStage`.
struct SelectionBias {
  double hazard_ratio = 1.0;  ///< of whom he enrols for the experimental arm;
                              ///< its inverse for the control arm
  GuesserView view = GuesserView::everybody;  ///< own_site: needs sites
};

enum class EnrolmentModel { uniform, poisson, even, sites };

/// Rate until a time since enrolment opened; the last period is unbounded.
struct RatePeriod {
  double until = unbounded;  ///< [days]
  double rate = 0.0;         ///< [participants/day]
};

/// How sites without a date of their own open over a time: site i of n at i / n
/// of it, or each at random in it.
enum class OpeningDistribution { even, uniform };

/// Days in which nobody is screened.
struct Pause {
  double from = 0.0;   ///< since enrolment opened [days]
  double until = 0.0;  ///< [days]
};

/// Sites that open together: over a time of their own, from a day on.
struct Region {
  std::string name;
  double opens = 0.0;             ///< [days]
  std::optional<double> opening;  ///< [days]; none: as the others'
};

/// Enrolment by sites: see `SiteEnrolment`.
struct SitesPlan {
  double opening = 0.0;  ///< [days]
  OpeningDistribution distribution = OpeningDistribution::even;
  double rate = 0.0;  ///< mean of a site, screened [participants/day]
  std::optional<double> rate_shape;  ///< of the gamma distribution; none: alike
  std::optional<int> cap;            ///< who enter at a site, at most
  double screening = 0.0;            ///< from consent to entry [days]
  double screen_failure = 0.0;       ///< share of those screened [1]
  std::vector<Pause> pauses;         ///< ascending, apart
  std::vector<Region> regions;
};

struct EnrolmentPlan {
  EnrolmentModel model = EnrolmentModel::uniform;
  double duration = 0.0;          ///< [days], uniform and even
  double ramp_up = 0.0;           ///< [days], linear from 0 to the plateau
  std::vector<RatePeriod> rates;  ///< poisson; or the profile instead of ramp
  SitesPlan by_site = {};         ///< sites
};

/// A treatment's hazard ratio by the level of a factor: a predictive factor.
struct EffectByLevel {
  std::size_t factor = 0;
  std::vector<double> hazard_ratio;  ///< [1], of each level
};

/// What an experimental arm beyond the first does: one of the three.
struct TreatmentEffect {
  std::vector<EffectPeriod> periods;
  std::optional<ModelSpec> model;
  std::optional<EffectByLevel> by_level;
};

struct EndpointPlan {
  std::string name;
  ModelSpec control;
  std::vector<EffectPeriod> effect;       ///< one period: proportional hazards
  std::optional<ModelSpec> experimental;  ///< instead of `effect`
  std::optional<EffectByLevel> by_level;  ///< instead of both
  std::vector<TreatmentEffect> further;  ///< of the experimental arms 2, 3, ...
  DeathModel death;                      ///< its part in PFS, and after it
};

/// A rule set by its name in the config.
struct NamedRules {
  std::string name;
  CensoringRules rules;
};

/// Who reads the scans: one perfect reader, or the investigator and the
/// committee, who err.
enum class Readers { perfect, two };

/// How PFS is observed by scans that are read.
struct ReviewPlan {
  AssessmentSpec assessment;
  Readers readers = Readers::perfect;
  Reviewer primary = Reviewer::committee;
  NamedRules rules;
  std::vector<NamedRules> also_rules;  ///< on the same data and looks
};

/// What the stated control median and hazard ratio are: of the disease, or as
/// they are found by the committee.
enum class StatedEffect { latent, observed_by_committee };

/// What `size` leaves free: the events (and so the time of the last look), the
/// participants, the enrolment rate, or the follow-up after the last entry.
enum class SolveFor { events, participants, rate, follow_up };

/// A prior on the log hazard ratio: normal, or a table.
struct NormalPrior {
  double mean = 0.0;
  double sd = 0.0;  ///< > 0
};
struct TablePrior {
  struct Row {
    double hazard_ratio;
    double probability;  ///< [1], sum 1
  };
  std::vector<Row> rows;
};
using EffectPrior = std::variant<NormalPrior, TablePrior>;

/// The whole trial, and what is assumed of it. A value: times in days.
struct Scenario {
  std::string id;
  std::string title;
  int participants = 0;
  std::string start_date;           ///< ISO, empty for none
  std::vector<Arm> arms{2};         ///< [0] control, the others experimental
  bool experimental_first = false;  ///< the config's order, for printing
  std::vector<Factor> factors;
  std::vector<Site> sites;         ///< empty: no sites
  std::optional<Frailty> frailty;  ///< of the sites; empty: none
  RandomizationPlan randomization;
  EnrolmentPlan enrolment;
  EndpointPlan endpoint;
  std::array<double, arm_count> dropout_hazard{};  ///< [1/day]
  /// Of the experimental arms 2, 3, ... [1/day].
  std::vector<double> further_dropout_hazard;
  std::optional<ReviewPlan> review;  ///< empty: events are seen at once
  StatedEffect stated = StatedEffect::latent;
  AnalysisPlan analysis;  ///< of the first hypothesis, where there are some
  std::vector<Hypothesis> hypotheses;  ///< empty: the analysis is the only one
  Multiplicity multiplicity;           ///< of the hypotheses
  std::optional<SelectionBias> selection_bias;  ///< empty: enrolment is blind
  std::optional<Conduct> conduct;               ///< empty: no errors in it
  std::optional<EffectPrior> prior;             ///< empty: no assurance
  SolveFor solve = SolveFor::participants;      ///< of `size`
  ForecastPlan forecast;                        ///< of `forecast`
  std::uint64_t replicates = 100'000;
  std::uint64_t seed = 1;  ///< Philox key
  /// Where each randomization stratum's stream begins (hash of its canonical
  /// name, made outside the engine). Strata are numbered with the last
  /// factor of `stratify_by` fastest, and site fastest of all.
  std::vector<std::uint64_t> stratum_streams;
  /// How long each stratum's list is to be, up to the end of a block. Random
  /// allocation and the maximal procedure need it in the simulator, the others
  /// may leave it empty.
  std::vector<std::uint32_t> stratum_lengths;
  /// How many rows of it are made: as many, or under those two procedures
  /// those of one or more lists of that length, one behind the other.
  std::vector<std::uint32_t> stratum_rows;
};

/// Share of an experimental arm in the participants who are in it or in the
/// control.
[[nodiscard]] inline double experimental_share(const Scenario& scenario,
                                               std::size_t arm = 1) {
  const int control = scenario.arms[0].allocation;
  const int experimental = scenario.arms[arm].allocation;
  return experimental / static_cast<double>(control + experimental);
}

}  // namespace rehearse
