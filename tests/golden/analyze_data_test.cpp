// What `analyze` makes of data files as other programs write them. Values of z
// are of R's survival 3.5-3: survdiff.fit(Surv(time, event), arm).
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using golden::done;
using golden::has;
using golden::shell;
using Json = nlohmann::json;

namespace {

// Twelve participants; the codes of those who were censored are `codes`.
std::string adtte(const std::string& codes, const std::string& parameter,
                  const std::string& more = "") {
  constexpr std::array times{5, 7, 9, 12, 13, 20, 3, 4, 6, 8, 10, 14};
  constexpr std::array censored{1, 4, 5, 9};  // by row, from 0
  std::string rows;
  std::size_t code = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const bool out =
        code < censored.size() && static_cast<std::size_t>(censored[code]) == i;
    rows += (i < 9 ? "S0" : "S") + std::to_string(i + 1) + ',' + parameter +
            ',' + std::to_string(times[i]) + ',' +
            (out ? codes.substr(code++, 1) : "0") + (i < 6 ? ",new" : ",std") +
            more + '\n';
  }
  return rows;
}

const std::string adam_header = "USUBJID,PARAMCD,AVAL,CNSR,TRTP\n";

std::string file(const std::string& name, const std::string& bytes) {
  std::ofstream{golden::scratch() / name, std::ios::binary} << bytes;
  return "$SCRATCH/" + name + " ";
}

double z_of(const golden::ProcessResult& result) {
  CAPTURE(result.err);
  REQUIRE(result.status == 0);
  return Json::parse(result.out)["logrank"]["z"].get<double>();
}

golden::ProcessResult analyze(const std::string& arguments) {
  return shell("rehearse analyze " + arguments + " --format json");
}

constexpr double right_z = 1.251224792187;  // with 0 for an event
const std::string plain_flags =
    "--time time --event event --arm arm --experimental new";

// Ten participants, z 1.4442427.
const std::string plain =
    "time,event,arm\n4,1,new\n7,0,new\n9,1,new\n13,1,new\n20,0,new\n"
    "2,1,std\n3,1,std\n6,0,std\n8,1,std\n10,1,std\n";
constexpr double plain_z = 1.44424266863;

std::string replaced(std::string text, char from, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += by.size())
    text.replace(at, 1, by);
  return text;
}

}  // namespace

TEST_CASE("ADaM's censoring codes are no events", "[golden][analyze][ANA-11]") {
  for (const std::string codes : {"1111", "2312"}) {
    const std::string data =
        file("adtte.csv", adam_header + adtte(codes, "PFS"));
    const auto adam = analyze(data + "--adam --experimental new");
    CHECK(z_of(adam) == Approx(right_z).epsilon(1e-9));
    CHECK(adam.err.empty());
    const auto named = analyze(
        data + "--time AVAL --censor CNSR --arm TRTP --experimental new");
    CHECK(named.out == adam.out);
  }
}

TEST_CASE("a censoring flag taken for an event is told", "[golden][analyze]") {
  const std::string data =
      file("adtte.csv", adam_header + adtte("1111", "PFS"));
  const auto inverted =
      analyze(data + "--time AVAL --event CNSR --arm TRTP --experimental new");
  CHECK(z_of(inverted) == Approx(-0.163458010319).epsilon(1e-6));
  CHECK(has(inverted.err,
            "warning: column 'CNSR' is named as censoring flags "
            "are, and 1 is taken for an event in it"));
  CHECK(has(inverted.err, "write --censor CNSR instead of --event CNSR\n"));
}

