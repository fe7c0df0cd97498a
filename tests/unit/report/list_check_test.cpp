// The linter of lists. Broken lists are in the table beside: see its head for
// the form.
#include "rehearse/report/list_check.hpp"

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rehearse/config/load.hpp"
#include "rehearse/random/word_stream.hpp"
#include "rehearse/report/list_report.hpp"
#include "rehearse/report/number_text.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const std::string folder = REHEARSE_SOURCE_DIR "/tests/unit/report/";

std::string read_text(const std::string& name) {
  std::ifstream in{folder + name, std::ios::binary};
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Scenario scenario_of(const std::vector<std::string>& set,
                     const std::vector<std::string>& forget = {}) {
  return parse_config(read_text("checked_list.toml"), "trial.toml",
                      Dialect::toml, folder, {set, {}, {}, forget},
                      Reading::list)
      .scenario;
}

std::string list_of(const Scenario& scenario) {
  return list_csv(make_randomization_list(scenario), ListView::unblinded);
}

ListCheck check_text(const std::string& text, const Scenario& scenario,
                     const ListCheckOptions& options = {}) {
  return check_list(parse_csv(text, "list.csv"), scenario, options);
}

struct Case {
  std::string name;
  std::vector<std::string> set;
  std::vector<std::string> forget;
  std::optional<std::string> list;
  std::vector<std::pair<std::string, std::string>> edits;
  std::vector<RenamedColumn> columns;
  bool compared = false;
  std::string expected;
};

std::string with_line_ends(std::string text) {
  for (auto at = text.find("\\n"); at != std::string::npos;
       at = text.find("\\n", at))
    text.replace(at, 2, 1, '\n');
  return text;
}

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  std::istringstream in{read_text("broken_lists.txt")};
  for (std::string line; std::getline(in, line);) {
    const auto space = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, space);
    const std::string rest = line.substr(std::min(space + 1, line.size()));
    if (word.empty() || word == "#") continue;
    if (word == "case") {
      cases.emplace_back().name = rest;
      continue;
    }
    REQUIRE_FALSE(cases.empty());
    Case& one = cases.back();
    if (word == "!") {
      one.set.push_back(rest);
    } else if (word == "forget") {
      one.forget.push_back(rest);
    } else if (word == "=") {
      one.list = one.list.value_or("") + with_line_ends(rest);
    } else if (word == "-") {
      one.edits.emplace_back(with_line_ends(rest), "");
    } else if (word == "+") {
      one.edits.back().second = with_line_ends(rest);
    } else if (word == "column") {
      const auto equal = rest.find('=');
      one.columns.push_back({rest.substr(0, equal), rest.substr(equal + 1)});
    } else if (word == "compared") {
      one.compared = true;
    } else if (word == ">") {
      one.expected += "list.csv" + rest + '\n';
    } else {
      FAIL("no such line: " << line);
    }
  }
  return cases;
}

std::string edited(std::string text, const Case& broken) {
  for (const auto& [from, to] : broken.edits) {
    const auto at = text.find(from);
    INFO("edit " << from << " of\n" << text);
    REQUIRE(at != std::string::npos);
    REQUIRE(text.find(from, at + 1) == std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("every fault of a broken list is found and said",
          "[report][errors]") {
  const std::vector<Case> cases = read_cases();
  REQUIRE(cases.size() >= 30);
  for (const Case& broken : cases) {
    INFO("case " << broken.name);
    const Scenario scenario = scenario_of(broken.set, broken.forget);
    const RandomizationList made = make_randomization_list(scenario);
    const std::string own = list_csv(made, ListView::unblinded);
    ListCheckOptions options;
    options.columns = broken.columns;
    if (broken.compared) options.made = &made;
    const std::string text = edited(broken.list.value_or(own), broken);
    CHECK(list_findings_text(check_text(text, scenario, options)) ==
          broken.expected);
  }
}

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

TEST_CASE("a right list has no finding, whatever made it", "[report][exact]") {
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
  REQUIRE(bad.findings.size() == 1);
  CHECK(bad.findings[0].check == "uniformity");
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
  CHECK(counted.findings.size() == 1);  // the unknown column
  REQUIRE(counted.size_frequencies);
  CHECK(counted.size_frequencies->statistic ==
        right.size_frequencies->statistic);
  const ListCheck wrong = check_text(text, scenario_of(other, {"list_length"}));
  REQUIRE(wrong.findings.size() == 1);
  CHECK(wrong.findings[0].check == "block-sizes");
}

TEST_CASE("what was checked is summed up", "[report][exact]") {
  const Scenario scenario = scenario_of({});
  const ListCheck check = check_text(list_of(scenario), scenario);
  CHECK(list_summary_text(check) ==
        "24 rows, 2 strata, 6 blocks\n"
        "  old: 12\n"
        "  new: 12\n"
        "  blocks of 4: 6 whole; arrangements: not tested (fewer than 5 "
        "expected of each)\n"
        "  (a chi-square is a finding if p < 1e-06)\n");
  const auto json = nlohmann::json::parse(list_check_json(check));
  CHECK(json["rows"] == 24);
  CHECK(json["arms"]["new"] == 12);
  CHECK(json["block_sizes"][0]["blocks"] == 6);
  CHECK(json["block_sizes"][0]["arrangements"].is_null());
  CHECK(json["findings"].empty());
  const auto bad = nlohmann::json::parse(
      list_check_json(check_text("arm\n\xff\n", scenario)));
  CHECK(bad["findings"].back()["check"] == "arms");
}
