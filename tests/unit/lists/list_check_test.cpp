// The linter of lists: sound ones, and what it says of any.
#include "rehearse/lists/list_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rehearse/config/load.hpp"
#include "rehearse/lists/list_report.hpp"
#include "rehearse/random/word_stream.hpp"
#include "rehearse/text/number_text.hpp"
#include "unit/lists/checked_list.hpp"

using namespace rehearse;

namespace {

// Every procedure's keys, the first its name.
std::string every_procedure() {
  return GENERATE("permuted-block|block_sizes=[4]",
                  "permuted-block|block_sizes=[2,4,6]", "complete|",
                  "random-allocation|", "biased-coin|probability=0.6667",
                  "urn|", "big-stick|mti=2", "chen|mti=2|probability=0.7",
                  "block-urn|lambda=2", "maximal|mti=2");
}

std::vector<std::string> keys_of(const std::string& procedure) {
  std::vector<std::string> set;
  std::istringstream in{procedure};
  for (std::string key; std::getline(in, key, '|');)
    set.push_back("randomization." + (set.empty() ? "procedure=" + key : key));
  return set;
}

}  // namespace

TEST_CASE("a right list has no finding, whatever made it",
          "[report][exact][LST-02]") {
  const std::string keys = every_procedure();
  std::vector<std::string> set = keys_of(keys);
  const std::string strata = GENERATE("[]", "['sex']", "['sex', 'site']");
  set.push_back("randomization.stratify_by=" + strata);
  set.emplace_back("trial.participants=101");
  INFO(keys << ' ' << strata);
  const Scenario scenario = scenario_of(set, {"block_sizes", "list_length"});
  const RandomizationList made = make_randomization_list(scenario);
  ListCheckOptions options;
  options.made = &made;
  const std::string text = list_csv(made, ListView::unblinded);
  const ListCheck check = check_text(text, scenario, options);
  CHECK(list_findings_text(check) == "");
  CHECK(check.rows == made.rows.size());
  CHECK(check.strata == made.strata.size());
  CHECK(check.not_checked.empty());
  CHECK(check.blocks.has_value() == (keys[0] == 'p'));
}

TEST_CASE("a right list has no finding with the arms alone",
          "[report][exact]") {
  const std::string keys = every_procedure();
  INFO(keys);
  std::vector<std::string> set = keys_of(keys);
  set.emplace_back("randomization.stratify_by=[]");
  set.emplace_back("trial.participants=300");
  const Scenario scenario = scenario_of(set, {"block_sizes", "list_length"});
  std::string text = "arm\n";
  for (const ListRow& row : make_randomization_list(scenario).rows)
    text += scenario.arms[row.assignment.arm].id + '\n';
  const ListCheck check = check_text(text, scenario);
  CHECK(list_findings_text(check) == "");
  std::vector<std::string> unseen{
      "randomization numbers (no column randomization_number)",
      "codes of strata (no column stratum_id)",
      "places in strata (no column seq_in_stratum)"};
  if (keys[0] == 'p') {
    unseen.emplace_back("names of blocks (no column block_id)");
    unseen.emplace_back("stated block sizes (no column block_size)");
    unseen.emplace_back("places in blocks (no column seq_in_block)");
    const bool one_size = keys.find(',') == std::string::npos;
    CHECK(check.blocks.has_value() == one_size);
    if (!one_size)
      unseen.emplace_back(
          "blocks (no column tells where they begin, and they have several "
          "sizes or unknown strata)");
  }
  CHECK(check.not_checked == unseen);
}

TEST_CASE("a list as short as the config says has no finding",
          "[report][exact]") {
  const Scenario scenario =
      scenario_of({"randomization.list_length={'sex=f'=8,'sex=m'=16}"});
  CHECK(list_findings_text(check_text(list_of(scenario), scenario)) == "");
}

