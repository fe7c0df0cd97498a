// Patterns that chance doesn't make: what the linter finds of them.
#include <algorithm>

#include "rehearse/random/word_stream.hpp"
#include "unit/lists/checked_list.hpp"

using namespace rehearse;

namespace {

// "A" is the experimental arm; keys of [randomization], and of factors.
Scenario two_arms(int participants, const std::string& keys,
                  const std::string& factors = "") {
  return parse_config("[trial]\nid = 'T'\nparticipants = " +
                          std::to_string(participants) +
                          "\n[[arms]]\nid = 'A'\nrole = 'experimental'\n"
                          "[[arms]]\nid = 'B'\nrole = 'control'\n" +
                          factors + "[randomization]\n" + keys,
                      "trial.toml", Dialect::toml, folder, {}, Reading::list)
      .scenario;
}

std::string arms_as_list(const std::string& arms) {
  std::string text = "randomization_number,arm\n";
  for (std::size_t i = 0; i < arms.size(); ++i) {
    text += 'R';
    text += std::to_string(1001 + i);
    text += ',';
    text += arms[i];
    text += '\n';
  }
  return text;
}

std::vector<std::string> checks_of(const ListCheck& check) {
  std::vector<std::string> checks;
  for (const ListFinding& finding : check.findings)
    checks.push_back(finding.check);
  return checks;
}

bool has_check(const ListCheck& check, const std::string& name) {
  const auto checks = checks_of(check);
  return std::ranges::find(checks, name) != checks.end();
}

double p_of(const ListCheck& check, const std::string& name) {
  double p = 2.0;
  for (const ChanceTest& test : check.chance)
    if (test.check == name) p = std::min(p, test.p);
  return p;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("blocks that are all alike are found, however few",
          "[report][exact]") {
  const Scenario scenario = two_arms(80, "block_sizes = [4]\n");
  const ListCheck check =
      check_text(arms_as_list(repeated("ABBA", 20)), scenario);
  CHECK(has_check(check, "uniformity"));
  // 6 (1/6)^20, of the most frequent of six arrangements.
  CHECK(p_of(check, "uniformity") == Approx(1.64106673667476e-15));
  // Eight blocks are enough, where a chi-square waits for 30.
  const Scenario small = two_arms(32, "block_sizes = [4]\n");
  const ListCheck eight = check_text(arms_as_list(repeated("ABBA", 8)), small);
  CHECK(p_of(eight, "uniformity") == Approx(6.0 * std::pow(6.0, -8)));
  CHECK(has_check(eight, "uniformity"));
}

TEST_CASE("alternation and halves are found where nothing forbids them",
          "[report][exact]") {
  const std::string keys =
      GENERATE("procedure = 'complete'\n", "procedure = 'urn'\n",
               "procedure = 'biased-coin'\nprobability = 0.6667\n");
  INFO(keys);
  const Scenario scenario = two_arms(240, keys);
  for (const std::string& arms : {repeated("AB", 120), repeated("AABB", 60),
                                  repeated("A", 120) + repeated("B", 120)}) {
    const ListCheck check = check_text(arms_as_list(arms), scenario);
    CHECK((has_check(check, "repeats") || has_check(check, "sequence")));
    // After one ball of each other arm only these can be drawn.
    const bool possible =
        keys.find("urn") == std::string::npos || arms.starts_with("AB");
    if (possible)
      CHECK(std::min(p_of(check, "repeats"), p_of(check, "sequence")) < 1e-15);
  }
}

TEST_CASE("strata with the same list are found", "[report][exact]") {
  const std::string factors =
      "[[factors]]\nname = 'centre'\nlevels = ['1','2','3','4','5']\n"
      "prevalence = [0.2,0.2,0.2,0.2,0.2]\n";
  const Scenario scenario = two_arms(
      120, "block_sizes = [4]\nstratify_by = ['centre']\noverrun = 0.5\n",
      factors);
  const RandomizationList made = make_randomization_list(scenario);
  RandomizationList same = made;
  const std::size_t length = made.rows.size() / 5;
  for (std::size_t i = length; i < made.rows.size(); ++i)
    same.rows[i].assignment = made.rows[i % length].assignment;
  const auto check = [&](const RandomizationList& list) {
    return check_text(list_csv(list, ListView::unblinded), scenario);
  };
  CHECK(list_findings_text(check(made)) == "");
  CHECK(has_check(check(same), "same-list"));
  // 36 rows of 9 blocks in each of 4 strata: 6^-36 = 1e-28, times what the bet
  // costs.
  CHECK(p_of(check(same), "same-list") < 1e-24);
  CHECK(p_of(check(same), "same-list") > 1e-28);
}

TEST_CASE("sound lists have no finding but by the stated chance",
          "[report][statistical]") {
  // 4,000 lists at 1e-4 at most: 0.4 expected; more than 6 have a probability
  // of 4e-7.
  const std::string keys =
      GENERATE("block_sizes = [4]\n", "block_sizes = [2, 4]\n",
               "procedure = 'complete'\n", "procedure = 'urn'\n");
  const Scenario scenario = two_arms(60, keys);
  int found = 0;
  for (std::uint64_t k = 0; k < 1000; ++k)
    if (!check_text(list_csv(make_randomization_list(scenario, {"", "", k}),
                             ListView::unblinded),
                    scenario)
             .findings.empty())
      ++found;
  CHECK(found <= 3);
}
