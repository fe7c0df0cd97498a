#include "rehearse/text/milestone_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rehearse/core/words.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse {
namespace {

constexpr std::array<Word<Counted>, 2> counted_words{
    Word<Counted>{"events", Counted::events},
    {"participants", Counted::participants}};
constexpr std::string_view word_of(Counted counted) {
  return counted_words[static_cast<std::size_t>(counted)].text;
}

Milestone milestone_of(Counted counted, int number) {
  return {fmt::format("{} {}", word_of(counted), number), counted, number};
}

struct ParsedMilestone {
  Milestone milestone;
  std::string fault;
};

ParsedMilestone fault(std::string text) { return {{}, std::move(text)}; }

ParsedMilestone parse_number_of(Counted counted, std::string_view text,
                                std::string_view number, int participants) {
  const auto count = parse_typed_count(number);
  if (!count || *count == 0)
    return fault(fmt::format(
        "'{}': '{}' is no number of {} (a whole number "
        "above 0): write e.g. \"{} {}\"",
        text, number, word_of(counted), word_of(counted), participants));
  if (*count > static_cast<std::uint64_t>(participants))
    return fault(
        fmt::format("'{}' is never reached (the config's trial has {} "
                    "participants): write at most {}",
                    text, participants, participants));
  return {milestone_of(counted, static_cast<int>(*count)), {}};
}

// "events 115".
ParsedMilestone parse_milestone(std::string_view text, int participants) {
  const auto space = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, space);
  for (const auto& one : counted_words)
    if (one.text == word)
      return parse_number_of(one.value, text, trimmed(text.substr(space)),
                             participants);
  constexpr std::array<std::string_view, 2> known{counted_words[0].text,
                                                  counted_words[1].text};
  return fault(fmt::format("'{}' is no milestone{}: write e.g. \"events 100\"",
                           text, suggestion(word, known)));
}

}  // namespace

ParsedMilestones parse_milestones(std::string_view list, int participants) {
  ParsedMilestones all;
  for (const std::string_view part : split(list, ',')) {
    auto [milestone, wrong] = parse_milestone(trimmed(part), participants);
    if (!wrong.empty()) return {{}, std::move(wrong)};
    const bool twice = std::ranges::count(all.milestones, milestone.name,
                                          &Milestone::name) > 0;
    if (twice)
      return {{},
              fmt::format("'{}' is there twice (which changes nothing): leave "
                          "one out",
                          milestone.name)};
    all.milestones.push_back(std::move(milestone));
  }
  if (all.milestones.empty())
    all.fault = "no milestone: write e.g. \"events 100\"";
  return all;
}

ParsedNeed parse_need(std::string_view text, int participants,
                      std::string_view origin) {
  constexpr std::string_view by = " by ";
  const auto at = text.find(by);
  if (at == std::string_view::npos)
    return {std::nullopt,
            fmt::format("'{}' says no day (a number is needed by one): write "
                        "e.g. \"participants {} by 2026-12-31\"",
                        text, participants)};
  auto [milestone, wrong] =
      parse_milestone(trimmed(text.substr(0, at)), participants);
  const std::string_view date = trimmed(text.substr(at + by.size()));
  if (wrong.empty()) wrong = date_fault(date);
  if (!wrong.empty()) return {std::nullopt, std::move(wrong)};
  return {Need{std::move(milestone), days_between(origin, date)}, {}};
}

std::string date_fault(std::string_view text) {
  if (is_date(text)) return {};
  return fmt::format("'{}' is no date (year-month-day): write e.g. 2026-12-31",
                     text);
}

std::vector<Milestone> planned_milestones(const Scenario& scenario,
                                          int enrolled) {
  std::vector<Milestone> all;
  if (enrolled < scenario.participants)
    all.push_back(milestone_of(Counted::participants, scenario.participants));
  for (const Look& look : scenario.analysis.looks)
    if (look.events) all.push_back({look.name, Counted::events, *look.events});
  return all;
}

}  // namespace rehearse
