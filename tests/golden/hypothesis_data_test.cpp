// A simulated trial of several hypotheses: its data, analysed again by
// `analyze`, give what the engine had; its looks, given to `analyze --graph`
// and `analyze --design`, the decisions of the engine's graph.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

struct Trial {
  std::string config;
  std::string control;
};
const Trial irc_and_os{"configs/nct07008976-os.toml", "T-DM1"};
const Trial two_doses{"configs/pfs-os-two-arms.toml", "control"};
const Trial subgroup{"configs/subgroup.toml", "standard"};

std::string simulate(const Trial& trial, int replicate) {
  return "rehearse simulate " + trial.config + " --quiet --replicate " +
         std::to_string(replicate) + " ";
}

// In a shell's quotes.
std::string quoted(const Json& name) {
  return "'" + name.get<std::string>() + "' ";
}

Json listed(const Trial& trial, int replicate) {
  return Json::parse(done(simulate(trial, replicate) + "--format json").out);
}

Json resolved(const Trial& trial, const std::string& name) {
  const Json power =
      Json::parse(done("rehearse power " + trial.config +
                       " --replicates 1 --quiet --format json 2> /dev/null")
                      .out);
  for (const Json& hypothesis : power.at("hypotheses"))
    if (hypothesis.at("name") == name) return hypothesis;
  return {};
}

// A row of --p for each look, but those of `without`; with its place in the
// order of times, where that isn't left to the looks' own numbers.
std::string looks_csv(const Json& looks, const Json& without,
                      bool in_order_of_times = false) {
  std::set<double> times;
  for (const Json& look : looks)
    times.insert(look.at("analysis_time_months").get<double>());
  std::string csv = "hypothesis,look,events,z";
  csv += in_order_of_times ? ",analysis\n" : "\n";
  for (const Json& look : looks) {
    if (look == without) continue;
    csv += look.at("hypothesis").get<std::string>() + ',' +
           look.at("name").get<std::string>() + ',' + look.at("events").dump() +
           ',' + look.at("z").dump();
    const auto at = times.find(look.at("analysis_time_months").get<double>());
    if (in_order_of_times)
      csv += ',' + std::to_string(1 + std::distance(times.begin(), at));
    csv += '\n';
  }
  return csv;
}

}  // namespace

TEST_CASE("each hypothesis's data give the z that its look had",
          "[golden][simulate]") {
  const Trial trial = GENERATE(irc_and_os, two_doses, subgroup);
  const int replicate = GENERATE(0, 41);
  const Json looks = listed(trial, replicate).at("looks");
  for (const Json& look : looks) {
    CAPTURE(trial.config, replicate, look);
    const std::string arm =
        resolved(trial, look.at("hypothesis")).at("arm").get<std::string>();
    const Json again = Json::parse(
        done(simulate(trial, replicate) + "--hypothesis " +
             quoted(look.at("hypothesis")) + "--look " +
             quoted(look.at("name")) +
             "> $SCRATCH/h.csv; rehearse analyze $SCRATCH/h.csv --where "
             "analysed=1 --time time_days --event event --arm arm "
             "--stratum analysis_stratum --quiet --format json --experimental "
             "'" +
             arm + "'")
            .out);
    CHECK(again.at("logrank").at("z").get<double>() ==
          Approx(look.at("z").get<double>()).epsilon(1e-10));
    CHECK(again.at("cox").at("hazard_ratio").get<double>() ==
          Approx(look.at("hazard_ratio").get<double>()).epsilon(1e-8));
    CHECK(again.at("n") == look.at("participants"));
    CHECK(again.at("events") == look.at("events"));
  }
}