TEST_CASE("a right list has no finding, however many strata",
          "[report][exact]") {
  const int strata = GENERATE(1, 25, 26, 27, 31, 64, 100, 677);
  const std::string key = GENERATE("levels", "sites");
  std::string names;
  std::string shares;
  for (int i = 1; i <= strata; ++i) {
    names += '\'';
    names += std::to_string(i);
    names += "',";
    shares += "0.0009765625,";  // 1/1024
  }
  // The first level has the rest.
  const std::string rest = exact_text(1.0 - (strata - 1) / 1024.0);
  std::vector<std::string> set{"trial.participants=100"};
  if (key == "levels") {
    set.push_back("factors[0].levels=[" + names + "]");
    set.push_back("factors[0].prevalence=[" + rest + ',' + shares.substr(13) +
                  "]");
  } else {
    set.push_back("sites.site_id=[" + names + "]");
    set.emplace_back("randomization.stratify_by=['site']");
  }
  const Scenario scenario = scenario_of(set, {"list_length"});
  const RandomizationList list = make_randomization_list(scenario);
  CHECK(list.strata.size() == static_cast<std::size_t>(strata));
  const ListCheck check =
      check_text(list_csv(list, ListView::unblinded), scenario);
  CHECK(list_findings_text(check) == "");
  CHECK(check.strata == list.strata.size());
}

TEST_CASE("what minimization allocated has no finding", "[report][exact]") {
  const Scenario scenario = scenario_of(
      {"randomization.procedure=minimization", "randomization.probability=0.8",
       "randomization.minimize_over=[{factor='site'},{factor='sex'}]"},
      {"block_sizes", "stratify_by", "list_length"});
  std::string arrivals = "sex,site_id\n";
  for (int i = 0; i < 30; ++i)
    arrivals += std::string{i % 3 == 0 ? "f" : "m"} + ',' +
                (i % 5 == 0 ? "A" : "B") + '\n';
  const RandomizationList list =
      allocate_arrivals(scenario, parse_csv(arrivals, "arrivals.csv"));
  const ListCheck check =
      check_text(list_csv(list, ListView::unblinded), scenario);
  CHECK(list_findings_text(check) == "");
  CHECK(check.rows == 30);
}

TEST_CASE("of a kind of finding twenty are shown", "[report][exact]") {
  const Scenario scenario = scenario_of({});
  std::string text = "arm\n";
  for (int i = 0; i < 30; ++i) text += "none\n";
  const ListCheck check = check_text(text, scenario);
  REQUIRE(check.findings.size() == 21);
  CHECK(check.findings[0].line == 2);
  CHECK(check.findings[19].line == 21);
  CHECK(check.findings[20].line == 0);
  CHECK(check.findings[20].check == "arms");
  CHECK(check.findings[20].message == "and 10 more");
}

namespace {

// Blocks of AABB, each place swapped with one from `first(i)` on.
template <class First>
std::string shuffled_list(int blocks, const First& first) {
  WordStream words{{1, Purpose::allocation, 0}, 0};
  std::string text = "arm\n";
  for (int b = 0; b < blocks; ++b) {
    std::array<const char*, 4> block{"old\n", "old\n", "new\n", "new\n"};
    for (std::uint32_t i = 0; i < 4; ++i)
      std::swap(block.at(i), block.at(first(i) + words.below(4 - first(i))));
    for (const char* arm : block) text += arm;
  }
  return text;
}

}  // namespace

