// One replicate written out and analysed again gives what the engine had.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

Json json_of(const std::string& script) {
  const auto result = shell(script);
  CAPTURE(script, result.err);
  REQUIRE(result.status == 0);
  return Json::parse(result.out);
}

// Whether a CSV row has a field with this number.
bool has_field(const std::string& row, const Json& number) {
  std::string field{","};
  field.append(number.dump()).append(",");
  return row.find(field) != std::string::npos;
}

}  // namespace

TEST_CASE("analysing a replicate's file gives the z the engine had",
          "[golden][simulate][SIM-13]") {
  const std::string look = GENERATE("interim", "final");
  const std::string replicate = GENERATE("0", "1", "77", "99999");
  const std::string simulate =
      "rehearse simulate configs/nct07008976.toml "
      "--quiet --replicate " +
      replicate + " --look " + look;
  const Json engine = json_of(simulate + " --format json");
  const Json again =
      json_of(simulate +
              " > $SCRATCH/one.csv; rehearse analyze $SCRATCH/one.csv "
              "--time time_days --event event --arm arm --experimental "
              "TQB2102 --stratum analysis_stratum --format json");
  const Json& seen = engine.at("looks").at(look == "final" ? 1 : 0);
  CHECK(again.at("logrank").at("z").get<double>() ==
        Approx(seen.at("z").get<double>()).epsilon(1e-13));
  CHECK(again.at("cox").at("hazard_ratio").get<double>() ==
        Approx(seen.at("hazard_ratio").get<double>()).epsilon(1e-9));
  CHECK(again.at("n") == seen.at("participants"));
  CHECK(again.at("events") == seen.at("events"));
}

TEST_CASE("a replicate alone equals itself in the run",
          "[golden][simulate][SIM-13]") {
  const auto run = shell(
      "rehearse power configs/w3.toml --replicates 600 --quiet "
      "--replicate-data - | sed -n 's/^599,final,//p'");
  REQUIRE(run.status == 0);
  const Json alone = json_of(
      "rehearse simulate configs/w3.toml --replicates 600 --replicate 599 "
      "--quiet --format json");
  const Json& look = alone.at("looks").at(1);
  CHECK(has_field(run.out, look.at("z")));
  CHECK(has_field(run.out, look.at("hazard_ratio")));
  CHECK(has_field(run.out, look.at("analysis_time_months")));
}

namespace {

const std::string reviewed =
    "rehearse simulate configs/nct07008976-irc.toml --replicate 7 --quiet ";
const std::string analyze =
    " --arm arm --experimental TQB2102 --stratum analysis_stratum --format "
    "json";

// The last field but `back` of a row.
std::string field_from_end(std::string row, int back) {
  while (back-- > 0) row.erase(row.rfind(','));
  return row.substr(row.rfind(',') + 1);
}

}  // namespace

TEST_CASE("a reviewed replicate is analysed again, by either reader",
          "[golden][simulate]") {
  const std::string look = GENERATE("interim", "final");
  const Json engine =
      json_of(reviewed + "--format json --look " + look).at("looks");
  const Json& seen = engine.at(look == "final" ? 1 : 0);
  const std::string write = reviewed + "--look " + look +
                            " > $SCRATCH/irc.csv; rehearse analyze "
                            "$SCRATCH/irc.csv ";
  const Json irc = json_of(write + "--time time_days --event event" + analyze);
  CHECK(irc.at("logrank").at("z").get<double>() ==
        Approx(seen.at("z").get<double>()).epsilon(1e-12));
  CHECK(irc.at("cox").at("hazard_ratio").get<double>() ==
        Approx(seen.at("hazard_ratio").get<double>()).epsilon(1e-9));
  CHECK(irc.at("events") == seen.at("events"));

  const Json other = json_of(write +
                             "--time time_days_investigator --event "
                             "event_investigator" +
                             analyze);
  const auto rows = shell(
      "rehearse power configs/nct07008976-irc.toml --replicates 64 --quiet "
      "--replicate-data - | grep '^7," +
      look + ",.*,investigator,fda$'");
  REQUIRE(rows.status == 0);
  CHECK(field_from_end(rows.out, 0) == "fda\n");
  CHECK(has_field(rows.out, other.at("n")));
  CHECK(has_field(rows.out, other.at("events")));
  const double z = std::stod(field_from_end(rows.out, 10));
  CHECK(other.at("logrank").at("z").get<double>() == Approx(z).epsilon(1e-12));
}

TEST_CASE("--out writes the tables that --table shows", "[golden][simulate]") {
  using rehearse::golden::content;
  using rehearse::golden::done;
  using rehearse::golden::scratch;
  const auto folder = scratch() / "trial";
  const std::string out = "--out $SCRATCH/trial ";
  const std::string shown = done(reviewed + out).out;
  CHECK(shown == content(folder / "participants.csv"));
  for (const std::string table : {"participants", "visits", "adtte", "adsl"})
    CHECK(done(reviewed + "--table " + table).out ==
          content(folder / (table + ".csv")));
  CHECK(done(reviewed + "--format json").out ==
        content(folder / "summary.json"));
  const Json manifest = Json::parse(content(folder / "manifest.json"));
  CHECK(manifest.at("outputs_sha256").size() == 6);
  const Json visits = json_of(reviewed + "--table visits --format json");
  CHECK(visits.at("visits").size() > 1000);
  CHECK(visits.at("look") == "final");

  // Another trial leaves nothing of this one.
  done("rehearse simulate configs/w1.toml --replicate 1 --quiet " + out);
  CHECK(!std::filesystem::exists(folder / "visits.csv"));
  CHECK(content(folder / "adtte.csv").find(",PFS,") != std::string::npos);
}

