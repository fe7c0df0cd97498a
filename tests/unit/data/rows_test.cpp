#include <array>
#include <limits>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/data/observed_arms.hpp"
#include "rehearse/data/replicate_rows.hpp"
#include "rehearse/data/trial_listing.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Four participants entering on days 0, 10, 20 and 30, in two strata.
ListedTrial four_participants() {
  ListedTrial report;
  Scenario& scenario = report.config.scenario;
  scenario.arms[0] = {"control", Role::control, 1, "", ""};
  scenario.arms[1] = {"new, drug", Role::experimental, 1, "", ""};
  scenario.experimental_first = true;
  scenario.factors = {{"sex", {"f", "m"}, {0.5, 0.5}, {1, 1}},
                      {"event", {"x", "y", "z"}, {0.2, 0.3, 0.5}, {1, 1, 1}}};
  scenario.randomization.stratify_by = {0};
  scenario.analysis.stratify_by = {0, 1};
  Look look;
  look.name = std::string{"final"};
  scenario.analysis.looks = {look};
  Participants& people = report.trial.participants;
  people.entry = {0, 10, 20, 30};
  people.cell = {5, 0, 4, 1};  // sex * 3 + event
  people.stratum = {1, 0, 1, 0};
  people.block = {0, 0, 0, 0};
  people.arm = {1, 0, 0, 1};
  people.event_time = {12.5, 40, never, 3};
  people.dropout_time = {12.5, 8.25, never, never};
  report.trial.looks.resize(1);
  report.trial.looks[0].analysis_time = 30;
  return report;
}

}  // namespace

TEST_CASE("participants are seen as of the cut", "[report][exact]") {
  // The event on the day of dropout counts; the fourth enters at the cut.
  CHECK(trial_csv(four_participants(), TrialTable::participants) ==
        "participant,site,stratum,sex,factor_event,block,seq_in_stratum,arm,"
        "entry_days,event_days,dropout_days,time_days,event,reason,"
        "analysis_stratum\n"
        "1,,sex=m,m,z,1,1,\"new, drug\",0,12.5,12.5,12.5,1,event,"
        "sex=m;event=z\n"
        "2,,sex=f,f,x,1,1,control,10,40,8.25,8.25,0,dropout,sex=f;event=x\n"
        "3,,sex=m,m,y,1,2,control,20,,,10,0,administrative,sex=m;event=y\n");
}

TEST_CASE("sites end the name of a stratum of theirs", "[report][exact]") {
  ListedTrial report = four_participants();
  Scenario& scenario = report.config.scenario;
  scenario.sites = {{"S1", 1.0}, {"S2", 1.0}};
  report.trial.participants.site = {1, 0, 0, 0};
  const auto has = [&](const std::string& cells) {
    return trial_csv(report, TrialTable::participants)
               .find("\n1,S2," + cells + ",m,z,") != std::string::npos;
  };
  CHECK(has("sex=m"));
  scenario.randomization.by_site = true;
  report.trial.participants.stratum = {3, 0, 2, 0};  // site is fastest
  CHECK(has("sex=m;site=S2"));
  scenario.randomization = {};
  scenario.analysis.stratify_by.clear();
  report.trial.participants.stratum = {0, 0, 0, 0};
  CHECK(has("all"));
  CHECK(trial_csv(report, TrialTable::participants).find(",event,all\n") !=
        std::string::npos);
}

TEST_CASE("a replicate is a row for each look", "[report][exact]") {
  const Scenario scenario = four_participants().config.scenario;
  LookResult look;
  look.reached = true;
  look.reject = true;
  look.events = 7;
  look.events_by_arm = {5, 2};
  look.participants = 9;
  look.analysis_time = 2.0 * days_per_month;
  look.z = 0.1;
  look.efficacy_z = infinite;  // may not stop
  look.futility_z = -0.5;
  look.stop = Stop::futility;
  look.hazard_ratio = 0.5;
  look.log_hazard_ratio_se = 0.25;
  look.median = {days_per_month, infinite};
  std::string text = replicate_header(scenario);
  append_replicate_rows(text, scenario, 4, std::array{look});
  CHECK(text ==
        "replicate,look,reached,reject,first_rejection,events,"
        "\"events_new, drug\",events_control,participants,"
        "analysis_time_months,z,efficacy_z,hazard_ratio,"
        "\"median_months_new, drug\",median_months_control,"
        "log_hazard_ratio_se,futility_z,stop,test\n"
        "4,final,1,1,0,7,2,5,9,2,0.1,,0.5,,1,0.25,-0.5,futility,logrank\n");
}

