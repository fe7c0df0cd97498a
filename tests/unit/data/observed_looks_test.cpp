// A hypothesis's p-values by look, as `analyze --graph` reads them.
#include "rehearse/data/observed_looks.hpp"

#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Look look(const char* name, std::optional<std::size_t> with = std::nullopt) {
  Look planned;
  planned.name = name;
  planned.with = with;
  return planned;
}

// OS is looked at with PFS's second look and its third, then once by itself.
// Response has no looks; Safety's rule spends no function.
std::vector<Hypothesis> hypotheses() {
  std::vector<Hypothesis> all(4);
  all[0].name = "PFS";
  all[0].analysis.looks = {look("interim"), look("second"), look("final")};
  all[1].name = "OS";
  all[1].analysis.looks = {look("first", 1), look("with final", 2),
                           look("end")};
  all[2].name = "Response";
  all[3].name = "Safety";
  all[3].analysis.looks = {look("interim"), look("final")};
  all[3].analysis.efficacy.rule = HaybittlePeto{};
  return all;
}

std::vector<ObservedLook> read(const std::string& text) {
  return observed_looks(parse_csv(text, "p.csv"), hypotheses());
}

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(read(text));
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "no error";
}

// Of rows under the columns that there must be.
std::string row_error(const std::string& rows) {
  return error_of("hypothesis,look,events,p\n" + rows);
}

std::string spent_error(const std::string& rows) {
  return error_of("hypothesis,look,events,p,spending_time\n" + rows);
}

std::string order_error(const std::string& rows) {
  return error_of("hypothesis,look,events,p,analysis\n" + rows);
}

}  // namespace

TEST_CASE("looks are read by name or number, in any order", "[data][graph]") {
  const auto looks = read(
      "p,events,look,hypothesis,\"\"\n"
      "0.2,90,first,OS,x\n"
      "0.01,200,2,PFS,\n"
      "0.3,100,interim, PFS ,\n");
  REQUIRE(looks.size() == 3);
  CHECK(looks[0].seen.hypothesis == 0);
  CHECK(looks[0].look == 0);
  CHECK(looks[0].seen.events == 100.0);
  CHECK(looks[0].p == 0.3);
  CHECK(looks[0].seen.z == Approx(normal_upper_quantile(0.3)));
  CHECK_FALSE(looks[0].seen.spending_time);
  CHECK(looks[1].seen.hypothesis == 0);
  CHECK(looks[1].look == 1);
  CHECK(looks[2].seen.hypothesis == 1);
}

TEST_CASE("an analysis is the look's number, or that of the look it is with",
          "[data][graph]") {
  const std::string rows =
      "PFS,1,9,0.5\nPFS,2,10,0.5\nOS,1,5,0.5\nOS,2,6,0.5\nOS,3,7,0.5\n";
  const auto looks = read("hypothesis,look,events,p\n" + rows);
  CHECK(looks[0].seen.analysis == 1);
  CHECK(looks[1].seen.analysis == 2);
  CHECK(looks[2].seen.analysis == 2);
  CHECK(looks[3].seen.analysis == 3);
  CHECK(looks[4].seen.analysis == 4);  // its third, after the first's third
  const auto stated = read(
      "hypothesis,look,events,p,analysis\n"
      "PFS,1,9,0.5,2\nPFS,2,10,0.5,7\nOS,1,5,0.5,\n");
  CHECK(stated[0].seen.analysis == 2);
  CHECK(stated[1].seen.analysis == 7);
  CHECK(stated[2].seen.analysis == 2);
}

TEST_CASE("z stands for p", "[data][graph]") {
  const auto looks = read("hypothesis,look,events,z\nPFS,1,9,-1.5\n");
  CHECK(looks[0].seen.z == -1.5);
  CHECK(looks[0].p == Approx(0.9331927987));
}