TEST_CASE("several parameters are told, refused or chosen from",
          "[golden][analyze][ANA-11]") {
  const std::string data =
      file("two.csv", adam_header + adtte("1111", "PFS") + adtte("1111", "OS"));
  const auto both =
      analyze(data + "--time AVAL --censor CNSR --arm TRTP --experimental new");
  CHECK(z_of(both) == Approx(1.87539520919848).epsilon(1e-6));
  CHECK(has(both.err, "column PARAMCD has 2 parameters (OS, PFS)"));
  CHECK(has(both.err, "12 participants of column 'USUBJID' stand in several"));
  const auto adam = analyze(data + "--adam --experimental new");
  CHECK(adam.status == 65);
  CHECK(has(adam.err, "choose with --where PARAMCD=OS\n"));
  const auto one =
      analyze(data + "--adam --where PARAMCD=PFS --experimental new");
  CHECK(z_of(one) == Approx(right_z).epsilon(1e-9));
  CHECK(one.err.empty());
}

TEST_CASE("the program's own ADTTE gives the z that the engine had",
          "[golden][analyze][simulate]") {
  const std::string simulate =
      "rehearse simulate configs/nct07008976-irc.toml --quiet --replicate 7 "
      "--look final ";
  const auto engine = Json::parse(golden::done(simulate + "--format json").out);
  golden::done(simulate + "--table adtte > $SCRATCH/adtte-7.csv");
  const auto again = analyze(
      "$SCRATCH/adtte-7.csv --adam --experimental TQB2102 --stratum STRATA "
      "--where PARAMCD=PFSIRC");
  CHECK(again.err.empty());
  const auto& looks = engine.at("looks");
  CHECK(
      z_of(again) ==
      Approx(looks.at(looks.size() - 1).at("z").get<double>()).epsilon(1e-12));
}

TEST_CASE("one far or tiny time ties no others", "[golden][analyze]") {
  const std::string far = file("far.csv", plain + "1e10,0,std\n");
  const auto with = analyze(far + plain_flags);
  CHECK(z_of(with) == Approx(0.5945187006962).epsilon(1e-9));
  CHECK(with.err.empty());
  const std::string small = file(
      "tiny.csv",
      "time,event,arm\n1e-10,1,new\n3.1e-10,1,new\n5e-10,1,new\n9e-10,0,new\n"
      "1.2e-09,1,new\n1.1e-10,1,std\n2e-10,1,std\n2.5e-10,1,std\n"
      "4e-10,1,std\n6e-10,0,std\n");
  CHECK(z_of(analyze(small + plain_flags)) ==
        Approx(0.8059012729714).epsilon(1e-6));
}

TEST_CASE("times that became one are counted", "[golden][analyze]") {
  const std::string data =
      file("rounded.csv", plain + "4.00000000001,1,std\n4.00000000002,0,new\n");
  const auto tied = analyze(data + plain_flags);
  CHECK(tied.status == 0);
  CHECK(has(tied.err,
            "warning: 2 distinct times are taken for the one before them (they "
            "differ by less than 1.5e-8 of it, as rounding does): round the "
            "times to the steps they were measured in\n"));
}

TEST_CASE("a spreadsheet's file is read in each form", "[golden][analyze]") {
  const std::string semicolons = replaced(plain, ',', ";");
  std::string wide = "\xFF\xFE";
  for (const char c : plain) wide += {c, '\0'};
  std::string flags = replaced(plain, 'x', "x");
  for (const char* from : {",1,", ",0,"}) {
    for (std::size_t at = 0; (at = flags.find(from, at)) != std::string::npos;)
      flags.insert(at += 2, ".0");
  }
  for (const std::string& bytes :
       {plain, "\xEF\xBB\xBF" + plain, replaced(plain, '\n', "\r\n"),
        replaced(plain, '\n', "\r"), semicolons, "sep=;\r\n" + semicolons,
        replaced(plain, ',', "\t"), wide, flags,
        replaced(replaced(flags, ',', ";"), '.', ",")}) {
    CAPTURE(bytes);
    const auto result = analyze(file("form.csv", bytes) + plain_flags);
    CHECK(z_of(result) == Approx(plain_z).epsilon(1e-9));
    CHECK(result.err.empty());
  }
}

