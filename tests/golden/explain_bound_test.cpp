// `design --explain-bound` as a user runs it: on bounds of published trials,
// and the bytes of its formats.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using golden::done;
using golden::has;
using golden::shell;
using Json = nlohmann::json;

namespace {

std::string command(const std::string& sentence) {
  return "rehearse design --explain-bound \"" + sentence + "\"";
}

Json candidates(const std::string& sentence) {
  return Json::parse(done(command(sentence) + " --format json").out)
      .at("candidates");
}

void check_fails(const std::string& arguments, const std::string& message) {
  const auto result = shell("rehearse design " + arguments);
  CAPTURE(arguments, result.err);
  CHECK(result.status == 64);
  CHECK(result.out.empty());
  CHECK(has(result.err, message));
}

const std::string cleopatra = "p=0.0138 at 267 of 385 after 165";
const std::string breast03 = "p=0.0002 at 245 of 335";

}  // namespace

TEST_CASE("CLEOPATRA's bound is Lan and DeMets's",
          "[golden][explain][DES-19]") {
  const Json best = candidates(cleopatra).at(0);
  CHECK(best.at("rule") == "lan-demets-obrien-fleming");
  CHECK(best.at("parameter").is_null());
  CHECK(best.at("sides") == 2);
  CHECK(best.at("alpha") == 0.05);
  CHECK(best.at("nominal_p").get<double>() == Approx(0.013818).margin(5e-7));
  CHECK(best.at("hazard_ratio").get<double>() == Approx(0.7398).margin(5e-5));
  CHECK(best.at("difference").get<double>() == Approx(1.8e-5).margin(5e-7));
  CHECK(best.at("digits") == "rounded");
  CHECK(best.at("chosen_to_fit") == "nothing");
  const Json last = candidates("p=0.0456 at 385 of 385 after 165, 267").at(0);
  CHECK(last.at("rule") == "lan-demets-obrien-fleming");
  CHECK(last.at("nominal_p").get<double>() == Approx(0.045567).margin(5e-7));
  CHECK(last.at("alpha_spent").get<double>() == Approx(0.05));
}

TEST_CASE("the other trials' bounds too", "[golden][explain]") {
  const std::string sentences[] = {"p=0.0124 at 0.67",
                                   "hr=0.6177 at 223 of 632",
                                   "hr=0.7275 at 331 of 632 after 223",
                                   "hr=0.727 at 331 of 632 after 223",
                                   "p=.0037 at 331 of 632 after 223",
                                   "p=.013 at 169 of 250 after 86",
                                   "p=.0075 at 199 of 333"};
  for (const std::string& sentence : sentences) {
    CAPTURE(sentence);
    const Json best = candidates(sentence).at(0);
    CHECK(best.at("rule") == "lan-demets-obrien-fleming");
    CHECK(best.at("alpha") == 0.05);
  }
}

TEST_CASE("DESTINY-Breast03's interim is said not to be O'Brien and Fleming's",
          "[golden][explain]") {
  const auto result = done(command(breast03));
  CHECK(has(result.out, "Haybittle-Peto, p 0.0002 two-sided, whatever alpha"));
  CHECK(has(result.out, "What is usual at 0.7313 with two-sided alpha 0.05"));
  golden::check("explain-bound-breast03.txt", result.out);
}

TEST_CASE("an explained bound keeps its bytes", "[golden][explain]") {
  for (const auto& [format, ending] : {std::pair{"table", "txt"},
                                       {"md", "md"},
                                       {"html", "html"},
                                       {"latex", "tex"}})
    golden::check(
        std::string{"explain-bound."} += ending,
        done(command(cleopatra) + " --format " + std::string{format}).out);
}

TEST_CASE("an explained bound's CSV has a row for each candidate",
          "[golden][explain]") {
  const std::string csv = done(command(cleopatra) + " --format csv").out;
  const std::string header =
      "rank,rule,parameter,chosen_to_fit,sides,alpha,information,information_"
      "fraction,z,nominal_p,hazard_ratio,alpha_spent,difference,digits\n";
  REQUIRE(csv.starts_with(
      header + "1,lan-demets-obrien-fleming,,nothing,2,0.05,267,0.69350"));
  const auto lines = std::count(csv.begin(), csv.end(), '\n');
  CHECK(static_cast<std::size_t>(lines) == candidates(cleopatra).size() + 1);
  // Without events there is no hazard ratio.
  const Json best = candidates("p=0.0124 at 0.67").at(0);
  CHECK(best.at("hazard_ratio").is_null());
}

TEST_CASE("levels to try are given one-sided", "[golden][explain]") {
  const auto json = Json::parse(
      done(command("p=0.0054 at 0.5") + " --alpha 0.05,0.0125 --format json")
          .out);
  CHECK(json.at("bound").at("alphas_one_sided") == Json{0.05, 0.0125});
  for (const Json& each : json.at("candidates"))
    if (!each.at("alpha").is_null())
      CHECK((each.at("alpha") == 0.1 || each.at("alpha") == 0.05 ||
             each.at("alpha") == 0.025 || each.at("alpha") == 0.0125));
}

TEST_CASE("what can't be explained says why", "[golden][explain]") {
  check_fails("--explain-bound \"p=0.0138 at 267 off 385\"",
              "--explain-bound: 'off' is not understood (did you mean 'of'?): "
              "write e.g. \"p=0.0138 at 267 of 385 after 165\"\n"
              "  p=0.0138 at 267 off 385\n"
              "                  ^\n"
              "See 'rehearse design --help'.\n");
  check_fails("--explain-bound \"p=1.5 at 0.5\"", "between 0 and 1");
  check_fails("--explain-bound \"p=0.06 at 0.5\"", "above every alpha");
  check_fails("--explain-bound \"z=-1 at 0.5\"", "above every alpha");
  check_fails("--explain-bound \"p=0.03 at 0.5\" --alpha 0.005",
              "the highest 0.005 one-sided, 0.01 two-sided");
  check_fails("--explain-bound \"p=0.01 at 0.5\" --alpha 0.7",
              "'0.7' is no one-sided level");
  check_fails("--explain-bound \"p=0.01 at 0.5\" configs/w1.toml",
              "CONFIG doesn't go with --explain-bound");
  check_fails("--explain-bound \"p=0.01 at 0.5\" --interim-z 1",
              "--interim-z doesn't go with --explain-bound");
  check_fails("configs/w1.toml --alpha 0.02", "--alpha goes with");
  check_fails("", "CONFIG is missing");
}
