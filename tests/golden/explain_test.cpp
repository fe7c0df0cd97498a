#include <filesystem>
#include <nlohmann/json.hpp>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;

TEST_CASE("explain says what a key means", "[golden][explain]") {
  check("explain-key.txt", done("rehearse explain looks.events").out);
  check("explain-table.txt", done("rehearse explain dropout").out);
  const auto json = nlohmann::json::parse(
      done("rehearse explain analysis.alpha --format json").out);
  CHECK(json["keys"][0]["key"] == "analysis.alpha");
}

TEST_CASE("explain gives a command's help", "[golden][explain]") {
  CHECK(done("rehearse explain power").out ==
        done("rehearse power --help").out);
}

TEST_CASE("explain knows what was nearly meant", "[golden][explain]") {
  const auto run = shell("rehearse explain hazard_rato");
  CHECK(run.status == 64);
  CHECK(has(run.err, "did you mean 'hazard_ratio'?"));
  CHECK(shell("rehearse explain").status == 64);
}

TEST_CASE("keys has every key in every format", "[golden][keys]") {
  for (const char* format : {"table", "md", "html", "latex", "csv", "json"}) {
    CAPTURE(format);
    const auto run = done(std::string{"rehearse keys --format "} + format);
    for (const char* word : {"enrolment", "frailty", "median"})
      CHECK(has(run.out, word));
  }
}

TEST_CASE("a manual page for each command", "[golden][keys]") {
  done("rehearse help --man $SCRATCH/man");
  const std::string power = content(scratch() / "man/man1/rehearse-power.1");
  CHECK(has(power, ".TH \"rehearse\\-power\" 1 "));
  CHECK(has(power, "\\-\\-replicates N"));
  CHECK(has(power, "Examples:"));
  const std::string all = content(scratch() / "man/man1/rehearse.1");
  CHECK(has(all, "rehearse\\-power"));
  CHECK(has(content(scratch() / "man/man5/rehearse.5"),
            "analysis.looks[].events"));
}
