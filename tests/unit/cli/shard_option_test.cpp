// Which share of the work --shard means, by each scheduler's variables.
#include "cli/shard_option.hpp"

#include <map>

#include "cli/session.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using namespace rehearse::cli;
using Catch::Matchers::Contains;
using Variables = std::map<std::string, std::string>;

namespace {

std::string share(const std::string& text, const Variables& variables) {
  const Shard shard =
      shard_of(parse_shard_wish(text),
               [&](const std::string& name) -> std::optional<std::string> {
                 const auto at = variables.find(name);
                 if (at == variables.end()) return std::nullopt;
                 return at->second;
               });
  return std::to_string(shard.index) + " of " + std::to_string(shard.count);
}

Variables slurm(const std::string& id, const std::string& least = "1",
                const std::string& count = "4") {
  return {{"SLURM_ARRAY_TASK_ID", id},
          {"SLURM_ARRAY_TASK_MIN", least},
          {"SLURM_ARRAY_TASK_COUNT", count},
          {"SLURM_ARRAY_TASK_STEP", "1"}};
}

Variables grid_engine(const std::string& id, const std::string& first,
                      const std::string& last, const std::string& step) {
  return {{"SGE_TASK_ID", id},
          {"SGE_TASK_FIRST", first},
          {"SGE_TASK_LAST", last},
          {"SGE_TASK_STEPSIZE", step}};
}

}  // namespace

TEST_CASE("a share is stated, whatever the environment", "[shard]") {
  CHECK(share("2/3", {}) == "2 of 3");
  CHECK(share("2/3", slurm("4")) == "2 of 3");
  for (const char* text :
       {"", "3", "0/3", "4/3", "1/0", "auto/0", "auto/", "auto/x", "/3",
        "automatic", "-1/3", "1/3/5", "1/1000001", "1/18446744073709551615"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH(parse_shard_wish(text), Contains("is no share"));
  }
}

TEST_CASE("an array's task is a share by its scheduler's base",
          "[shard][SWP-06]") {
  CHECK(share("auto", slurm("3")) == "3 of 4");
  CHECK(share("auto/4", slurm("0", "0")) == "1 of 4");
  CHECK(share("auto/4", slurm("13", "10")) == "4 of 4");
  const Variables batch{{"AWS_BATCH_JOB_ARRAY_INDEX", "0"},
                        {"AWS_BATCH_JOB_ARRAY_SIZE", "5"}};
  CHECK(share("auto", batch) == "1 of 5");
  CHECK(share("auto/5", batch) == "1 of 5");
  CHECK(share("auto", grid_engine("7", "1", "10", "3")) == "3 of 4");
  CHECK(share("auto/7", {{"PBS_ARRAY_INDEX", "7"}}) == "7 of 7");
  // Where the size isn't there it isn't needed either.
  CHECK(share("auto/7", {{"AWS_BATCH_JOB_ARRAY_INDEX", "6"}}) == "7 of 7");
  CHECK(share("auto/7", {{"SLURM_ARRAY_TASK_ID", "2"},
                         {"SLURM_ARRAY_TASK_MIN", "1"}}) == "2 of 7");
}

TEST_CASE("what no share can be told of is refused", "[shard]") {
  const auto refuses = [](const std::string& text, const Variables& variables,
                          const char* why) {
    CAPTURE(text, why);
    CHECK_THROWS_AS(share(text, variables), UsageError);
    CHECK_THROWS_WITH(share(text, variables), Contains(why));
  };
  refuses("auto/3", {}, "no task of an array");
  refuses("auto/3", grid_engine("undefined", "undefined", "undefined", "1"),
          "no task of an array");
  refuses("auto", {{"PBS_ARRAY_INDEX", "2"}}, "PBS doesn't say how many");
  refuses("auto/3", {{"PBS_ARRAY_INDEX", "0"}}, "task 0 is none of 3 shares");
  refuses("auto/3", {{"PBS_ARRAY_INDEX", "4"}}, "task 4 is none of 3 shares");
  // A part of an array that was submitted anew.
  refuses("auto/4", slurm("3", "3", "1"), "the array has 1 tasks");
  refuses("auto", slurm("9", "1", "3"), "task 9 is none of 3 shares");
  refuses("auto", {{"SLURM_ARRAY_TASK_ID", "1"}},
          "SLURM_ARRAY_TASK_COUNT is not set");
  refuses("auto", slurm("x"), "is 'x' (no whole number)");
  refuses("auto", grid_engine("3", "1", "10", "3"), "task 3 is none of 4");
  Variables both = slurm("2");
  both["PBS_ARRAY_INDEX"] = "2";
  refuses("auto/4", both, "SLURM_ARRAY_TASK_ID and PBS_ARRAY_INDEX are both");
}
