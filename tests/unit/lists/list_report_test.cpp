// The list as a file.
#include "rehearse/lists/list_report.hpp"

#include <nlohmann/json.hpp>

#include "rehearse/config/load.hpp"
#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

LoadedConfig load_list(const std::string& text) {
  return parse_config(text, "trial.toml", Dialect::toml, ".", {},
                      Reading::list);
}

const std::string arms =
    "[[arms]]\nid = 'new'\nrole = 'experimental'\n"
    "[[arms]]\nid = 'old'\nrole = 'control'\n";

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string small =
    "[trial]\nid = 'T1'\nparticipants = 12\n" + arms +
    "[[factors]]\nname = 'sex'\nlevels = ['f', 'm']\nprevalence = [0.5, 0.5]\n"
    "[randomization]\nblock_sizes = [2, 4]\nstratify_by = ['sex']\n"
    "list_length = { default = 6 }\n[simulation]\nseed = 20250707\n";

const std::string long_one =
    "[trial]\nid = 'T2'\nparticipants = 600\n" + arms +
    "[[arms]]\nid = 'newer'\nrole = 'experimental'\nallocation = 2\n"
    "[[factors]]\nname = 'sex'\nlevels = ['f', 'm']\nprevalence = [0.5, 0.5]\n"
    "[[factors]]\nname = 'lines'\nlevels = ['0', '1', '2+']\n"
    "prevalence = [0.5, 0.25, 0.25]\n"
    "[sites]\nsite_id = ['011', '027', '031']\n"
    "[randomization]\nblock_sizes = [4, 8]\noverrun = 0.5\n"
    "stratify_by = ['sex', 'lines', 'site']\n"
    "[simulation]\nseed = '00112233445566778899aabbccddeeff"
    "00112233445566778899aabbccddeeff'\n";

RandomizationList list_of(const std::string& text) {
  return make_randomization_list(load_list(text).scenario);
}

std::string first_lines(const std::string& text, int count) {
  std::size_t end = 0;
  while (count-- > 0) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

}  // namespace

// These bytes are a promise: a list must be made again from its config and
// seed by every later version. To change them is a breaking change, which the
// CHANGELOG must name. They were written by a program of 40 lines in another
// language that shares nothing with this one but the README of `config`.
TEST_CASE("a stored list is made again", "[report][exact][golden]") {
  CHECK(list_csv(list_of(small), ListView::unblinded) ==
        "list_id,randomization_number,site_id,stratum_id,sex,block_id,block_"
        "size,seq_in_block,seq_in_stratum,arm\n"
        "T1,R010001,,1,f,B1-1,2,1,1,old\n"
        "T1,R010002,,1,f,B1-1,2,2,2,new\n"
        "T1,R010003,,1,f,B1-2,4,1,3,new\n"
        "T1,R010004,,1,f,B1-2,4,2,4,old\n"
        "T1,R010005,,1,f,B1-2,4,3,5,new\n"
        "T1,R010006,,1,f,B1-2,4,4,6,old\n"
        "T1,R020001,,2,m,B2-1,4,1,1,old\n"
        "T1,R020002,,2,m,B2-1,4,2,2,new\n"
        "T1,R020003,,2,m,B2-1,4,3,3,old\n"
        "T1,R020004,,2,m,B2-1,4,4,4,new\n"
        "T1,R020005,,2,m,B2-2,4,1,5,new\n"
        "T1,R020006,,2,m,B2-2,4,2,6,old\n"
        "T1,R020007,,2,m,B2-2,4,3,7,new\n"
        "T1,R020008,,2,m,B2-2,4,4,8,old\n");
  CHECK(sha256_hex(list_csv(list_of(long_one), ListView::unblinded)) ==
        "a53b51c2f4261910b746df39718956e86afa8312b0884da2a8be1fffda1bbc83");
}

TEST_CASE("a site sees neither blocks nor arms", "[report][exact][LST-05]") {
  CHECK(first_lines(list_csv(list_of(small), ListView::site), 3) ==
        "list_id,randomization_number,site_id,stratum_id,sex,seq_in_stratum\n"
        "T1,R010001,,1,f,1\n"
        "T1,R010002,,1,f,2\n");
  const LoadedConfig config = load_list(small);
  const std::string text = list_json(
      config, make_randomization_list(config.scenario), ListView::site);
  const auto json = nlohmann::ordered_json::parse(text);
  CHECK(json["rows"][0].dump() ==
        "{\"list_id\":\"T1\",\"randomization_number\":\"R010001\","
        "\"site_id\":null,\"stratum_id\":\"1\",\"sex\":\"f\","
        "\"seq_in_stratum\":1}");
  CHECK(text.find("block") == std::string::npos);
  CHECK(text.find("config_sha256") == std::string::npos);
}

TEST_CASE("JSON has the rows of the CSV", "[report][exact]") {
  const LoadedConfig config = load_list(long_one);
  const RandomizationList list = make_randomization_list(config.scenario);
  const auto json = nlohmann::ordered_json::parse(
      list_json(config, list, ListView::unblinded));
  CHECK(json["command"] == "randomize");
  CHECK(json["trial"] == "T2");
  CHECK(json["config_sha256"] == config.sha256);
  CHECK(json["list_id"] == "T2");
  CHECK(json["arms"] == std::vector<std::string>{"old", "new", "newer"});
  std::string csv;
  for (const auto& row : json["rows"]) {
    std::string line;
    for (const auto& [name, value] : row.items()) {
      if (!line.empty()) line += ',';
      line += value.is_null()     ? ""
              : value.is_string() ? value.get<std::string>()
                                  : value.dump();
    }
    csv += line + '\n';
  }
  const std::string expected = list_csv(list, ListView::unblinded);
  CHECK(csv == expected.substr(expected.find('\n') + 1));
}