TEST_CASE("spending times are of the looks that have one", "[data][graph]") {
  const auto looks = read(
      "hypothesis,look,events,p,spending_time\n"
      "PFS,1,9,0.5,0.25\nPFS,2,10,0.5,NA\nPFS,3,12,0.5,1\n");
  CHECK(looks[0].seen.spending_time == 0.25);
  CHECK_FALSE(looks[1].seen.spending_time);
  CHECK(looks[2].seen.spending_time == 1.0);
}

TEST_CASE("the control's events are among a look's", "[data][graph]") {
  const std::string head = "hypothesis,look,events,p,control_events\n";
  const auto looks = read(head +
                          "PFS,1,9,0.5,5\nPFS,2,10,0.5,\n"
                          "PFS,3,12,0.5,0\n");
  CHECK(looks[0].control_events == 5.0);
  CHECK_FALSE(looks[1].control_events);
  CHECK(looks[2].control_events == 0.0);
  CHECK(
      error_of(head + "PFS,1,9,0.5,10\n") ==
      "p.csv:2: column 'control_events': 10 of 9 events (those of the control "
      "are among them): correct one");
  CHECK(error_of(head + "PFS,1,9,0.5,-1\n").find("'control_events'") !=
        std::string::npos);
}

TEST_CASE("decimal commas are read between semicolons", "[data][graph]") {
  const auto looks = observed_looks(
      parse_csv_file("hypothesis;look;events;p\nPFS;1;9;0,25\n", "", "p.csv"),
      hypotheses());
  CHECK(looks[0].p == 0.25);
}

TEST_CASE("columns that are wrong are told", "[data][graph]") {
  CHECK(error_of("Hypothesis,look,events,p\nPFS,1,9,0.5\n") ==
        "p.csv:1: no column 'hypothesis' (did you mean 'Hypothesis'?)");
  CHECK(error_of("hypothesis,events,p\nPFS,9,0.5\n") ==
        "p.csv:1: no column 'look' (known: hypothesis, events, p)");
  CHECK(
      error_of("hypothesis,look,events,pvalue\nPFS,1,9,0.5\n") ==
      "p.csv:1: column 'pvalue' is none that is read (known: hypothesis, look, "
      "events, p, z, spending_time, analysis, control_events): rename it, or "
      "remove it");
  CHECK(error_of("hypothesis,look,events\nPFS,1,9\n") ==
        "p.csv:1: no column 'p' or 'z' (what the looks showed): add one, p "
        "one-sided");
  CHECK(error_of("hypothesis,look,events,p,z\nPFS,1,9,0.5,0\n") ==
        "p.csv:1: columns 'p' and 'z' are both there (either gives the "
        "other): remove one");
  CHECK(error_of("hypothesis,look,events,p,spending time\nPFS,1,9,0.5,1\n") ==
        "p.csv:1: column 'spending time' is none that is read (did you mean "
        "'spending_time'?): rename it, or remove it");
  CHECK(error_of("hypothesis,look,events,p\n") ==
        "p.csv:1: the file has no row (each is a look that was had): add "
        "some");
}

TEST_CASE("values that are wrong are told where they are", "[data][graph]") {
  CHECK(row_error("PFS,1,9,0.5\nPSF,2,10,0.5\n") ==
        "p.csv:3: column 'hypothesis': the config has no 'PSF' (did you mean "
        "'PFS'?)");
  CHECK(row_error("Response,1,9,0.5\n") ==
        "p.csv:2: column 'hypothesis': 'Response' has no looks in the config "
        "(of which its bounds would be): add [[hypotheses.looks]] to it");
  CHECK(row_error("PFS,finall,9,0.5\n") ==
        "p.csv:2: column 'look': hypothesis 'PFS' has no look 'finall' (did "
        "you mean 'final'?): name one, or number it from 1 to 3");
  const std::string known =
      " (known: interim, second, final): name one, or number it from 1 to 3";
  for (const std::string number : {"4", "0", "1.5"})
    CHECK(row_error("PFS," + number + ",9,0.5\n") ==
          "p.csv:2: column 'look': hypothesis 'PFS' has no look '" + number +
              "'" + known);
  for (const std::string events : {"0", "-3", "many"})
    CHECK(row_error("PFS,1," + events + ",0.5\n") ==
          "p.csv:2: column 'events': '" + events +
              "' is no number of events (a number above 0): correct it");
  for (const std::string p : {"0", "1", "1.5", "<0.001"})
    CHECK(row_error("PFS,1,9," + p + "\n") ==
          "p.csv:2: column 'p': '" + p +
              "' is no one-sided p (a number between 0 and 1): correct it");
  CHECK(row_error("PFS,1,9,0.5\nPFS,2,12,NA\n") ==
        "p.csv:3: column 'p' is empty (a row is a look that was had): fill it "
        "in, or remove the row");
  CHECK(row_error(",1,9,0.5\n") ==
        "p.csv:2: column 'hypothesis' is empty (a row is a look that was "
        "had): fill it in, or remove the row");
  CHECK(error_of("hypothesis,look,events,z\nPFS,1,9,high\n") ==
        "p.csv:2: column 'z': 'high' is no z (a number): correct it");
  CHECK(row_error("PFS\xE4,1,9,0.5\n")
            .starts_with("p.csv:2: column 'hypothesis' is no UTF-8"));
}