TEST_CASE("a list of a bad shuffle is found out (R11)",
          "[report][statistical]") {
  const Scenario scenario =
      scenario_of({"randomization.stratify_by=[]", "trial.participants=40000"},
                  {"list_length"});
  const ListCheck good = check_text(
      shuffled_list(10'000, [](std::uint32_t i) { return i; }), scenario);
  CHECK(list_findings_text(good) == "");
  REQUIRE(good.sizes.size() == 1);
  CHECK(good.sizes[0].blocks == 10'000);
  REQUIRE(good.sizes[0].arrangements);
  CHECK(good.sizes[0].arrangements->df == 5);
  const ListCheck bad = check_text(
      shuffled_list(10'000, [](std::uint32_t) { return 0U; }), scenario);
  REQUIRE_FALSE(bad.findings.empty());
  for (const ListFinding& finding : bad.findings)
    CHECK(finding.check == "uniformity");
}

TEST_CASE("sizes that don't occur by their weights are found out",
          "[report][statistical]") {
  const std::vector<std::string> set{"randomization.block_sizes=[2,4]",
                                     "trial.participants=3000",
                                     "randomization.stratify_by=[]"};
  const std::string text =
      list_csv(make_randomization_list(scenario_of(set, {"list_length"})),
               ListView::unblinded);
  // Equally often in the list; its check is told another thing.
  std::vector<std::string> other = set;
  other.emplace_back("randomization.block_weights=[3,1]");
  const ListCheck right = check_text(text, scenario_of(set, {"list_length"}));
  CHECK(list_findings_text(right) == "");
  REQUIRE(right.size_frequencies);
  CHECK(right.size_frequencies->df == 1);
  // Whole blocks say their sizes themselves.
  std::string unsaid = text;
  unsaid.replace(unsaid.find("block_size"), 10, "unknown_to");
  const ListCheck counted =
      check_text(unsaid, scenario_of(set, {"list_length"}));
  CHECK(list_findings_text(counted) == "");
  CHECK(counted.not_used == std::vector<std::string>{"unknown_to"});
  REQUIRE(counted.size_frequencies);
  CHECK(counted.size_frequencies->statistic ==
        right.size_frequencies->statistic);
  const ListCheck wrong = check_text(text, scenario_of(other, {"list_length"}));
  REQUIRE_FALSE(wrong.findings.empty());
  for (const ListFinding& finding : wrong.findings)
    CHECK((finding.check == "block-sizes" || finding.check == "sequence"));
}

TEST_CASE("what was checked is summed up", "[report][exact]") {
  const Scenario scenario = scenario_of({});
  const ListCheck check = check_text(list_of(scenario), scenario);
  CHECK(summary_of(check) ==
        "24 rows, 2 strata, 6 blocks\n"
        "  old: 12\n"
        "  new: 12\n"
        "  blocks of 4: 6 whole; arrangements: no chi-square (fewer than 5 "
        "expected of each)\n"
        "  could chance have made it?\n"
        "    the most frequent arrangement of blocks of 4: p = 0.3737\n"
        "    the arms' numbers: p = 1.0000\n"
        "    the arms against other ways to make a list: p = 1.0000\n"
        "    strata that have the same list: p = 1.0000\n"
        "    rows that repeat others: p = 1.0000\n"
        "    (a finding if p < 2e-05: at most 1 sound list in 10,000 has any)\n"
        "  the probability that a list runs out before 24 participants are "
        "allocated is 0.84\n"
        "0 findings\n");
  const auto json = nlohmann::json::parse(json_of(check));
  CHECK(json["rows"] == 24);
  CHECK(json["arms"]["new"] == 12);
  CHECK(json["block_sizes"][0]["blocks"] == 6);
  CHECK(json["block_sizes"][0]["arrangements"].is_null());
  CHECK(json["findings"].empty());
  const auto bad =
      nlohmann::json::parse(json_of(check_text("arm\n\xff\n", scenario)));
  CHECK(bad["findings"].back()["check"] == "arms");
}

TEST_CASE("a list's further columns are no finding", "[report][exact]") {
  const Scenario scenario = scenario_of({});
  std::string text = list_of(scenario);
  bool is_header = true;
  for (auto at = text.find('\n'); at != std::string::npos;
       at = text.find('\n', at + 12)) {
    text.insert(at, is_header ? ",kit_number" : ",K123456789");
    is_header = false;
  }
  const ListCheck check = check_text(text, scenario);
  CHECK(list_findings_text(check) == "");
  CHECK(check.not_used == std::vector<std::string>{"kit_number"});
  CHECK(summary_of(check).find("columns not used: kit_number") !=
        std::string::npos);
}

TEST_CASE("coded values are read by a map", "[report][exact]") {
  const Scenario scenario = scenario_of({});
  std::string text = list_of(scenario);
  const auto replace_all = [&](const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  replace_all(",new\n", ",1\n");
  replace_all(",old\n", ",2\n");
  replace_all(",f,", ",F,");
  ListCheckOptions options;
  CHECK_FALSE(check_text(text, scenario).findings.empty());
  options.writing.values = {
      {"arm", "1", "new"}, {"arm", "2", "old"}, {"sex", "F", "f"}};
  const RandomizationList made = make_randomization_list(scenario);
  options.made = &made;
  const ListCheck check = check_text(text, scenario, options);
  CHECK(list_findings_text(check) == "");
  CHECK(check.reproduction == Reproduction::cells);
  options.writing.values = {{"amr", "1", "new"}};
  const ListCheck wrong = check_text(text, scenario, options);
  CHECK(wrong.findings[0].message ==
        "'amr' is no column whose values may be coded (did you mean 'arm'?): "
        "correct the value map");
}

TEST_CASE("the verdict says whether the seed makes the list",
          "[report][exact]") {
  const Scenario scenario = scenario_of({});
  const RandomizationList made = make_randomization_list(scenario);
  const std::string text = list_csv(made, ListView::unblinded);
  const auto verdict = [&](const std::string& list) {
    ListCheckOptions options;
    options.made = &made;
    options.bytes = list;
    const std::string summary = summary_of(check_text(list, scenario, options));
    return summary.substr(summary.rfind('\n', summary.size() - 2) + 1);
  };
  CHECK(verdict(text) ==
        "0 findings; byte for byte what this config and seed make\n");
  std::string quoted = text;
  quoted.replace(quoted.find(",f,"), 3, ",\"f\",");
  CHECK(verdict(quoted) ==
        "0 findings; cell for cell what this config and seed make, though not "
        "byte for byte (line ends, quotes, columns or codes differ)\n");
  std::string other = text;
  other.replace(other.find("R010001"), 7, "R019991");
  CHECK(verdict(other) == "1 finding; not what this config and seed make\n");
  const std::string without = summary_of(check_text(text, scenario));
  CHECK(without.ends_with("\n0 findings\n"));
}

TEST_CASE("whether a list will run out is said", "[report][exact]") {
  const std::string keys =
      "[sites]\ncount = 62\n"
      "[randomization]\nblock_sizes = [4]\nstratify_by = ['site']\n";
  const auto scenario = [&](const std::string& more) {
    return parse_config(
               "[trial]\nid = 'T'\nparticipants = 250\n"
               "[[arms]]\nid = 'A'\nrole = 'experimental'\n"
               "[[arms]]\nid = 'B'\nrole = 'control'\n" +
                   keys + more,
               "trial.toml", Dialect::toml, folder, {}, Reading::list)
        .scenario;
  };
  const Scenario stated = scenario("overrun = 0.5\n");
  const std::string eight = list_of(stated);
  const ListCheck short_lists = check_text(eight, scenario(""));
  REQUIRE(short_lists.runout);
  CHECK(short_lists.runout->probability == Approx(0.769300238404754));
  CHECK(list_findings_text(short_lists) == "");
  CHECK(summary_of(short_lists)
            .find("the probability that a list runs out before 250 "
                  "participants are allocated is 0.77 (the config wants at "
                  "most 0.001)\n") != std::string::npos);
  const ListCheck as_stated = check_text(eight, stated);
  CHECK(summary_of(as_stated).find("the config wants") == std::string::npos);
  CHECK(nlohmann::json::parse(json_of(as_stated)).at("runout_probability") ==
        Approx(0.769300238404754));
  const ListCheck long_lists = check_text(list_of(scenario("")), scenario(""));
  CHECK(list_findings_text(long_lists) == "");
  CHECK(long_lists.runout->probability == Approx(5.62989747586728e-05));
}
