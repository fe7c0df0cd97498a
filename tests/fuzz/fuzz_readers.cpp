// Mutated inputs of every kind, in one process, and what became of them as a
// table: fuzz_readers [--inputs N] [--seconds S] [--seed S] [--kind KIND]
// [--from FIRST] [--found FOLDER]. With --kind and a file that a run left: that
// input again.
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <exception>

#ifdef REHEARSE_FUZZ_COVERAGE
extern "C" {
#include <gcov.h>  // of C alone
}
#endif

#include "guard.hpp"
#include "kind.hpp"
#include "program.hpp"

namespace rehearse::fuzz {
namespace {

using Clock = std::chrono::steady_clock;

struct KindEntry {
  const char* name;
  std::unique_ptr<Kind> (*make)();
  std::uint64_t per_thousand;  // of the inputs; of the seconds all have alike
};
constexpr std::array kinds{
    KindEntry{"config", config_kind, 450}, KindEntry{"table", table_kind, 400},
    KindEntry{"data", data_file_kind, 50}, KindEntry{"sealed", sealed_kind, 80},
    KindEntry{"sweep", sweep_kind, 20}};

struct Request {
  std::uint64_t inputs = 10'000;
  double seconds = 1e9;
  std::uint64_t seed = 1;
  std::uint64_t from = 0;  // of each kind, the first
  std::string kind;
  std::string found;
  std::string file;
};

// What a process that ends leaves to the one that began it: shared memory.
struct Tally {
  std::uint64_t next = 0;  // the input at hand
  std::uint64_t accepted = 0;
  std::uint64_t internal = 0;  // status 70: an exception that none expects
  std::uint64_t broken = 0;    // promises
  std::uint64_t slow = 0;
  std::uint64_t large = 0;
  std::uint64_t signals = 0;
  std::uint64_t most_bytes = 0;
  double slowest = 0.0;
  std::size_t size = 0;  // of the input
  std::array<char, 8'000'000> input;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void keep(const Request& request, const KindEntry& entry, const Tally& tally,
          const std::string& why) {
  constexpr std::uint64_t most_kept = 100;
  fmt::print(stderr, "{} {}: {}\n", entry.name, tally.next, why);
  const std::uint64_t faults =
      tally.internal + tally.broken + tally.slow + tally.large + tally.signals;
  if (request.found.empty() || faults > most_kept) return;
  std::filesystem::create_directories(request.found);
  write_bytes(std::filesystem::path{request.found} /
                  fmt::format("{}-{}-{}", entry.name, request.seed, tally.next),
              {tally.input.data(), tally.size});
}

// What once led to a fault: the kind's first inputs.
std::vector<std::string> regressions(const KindEntry& entry) {
  std::vector<std::string> inputs;
  for (const auto& file : std::filesystem::directory_iterator{
           REHEARSE_SOURCE_DIR "/tests/fuzz/corpus/regressions"})
    if (file.path().filename().string().starts_with(entry.name))
      inputs.push_back(read_bytes(file.path()));
  std::ranges::sort(inputs);
  return inputs;
}

void run_input(Kind& kind, const std::string& input, const Request& request,
               const KindEntry& entry, Tally& tally) {
  tally.size = std::min(input.size(), tally.input.size());
  std::memcpy(tally.input.data(), input.data(), tally.size);
  const auto begin = Clock::now();
  std::string why;
  guard_input();
  try {
    if (kind.run(input) == Fate::accepted) ++tally.accepted;
  } catch (const Broken& broken) {
    why = broken.what();
    ++(why.starts_with("status 70") ? tally.internal : tally.broken);
  } catch (const std::exception& error) {
    why = std::string{"exception: "} + error.what();
    ++tally.internal;
  }
  tally.most_bytes = std::max<std::uint64_t>(tally.most_bytes, unguard_input());
  tally.slowest = std::max(tally.slowest, seconds_since(begin));
  if (!why.empty()) keep(request, entry, tally, why);
}

[[noreturn]] void work(const Request& request, const KindEntry& entry,
                       Clock::time_point begin, Tally& tally) {
  const std::uint64_t inputs = request.inputs * entry.per_thousand / 1000;
  try {
    const auto kind = entry.make();
    const auto kept = regressions(entry);
    start_guard();
    for (; tally.next < inputs && seconds_since(begin) < request.seconds;
         ++tally.next) {
      Chance chance{request.seed * 1'000'003 + tally.next};
      run_input(
          *kind,
          tally.next < kept.size() ? kept[tally.next] : kind->input(chance),
          request, entry, tally);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: it can't begin: {}\n", entry.name, error.what());
    ::_exit(1);
  }
#ifdef REHEARSE_FUZZ_COVERAGE
  __gcov_dump();
#endif
  ::_exit(0);
}

// How a process ended that shouldn't have.
std::string count_end(int status, Tally& tally) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  if (code == too_slow) {
    ++tally.slow;
    return fmt::format("over {} s", most_seconds);
  }
  if (code == too_large) {
    ++tally.large;
    return "over 1 GB";
  }
  ++tally.signals;
  return code == sanitizer_report ? "a sanitizer's report" : "a signal";
}

// Inputs of a kind, by one process after another: each lives to its first
// input that ends it. Whether it could begin.
bool run_kind(const Request& request, const KindEntry& entry, Tally& tally) {
  const auto begin = Clock::now();
  for (bool done = false; !done;) {
    (void)scratch();
    const pid_t child = ::fork();
    if (child == 0) work(request, entry, begin, tally);
    int status = 0;
    ::waitpid(child, &status, 0);
    remove_scratch();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 1) return false;
    done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (done) continue;
    const std::string why = count_end(status, tally);
    keep(request, entry, tally, why);
    ++tally.next;
  }
  return true;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
}

bool print_kind(const KindEntry& entry, const Tally& tally, double wall,
                double cpu) {
  const double share =
      static_cast<double>(tally.accepted) /
      static_cast<double>(std::max<std::uint64_t>(tally.next, 1));
  fmt::print(
      "| {} | {} | {:.1f} % | {} | {} | {} | {} | {} | {:.1f} | {} | "
      "{:.0f} | {:.0f} |\n",
      entry.name, tally.next, 100.0 * share, tally.signals, tally.internal,
      tally.slow, tally.large, tally.broken, tally.slowest,
      tally.most_bytes / 1'000'000, wall, cpu);
  std::fflush(stdout);
  return tally.signals + tally.internal + tally.slow + tally.large +
             tally.broken ==
         0;
}

bool run_all(Request request) {
  const auto is_asked = [&](const KindEntry& entry) {
    return request.kind.empty() || request.kind == entry.name;
  };
  request.seconds /=
      static_cast<double>(std::ranges::count_if(kinds, is_asked));
  fmt::print(
      "| kind | inputs | accepted | signals | statuses 70 | over 20 s | over 1 "
      "GB | broken promises | slowest s | most MB | wall s | CPU s |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  std::fflush(stdout);
  bool sound = true;
  for (const KindEntry& entry : kinds) {
    if (!is_asked(entry)) continue;
    void* memory = ::mmap(nullptr, sizeof(Tally), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto& tally = *new (memory) Tally;
    tally.next = request.from;
    const auto begin = Clock::now();
    const double cpu = cpu_seconds();
    sound = run_kind(request, entry, tally) && sound;
    sound =
        print_kind(entry, tally, seconds_since(begin), cpu_seconds() - cpu) &&
        sound;
    ::munmap(memory, sizeof(Tally));
  }
  return sound;
}

int run_again(const Request& request) {
  const auto* entry = std::ranges::find_if(
      kinds, [&](const KindEntry& each) { return request.kind == each.name; });
  if (entry == kinds.end()) return 64;
  const std::string input = read_bytes(request.file);
  const auto kind = entry->make();
  const Fate fate = kind->run(input);
  fmt::print("{}\n", fate == Fate::accepted ? "accepted" : "refused");
  remove_scratch();
  return 0;
}

// Whether each flag is one, with a value.
bool read_request(int argc, char** argv, Request& request) {
  const auto number = [](const std::string& text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (!flag.starts_with("--")) {
      request.file = flag;
      continue;
    }
    if (++i == argc) return false;
    const std::string value = argv[i];
    if (flag == "--inputs") request.inputs = number(value);
    if (flag == "--seconds")
      request.seconds = static_cast<double>(number(value));
    if (flag == "--seed") request.seed = number(value);
    if (flag == "--from") request.from = number(value);
    if (flag == "--kind") request.kind = value;
    if (flag == "--found") request.found = value;
  }
  return true;
}

}  // namespace
}  // namespace rehearse::fuzz

int main(int argc, char** argv) {
  using namespace rehearse::fuzz;
  Request request;
  if (!read_request(argc, argv, request)) return 64;
  if (!request.file.empty()) return run_again(request);
  return run_all(request) ? 0 : 1;
}
