#include "rehearse/endpoint/block_assessment.hpp"

#include <algorithm>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

constexpr Step longest_step = never_step - 1;

std::size_t at(std::size_t i, std::size_t lane) {
  return i * block_lanes + lane;
}

}  // namespace

BlockAssessment::BlockAssessment(const AssessmentPlan& plan,
                                 std::size_t participants)
    : plan_(plan),
      visits_(plan),
      histories_(participants),
      scans_{Column<std::int16_t>(participants * most_visits * block_lanes),
             Column<std::int16_t>(participants * block_lanes)},
      final_(participants),
      open_(participants),
      exposure_(participants * block_lanes),
      end_(participants * block_lanes, longest_step),
      limit_(participants * block_lanes),
      own_exposure_(participants * block_lanes),
      own_(participants) {
  expect(plan.arms.size() == 2, "a block is of two arms");
  for (ReadScans& read : read_) read.last.resize(participants);
}

void BlockAssessment::assess(std::uint64_t seed, std::uint64_t replicate,
                             const CourseColumns& courses,
                             std::span<const double> entry, double until) {
  BlockFollowing following{visits_, seed,       replicate, courses, entry,
                           until,   histories_, scans_,    final_,  open_};
  follow_block(following);
  shortened_ = following.shortened;
  arms_ = courses.arm;
  entry_ = entry;
  have_cuts_ = false;
  limit_completeness();
  for (std::size_t l = 0; l < block_lanes; ++l)
    if ((following.unsure >> l & 1U) != 0) complete_before_[l] = 0.0;
}

// Times have 30 bits; and whose visits weren't all followed was well on the
// first day of the next one.
void BlockAssessment::limit_completeness() {
  for (std::size_t l = 0; l < block_lanes; ++l)
    complete_before_[l] = entry_[l] + never_day;
  any_open_ = 0;
  for (std::size_t i = 0; i < rows(); ++i) {
    if (open_[i] == 0) continue;
    any_open_ |= open_[i];
    for (std::size_t l = 0; l < block_lanes; ++l) {
      if ((open_[i] >> l & 1U) == 0) continue;
      const auto next = static_cast<std::size_t>(scans_.visits[at(i, l)]) + 1;
      complete_before_[l] = std::min(complete_before_[l],
                                     entry_[at(i, l)] + visits_.earliest[next]);
    }
  }
}

Step BlockAssessment::lag_of(Reviewer reviewer) const {
  return reviewer == Reviewer::committee
             ? static_cast<Step>(plan_.committee_lag / duration_step)
             : 0;
}

BlockKnowledge BlockAssessment::known_at(const Lanes<double>& cuts,
                                         Reviewer reviewer) {
  if (!have_cuts_ || !std::ranges::equal(cuts.of, cuts_.of)) {
    find_exposures(entry_, cuts, exposure_);
    cuts_ = cuts;
    have_cuts_ = true;
    for (ReadScans& read : read_) read.known = false;
  }
  const Step lag = lag_of(reviewer);
  ReadScans& read = read_[lag == 0 ? 0 : 1];
  if (!read.known) {
    for (std::size_t k = 0; k < limit_.size(); ++k)
      limit_[k] = exposure_[k] - lag;
    find_last_scans(scans_, histories_, limit_, read.last);
    read.known = true;
  }
  return {arms_, histories_, exposure_, read.last};
}

BlockKnowledge BlockAssessment::known_in_end() {
  return {arms_, histories_, end_, final_};
}

BlockKnowledge BlockAssessment::known_on(std::span<const Step> exposure,
                                         Reviewer reviewer) {
  const Step lag = lag_of(reviewer);
  for (std::size_t k = 0; k < limit_.size(); ++k) {
    own_exposure_[k] = std::min(exposure[k], longest_step);
    limit_[k] = own_exposure_[k] - lag;
  }
  find_last_scans(scans_, histories_, limit_, own_);
  return {arms_, histories_, own_exposure_, own_};
}

BlockReviewedEndpoint::BlockReviewedEndpoint(BlockAssessment& assessment,
                                             const EndpointView& view)
    : assessment_(assessment),
      rules_(assessment.plan(), view.rules, view.reviewer),
      known_(assessment.rows() * block_lanes),
      time_(known_.size()),
      reason_(known_.size()),
      day_(known_.size()) {}