TEST_CASE("ADSL and ADTTE hold the same in each format",
          "[golden][simulate][SIM-18][ANA-17]") {
  using rehearse::golden::content;
  using rehearse::golden::done;
  using rehearse::golden::scratch;
  const auto folder = scratch() / "sets";
  const std::string format = GENERATE("csv", "xpt", "json");
  CAPTURE(format);
  const std::string adam = reviewed + "--out $SCRATCH/sets --adam " + format;
  CHECK(done(adam).err.empty());
  const std::string data = "$SCRATCH/sets/adtte." + format + " --adam ";
  const auto result_of = [&](const std::string& file) {
    Json result = json_of("rehearse analyze " + file +
                          " --adam --where PARAMCD=PFSIRC --experimental "
                          "TQB2102 --stratum STRATA --at 0:720:90 --quiet "
                          "--format json");
    result.erase("data");
    return result;
  };
  CHECK(result_of("$SCRATCH/sets/adtte." + format) ==
        result_of("$SCRATCH/sets/adtte.csv"));
  const auto forecast_of = [&](const std::string& file) {
    return done("rehearse forecast configs/nct07008976-irc.toml --data " +
                file +
                " --adam --where PARAMCD=PFSIRC --dropout CNSR=5 --cutoff "
                "2028-06-01 --futures 100 --format csv --quiet")
        .out;
  };
  CHECK(forecast_of("$SCRATCH/sets/adtte." + format) ==
        forecast_of("$SCRATCH/sets/adtte.csv"));
  const std::string define = content(folder / "define.xml");
  for (const std::string set : {"adsl.", "adtte."})
    CHECK(define.find("xlink:href=\"" + set + format + "\"") != define.npos);
  // Again the same bytes, and without --adam nothing of it is left.
  const std::string bytes = content(folder / ("adtte." + format));
  done(adam);
  CHECK(content(folder / ("adtte." + format)) == bytes);
  done(reviewed + "--out $SCRATCH/sets");
  CHECK(!std::filesystem::exists(folder / "define.xml"));
  CHECK(std::filesystem::exists(folder / ("adsl." + format)) ==
        (format == "csv"));
}

TEST_CASE("what a transport file can't hold is told before it is written",
          "[golden][simulate][SIM-18]") {
  using rehearse::golden::done;
  using rehearse::golden::scratch;
  const std::string name(180, 'f');
  done("sed 's/hormone_receptor/" + name +
       "/' configs/nct07008976.toml > $SCRATCH/long.toml");
  const auto refused = shell(
      "rehearse simulate $SCRATCH/long.toml --replicate 1 --adam xpt --out "
      "$SCRATCH/long --quiet");
  CHECK(refused.status == 65);
  CHECK(refused.out.empty());
  CHECK(
      refused.err.find("adsl.xpt:row 1:STRATAR: error: a text has 224 bytes") !=
      std::string::npos);
  CHECK(!std::filesystem::exists(scratch() / "long" / "manifest.json"));
  // Without a date of start dates are missing, and said to be.
  const auto undated = done(
      "rehearse simulate configs/w1.toml --replicate 1 --adam json --out "
      "$SCRATCH/undated");
  CHECK(undated.err.find("warning: RANDDT, STARTDT and ADT are missing") !=
        std::string::npos);
}

TEST_CASE("several replicates are those alone, one below the other",
          "[golden][simulate]") {
  using rehearse::golden::done;
  const std::string simulate = "rehearse simulate configs/w3.toml --quiet ";
  std::string stacked;
  for (const std::string k : {"7", "8", "9"}) {
    const std::string one = done(simulate + "--replicate " + k).out;
    if (k == "7") stacked += "replicate," + one.substr(0, one.find('\n') + 1);
    std::istringstream rows{one.substr(one.find('\n') + 1)};
    for (std::string row; std::getline(rows, row);)
      stacked += k + ',' + row + '\n';
  }
  CHECK(done(simulate + "--replicates 7-9").out == stacked);

  const Json all = json_of(simulate + "--replicates 7-9 --format json");
  CHECK(all.at("first_replicate") == 7);
  CHECK(all.at("last_replicate") == 9);
  const Json eight = json_of(simulate + "--replicate 8 --format json");
  std::size_t looks = 0;
  for (Json look : all.at("looks")) {
    if (look.at("replicate") != 8) continue;
    look.erase("replicate");
    CHECK(look == eight.at("looks").at(looks++));
  }
  CHECK(looks == 2);
  Json people = Json::array();
  for (Json row : all.at("participants"))
    if (row.at("replicate") == 8) {
      row.erase("replicate");
      people.push_back(row);
    }
  CHECK(people == eight.at("participants"));
}
