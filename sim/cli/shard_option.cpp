#include "cli/shard_option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "cli/session.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

// How a scheduler numbers the tasks of an array. The first task is what the
// variable says, or `base`; the size is in `count`, or goes to `last`.
struct Scheduler {
  const char* name;
  const char* index;
  const char* first;
  std::size_t base;
  const char* count;
  const char* last;
  const char* step;
};

constexpr std::array schedulers{
    Scheduler{"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", 1,
              "SLURM_ARRAY_TASK_COUNT", "", "SLURM_ARRAY_TASK_STEP"},
    Scheduler{"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "", 0,
              "AWS_BATCH_JOB_ARRAY_SIZE", "", ""},
    Scheduler{"Grid Engine", "SGE_TASK_ID", "SGE_TASK_FIRST", 1, "",
              "SGE_TASK_LAST", "SGE_TASK_STEPSIZE"},
    Scheduler{"PBS", "PBS_ARRAY_INDEX", "", 1, "", "", ""},
};

// Grid Engine sets its variables outside of arrays too, to this.
constexpr const char* no_array = "undefined";

// The variables of one scheduler.
class Task {
 public:
  Task(const Scheduler& scheduler, const Environment& environment)
      : scheduler_(scheduler), environment_(environment) {}

  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] bool is_set() const {
    const auto text = environment_(scheduler_.index);
    return text && !text->empty() && *text != no_array;
  }

  // \throws UsageError if a variable is missing, or no number.
  [[nodiscard]] std::size_t number(const char* name) const {
    const auto text = environment_(name);
    if (!text)
      throw UsageError{fmt::format(
          "--shard auto: {} is not set ({} sets it beside {}): write --shard "
          "I/N",
          name, scheduler_.name, scheduler_.index)};
    const auto value = parse_unsigned(*text);
    if (!value)
      throw UsageError{fmt::format(
          "--shard auto: {} is '{}' (no whole number): write --shard I/N", name,
          *text)};
    return *value;
  }

  [[nodiscard]] std::size_t first() const {
    return has(scheduler_.first) ? number(scheduler_.first) : scheduler_.base;
  }
  [[nodiscard]] std::size_t step() const {
    if (!has(scheduler_.step) || !environment_(scheduler_.step)) return 1;
    return std::max<std::size_t>(1, number(scheduler_.step));
  }
  // Whether it is known how many tasks there are.
  [[nodiscard]] bool has_count() const {
    return (has(scheduler_.count) && environment_(scheduler_.count)) ||
           (has(scheduler_.last) && environment_(scheduler_.last));
  }
  // Nothing where such a scheduler never says.
  [[nodiscard]] std::optional<std::size_t> count() const {
    if (has(scheduler_.count)) return number(scheduler_.count);
    if (!has(scheduler_.last)) return std::nullopt;
    const std::size_t last = std::max(number(scheduler_.last), first());
    return (last - first()) / step() + 1;
  }

 private:
  static bool has(std::string_view name) { return !name.empty(); }

  const Scheduler& scheduler_;
  const Environment& environment_;
};

// The one scheduler that runs us. \throws UsageError if there is none, or two.
Task only_task(const Environment& environment) {
  std::vector<Task> tasks;
  std::string names;
  for (const Scheduler& scheduler : schedulers) {
    names.append(names.empty() ? "" : ", ").append(scheduler.index);
    if (const Task task{scheduler, environment}; task.is_set())
      tasks.push_back(task);
  }
  if (tasks.empty())
    throw UsageError{fmt::format(
        "--shard auto: this is no task of an array (none of {} is set): write "
        "--shard I/N",
        names)};
  if (tasks.size() > 1)
    throw UsageError{fmt::format(
        "--shard auto: {} and {} are both set (they may mean different "
        "shares): unset one, or write --shard I/N",
        tasks[0].scheduler().index, tasks[1].scheduler().index)};
  return tasks.front();
}

// How many shares there are. A part of an array that is submitted anew has
// another first task: its shares can't be told from its variables.
std::size_t count_of(const Task& task, const ShardWish& wish) {
  if (wish.count && !task.has_count()) return *wish.count;
  const auto size = task.count();
  if (!size)
    throw UsageError{fmt::format(
        "--shard auto: {} doesn't say how many tasks the array has: write "
        "--shard auto/N",
        task.scheduler().name)};
  if (wish.count && *size != *wish.count)
    throw UsageError{fmt::format(
        "--shard auto/{}: the array has {} tasks (which share is whose can't "
        "be told): submit {}, or write --shard I/{} with the share's number",
        *wish.count, *size, *wish.count, *wish.count)};
  return *size;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) {
    return environment_variable(name.c_str());
  };
}

ShardWish parse_shard_wish(const std::string& text) {
  const auto slash = text.find('/');
  const std::string index = text.substr(0, slash);
  const bool whole_array = index == "auto" && slash == std::string::npos;
  ShardWish wish;
  if (index != "auto") wish.index = parse_unsigned(index);
  if (slash != std::string::npos)
    wish.count = parse_unsigned(text.substr(slash + 1));
  const bool has_index = index == "auto" || wish.index.has_value();
  const std::size_t least = wish.index.value_or(1);
  const bool has_count = wish.count && *wish.count >= least && least >= 1 &&
                         *wish.count <= most_shards;
  if (!whole_array && (!has_index || !has_count))
    throw UsageError{fmt::format(
        "--shard: '{}' is no share (I/N, I from 1 to N, N up to {}; auto/N or "
        "auto in an array's task): write e.g. 1/3",
        text, most_shards)};
  return wish;
}

Shard shard_of(const ShardWish& wish, const Environment& environment) {
  if (wish.index) return {*wish.index, wish.count.value_or(0)};
  const Task task = only_task(environment);
  const std::size_t count = count_of(task, wish);
  const std::size_t number = task.number(task.scheduler().index);
  const std::size_t first = task.first();
  const std::size_t step = task.step();
  const bool is_share = number >= first && (number - first) % step == 0 &&
                        (number - first) / step < count;
  if (!is_share)
    throw UsageError{fmt::format(
        "--shard auto: task {} is none of {} shares (tasks of {} are counted "
        "from {} in steps of {} here): number the array so, or write --shard "
        "I/{}",
        number, count, task.scheduler().name, first, step, count)};
  return {(number - first) / step + 1, count};
}

void add_shard(CLI::App& command, std::optional<ShardWish>& wish,
               const std::string& help) {
  const auto read = [&wish](const std::string& text) {
    wish = parse_shard_wish(text);
  };
  command
      .add_option_function<std::string>(
          "--shard", read,
          help +
              "; auto/N or auto: I is the number of an array's task (Slurm, "
              "AWS Batch, Grid Engine, PBS), auto: N is the array's size")
      ->type_name("I/N|auto[/N]");
}

}  // namespace rehearse::cli
