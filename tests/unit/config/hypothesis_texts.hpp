#pragma once

#include "files.hpp"

// Configs that state the keys of hypotheses, of several arms and of deaths.
namespace rehearse::test {

inline std::string with_all_replaced(std::string text, const std::string& from,
                                     const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

inline LoadedConfig load_with(const std::string& text,
                              const std::vector<std::string>& set) {
  return load_toml(text, {set, {}, {}});
}

/// The config of hypotheses with one text changed.
inline Scenario scenario_of(const std::string& from, const std::string& to) {
  return load_toml(replaced(hypotheses_text(), from, to)).scenario;
}

/// A config whose analysis is that of its one hypothesis.
inline std::string as_hypothesis(const std::string& text) {
  return with_all_replaced(
      with_all_replaced(
          replaced(text, "[analysis]\n",
                   "[analysis]\nalpha = 0.025\n[[hypotheses]]\nname = 'H'\n"
                   "alpha = 0.025\n"),
          "[analysis.", "[hypotheses."),
      "[[analysis.", "[[hypotheses.");
}

/// Tests, rules and looks of a hypothesis's own.
inline std::vector<std::string> texts_of_own_analyses() {
  const std::string base = base_text();
  const std::string rule = "spending = \"lan-demets-pocock\"";
  const auto with_rule = [&](const std::string& other) {
    return replaced(base, rule, other);
  };
  std::vector<std::string> texts{
      replaced(base, "[analysis]\n",
               "[analysis]\nties = 'exact'\nplanned_events = 121\n"
               "null_hazard_ratio = 1.1\ntest = 'logrank'\n"),
      replaced(with_rule("spending = 'kim-demets'\nparameter = 3\n"
                         "information = 'planned'"),
               "events = 80",
               "calendar = '9 months'\ninformation_fraction = 0.5\n"
               "[[analysis.looks]]\nname = 'second'\nevents = 90\n"
               "follow_up = '3 months'\nat = 'latest'\n"
               "wait_at_most = '6 months'\nefficacy = false"),
      replaced(with_rule("boundary = 'wang-tsiatis'\nparameter = 0.2\n"
                         "[analysis.futility]\nbinding = true\n"
                         "trend = 'design'\n"
                         "[analysis.harm]\nalpha = 0.05\nspending = 'user'\n"
                         "cumulative_alpha = [0.01, 0.05]\n"
                         "information = 'actual'"),
               "events = 80", "events = 80\nfutility_z = 0.0\nharm = false"),
      with_rule("spending = 'user'\ncumulative_alpha = [0.01, 0.025]\n"
                "[analysis.futility]\nspending = 'kim-demets'\nparameter = 2\n"
                "power = 0.85\n[analysis.harm]\nboundary = 'haybittle-peto'\n"
                "parameter = 2.5"),
      with_rule(rule + "\n[analysis.futility]\nspending = 'user'\n"
                       "cumulative_beta = [0.02, 0.1]"),
      replaced(base, "events = 80", "information = 0.7")};
  for (const char* bound :
       {"futility_conditional_power = 0.2", "futility_hazard_ratio = 0.95"})
    texts.push_back(
        replaced(base, "events = 80",
                 std::string{"events = 80\nfutility = true\n"}.append(bound)));
  for (std::string& text : texts) text = as_hypothesis(text);
  return texts;
}

/// Models of the time from progression to death, and what differs by arm.
inline std::vector<std::string> texts_of_deaths() {
  const std::string base = hypotheses_text();
  const auto with_model = [&](const std::string& model) {
    return replaced(base, "after_progression_median = \"12 months\"\n",
                    "[endpoint.death.after_progression]\n" + model + "\n");
  };
  const std::vector<std::string> models{
      "distribution = 'exponential'\nmedian = '9 months'",
      "distribution = 'exponential'\nhazard_per_month = 0.1",
      "distribution = 'exponential'\n"
      "survival = [{ at = '6 months', probability = 0.5 }]",
      "distribution = 'weibull'\nscale = '9 months'\nshape = 0.8",
      "distribution = 'log-normal'\nmedian = '9 months'\nsigma = 1.2",
      "distribution = 'piecewise-exponential'\nperiods = [{ until = '6 "
      "months', hazard_per_month = 0.1 }, { hazard_per_month = 0.06 }]"};
  std::vector<std::string> texts;
  for (const std::string& model : models) {
    texts.push_back(with_model(model));
    texts.push_back(
        with_model("distribution = 'cure'\ncured = 0.1\n"
                   "[endpoint.death.after_progression.uncured]\n" +
                   model));
  }
  texts.push_back(
      replaced(base, "probability = 0.3\nhazard_ratio = 0.8",
               "probability = 0.3\nacceleration = 1.25\n"
               "delay_mean = '1 month'\navailable_from = 2026-07-01\n"
               "[endpoint.death.arms.new]\nfraction = 0.2\n"
               "after_progression_hazard_ratio = 0.9"));
  texts.push_back(replaced(base, "fraction = 0.1",
                           "fraction = 0.1\n"
                           "after_progression_hazard_ratio = 0.95"));
  return texts;
}

/// Three hypotheses of one look each, those of PFS at one.
inline std::string one_look_text() {
  std::string text = hypotheses_text();
  for (const char* interim :
       {"[[analysis.looks]]\nname = \"interim\"\ninformation = 0.7\n",
        "[[hypotheses.looks]]\nname = \"first\"\nwith = \"final\"\n"})
    text = replaced(text, interim, "");
  return replaced(text, "alpha = 0.01\n",
                  "alpha = 0.01\n[[hypotheses.looks]]\nname = \"final\"\n"
                  "with = \"final\"\n");
}

/// With tests that use their correlation.
inline std::string parametric_text() {
  return replaced(one_look_text(), "[multiplicity]\n",
                  "[multiplicity]\nparametric = true\n");
}

/// With Dunnett's bound of the two of PFS, which are all.
inline std::string dunnett_text() {
  const std::string text = one_look_text();
  const auto os = text.find("[[hypotheses]]\nname = \"OS\"");
  return replaced(
      replaced(text.substr(0, os) + "[simulation]\nseed = 7\n",
               "alpha = 0.015\n", "alpha = 0.015\ndunnett = true\n"),
      "alpha = 0.01\n", "alpha = 0.01\ndunnett = true\n");
}

/// Configs that state every key of hypotheses between them.
inline std::vector<std::string> texts_of_hypotheses() {
  const std::string base = hypotheses_text();
  const std::string effect = "[endpoint.effects.extra]\nhazard_ratio = 0.7";
  std::vector<std::string> texts{
      base,
      parametric_text(),
      dunnett_text(),
      replaced(base, effect,
               "[endpoint.effects.extra]\nperiods = [{ until = '3 months', "
               "hazard_ratio = 1.0 }, { hazard_ratio = 0.5 }]"),
      replaced(base, effect,
               "[endpoint.effects.extra]\n"
               "hazard_ratio_by = { sex = { f = 0.6, m = 0.7 } }"),
      replaced(as_hypothesis(base_text()), "hazard_ratio = 0.6",
               "hazard_ratio_by = { sex = { f = 0.6, m = 0.7 } }"),
      replaced(base, "alpha = 0.01\n",
               "alpha = 0.01\nlook_back = true\nharm_hazard_ratio = 1.3\n"
               "population = { sex = 'f', age = '<65' }\n"
               "stratify_by = ['sex']\nspending_time = [0.5, 1.0]\n"),
      replaced(base, "information = 0.7\n",
               "events = 40\nevents_in = { sex = 'f' }\n"
               "information_fraction = 0.7\n"),
      replaced(base, "with = \"final\"\n",
               "events = 40\nevents_in = { sex = 'f' }\n"
               "information_fraction = 0.7\n")};
  // The first has looks of its own; [analysis] has those of the others.
  texts.push_back(replaced(
      replaced(base,
               "[[analysis.looks]]\nname = \"interim\"\ninformation = 0.7\n",
               "[[analysis.looks]]\nname = \"interim\"\nwith = 'one'\n"),
      "alpha = 0.015\n",
      "alpha = 0.015\n[[hypotheses.looks]]\nname = 'one'\nevents = 60\n"
      "[[hypotheses.looks]]\nname = 'final'\nevents = 90\n"));
  texts.push_back(base_text() +
                  "[[hypotheses]]\nname = 'I'\nendpoint = "
                  "'pfs-investigator'\nalpha = 0.025\n"
                  "[assessment]\nschedule = [{ every = '6 weeks' }]\n"
                  "[review]\n");
  for (const auto& more : {texts_of_own_analyses(), texts_of_deaths()})
    texts.insert(texts.end(), more.begin(), more.end());
  return texts;
}

}  // namespace rehearse::test