TEST_CASE("ADTTE holds every endpoint, ADSL the populations",
          "[golden][simulate]") {
  // The low dose's OS: one parameter, two of three arms.
  const Json doses = listed(two_doses, 3).at("looks");
  const auto os = std::ranges::find_if(doses, [](const Json& look) {
    return look.at("hypothesis") == "OS low" && look.at("name") == "final";
  });
  REQUIRE(os != doses.end());
  const std::string adtte =
      "> $SCRATCH/adtte.csv; rehearse analyze "
      "$SCRATCH/adtte.csv --adam --quiet --format json ";
  const Json low = Json::parse(
      done(simulate(two_doses, 3) + "--hypothesis 'OS low' --table adtte " +
           adtte +
           "--where PARAMCD=OS --where TRT01P=low --where TRT01P=control "
           "--experimental low --stratum STRATA")
          .out);
  CHECK(low.at("logrank").at("z").get<double>() ==
        Approx(os->at("z").get<double>()).epsilon(1e-10));

  const Json looks = listed(subgroup, 3).at("looks");
  const Json positive = Json::parse(
      done(simulate(subgroup, 3) + "--table adtte " + adtte +
           "--where PARAMCD=PFS --where POP1FL=Y --experimental new-drug")
          .out);
  CHECK(looks.at(1).at("hypothesis") == "positive");
  CHECK(positive.at("logrank").at("z").get<double>() ==
        Approx(looks.at(1).at("z").get<double>()).epsilon(1e-10));
  const std::string adsl = done(simulate(subgroup, 3) + "--table adsl").out;
  CHECK(has(adsl, ",positive,Y\n"));
  CHECK(has(adsl, ",negative,N\n"));
  CHECK(!has(adsl, ",positive,N\n"));
  CHECK(!has(adsl, ",negative,Y\n"));
  const std::string xml =
      done(simulate(subgroup, 3) +
           "--adam xpt --out $SCRATCH/pop > /dev/null 2>&1; cat "
           "$SCRATCH/pop/define.xml")
          .out;
  CHECK(has(xml, "biomarker=positive"));
}

TEST_CASE("a listing's decisions are those of the run and of --graph",
          "[golden][simulate][analyze]") {
  const Trial trial = GENERATE(irc_and_os, two_doses, subgroup);
  int rejections = 0;
  for (const int replicate : {0, 1, 2, 3, 4, 5}) {
    CAPTURE(trial.config, replicate);
    const Json one = listed(trial, replicate);
    const Json& looks = one.at("looks");
    std::ofstream{rehearse::golden::scratch() / "looks.csv"}
        << looks_csv(looks, {}, true);
    const Json graph =
        Json::parse(done("rehearse analyze --graph " + trial.config +
                         " --p $SCRATCH/looks.csv --format json")
                        .out);
    const std::set<std::string> rejected = graph.at("rejected");
    const std::set<std::string> own = one.at("rejected");
    CHECK(own == rejected);
    rejections += static_cast<int>(own.size());
  }
  CHECK(rejections > 3);
}

