// Every command that prints a result has every format; what they share is kept
// as it is set.
#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using golden::done;
using golden::has;

namespace {

struct Command {
  const char* name;
  const char* line;
};

const Command commands[] = {
    {"power", "power configs/nct07008976-irc.toml --replicates 64 --quiet"},
    {"sweep",
     "sweep configs/w1.toml --replicates 64 --quiet --vary "
     "endpoint.effect.hazard_ratio=0.6,0.7 --vary "
     "'randomization.block_sizes=[4],[6]'"},
    {"design",
     "design configs/nct07008976.toml --quiet --interim-hazard-ratio 0.8"},
    {"size", "size configs/nct07008976.toml --power 0.8 --quiet"},
    {"compare",
     "compare configs/w3.toml --with analysis.alpha=0.01 --replicates 64 "
     "--quiet"},
    {"randomize-report",
     "randomize configs/w1.toml --report --replicates 64 --quiet"},
    {"check", "check configs/nct07008976.toml --quiet"},
    {"simulate", "simulate configs/w2.toml --replicate 1 --quiet"}};

std::string printed(const Command& command, const std::string& format) {
  return done(std::string{"rehearse "} + command.line + " --format " + format)
      .out;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size()))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("every result has every format", "[golden][formats][OUT-02]") {
  for (const Command& command : commands) {
    INFO(command.name);
    CHECK(has(printed(command, "table"), "   "));
    CHECK(printed(command, "json").starts_with("{\n  \"command\": "));
    CHECK(has(printed(command, "csv"), ","));
    CHECK(has(printed(command, "md"), "|:--|") !=
          has(printed(command, "md"), "- Trial: "));
    const std::string html = printed(command, "html");
    for (const char* tag : {"html", "body", "table", "tr", "td", "dl", "dd"})
      CHECK(count(html, '<' + std::string{tag} + '>') +
                count(html, '<' + std::string{tag} + ' ') ==
            count(html, "</" + std::string{tag} + '>'));
    CHECK((html.starts_with("<!DOCTYPE html>\n") ||
           html.starts_with("<table>\n")));
    const std::string latex = printed(command, "latex");
    CHECK(count(latex, "\\begin{") == count(latex, "\\end{"));
    CHECK(count(latex, "\\toprule") == count(latex, "\\bottomrule"));
    CHECK_FALSE(has(latex, "±"));
  }
}

TEST_CASE("HTML and LaTeX keep their bytes", "[golden][formats]") {
  for (const Command& command : commands) {
    if (command.name == std::string{"check"}) continue;
    const std::string name = std::string{"formats-"} + command.name;
    golden::check(name + ".html", printed(command, "html"));
    golden::check(name + ".tex", printed(command, "latex"));
  }
}

TEST_CASE("a list's check has every format", "[golden][formats]") {
  const std::string check =
      "rehearse randomize configs/w1.toml --seed 5 > $SCRATCH/formats.csv; "
      "rehearse randomize configs/w1.toml --quiet --check "
      "$SCRATCH/formats.csv ";
  CHECK(has(done(check + "--format html").out,
            "<p><strong>0 findings</strong></p>"));
  CHECK(has(done(check + "--format latex").out, "\\textbf{0 findings}"));
  CHECK(has(done(check + "--format md").out, "**0 findings**"));
  CHECK(done(check + "--format csv").out == "line,check,message\n");
}