TEST_CASE("fields that need it are quoted", "[report][exact]") {
  const std::string text = replaced(
      replaced(replaced(replaced(small, "'sex'", "'sex, \"assigned\"'"), "'f'",
                        "'f,'"),
               "'new'", "'drug \"X\"'"),
      "stratify_by = ['sex']", "stratify_by = ['sex, \"assigned\"']");
  std::string csv = list_csv(
      list_of(replaced(text, "list_length",
                       "number_pattern = '{stratum},{seq}'\nlist_length")),
      ListView::unblinded);
  CHECK(first_lines(csv, 1) ==
        "list_id,randomization_number,site_id,stratum_id,\"sex, "
        "\"\"assigned\"\"\",block_id,block_size,seq_in_block,seq_in_stratum,"
        "arm\n");
  CHECK(csv.find("\nT1,\"1,1\",,1,\"f,\",B1-1,") != std::string::npos);
  CHECK(csv.find(",\"drug \"\"X\"\"\"\n") != std::string::npos);
  // It reads back.
  const CsvTable table = parse_csv(csv, "list.csv");
  CHECK(table.header[4] == "sex, \"assigned\"");
  CHECK(table.rows[0][1] == "1,1");
  CHECK(table.rows[0][4] == "f,");
}

TEST_CASE("a procedure without blocks leaves their columns empty",
          "[report][exact]") {
  const std::string csv =
      list_csv(list_of(replaced(small, "block_sizes = [2, 4]",
                                "procedure = 'complete'")),
               ListView::unblinded);
  CHECK(csv.find("\nT1,R010001,,1,f,,,,1,") != std::string::npos);
  CHECK(csv.find("\nT1,R020006,,2,m,,,,6,") != std::string::npos);
}

TEST_CASE("a dummy list says so in every row", "[report][exact][LST-06]") {
  const RandomizationList list =
      make_randomization_list(load_list(small).scenario, {"", "DUMMY-", 0});
  CHECK(list_csv(list, ListView::site).find("\nDUMMY-T1,DUMMY-R010001,") !=
        std::string::npos);
}

TEST_CASE("arrivals are minimized in order of entry", "[report][exact]") {
  const std::string text = replaced(
      replaced(small,
               "block_sizes = [2, 4]\nstratify_by = ['sex']\n"
               "list_length = { default = 6 }",
               "procedure = 'minimization'\nprobability = 1.0\n"
               "minimize_over = [{ factor = 'sex' }, { factor = 'site' }]"),
      "[randomization]", "[sites]\nsite_id = ['A', 'B']\n[randomization]");
  const Scenario scenario = load_list(text).scenario;
  const auto allocate = [&](const std::string& arrivals) {
    return list_csv(
        allocate_arrivals(scenario, parse_csv(arrivals, "arrivals.csv")),
        ListView::unblinded);
  };
  const std::string csv = allocate(
      "age,site_id,participant_id,sex\n60,A,p1,f\n61,A,p2,f\n62,B,p3,m\n"
      "63,B,p4,m\n64,A,p5,m\n");
  CHECK(first_lines(csv, 1) ==
        "list_id,randomization_number,site_id,stratum_id,sex,block_id,"
        "block_size,seq_in_block,seq_in_stratum,arm,participant_id\n");
  const CsvTable table = parse_csv(csv, "list.csv");
  REQUIRE(table.rows.size() == 5);
  CHECK(table.rows[4][1] == "R0005");
  CHECK(table.rows[4][2] == "A");
  CHECK(table.rows[4][3] == "1");
  CHECK(table.rows[4][4] == "m");
  CHECK(table.rows[4][8] == "5");
  CHECK(table.rows[4][10] == "p5");
  // With certainty the second of each kind gets the arm that the first didn't.
  CHECK(table.rows[0][9] != table.rows[1][9]);
  CHECK(table.rows[2][9] != table.rows[3][9]);

  const auto error_of = [&](const std::string& arrivals) -> std::string {
    try {
      (void)allocate(arrivals);
    } catch (const IoError& error) {
      CHECK(error.fault() == IoFault::bad_data);
      return error.what();
    }
    return "no error";
  };
  CHECK(error_of("sexx,site_id\nf,A\n") ==
        "arrivals.csv:1: no column 'sex' (did you mean 'sexx'?) (minimization "
        "balances over it): add it");
  CHECK(error_of("sex,site\nf,A\n") ==
        "arrivals.csv:1: no column 'site_id' (did you mean 'site'?) "
        "(minimization balances over it): add it");
  CHECK(error_of("sex,site_id\nf,A\nm,\n") ==
        "arrivals.csv:3: column 'site_id' is empty (the arm depends on it): "
        "fill it in");
  CHECK(error_of("sex,site_id\nf,A\nM,B\n") ==
        "arrivals.csv:3: column 'sex': 'M' is no level of the config (known: "
        "f, m)");
  CHECK(error_of("sex,site_id\nf,C2\n") ==
        "arrivals.csv:2: column 'site_id': 'C2' is no site of the config "
        "(known: A, B)");
  CHECK(error_of("sex,site_id,participant_id\nf,A,1\nf,A,\n") ==
        "arrivals.csv:3: column 'participant_id' is empty (nobody would know "
        "whose arm it is): fill it in");
  CHECK(error_of("sex,site_id,participant_id\nf,A,1\nf,A,2\nf,A,1\n") ==
        "arrivals.csv:4: participant '1' is in line 2 too (each is allocated "
        "once): remove one");
}