TEST_CASE("analyze --design tests a look's data among the others' looks",
          "[golden][analyze]") {
  const Trial trial = GENERATE(irc_and_os, two_doses, subgroup);
  const Json one = listed(trial, 2);
  const Json& looks = one.at("looks");
  int answered = 0;
  for (const Json& look : looks) {
    CAPTURE(trial.config, look);
    const Json name = look.at("hypothesis");
    // The trial as it is known at this look's cut.
    Json before = Json::array();
    for (const Json& other : looks)
      if (other.at("analysis_time_months") <= look.at("analysis_time_months"))
        before.push_back(other);
    std::ofstream{rehearse::golden::scratch() / "others.csv"}
        << looks_csv(before, look);
    std::ofstream{rehearse::golden::scratch() / "all.csv"}
        << looks_csv(before, {});
    const std::string arm = resolved(trial, name).at("arm");
    const auto found = shell(
        simulate(trial, 2) + "--hypothesis " + quoted(name) + "--look " +
        quoted(look.at("name")) +
        "> $SCRATCH/h.csv; rehearse analyze $SCRATCH/h.csv --where analysed=1 "
        "--time time_days --event event --arm arm --stratum analysis_stratum "
        "--quiet --format json --design " +
        trial.config + " --hypothesis " + quoted(name) + "--look " +
        quoted(look.at("name")) + "--p $SCRATCH/others.csv --experimental '" +
        arm + "'");
    const Json graph =
        Json::parse(done("rehearse analyze --graph " + trial.config +
                         " --p $SCRATCH/all.csv --format json")
                        .out);
    if (has(found.err, "was rejected at look")) {
      CHECK(found.status == 64);
      continue;
    }
    CAPTURE(found.err);
    REQUIRE(found.status == 0);
    ++answered;
    const Json answer = Json::parse(found.out).at("sequential");
    CHECK(answer.at("hypothesis") == name);
    CHECK(answer.at("rejected") == graph.at("rejected"));
    for (const auto& [key, value] : graph.at("alpha_left").items())
      CHECK(answer.at("alpha_left").at(key).get<double>() ==
            Approx(value.get<double>()).margin(1e-15));
    const Json& seen = graph.at("looks");
    const auto same = std::ranges::find_if(seen, [&](const Json& row) {
      return row.at("hypothesis") == name && row.at("look") == look.at("name");
    });
    REQUIRE(same != seen.end());
    CHECK(answer.at("alpha") == same->at("alpha"));
    CHECK(answer.at("rejects") == same->at("rejected"));
    if (!same->at("efficacy_z").is_null())
      CHECK(answer.at("efficacy_z").get<double>() ==
            Approx(same->at("efficacy_z").get<double>()).epsilon(1e-9));
  }
  CHECK(answered >= 2);
}

TEST_CASE("parametric looks are decided as the engine decides them",
          "[golden][simulate][analyze]") {
  const Trial trial{"configs/subgroup-parametric.toml", "standard"};
  int rejections = 0;
  for (const int replicate : {0, 1, 2, 3, 4, 5, 6, 7}) {
    CAPTURE(replicate);
    const Json one = listed(trial, replicate);
    std::string csv = "hypothesis,look,events,z\n";
    for (const Json& look : one.at("looks"))
      csv += look.at("hypothesis").get<std::string>() + ",final," +
             look.at("events").dump() + ',' + look.at("z").dump() + '\n';
    std::ofstream{rehearse::golden::scratch() / "looks.csv"} << csv;
    const std::string graph = "rehearse analyze --graph " + trial.config +
                              " --p $SCRATCH/looks.csv --format json";
    const Json tested = Json::parse(done(graph).out);
    CHECK(tested.at("rejected") == one.at("rejected"));
    for (std::size_t i = 0; i < 2; ++i)
      CHECK(tested.at("looks").at(i).at("alpha").get<double>() ==
            Approx(one.at("looks").at(i).at("alpha").get<double>())
                .epsilon(1e-9));
    rejections += static_cast<int>(one.at("rejected").size());
  }
  CHECK(rejections > 4);
}