// As `Assessment::event_known`: where no situation makes an event and scans are
// read at once, an event is known when it happens.
void BlockReviewedEndpoint::settle() {
  std::ranges::fill(known_, never_step);
  if (rules_.lag > 0 || makes_events(rules_.rules)) {
    ask_on_days();
    ask_of_scans_before_death();
    return;
  }
  find_outcomes(rules_, assessment_.known_in_end(), time_, reason_);
  note_events(reason_, time_, known_);
}

void BlockReviewedEndpoint::ask_on_days() {
  const auto histories = assessment_.histories();
  const auto ask = [&](const auto& day_of) {
    for (std::size_t i = 0; i < histories.size(); ++i)
      for (std::size_t l = 0; l < block_lanes; ++l)
        day_[at(i, l)] = day_of(i, l);
    find_outcomes(rules_, assessment_.known_on(day_, rules_.reviewer), time_,
                  reason_);
    note_events(reason_, day_, known_);
  };
  ask([&](std::size_t i, std::size_t l) { return histories[i].death[l]; });
  ask([&](std::size_t i, std::size_t l) {
    return histories[i].new_therapy[l];
  });
  ask([&](std::size_t i, std::size_t l) {
    return histories[i].scans_stopped[l];
  });
  ask([&](std::size_t i, std::size_t l) {
    const Day day = histories[i]
                        .first_call[static_cast<std::size_t>(rules_.reviewer)]
                        .day[l];
    return (day << step_bits) + rules_.lag;
  });
  if (makes_events(rules_.rules))  // until then `no_scan`
    ask([&](std::size_t i, std::size_t l) {
      return first_scan(i, l) + rules_.lag;
    });
}

// A death may wait for the reading of a scan before it.
void BlockReviewedEndpoint::ask_of_scans_before_death() {
  const auto histories = assessment_.histories();
  std::ranges::fill(day_, longest_step);
  for (bool any = true; any;) {
    any = false;
    const BlockKnowledge until =
        assessment_.known_on(day_, Reviewer::investigator);
    for (std::size_t i = 0; i < histories.size(); ++i)
      for (std::size_t l = 0; l < block_lanes; ++l) {
        const LastScanRow& scan = until.last[i];
        const Step read = (scan.day[l] << step_bits) + rules_.lag;
        const bool waits = scan.visit[l] > 0 && read > histories[i].death[l];
        any = any || waits;
        day_[at(i, l)] = waits ? read : 0;
      }
    if (!any) return;
    find_outcomes(rules_, assessment_.known_on(day_, rules_.reviewer), time_,
                  reason_);
    for (std::size_t k = 0; k < day_.size(); ++k)
      if (day_[k] == 0)
        reason_[k] = static_cast<std::uint8_t>(Reason::no_event);
    note_events(reason_, day_, known_);
    for (Step& day : day_) day = day == 0 ? 0 : day - rules_.lag - 1;
  }
}

Step BlockReviewedEndpoint::first_scan(std::size_t i, std::size_t lane) const {
  const ScanDays& scans = assessment_.scans();
  const std::int16_t* day =
      scans.day.data() + i * most_visits * block_lanes + lane;
  for (int v = 0; v < scans.visits[at(i, lane)]; ++v, day += block_lanes)
    if (*day < no_scan_day) return Step{*day} << step_bits;
  return never_step;
}

void BlockReviewedEndpoint::find_outcomes_at(const Lanes<double>& cuts) {
  find_outcomes(rules_, assessment_.known_at(cuts, rules_.reviewer), time_,
                reason_);
}

Step BlockReviewedEndpoint::last_known(std::size_t i, std::size_t lane) const {
  const HistoryRow& row = assessment_.histories()[i];
  const Day called =
      row.first_call[static_cast<std::size_t>(rules_.reviewer)].day[lane];
  const Step from =
      std::min({called << step_bits, row.death[lane], row.dropout[lane]});
  if (from < never_step) return from + rules_.lag;
  const Step end = row.scan_end[lane];
  return end < never_step ? end + rules_.lag : never_step;
}

}  // namespace rehearse