TEST_CASE("progression and death have columns where they are told apart",
          "[report][exact]") {
  ListedTrial report = four_participants();
  report.config.scenario.factors[0].name = std::string{"death_days"};
  report.config.scenario.endpoint.death = {0.05, 0.01};
  report.config.scenario.id = std::string{"T"};
  report.config.scenario.participants = 12;
  report.trial.participants.progression = {12.5, never, never, 3};
  report.trial.participants.death = {20.25, 40, never, never};
  CHECK(trial_csv(report, TrialTable::participants) ==
        "participant,site,stratum,factor_death_days,factor_event,block,"
        "seq_in_stratum,arm,entry_days,event_days,dropout_days,time_days,event,"
        "reason,analysis_stratum,progression_days,death_days\n"
        "1,,death_days=m,m,z,1,1,\"new, drug\",0,12.5,12.5,12.5,1,event,"
        "death_days=m;event=z,12.5,20.25\n"
        "2,,death_days=f,f,x,1,1,control,10,40,8.25,8.25,0,dropout,"
        "death_days=f;event=x,,40\n"
        "3,,death_days=m,m,y,1,2,control,20,,,10,0,administrative,"
        "death_days=m;event=y,,\n");
  // Entered on 1, 11 and 21 January; the cut is 31 January. Dropped out on day
  // 12.5 with a death after it: that isn't known.
  report.config.scenario.start_date = std::string{"2025-01-01"};
  report.config.scenario.endpoint.name = std::string{"PFS"};
  CHECK(
      trial_csv(report, TrialTable::adtte) ==
      "STUDYID,USUBJID,SUBJID,TRT01P,TRT01PN,PARAM,PARAMCD,STARTDT,ADT,ADY,"
      "AVAL,"
      "AVALU,CNSR,EVNTDESC,CNSDTDSC,STRATAR,STRATA\n"
      "T,T-01,1,\"new, drug\",1,PFS (days),PFS,2025-01-01,2025-01-13,13,12.5,"
      "DAYS,0,progression,,death_days=m,death_days=m;event=z\n"
      "T,T-01,1,\"new, drug\",1,Overall Survival (days),OS,2025-01-01,"
      "2025-01-13,13,12.5,DAYS,5,lost to follow-up,dropout,death_days=m,"
      "death_days=m;event=z\n"
      "T,T-02,2,control,2,PFS (days),PFS,2025-01-11,2025-01-19,9,8.25,DAYS,5,"
      "lost to follow-up,dropout,death_days=f,death_days=f;event=x\n"
      "T,T-02,2,control,2,Overall Survival (days),OS,2025-01-11,2025-01-19,9,"
      "8.25,DAYS,5,lost to follow-up,dropout,death_days=f,"
      "death_days=f;event=x\n"
      "T,T-03,3,control,2,PFS (days),PFS,2025-01-21,2025-01-30,10,10,DAYS,6,"
      "no event at the data cut,data cut,death_days=m,death_days=m;event=y\n"
      "T,T-03,3,control,2,Overall Survival (days),OS,2025-01-21,2025-01-30,10,"
      "10,DAYS,6,no event at the data cut,data cut,death_days=m,"
      "death_days=m;event=y\n");
}

TEST_CASE("without deaths the endpoint alone is listed, by its name",
          "[report][exact]") {
  ListedTrial report = four_participants();
  report.config.scenario.endpoint.name = std::string{"2nd PFS by IRC, months"};
  const std::string text = trial_csv(report, TrialTable::adtte);
  CHECK(text.find(",\"2nd PFS by IRC, months (days)\",NDPFSBYI,,,13,12.5,DAYS,"
                  "0,event,,") != std::string::npos);
  CHECK(text.find(",OS,") == std::string::npos);
}

TEST_CASE("a replicate's rows say whose events count under which rules",
          "[report][exact]") {
  Scenario scenario = four_participants().config.scenario;
  scenario.review = ReviewPlan{{},
                               Readers::two,
                               Reviewer::committee,
                               {"fda", fda_rules},
                               {{"treatment-policy", treatment_policy_rules}}};
  scenario.analysis.also_tests = {WeightedLogRankTest{}};
  CHECK(replicate_header(scenario).ends_with(",stop,test,reader,rules\n"));
  std::string text;
  append_replicate_rows(text, scenario, 4, std::array<LookResult, 4>{});
  std::vector<std::string> ends;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    ends.push_back(text.substr(text.find("logrank", at),
                               text.find('\n', at) - text.find("logrank", at)));
  CHECK(ends == std::vector<std::string>{"logrank,irc,fda", "logrank,irc,fda",
                                         "logrank,irc,treatment-policy",
                                         "logrank,investigator,fda"});
}

