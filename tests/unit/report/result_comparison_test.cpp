// Two files of a result, beside what is known to differ in them.
#include "rehearse/report/result_comparison.hpp"

#include "support/catch.hpp"

using namespace rehearse;

namespace {

const Versions same{"1.0.0", "1.0.0"};
const Versions later{"1.0.0", "1.1.0"};

FileComparison json(const std::string& there, const std::string& here,
                    const Versions& versions = same) {
  return compare_files("summary.json", there, here, versions);
}

FileComparison csv(const std::string& there, const std::string& here) {
  return compare_files("table.csv", there, here, same);
}

}  // namespace

TEST_CASE("equal bytes are equal, whatever they are", "[report]") {
  CHECK(compare_files("x.json", "no json", "no json", same).equal());
  CHECK(compare_files("x.csv", "", "", same).equal());
}

TEST_CASE("JSON differs at a pointer", "[report]") {
  const auto found = json(R"({"a": {"b/c": [1, 2.0, "x"]}, "gone": true})",
                          R"({"a": {"b/c": [1, 2.5, "y"]}, "new": null})");
  CHECK(found.count == 4);
  CHECK(found.numbers == 1);
  CHECK(found.largest_relative == Approx(0.2));  // 0.5 of 2.5
  CHECK(found.first == std::vector<Difference>{{"/a/b~1c/1", "2.0", "2.5"},
                                               {"/a/b~1c/2", "\"x\"", "\"y\""},
                                               {"/gone", "true", ""},
                                               {"/new", "", "null"}});
  CHECK_FALSE(found.last_digits());
}

TEST_CASE("JSON lists of other lengths differ at their ends", "[report]") {
  const auto found = json("[1, 2]", "[1]");
  CHECK(found.first == std::vector<Difference>{{"/1", "2", ""}});
  CHECK(json("[1]", "[1, 2]").first ==
        std::vector<Difference>{{"/1", "", "2"}});
}

TEST_CASE("the same members in other bytes aren't the same file", "[report]") {
  const auto found = json(R"({"a": 1, "b": 2})", R"({"b":2,"a":1})");
  CHECK(found.count == 1);
  CHECK(found.first.front().where == "spaces and order");
}

TEST_CASE("differences of last digits are known as such", "[report]") {
  const auto found = json("[0.1, 3.0]", "[0.10000000000000002, 3.0]");
  CHECK(found.count == 1);
  CHECK(found.largest_relative < 1e-15);
  CHECK(found.largest_relative > 0.0);
  CHECK(found.last_digits());
  CHECK_FALSE(json("[0.1]", "[0.100000001]").last_digits());  // 1e-8
  CHECK_FALSE(json("[0.1, 1]", "[0.10000000000000002, true]").last_digits());
  CHECK_FALSE(json("[0.1]", "[0.1]").last_digits());
}

TEST_CASE("a version's name is no difference of another version's result",
          "[report]") {
  const std::string there = R"({"version": "1.0.0", "power": 0.9})";
  const std::string here = R"({"version": "1.1.0", "power": 0.9})";
  CHECK(json(there, here, later).equal());
  CHECK(json(there, here, same).count == 1);
  CHECK(compare_files("a.md", "- by rehearse 1.0.0, Philox",
                      "- by rehearse 1.1.0, Philox", later)
            .equal());
  CHECK(
      compare_files("a.md", "- by rehearse 1.0.0", "- by rehearse 1.1.0", same)
          .count == 1);
}

TEST_CASE("CSV differs at a line and column", "[report]") {
  const auto found = csv("look,power\ninterim,0.5\nfinal,0.8\n",
                         "look,power\ninterim,0.5\nlast,0.4\n");
  CHECK(found.count == 2);
  CHECK(found.numbers == 1);
  CHECK(found.largest_relative == Approx(0.5));
  CHECK(found.first ==
        std::vector<Difference>{{"line 3, column 'look'", "final", "last"},
                                {"line 3, column 'power'", "0.8", "0.4"}});
}

TEST_CASE("CSV of other rows or columns", "[report]") {
  CHECK(csv("a\n1\n2\n", "a\n1\n").first ==
        std::vector<Difference>{{"number of rows", "2", "1"}});
  CHECK(csv("a,b\n1,2\n", "a,c\n1,2\n").first ==
        std::vector<Difference>{{"line 1", "a,b", "a,c"}});
}

TEST_CASE("text differs at a line, and more is counted", "[report]") {
  const auto found = compare_files("table.md", "a\nb\nz\n", "a\nc\nz\n", same);
  CHECK(found.first == std::vector<Difference>{{"line 2", "b", "c"}});
  const auto many = compare_files("t.md", "1\n2\n3\n4\n5\n6\n7", "x", same);
  CHECK(many.count == 7);
  CHECK(many.first.size() == FileComparison::most_told);
}

TEST_CASE("of a line that was put in no other is told", "[report]") {
  const auto found = compare_files("c.toml", "a = 1\nb = 2\n",
                                   "a = 1\nnew = 3\nb = 2\n", same);
  CHECK(found.first == std::vector<Difference>{{"line 2", "", "new = 3"}});
}

TEST_CASE("hashes of what a version wrote aren't its result", "[report]") {
  CHECK(json(R"({"config_sha256": "a", "p": 1})",
             R"({"config_sha256": "b", "p": 1})", later)
            .equal());
  CHECK(compare_files("t.csv", "p,config_sha256\n1,a\n",
                      "p,config_sha256\n1,b\n", later)
            .equal());
  CHECK(csv("p,config_sha256\n1,a\n", "p,config_sha256\n1,b\n").count == 1);
}

TEST_CASE("what isn't compared of another version is named", "[report]") {
  CHECK(not_compared(same).empty());
  for (const std::string& member : not_compared(later)) {
    CAPTURE(member);
    const std::string there = "{\"" + member + "\": \"a\"}";
    const std::string here = "{\"" + member + "\": \"b\"}";
    CHECK(json(there, here, later).equal());
    CHECK_FALSE(json(there, here, same).equal());
  }
  CHECK(not_compared(later).size() == 4);
}

TEST_CASE("the command that `size` advises is left out", "[report]") {
  const std::string one = "a\n    rehearse power x.toml --set k=1\nb\n";
  const std::string other = "a\nrehearse power config.toml\nb\n";
  CHECK(without_advice(one) == without_advice(other));
  CHECK(without_advice("a\nb") != without_advice("a\nc"));
}