TEST_CASE("parametric tests at two looks are those of the engine",
          "[golden][simulate][analyze]") {
  const std::string with =
      " --set multiplicity.parametric=true --set 'multiplicity.transitions=["
      "{from=\"positive\", to=\"everybody\", weight=1.0}, "
      "{from=\"everybody\", to=\"positive\", weight=1.0}]' --format json";
  std::set<std::string> of_looks;
  for (int replicate = 0; replicate < 8; ++replicate) {
    CAPTURE(replicate);
    const Json one =
        Json::parse(done(simulate(subgroup, replicate) + with).out);
    std::ofstream{rehearse::golden::scratch() / "looks.csv"}
        << looks_csv(one.at("looks"), {});
    const Json tested =
        Json::parse(done("rehearse analyze --graph " + subgroup.config +
                         " --p $SCRATCH/looks.csv" + with)
                        .out);
    const std::set<std::string> rejected = tested.at("rejected");
    const std::set<std::string> own = one.at("rejected");
    CHECK(own == rejected);
    for (std::size_t i = 0; i < 4; ++i) {
      const Json& look = tested.at("looks").at(i);
      CHECK(look.at("alpha").get<double>() ==
            Approx(one.at("looks").at(i).at("alpha").get<double>())
                .margin(1e-12));
      if (look.at("rejected")) of_looks.insert(look.at("look"));
    }
  }
  CHECK(of_looks == std::set<std::string>{"final", "interim"});
  rehearse::golden::check("design-parametric-looks.txt",
                          done("rehearse design configs/subgroup.toml" +
                               with.substr(0, with.find(" --format")))
                              .out);
  const auto spending = shell(
      "printf "
      "'hypothesis,look,events,p,spending_time\\npositive,interim,98,0.1,"
      "0.7\\n' > $SCRATCH/time.csv; rehearse analyze --graph "
      "configs/subgroup.toml --p $SCRATCH/time.csv" +
      with);
  CHECK(spending.status == 64);
  CHECK(has(spending.err,
            "--p: 'positive' has a spending_time (which parametric tests take "
            "from the config): state hypotheses.spending_time, or leave the "
            "column out"));
}

// R: mvtnorm's pmvnorm and uniroot at correlation sqrt(140 / 280).
TEST_CASE("design has the level of each intersection", "[golden][design]") {
  const Json design = Json::parse(
      done("rehearse design configs/subgroup-parametric.toml --format json")
          .out);
  const auto level = [&](std::size_t hypothesis, std::size_t intersection) {
    return design.at("hypotheses")
        .at(hypothesis)
        .at("alphas")
        .at(intersection)
        .at("alpha")
        .get<double>();
  };
  CHECK(level(0, 0) == Approx(0.01752261774).epsilon(1e-4));
  CHECK(level(1, 0) == Approx(0.01168174516).epsilon(1e-4));
  CHECK(level(0, 1) == Approx(0.025));
  const Json& first = design.at("hypotheses").at(0).at("alphas").at(0);
  CHECK(first.at("among") == Json::array({"everybody"}));
}

TEST_CASE("what a listing or a design of hypotheses can't be is said",
          "[golden][simulate][analyze]") {
  const auto error = [](const std::string& script) {
    const auto result = shell(script);
    CHECK(result.status == 64);
    return result.err;
  };
  CHECK(has(error(simulate(subgroup, 0) + "--hypothesis positiv"),
            "simulates no hypothesis 'positiv' (did you mean 'positive'?)"));
  CHECK(has(error("rehearse simulate configs/w1.toml --replicate 0 "
                  "--hypothesis PFS"),
            "--hypothesis: the config has no [[hypotheses]]"));
  CHECK(has(error(simulate(two_doses, 0) + "--hypothesis 'OS low' --look "
                                           "interim"),
            "--look: the config has no look 'interim'"));
  done(simulate(subgroup, 0) + "> $SCRATCH/d.csv");
  const std::string design =
      "rehearse analyze $SCRATCH/d.csv --where analysed=1 --time time_days "
      "--event event --arm arm --experimental new-drug --quiet --design ";
  CHECK(has(error(design + "configs/subgroup.toml --look final"),
            "--p: look 'interim' of 'positive' isn't in it"));
  CHECK(has(error(design + "configs/subgroup.toml --look final --earlier "
                           "interim=50"),
            "--earlier: looks of a config with [[hypotheses]] are rows"));
  CHECK(has(error(design + "configs/w1.toml --look final --hypothesis a"),
            "--hypothesis: the config has no [[hypotheses]]"));
  CHECK(has(error("rehearse analyze $SCRATCH/d.csv --time time_days --event "
                  "event --arm arm --experimental new-drug --p x.csv"),
            "--p: goes with --graph or --design"));
}
