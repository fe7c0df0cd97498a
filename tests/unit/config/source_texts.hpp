#pragma once

#include <string>
#include <vector>

#include "files.hpp"

namespace rehearse::test {

/// The text with a source below the header of a table.
inline std::string with_source(const std::string& text,
                               const std::string& header) {
  return replaced(text, header + "\n",
                  header + "\nsource = 'of " + header + "'\n");
}

/// Configs in which every table of assumptions says where it is from.
inline std::vector<std::string> texts_of_sources() {
  std::string whole = replaced(base_text(), "name = \"sex\"",
                               "name = \"sex\"\nsource = 'registry'");
  whole +=
      "[sites.frailty]\nsource = 's'\ndistribution = 'gamma'\n"
      "variance = 0.1\n[endpoint.death]\nsource = 's'\nfraction = 0.1\n"
      "[assessment]\nsource = 's'\nschedule = [{ every = '6 weeks' }]\n"
      "[assessment.arms.new]\nsource = 's'\nmissed_probability = 0.1\n"
      "[review]\nsource = 's'\n[review.investigator]\nsource = 's'\n"
      "[review.irc]\nsource = 's'\n[review.second_irc]\nsource = 's'\n"
      "[review.adjudicator]\nsource = 's'\n"
      "[review.discontinuation]\nsource = 's'\n"
      "[conduct]\nsource = 's'\nineligible = 0.01\n"
      "[assurance]\nsource = 's'\n"
      "log_hazard_ratio = { mean = -0.5, sd = 0.2 }\n";
  for (const char* table : {"[sites]", "[enrolment]", "[endpoint.control]",
                            "[endpoint.effect]", "[dropout]"})
    whole = with_source(whole, table);
  const std::string own =
      replaced(replaced(base_text(), "[endpoint.effect]\nhazard_ratio = 0.6",
                        "[endpoint.experimental]\nsource = 's'\n"
                        "distribution = 'exponential'\nmedian = '9 months'"),
               "[dropout]\nannual_probability = 0.05",
               "[dropout.new]\nsource = 's'\nannual_probability = 0.05\n"
               "[dropout.old]\nhazard_per_month = 0.01");
  std::string hypotheses = hypotheses_text();
  for (const char* table :
       {"[endpoint.effects.new]", "[endpoint.death.switch]"})
    hypotheses = with_source(hypotheses, table);
  return {whole, own, hypotheses};
}

}  // namespace rehearse::test