TEST_CASE("looks that don't follow one another are told", "[data][graph]") {
  CHECK(row_error("PFS,1,9,0.5\nOS,1,3,0.5\nPFS,interim,10,0.4\n") ==
        "p.csv:4: look 'interim' of 'PFS' is there twice, on line 2 too (a "
        "look has one p): remove one");
  CHECK(row_error("PFS,1,9,0.5\nPFS,final,10,0.4\n") ==
        "p.csv:3: look 'final' of 'PFS' is there without 'second' (a look's "
        "bound depends on those before it): add a row for that look");
  CHECK(row_error("PFS,2,9,0.5\n") ==
        "p.csv:2: look 'second' of 'PFS' is there without 'interim' (a look's "
        "bound depends on those before it): add a row for that look");
  CHECK(row_error("PFS,1,90,0.5\nPFS,2,90,0.4\n") ==
        "p.csv:3: column 'events': 90 at look 'second' of 'PFS', 90 at the "
        "look before (they grow from look to look): correct one");
}

TEST_CASE("spending times and analyses that are wrong are told",
          "[data][graph]") {
  for (const std::string time : {"0", "early"})
    CHECK(spent_error("PFS,1,9,0.5," + time + "\n") ==
          "p.csv:2: column 'spending_time': '" + time +
              "' is no spending time (a number above 0, at most 1): correct "
              "it");
  CHECK(spent_error("PFS,1,9,0.5,1\n") ==
        "p.csv:2: column 'spending_time': 1 at look 'interim', which isn't "
        "the last (nothing would be left for those after it): write less than "
        "1");
  CHECK(spent_error("PFS,1,9,0.5,\nPFS,2,10,0.5,\nPFS,3,11,0.5,0.9\n") ==
        "p.csv:4: column 'spending_time': 0.9 at the last look (which spends "
        "all that is left): write 1, or leave it empty");
  CHECK(spent_error("PFS,1,9,0.5,0.5\nPFS,2,10,0.5,0.5\n") ==
        "p.csv:3: column 'spending_time': 0.5 at look 'second' of 'PFS', 0.5 "
        "at the look before (it grows from look to look): correct one");
  CHECK(spent_error("Safety,1,9,0.5,0.5\n") ==
        "p.csv:2: column 'spending_time': 'Safety' has no spending function "
        "in the config (it would be ignored): leave it empty");
  for (const std::string number : {"0", "1.5", "late"})
    CHECK(order_error("PFS,1,9,0.5," + number + "\n") ==
          "p.csv:2: column 'analysis': '" + number +
              "' is no analysis (a whole number from 1, in calendar order): "
              "correct it, or leave it empty");
  CHECK(order_error("PFS,1,9,0.5,4\nPFS,2,10,0.5,\n") ==
        "p.csv:3: look 'second' of 'PFS' is at analysis 2, the look before it "
        "at 4 (a look comes after those before it): state both in column "
        "'analysis'");
}
