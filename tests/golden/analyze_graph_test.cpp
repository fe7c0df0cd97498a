// `analyze --graph` as a user runs it, on two published trials whose figures
// were recomputed apart from this project (Maurer & Bretz 2013, data as
// lrstat's manual page `fseqbon` has them; gMCPLite's vignette
// GraphicalMultiplicity), and the bytes of its formats from figures by hand.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "rehearse/report/graph_report.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using golden::done;
using golden::has;
using golden::shell;
using Json = nlohmann::json;

namespace {

const std::string folder = "tests/qualification/inputs/";
const std::string maurer_bretz = "rehearse analyze --graph " + folder +
                                 "maurer-bretz.toml --p " + folder +
                                 "maurer-bretz.csv ";
const std::string six = "rehearse analyze --graph " + folder +
                        "six-hypotheses.toml --p " + folder +
                        "six-hypotheses.csv ";

Json json_of(const std::string& command) {
  return Json::parse(done(command + "--format json").out);
}

const std::vector<std::string> names{"H1", "H2", "H3", "H4"};

}  // namespace

TEST_CASE("Maurer and Bretz's case from files",
          "[golden][graph][oracle][HYP-01]") {
  const Json json = json_of(maurer_bretz);
  CHECK(json["rejected"] == Json{"H1", "H2", "H3"});
  const double repeated[][2] = {{0.114058, 0.002393},
                                {0.168214, 0.017161},
                                {0.131537, 0.011649},
                                {0.382027, 0.128460}};
  for (std::size_t h = 0; h < names.size(); ++h) {
    const Json& p = json["repeated_p"][names[h]];
    REQUIRE(p.size() == 2);
    for (std::size_t k = 0; k < 2; ++k)
      CHECK(p[k].get<double>() == Approx(repeated[h][k]).margin(1e-6));
    CHECK(json["sequential_p"][names[h]] == p[1]);
    CHECK(json["alpha_left"][names[h]].get<double>() ==
          Approx(h == 3 ? 0.025 : 0.0).margin(1e-15));
  }
  const double alpha[] = {0.0125, 0.01875, 0.0125};
  for (std::size_t i = 0; i < 3; ++i) {
    const Json& rejection = json["rejections"][i];
    CHECK(rejection["hypothesis"] == json["rejected"][i]);
    CHECK(rejection["look"] == "second");
    CHECK(rejection["analysis"] == 2);
    CHECK(rejection["alpha"].get<double>() == Approx(alpha[i]));
  }
  // H1's bounds at .0125, H2's second at .01875.
  CHECK(json["looks"][0]["efficacy_z"].get<double>() ==
        Approx(4.1708).margin(5e-5));
  CHECK(json["looks"][1]["efficacy_p"].get<double>() ==
        Approx(0.002215).margin(5e-7));
  CHECK(json["looks"][3]["efficacy_p"].get<double>() ==
        Approx(0.003976).margin(5e-7));
  golden::check("analyze-graph-maurer-bretz.txt", done(maurer_bretz).out);
}

TEST_CASE("six hypotheses whose spending time is the subgroup's",
          "[golden][graph][oracle]") {
  const Json json = json_of(six);
  // In calendar order; the vignette, which has no analyses, rejects OS first.
  CHECK(json["rejected"] ==
        Json{"ORR subgroup", "OS subgroup", "PFS subgroup"});
  const std::vector<std::string> all{"OS subgroup",  "OS all",
                                     "PFS subgroup", "PFS all",
                                     "ORR subgroup", "ORR all"};
  const double p[] = {1.03e-6, 0.12321863, 0.00113094, 0.23555844, 1e-5, 0.1};
  const double left[] = {0.0, 0.020, 0.0, 0.004, 0.0, 0.001};
  for (std::size_t h = 0; h < all.size(); ++h) {
    CHECK(json["sequential_p"][all[h]].get<double>() ==
          Approx(p[h]).margin(1e-8));
    CHECK(json["alpha_left"][all[h]].get<double>() ==
          Approx(left[h]).margin(1e-15));
  }
  golden::check("analyze-graph-six.txt", done(six).out);
}

TEST_CASE("the vignette's order is that of analyses stated so",
          "[golden][graph][oracle]") {
  const Json json = Json::parse(
      done("sed -e '1s/$/,analysis/; 2,$s/$/,/; /^ORR/s/$/2/; "
           "/^PFS subgroup,2/s/$/3/' " +
           folder + "six-hypotheses.csv | rehearse analyze --graph " + folder +
           "six-hypotheses.toml --p - --format json")
          .out);
  CHECK(json["rejected"] ==
        Json{"OS subgroup", "ORR subgroup", "PFS subgroup"});
  CHECK(json["alpha_left"]["OS all"].get<double>() == Approx(0.020));
}

