#include "rehearse/report/randomization_documents.hpp"

#include "rehearse/config/load.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

LoadedConfig config_of(const std::string& randomization) {
  return parse_config(
      "[trial]\nid = 'TRIAL'\nparticipants = 200\n"
      "[[arms]]\nid = 'new'\nrole = 'experimental'\n"
      "[[arms]]\nid = 'old'\nrole = 'control'\n"
      "[[factors]]\nname = 'sex'\nlevels = ['f', 'm']\n"
      "prevalence = [0.5, 0.5]\n"
      "[sites]\nsite_id = ['A', 'B']\n[randomization]\n" +
          randomization,
      "t", Dialect::toml, "", {}, Reading::list);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the protocol's text tells nothing that can be guessed from",
          "[report]") {
  const std::string keys = GENERATE(
      "block_sizes = [46, 74]\nblock_weights = [37, 59]",
      "procedure = 'random-allocation'", "procedure = 'complete'",
      "procedure = 'biased-coin'\nprobability = 0.7437",
      "procedure = 'urn'\ninitial_balls = 46\nadded_balls = 74",
      "procedure = 'big-stick'\nmti = 46",
      "procedure = 'chen'\nmti = 46\nprobability = 0.7437",
      "procedure = 'block-urn'\nlambda = 46", "procedure = 'maximal'\nmti = 46",
      "procedure = 'minimization'\nprobability = 0.7437\n"
      "minimize_over = [{ factor = 'sex' }, { factor = 'site' }]");
  const LoadedConfig config = config_of(keys);
  const std::string text = protocol_text(config);
  for (const char* secret : {"46", "74", "37", "59"}) {
    INFO(secret);
    CHECK_FALSE(has(text, secret));
  }
  CHECK(has(text,
            "200 participants are allocated to new and old in the "
            "ratio 1:1"));
  for (const char* heading :
       {"**Sequence generation.**", "**Type of randomization.**",
        "**Allocation concealment mechanism.**", "**Implementation.**"})
    CHECK(has(text, heading));
  CHECK(has(text, "SPIRIT 2025"));
  CHECK(has(text, "CONSORT 2025"));
}

TEST_CASE("the sealed text tells everything", "[report]") {
  const LoadedConfig config = config_of(
      "block_sizes = [4, 6]\nblock_weights = [1, 3]\n"
      "stratify_by = ['sex', 'site']");
  const std::string text =
      sealed_text(config, {"TRIAL-1", "abc", 96, "operating system, 256 bits"});
  for (const char* part :
       {"permuted blocks of 4 or 6, a list for each of 4 strata (sex, site)",
        "Block size 4: weight 1", "Block size 6: weight 3", "Rows made: 96",
        "TRIAL-1, SHA-256 of list.csv abc", "Philox4x32-10",
        "operating system, 256 bits"})
    CHECK(has(text, part));
  CHECK(has(text, config.sha256));
}
