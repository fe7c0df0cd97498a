// Whole reviewed trials against slow ones: the engine's participants are walked
// day by day, looks wait for the n-th event that becomes known, and the data
// of each cut are analysed by counting. Over random scenarios.
#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "support/assessment_luck.hpp"
#include "support/catch.hpp"
#include "support/random123_words.hpp"
#include "support/random_scenario.hpp"
#include "support/reference_trial.hpp"
#include "support/shuffle.hpp"

using namespace rehearse;

namespace {

constexpr double walked_days = 4000;
constexpr double tick = 0x1p-24;  // of cuts [days]

// ---- random reviews ----

using Generator = boost::random::mt19937_64;

template <class T, std::size_t n>
const T& one_of(Generator& random, const std::array<T, n>& values) {
  return values[random() % n];
}

ReaderAccuracy random_reader(Generator& random) {
  return {one_of(random, std::array{0.5, 0.85, 1.0}),
          one_of(random, std::array{0.0, 0.03, 0.1})};
}

ArmAssessment random_arm(Generator& random) {
  static const std::array<std::vector<ScanInterval>, 4> schedules{
      {{{42, 336}, {84}}, {{42, 350}, {84}}, {{28}}, {{84, 180}, {42}}}};
  const auto& intervals = one_of(random, schedules);
  ArmAssessment arm{
      ScanSchedule{intervals, one_of(random, std::array{0, 3, 7})},
      one_of(random, std::array{0.0, 0.03, 0.4}), random_reader(random),
      Committee{random_reader(random), {}}};
  if (random() % 3 == 0)
    arm.committee.adjudication =
        Adjudication{random_reader(random), random_reader(random)};
  return arm;
}

std::vector<NamedRules> rule_sets(Generator& random) {
  using enum Treatment;
  std::vector<NamedRules> sets{
      {"fda", fda_rules},
      {"treatment-policy", treatment_policy_rules},
      {"own", {last_scan, event, event, last_scan, 0}}};
  shuffle(sets, random);
  return sets;
}

Scenario random_reviewed(std::uint64_t number) {
  Generator random{number};
  Scenario s = random_scenario(number);
  s.endpoint.death = {one_of(random, std::array{0.0, 0.05, 0.3}),
                      one_of(random, std::array{0.0, 0.001, 0.01})};
  auto sets = rule_sets(random);
  ReviewPlan review;
  review.assessment.arms = {random_arm(random), random_arm(random)};
  review.assessment.correlation = one_of(random, std::array{0.0, 0.5});
  review.assessment.stop_after_investigator =
      one_of(random, std::array{0.0, 0.9, 1.0});
  review.assessment.committee_lag = one_of(random, std::array{0.0, 20.0, 75.5});
  review.assessment.discontinuation = {
      one_of(random, std::array{0.0, 0.0005, 0.004}), 0.7, 45.0};
  review.readers = Readers::two;
  review.primary = static_cast<Reviewer>(random() % 2);
  review.rules = sets[0];
  review.also_rules = {sets[1], sets[2]};
  s.analysis.endpoint = s.analysis.trigger = {review.primary, sets[0].rules};
  s.review = review;
  return s;
}

// ---- a slow trial ----

struct SlowTrial {
  const Scenario& scenario;
  const Participants& people;
  reference::AssessmentLuck luck;
  std::vector<reference::DrawnParticipant> drawn;
  std::vector<reference::Walk> walks;