TEST_CASE("the config's hypotheses look back each for itself",
          "[golden][graph]") {
  // H2 is seen at the first analysis alone, above its level then and below the
  // one that it has once H1 is rejected.
  const auto rejected = [](const std::string& set) {
    return json_of(
        "printf 'hypothesis,look,events,p\\nH1,1,100,.2\\n"
        "H2,1,100,.00003\\nH1,2,200,.0001\\n' | rehearse analyze "
        "--graph " +
        folder + "maurer-bretz.toml --p - " + set);
  };
  CHECK(rejected("")["rejected"] == Json{"H1"});
  CHECK(rejected("--set 'hypotheses[0].look_back=true' ")["rejected"] ==
        Json{"H1"});
  const Json json = rejected("--set 'hypotheses[1].look_back=true' ");
  CHECK(json["rejected"] == Json{"H1", "H2"});
  CHECK(json["rejections"][1]["look"] == "first");
  CHECK(json["rejections"][1]["analysis"] == 2);
  // What has no row isn't tested.
  CHECK(json["repeated_p"]["H3"] == Json::array());
  CHECK(json["sequential_p"]["H3"].is_null());
}

TEST_CASE("what doesn't go with a graph is told", "[golden][graph]") {
  const auto error = [](const std::string& arguments) {
    const auto result = shell("rehearse analyze " + arguments);
    CHECK(result.status == 64);
    CHECK(result.out.empty());
    return result.err;
  };
  const std::string graph = "--graph " + folder + "maurer-bretz.toml ";
  const std::string p = "--p " + folder + "maurer-bretz.csv ";
  CHECK(has(error(graph), "--p is missing"));
  CHECK(has(error(graph + "looks.csv"), "write --p looks.csv"));
  CHECK(has(error("d.csv " + graph + p), "DATA doesn't go with --graph"));
  for (const std::string flag : {"--time t", "--trend", "--design d.toml",
                                 "--where A=b", "--seed 3", "--at 6"})
    CHECK(has(error(graph + p + flag),
              flag.substr(0, flag.find(' ')) + " doesn't go with --graph"));
  CHECK(has(error("d.csv " + p), "--p: goes with --graph"));
  CHECK(has(error("d.csv --set a=b"), "--set: goes with --graph"));
  CHECK(has(error("--graph - --p -"), "both standard input"));
  CHECK(has(error("--graph configs/w1.toml " + p), "no [[hypotheses]]"));
  CHECK(has(error("--time t"), "DATA is missing"));
}

TEST_CASE("a fault of the looks' file is told at its line", "[golden][graph]") {
  const auto result =
      shell("sed 's/^H2,second/H22,second/' " + folder +
            "maurer-bretz.csv > $SCRATCH/looks.csv; cd $SCRATCH; rehearse "
            "analyze --graph $OLDPWD/" +
            folder + "maurer-bretz.toml --p looks.csv");
  CHECK(result.status == 65);
  CHECK(has(result.err,
            "looks.csv:7: column 'hypothesis': the config has no 'H22' (did "
            "you mean 'H2'?)"));
}

namespace {

Hypothesis hypothesis(const char* name, double alpha) {
  Hypothesis one;
  one.name = name;
  one.alpha = alpha;
  one.analysis.looks.resize(2);
  one.analysis.looks[0].name = "interim";
  one.analysis.looks[1].name = "final";
  return one;
}

// Every kind of row: one that rejects, one after it, one without a level.
GraphReport example() {
  GraphReport report;
  report.config.scenario.id = "T-1";
  report.config.sha256 = "0123456789abcdef";
  report.config.scenario.hypotheses = {hypothesis("PFS, IRC", 0.025),
                                       hypothesis("OS", 0.0),
                                       hypothesis("Response", 0.0)};
  report.config.scenario.hypotheses[1].look_back = true;
  report.config.scenario.multiplicity = {0.025, {{0, 1, 0.5}}, false, {}};
  report.data = "looks.csv";
  report.looks = {{{0, 1, 150, 3.0, std::nullopt}, 0, 0.00135},
                  {{0, 2, 200.5, 3.5, 1.0}, 1, 0.000233},
                  {{1, 1, 60, 0.5, std::nullopt}, 0, 0.3085}};
  report.test.rejections = {{0, 1, 0, 0.025}};
  report.test.hypotheses = {{0.0, {0.0075, 0.00025}, 0.00025},
                            {0.0125, {std::nullopt}, std::nullopt},
                            {0.0, {}, std::nullopt}};
  report.test.looks = {{0.025, 2.5}, {}, {}};
  return report;
}

}  // namespace

TEST_CASE("a graph's tests have every format", "[golden][graph]") {
  const Report report = report_of(example());
  golden::check("analyze-graph.json", print(report, Format::json));
  golden::check("analyze-graph.csv", print(report, Format::csv));
  golden::check("analyze-graph.md", print(report, Format::md));
  golden::check("analyze-graph.html", print(report, Format::html));
  golden::check("analyze-graph.tex", print(report, Format::latex));
  golden::check("analyze-graph.txt",
                print(report, Format::table, {Color::off, 80}));
}

TEST_CASE("binding futility is told, on which a graph's bounds don't count",
          "[golden][graph]") {
  GraphReport report = example();
  CHECK(graph_warnings(report).empty());
  Hypothesis& os = report.config.scenario.hypotheses[1];
  os.analysis.futility.rule = FutilityRule::binding;
  CHECK(graph_warnings(report).empty());
  os.analysis.looks[0].futility = FutilityAtZ{0.0};
  REQUIRE(graph_warnings(report).size() == 1);
  CHECK(has(graph_warnings(report)[0].message, "'OS' has binding futility"));
}