TEST_CASE("Excel's files of three countries are read or explained",
          "[golden][analyze]") {
  // German: semicolons, decimal commas, windows-1252.
  const std::string german = file("german.csv",
                                  "Zeit;Ereignis;Arm\r\n4,5;1;Pr\xFC"
                                  "fung\r\n7;0;Pr\xFC"
                                  "fung\r\n"
                                  "2,5;1;Standard\r\n3,25;1;Standard\r\n");
  const std::string flags =
      "--time Zeit --event Ereignis --arm Arm --experimental Standard ";
  const auto unnamed = analyze(german + flags);
  CHECK(unnamed.status == 65);
  CHECK(has(unnamed.err,
            "german.csv:2: column 'Arm' is no UTF-8 (spreadsheets save \"CSV\" "
            "in their country's encoding): save it as \"CSV UTF-8\", or name "
            "its encoding, such as --encoding GB18030 (Chinese) or --encoding "
            "windows-1252 (Western Europe)\n"));
  const auto named = analyze(german + flags + "--encoding windows-1252");
  REQUIRE(named.status == 0);
  CHECK(Json::parse(named.out)["kaplan_meier"]["Pr\u00FC"
                                               "fung"]["median"] == 4.5);
  // Chinese: GB18030, and "CSV UTF-8" with its mark.
  const std::string chinese =
      file("chinese.csv",
           "time,event,\xD7\xE9\xB1\xF0\r\n4,1,\xCA\xD4\xD1\xE9\r\n"
           "7,0,\xCA\xD4\xD1\xE9\r\n2,1,\xB6\xD4\xD5\xD5\r\n"
           "3,1,\xB6\xD4\xD5\xD5\r\n");
  const std::string in_utf8 =
      file("chinese8.csv",
           "\xEF\xBB\xBFtime,event,\u7EC4\u522B\r\n4,1,\u8BD5\u9A8C\r\n"
           "7,0,\u8BD5\u9A8C\r\n2,1,\u5BF9\u7167\r\n3,1,\u5BF9\u7167\r\n");
  const std::string groups =
      "--time time --event event --arm \u7EC4\u522B --experimental "
      "\u8BD5\u9A8C ";
  const auto header = analyze(chinese + groups);
  CHECK(header.status == 65);
  CHECK(has(header.err, "no column '\u7EC4\u522B': the header is no UTF-8"));
  const auto read = analyze(chinese + groups + "--encoding GB18030");
  CHECK(z_of(read) > 0.0);
  CHECK(analyze(in_utf8 + groups).out == read.out);
}

TEST_CASE("a comma that may be two things is an error", "[golden][analyze]") {
  const auto unclear = analyze(
      file("unclear.csv", "time;event;arm\n1,234;1;new\n2;1;std\n3;0;new\n") +
      plain_flags);
  CHECK(unclear.status == 65);
  CHECK(has(unclear.err,
            "unclear.csv:2: column 'time': '1,234' is no time (a number of at "
            "least 0): correct it, or leave it empty if it is missing; a comma "
            "here may be a decimal mark or one of thousands: write every "
            "number of the column with a point, or with none\n"));
  const auto quoted =
      analyze(file("quoted.csv", "time,event,arm\n\"4,5\",1,new\n2,1,std\n") +
              plain_flags);
  CHECK(has(quoted.err, "; write a point for the decimal mark\n"));
}