  SlowTrial(const Scenario& s, const Participants& p, std::uint64_t replicate)
      : scenario(s), people(p), luck(s.review->assessment, s.seed, replicate) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      drawn.push_back(luck.draw(i, {people.arm[i], people.progression[i],
                                    people.death[i], people.dropout_time[i]}));
      walks.push_back(reference::walk(drawn.back(), walked_days));
    }
  }

  [[nodiscard]] double lag(Reviewer reviewer) const {
    return reviewer == Reviewer::committee
               ? scenario.review->assessment.committee_lag
               : 0.0;
  }
  [[nodiscard]] Outcome outcome(std::size_t i, double day,
                                const EndpointView& view) const {
    return reference::outcome(drawn[i], walks[i], day, view.reviewer,
                              view.rules);
  }

  // Of all days on which anything becomes known, the first with an event.
  [[nodiscard]] double event_known(std::size_t i,
                                   const EndpointView& view) const {
    std::vector<double> days{drawn[i].death, walks[i].new_therapy,
                             walks[i].stopped};
    for (const auto& scan : walks[i].scans)
      days.push_back(scan.day + lag(view.reviewer));
    double first = never;
    for (const double day : days)
      if (day < std::min(first, walked_days) &&
          is_event(outcome(i, day, view).reason))
        first = day;
    return first;
  }

  [[nodiscard]] double first_call(std::size_t i, Reviewer reviewer) const {
    for (const auto& scan : walks[i].scans)
      if (reviewer == Reviewer::committee ? scan.committee : scan.investigator)
        return scan.day;
    return never;
  }

  // The last day on which something becomes known, if scans ever end.
  [[nodiscard]] double last_known(std::size_t i, Reviewer reviewer) const {
    const double end =
        std::min({first_call(i, reviewer), drawn[i].death, drawn[i].dropout});
    const double scans_end = std::min(walks[i].stopped, walks[i].new_therapy);
    return (end < never ? end : scans_end) + lag(reviewer);
  }

  [[nodiscard]] reference::Cut cut_of(const Look& look,
                                      const EndpointView& view,
                                      double previous) const {
    std::vector<reference::Participant> known(people.size());
    double last = people.entry.back();
    for (std::size_t i = 0; i < people.size(); ++i) {
      known[i].entry = people.entry[i];
      known[i].event_time = event_known(i, view);
      known[i].dropout_time = never;
      const double ends = last_known(i, view.reviewer);
      if (ends < never) last = std::max(last, people.entry[i] + ends);
    }
    const auto cut = reference::cut_of(look, known, previous);
    return cut.reached ? cut : reference::Cut{std::max(previous, last), false};
  }

  [[nodiscard]] std::vector<reference::Observation> data_at(
      double cut, const EndpointView& view) const {
    std::vector<reference::Observation> data;
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (people.entry[i] >= cut) continue;
      const Outcome seen = outcome(i, cut - people.entry[i], view);
      reference::Observation o{seen.time, is_event(seen.reason), people.arm[i],
                               0};
      for (const std::size_t f : scenario.analysis.stratify_by)
        o.stratum = o.stratum * scenario.factors[f].levels.size() +
                    level_of(scenario, people.cell[i], f);
      data.push_back(o);
    }
    return data;
  }

  [[nodiscard]] ReviewResult review_at(double cut,
                                       const EndpointView& view) const {
    ReviewResult result{};
    for (std::size_t i = 0; i < people.size(); ++i) {
      const double day = cut - people.entry[i];
      if (day <= 0) continue;
      const std::size_t arm = people.arm[i];
      const Reason reason = outcome(i, day, view).reason;
      ++result.reasons[arm][static_cast<std::size_t>(reason)];
      const double inv = first_call(i, Reviewer::investigator);
      const double irc = first_call(i, Reviewer::committee);
      const bool by_inv = inv <= day;
      const bool by_irc = irc + lag(Reviewer::committee) <= day;
      std::size_t letter = 5;
      if (by_inv && by_irc) letter = inv == irc ? 0 : inv > irc ? 1 : 2;
      if (by_inv != by_irc) letter = by_inv ? 3 : 4;
      ++result.agreement[arm][letter];
    }
    return result;
  }
};

bool same_number(double a, double b, double tolerance) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) == std::isnan(b);
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

void check_look(const LookResult& ours,
                const std::vector<reference::Observation>& data, Ties ties) {
  REQUIRE(ours.participants == data.size());
  std::array<std::uint32_t, 2> events{};
  for (const auto& o : data)
    events[static_cast<std::size_t>(o.arm)] += o.event ? 1U : 0U;
  REQUIRE(ours.events_by_arm == events);
  REQUIRE(same_number(ours.z, reference::logrank_z(data), 1e-12));
  const double beta = reference::cox_log_hazard_ratio(data, ties);
  REQUIRE(same_number(ours.hazard_ratio, std::exp(beta), 1e-9));
  for (int arm = 0; arm < 2; ++arm)
    REQUIRE(same_number(ours.median[static_cast<std::size_t>(arm)],
                        reference::kaplan_meier_median(data, arm), 1e-9));
}

