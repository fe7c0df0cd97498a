#include "rehearse/text/milestone_text.hpp"

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("milestones are read as they are written", "[text][forecast]") {
  const auto parsed =
      parse_milestones(" events 115,participants  246 , events 1e2", 246);
  CHECK(parsed.fault.empty());
  REQUIRE(parsed.milestones.size() == 3);
  CHECK(parsed.milestones[0].name == "events 115");
  CHECK(parsed.milestones[0].counted == Counted::events);
  CHECK(parsed.milestones[0].number == 115);
  CHECK(parsed.milestones[1].name == "participants 246");
  CHECK(parsed.milestones[1].counted == Counted::participants);
  CHECK(parsed.milestones[2].number == 100);
}

TEST_CASE("what is no milestone says why", "[text][forecast]") {
  const auto fault = [](const char* text) {
    const auto parsed = parse_milestones(text, 246);
    CHECK(parsed.milestones.empty());
    return parsed.fault;
  };
  CHECK(fault("") == "no milestone: write e.g. \"events 100\"");
  CHECK(fault("event 115") ==
        "'event 115' is no milestone (did you mean 'events'?): write e.g. "
        "\"events 100\"");
  CHECK(fault("events 115,,events 9") ==
        "'' is no milestone (known: events, participants): write e.g. \"events "
        "100\"");
  CHECK(fault("deaths 5") ==
        "'deaths 5' is no milestone (known: events, participants): write e.g. "
        "\"events 100\"");
  for (const char* number : {"0", "-3", "x", "1.5", ""})
    CHECK(fault((std::string{"events "} + number).c_str())
              .ends_with(" is no number of events (a whole number above 0): "
                         "write e.g. \"events 246\""));
  CHECK(fault("participants 247") ==
        "'participants 247' is never reached (the config's trial has 246 "
        "participants): write at most 246");
  CHECK(fault("events 5, events 05") ==
        "'events 5' is there twice (which changes nothing): leave one out");
}

TEST_CASE("a need is a milestone by a day", "[text][forecast]") {
  const auto parsed =
      parse_need("participants 246 by 2026-12-31", 246, "2026-12-01");
  REQUIRE(parsed.need);
  CHECK(parsed.need->milestone.name == "participants 246");
  CHECK(parsed.need->day == 30.0);
  const auto fault = [](const char* text) {
    return parse_need(text, 246, "2026-12-01").fault;
  };
  CHECK(fault("participants 246") ==
        "'participants 246' says no day (a number is needed by one): write "
        "e.g. \"participants 246 by 2026-12-31\"");
  CHECK(fault("events 300 by 2026-12-31") ==
        "'events 300' is never reached (the config's trial has 246 "
        "participants): write at most 246");
  CHECK(fault("events 5 by 31.12.2026") ==
        "'31.12.2026' is no date (year-month-day): write e.g. 2026-12-31");
  CHECK(date_fault("2026-02-29").starts_with("'2026-02-29' is no date"));
  CHECK(date_fault("2028-02-29").empty());
}

TEST_CASE("a trial's looks are its milestones", "[text][forecast]") {
  Scenario scenario;
  scenario.participants = 246;
  Look interim, calendar, last;
  interim.name = "interim";
  interim.events = 115;
  calendar.name = "calendar";
  calendar.calendar = 300.0;
  last.name = "final";
  last.events = 164;
  scenario.analysis.looks = {interim, calendar, last};
  const auto all = planned_milestones(scenario, 245);
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "participants 246");
  CHECK(all[1].name == "interim");
  CHECK(all[1].number == 115);
  CHECK(all[2].name == "final");
  CHECK(planned_milestones(scenario, 246).size() == 2);
}
