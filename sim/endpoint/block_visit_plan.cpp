#include <algorithm>

#include "rehearse/endpoint/block_visits.hpp"

namespace rehearse {

namespace {

// A word is below a limit of up to 2^32 if its ordered number is below this;
// but for the word 2^32 - 1 and the limit 2^32.
std::int32_t limit_of(std::uint64_t limit) {
  const std::uint64_t most = std::min<std::uint64_t>(limit, 0xFFFFFFFF);
  return static_cast<std::int32_t>(static_cast<std::int64_t>(most) -
                                   (std::int64_t{1} << 31));
}

// A table says what a word is, and gives findings in the words' order: the
// first word that isn't `before`, by halving.
template <class Before>
std::int32_t limit_where(const Before& before) {
  std::uint64_t low = 0;
  std::uint64_t high = std::uint64_t{1} << 32;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    if (before(static_cast<std::uint32_t>(middle)))
      low = middle + 1;
    else
      high = middle;
  }
  return limit_of(low);
}

BlockVisitPlan::Limits limits_of(const FindingTable& table, TumourState state) {
  const auto is = [&](std::uint32_t word, auto... findings) {
    return ((table.find(word, state) == findings) || ...);
  };
  using enum Finding;
  return {
      limit_where([&](std::uint32_t w) { return is(w, both); }),
      limit_where([&](std::uint32_t w) { return is(w, both, investigator); }),
      limit_where([&](std::uint32_t w) {
        return is(w, both, investigator, committee);
      })};
}

BlockVisitPlan::Arm arm_of(const AssessmentPlan::Arm& arm) {
  BlockVisitPlan::Arm ours;
  const auto& [schedule, findings] = arm;
  for (std::size_t visit = 0; visit < ours.first_day.size(); ++visit)
    ours.first_day[visit] = std::min(
        schedule.nominal_day(static_cast<int>(visit)) - schedule.window(),
        never_day);
  ours.window_days = 2 * schedule.window() + 1;
  ours.limits = {limits_of(findings, TumourState::stable),
                 limits_of(findings, TumourState::progressed)};
  ours.missed_from =
      limit_where([&](std::uint32_t w) { return !findings.is_missed(w); });
  return ours;
}

}  // namespace

BlockVisitPlan::BlockVisitPlan(const AssessmentPlan& plan)
    : arms{arm_of(plan.arms[0]), arm_of(plan.arms[1])},
      stop_limit(limit_of(plan.stop_words)),
      has_stops(plan.stop_words > 0 || plan.new_therapy_words > 0),
      whole(&plan),
      visits(most_visits) {
  const auto fits = [&](int count) {  // two at a time
    return std::ranges::all_of(arms, [&](const Arm& arm) {
      return arm.first_day[static_cast<std::size_t>(count)] + arm.window_days <=
             no_scan_day;
    });
  };
  while (visits > 0 && !fits(visits)) visits -= 2;
  for (std::size_t visit = 0; visit < earliest.size(); ++visit)
    earliest[visit] =
        std::min(arms[0].first_day[visit], arms[1].first_day[visit]);
}

}  // namespace rehearse
