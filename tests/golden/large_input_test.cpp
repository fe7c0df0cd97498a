// What no trial is: refused or read within the memory of a small machine, with
// an end of words.
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;

namespace {

// The address space counts more than what is used: libraries, stacks.
const std::string little = "ulimit -v 500000; cd $SCRATCH; ";

void check(const std::string& make, const std::string& run, int status) {
  const auto result =
      shell("cd $SCRATCH; " + make + " > big; " + little + "rehearse " + run);
  CAPTURE(make, result.err.substr(0, 300));
  CHECK(result.status == status);
  CHECK(result.err.size() < 60'000);
}

// `count` times a text in which I is the number.
std::string many(const std::string& count, const std::string& text) {
  return "seq " + count + " | sed 's/.*/" + text + "/'";
}

const std::string analyze =
    "analyze big --time time --event event --arm arm --experimental b";

}  // namespace

TEST_CASE("a config of no end is refused in little memory", "[golden]") {
  check(many("150000", "k&=1"), "check big", 78);
  check("(printf '{\"a\":1'; " + many("100000", ",\"k&\":1") + "; printf '}')",
        "check - < big", 78);
  check("(printf 'a=['; " + many("100000", "\"x\",") +
            " | tr -d '\\n'; echo ']')",
        "check big", 78);
  check("head -c 1999999 /dev/zero | tr '\\0' x", "check big", 78);
  check("head -c 10000000 /dev/zero | tr '\\0' '['", "check big", 78);
  check("(cat $OLDPWD/configs/w1.toml; " +
            many("3000", "[scenarios.s&]\\ntrial.participants=200") + ")",
        "check big", 78);
}

TEST_CASE("10 MB of data are read or refused in little memory", "[golden]") {
  check("(echo time,event,arm; yes '7,1,a\n5,0,b' | head -n 1400000)", analyze,
        0);
  check("(echo time; yes 1 | head -n 5000000)", analyze, 65);
  check("(seq -s, 200000; seq -s, 200000)", analyze, 65);
  check("head -c 10000000 /dev/zero | tr '\\0' '\"'", analyze, 65);
  check("head -c 10000000 /dev/zero | tr '\\0' ';'", analyze, 65);
}

TEST_CASE("what never ends is given up", "[golden]") {
  const auto fails = [](const std::string& run, int status) {
    const auto result = shell("rehearse " + run);
    CAPTURE(run, result.err);
    CHECK(result.status == status);
  };
  fails("open /dev/zero --passphrase-file /dev/zero", 65);
  fails("open README.md --passphrase-file /dev/zero", 65);
  fails("open README.md --key - < /dev/zero", 65);
  fails("check /dev/zero", 78);
  fails("analyze /dev/zero --time t --event e --arm a --experimental b", 65);
  fails("randomize configs/w1.toml --check /dev/zero", 65);
}

TEST_CASE("a file's control characters stay out of the terminal", "[golden]") {
  const auto quiet = [](const std::string& make, const std::string& run) {
    const auto result =
        shell("cd $SCRATCH; printf '" + make + "' > big; " + "rehearse " + run);
    CAPTURE(make, result.err);
    CHECK(result.err.find_first_of("\x1b\a\r") == std::string::npos);
    CHECK(result.out.find_first_of("\x1b\a\r") == std::string::npos);
    CHECK(result.status != 70);
  };
  const std::string esc = "\\033[31m\\007\\r";
  quiet("time,event,arm\\n1,1,a" + esc + "\\n2,1,b\\n3,1,b\\n", analyze);
  quiet("time,event,a" + esc + "rm\\n1,1,a\\n2,1,b\\n", analyze);
  quiet("time,event,arm\\n1,1" + esc + ",a\\n2,1,b\\n", analyze);
  quiet("list_id,randomization_number,arm\\nx,1" + esc + ",z" + esc + "\\n",
        "randomize $OLDPWD/configs/w1.toml --check big");
  quiet("\"a" + esc + "\\nb\" = 1\\n", "check big");
  quiet("[trial]\\n\"k\\\\u001b[31m\\\\n\" = 1\\n", "check big");
}