// ---- the disease ----

double uniform(const Scenario& s, std::uint64_t replicate, std::uint64_t first,
               std::size_t i) {
  const StreamAddress address{s.seed, Purpose::death, replicate};
  const auto words =
      random123_words(address.counter(first + i / 2), address.key());
  const std::uint64_t high = words[i % 2 * 2 + 1];
  return std::ldexp(
      static_cast<double>(((high << 32 | words[i % 2 * 2]) >> 11) + 1), -53);
}

void check_course(const Scenario& s, std::uint64_t replicate,
                  const Participants& people, std::size_t i) {
  const double pfs = people.event_time[i];
  const double fraction = s.endpoint.death.first_event_fraction;
  const double hazard = s.endpoint.death.after_progression_hazard;
  const bool dies = fraction > 0 && uniform(s, replicate, 0, i) <= fraction;
  double death = never;
  if (pfs < never && dies) death = pfs;
  if (pfs < never && !dies && hazard > 0)
    death = pfs - std::log(uniform(s, replicate, 1ULL << 32, i)) / hazard;
  REQUIRE(people.progression[i] == (dies ? never : pfs));
  REQUIRE(people.death[i] == Approx(death).epsilon(0).margin(1e-4));
}

struct Compared {
  int looks = 0;
  int unreached = 0;
  int by_events = 0;
};

void compare(const Scenario& s, std::uint64_t replicate, Compared& compared) {
  const TrialPlan plan{s};
  const auto plans = analysis_plans(s);
  ReplicateEngine engine{plan, plans};
  const auto results = engine.run(replicate);
  const Participants& people = engine.participants();
  for (std::size_t i = 0; i < people.size(); ++i)
    check_course(s, replicate, people, i);
  const SlowTrial slow{s, people, replicate};
  const EndpointView& primary = s.analysis.endpoint;
  const std::size_t looks = s.analysis.looks.size();
  double previous = 0.0;
  for (std::size_t look = 0; look < looks; ++look) {
    CAPTURE(look);
    const double cut = results[look].analysis_time;
    if (cut > walked_days - 100) return;  // beyond the walk
    const auto theirs = slow.cut_of(s.analysis.looks[look], primary, previous);
    REQUIRE(results[look].reached == theirs.reached);
    CAPTURE(cut, theirs.time);
    REQUIRE(std::abs(cut - theirs.time) <= 2 * tick);
    previous = cut;
    for (std::size_t analysis = 0; analysis < plans.size(); ++analysis) {
      CAPTURE(analysis);
      const LookResult& ours = results[analysis * looks + look];
      REQUIRE(ours.analysis_time == cut);
      check_look(ours, slow.data_at(cut, plans[analysis].endpoint),
                 s.analysis.ties);
    }
    const ReviewResult review = slow.review_at(cut, primary);
    REQUIRE(engine.reviews()[look].reasons == review.reasons);
    REQUIRE(engine.reviews()[look].agreement == review.agreement);
    ++compared.looks;
    compared.unreached += theirs.reached ? 0 : 1;
    compared.by_events += s.analysis.looks[look].events ? 1 : 0;
  }
}

}  // namespace

TEST_CASE("reviewed trials are slow ones, look by look",
          "[montecarlo][review][exact]") {
  Compared compared;
  for (std::uint64_t number = 0; number < 120; ++number) {
    const Scenario s = random_reviewed(number);
    const std::uint64_t replicate = number % 3 == 0 ? number << 30 : number % 7;
    CAPTURE(number, replicate);
    compare(s, replicate, compared);
  }
  CHECK(compared.looks > 150);
  CHECK(compared.unreached > 5);
  CHECK(compared.by_events > 80);
}