TEST_CASE("an arm's keys are who has entered, as the cut finds them",
          "[data]") {
  const auto arms = observed_arms(four_participants());
  REQUIRE(arms.size() == 2);
  // Lost on day 8.25, and ten days in the trial; who enters at the cut isn't.
  const auto key = [](double days, bool event) {
    return pack(ticks(days), 0, Role::control, event);
  };
  CHECK(arms[0] == ArmKeys{key(8.25, false), key(10, false)});
  CHECK(arms[1] == ArmKeys{key(12.5, true)});
  CHECK(at_risk_at(arms[0], 0) == 2);
  CHECK(at_risk_at(arms[0], ticks(8.25)) == 2);
  CHECK(at_risk_at(arms[0], ticks(8.25) + 1) == 1);
  CHECK(at_risk_at(arms[0], ticks(10) + 1) == 0);
}

TEST_CASE("a hypothesis's keys are of those whom it compares, to its endpoint",
          "[data]") {
  ListedTrial report = four_participants();
  Scenario& scenario = report.config.scenario;
  Participants& people = report.trial.participants;
  people.death = {never, 7, never, 3};
  Hypothesis deaths;
  deaths.endpoint = HypothesisEndpoint::os;
  deaths.analysis = scenario.analysis;
  deaths.analysis.comparison.overall_survival = true;
  Hypothesis males = deaths;  // of PFS
  males.endpoint = HypothesisEndpoint::pfs;
  males.analysis.comparison = {.population = {{0, 1}}};
  scenario.hypotheses = {deaths, males};
  report.trial.looks.resize(2, report.trial.looks[0]);
  const auto key = [](double days, bool event) {
    return pack(ticks(days), 0, Role::control, event);
  };
  const auto arms = compared_arms(report);
  REQUIRE(arms.size() == 2);
  // A death on day 7; the progression on day 12.5 isn't one, the dropout is.
  CHECK(arms[0] == ArmKeys{key(7, true), key(10, false)});
  CHECK(arms[1] == ArmKeys{key(12.5, false)});
  report.look = 1;
  CHECK(compared_arms(report)[0] == ArmKeys{key(10, false)});
  CHECK(compared_arms(report)[1] == ArmKeys{key(12.5, true)});
  // Nor another arm than its own, nor who was randomized in error.
  scenario.arms.push_back({"other", Role::experimental, 1, "", ""});
  scenario.hypotheses[1].analysis.comparison.arm = 2;
  CHECK(compared_arms(report)[1].empty());
  people.ineligible = {0, 0, 1, 0};
  CHECK(compared_arms(report)[0].empty());
}

TEST_CASE("ADSL has a row for each participant", "[data][exact][SIM-18]") {
  ListedTrial report = four_participants();
  Scenario& scenario = report.config.scenario;
  scenario.id = std::string{"T"};
  scenario.participants = 10;
  scenario.start_date = std::string{"2025-01-01"};
  CHECK(trial_csv(report, TrialTable::adsl) ==
        "STUDYID,USUBJID,SUBJID,TRT01P,TRT01PN,TRT01A,TRT01AN,RANDDT,FASFL,"
        "STRATAR,STRAT1D,STRAT1R,BLFAC1D,BLFAC1\n"
        "T,T-01,1,\"new, drug\",1,\"new, drug\",1,2025-01-01,Y,sex=m,sex,m,"
        "event,z\n"
        "T,T-02,2,control,2,control,2,2025-01-11,Y,sex=f,sex,f,event,x\n"
        "T,T-03,3,control,2,control,2,2025-01-21,Y,sex=m,sex,m,event,y\n");
  // A level may be recorded wrong, and somebody be found ineligible; dates are
  // missing without a start.
  scenario.start_date.clear();
  scenario.sites = {{"S1", 1.0}, {"S2", 1.0}};
  scenario.conduct = Conduct{};
  scenario.conduct->misstratified.push_back({0, 0.1});
  Participants& people = report.trial.participants;
  people.site = {1, 0, 0, 0};
  people.recorded = {2, 0, 4, 1};
  people.ineligible = {0, 1, 0, 0};
  const std::string text = trial_csv(report, TrialTable::adsl);
  CHECK(text.starts_with("STUDYID,USUBJID,SUBJID,SITEID,TRT01P,"));
  CHECK(text.find(",STRAT1D,STRAT1R,STRAT1V,BLFAC1D,BLFAC1\n") != text.npos);
  CHECK(
      text.find("\nT,T-01,1,S2,\"new, drug\",1,\"new, drug\",1,,Y,sex=m,sex,f,"
                "m,event,z\n") != text.npos);
  CHECK(text.find("\nT,T-02,2,S1,control,2,control,2,,N,") != text.npos);
}