TEST_CASE("what a design says of a look", "[golden][analyze][ANA-12]") {
  const std::string freireich =
      "tests/crosscheck/freireich.csv --time time --event event --arm arm "
      "--experimental 6-MP --design configs/nct07008976.toml ";
  const auto first = analyze(freireich + "--look interim");
  REQUIRE(first.status == 0);
  // The config's test is stratified.
  CHECK(has(first.err, "add --stratum COLUMN for each factor"));
  const Json interim = Json::parse(first.out)["sequential"];
  CHECK(interim["rejects"] == false);
  CHECK(interim["after_stopping"].is_null());
  CHECK(interim["repeated_p"] == interim["sequential_p"]);
  const auto last =
      analyze(freireich + "--look final --earlier interim=20:1.5");
  REQUIRE(last.status == 0);
  const Json final = Json::parse(last.out)["sequential"];
  CHECK(final["earlier"][0]["look"] == "interim");
  // The first look, at so few events, could hardly stop: as without it.
  const Json test = Json::parse(last.out)["logrank"];
  const double score = test["expected"]["6-MP"].get<double>() -
                       test["observed"]["6-MP"].get<double>();
  CHECK(
      final["after_stopping"]["hazard_ratio"].get<double>() ==
      Approx(std::exp(-score / test["variance"].get<double>())).epsilon(1e-4));
  const auto unknown = analyze(freireich + "--look final --earlier interim=20");
  CHECK(Json::parse(unknown.out)["sequential"]["sequential_p"].is_null());
}

TEST_CASE("several arms, with and without an experimental one",
          "[golden][analyze]") {
  const std::string veteran =
      "tests/crosscheck/survival_data.csv --where set=veteran --time time "
      "--event event --arm stratum --trend ";
  const auto plain = analyze(veteran);
  REQUIRE(plain.status == 0);
  const Json json = Json::parse(plain.out);
  CHECK(json["logrank"]["chi_square"].get<double>() ==
        Approx(25.4037003457854).epsilon(1e-9));
  CHECK(json["pairs"].size() == 6);
  const Json named = Json::parse(analyze(veteran + "--experimental 0").out);
  CHECK(named["pairs"][0]["experimental"] == "0");
  CHECK(named["pairs"][0]["z"].get<double>() ==
        Approx(-json["pairs"][0]["z"].get<double>()));
  const Json turned = Json::parse(analyze(veteran + "--arm-order 3,2,1,0").out);
  CHECK(turned["trend"]["z"].get<double>() ==
        Approx(-json["trend"]["z"].get<double>()));
}

TEST_CASE("flags that don't go together are told", "[golden][analyze]") {
  const std::string d = "tests/crosscheck/freireich.csv " + plain_flags;
  const std::vector<std::array<std::string, 2>> mistakes{
      {d + " --censor event",
       "--event and --censor both say who had the event"},
      {d + " --at 6,x", "--at: 'x' is no time"},
      {d + " --at 6:1:1", "--at: '6:1:1' is no range FROM:TO:STEP"},
      {d + " --where arm", "--where: 'arm' chooses nothing"},
      {d + " --look final", "--look: goes with --design"},
      {d + " --design configs/w1.toml", "--look is missing"},
      {d + " --scores 1,2", "--scores: goes with --trend"},
      {d + " --trend --tests gehan", "--tests doesn't go with --trend"},
      {d + " --entry x --tests gehan", "--tests doesn't go with --entry"},
      {d + " --design configs/w1.toml --look final --earlier x",
       "--earlier: 'x' is no NAME=EVENTS or NAME=EVENTS:Z"},
  };
  for (const auto& [arguments, message] : mistakes) {
    CAPTURE(arguments);
    const auto result = analyze(arguments);
    CAPTURE(result.err);
    CHECK(result.status == 64);
    CHECK(has(result.err, message));
  }
}

TEST_CASE("arms that are alike favour nobody, and zero has no sign",
          "[golden]") {
  const std::string analyze =
      "printf 'time,event,arm\\n1,1,A\\n1,1,B\\n2,1,A\\n2,1,B\\n' > "
      "$SCRATCH/alike.csv; rehearse analyze $SCRATCH/alike.csv --time time "
      "--event event --arm arm --experimental A --tests 'fh(0,1)' --format ";
  CHECK(has(done(analyze + "table").out, "z 0.0000 (favours neither arm)"));
  const std::string json = done(analyze + "json").out;
  CHECK(has(json, "\"z\": 0.0,"));
  CHECK_FALSE(has(json, "-0.0"));
  CHECK_FALSE(has(done(analyze + "csv").out, ",-0\n"));
}
