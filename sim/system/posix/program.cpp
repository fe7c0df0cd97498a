#include "rehearse/system/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/interrupt.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, int error) {
  throw IoError{IoFault::internal, std::string{"a program can't be run ("} +
                                       what + ": " + std::strerror(error) +
                                       "): free memory or processes (ulimit "
                                       "-u), and mount /proc"};
}

void check(const char* what, int error) {
  if (error != 0) fail(what, error);
}

// Both ends are closed in whatever is started: it gets copies of its own.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) fail("pipe", errno);
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int source() const { return ends_[0]; }
  [[nodiscard]] int sink() const { return ends_[1]; }
  void close_sink() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_.at(end) >= 0) ::close(ends_.at(end));
    ends_.at(end) = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

// What is started begins with: its streams, and its folder.
class FileActions {
 public:
  FileActions(const Pipe& out, const Pipe& error, const fs::path& folder) {
    check("posix_spawn", ::posix_spawn_file_actions_init(&actions_));
    check("stdin", ::posix_spawn_file_actions_addopen(
                       &actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
    check("stdout", ::posix_spawn_file_actions_adddup2(&actions_, out.sink(),
                                                       STDOUT_FILENO));
    check("stderr", ::posix_spawn_file_actions_adddup2(&actions_, error.sink(),
                                                       STDERR_FILENO));
    check("chdir",
          ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()));
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* get() const {
    return &actions_;
  }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A process group of its own: what it starts itself is ended with it.
class Attributes {
 public:
  Attributes() {
    check("posix_spawn", ::posix_spawnattr_init(&attributes_));
    check("posix_spawn",
          ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP));
    check("posix_spawn", ::posix_spawnattr_setpgroup(&attributes_, 0));
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// Of NAME=VALUE.
std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

std::vector<std::string> environment_with(
    const std::vector<std::string>& added) {
  std::vector<std::string> all = added;
  for (char** one = environ; *one != nullptr; ++one)
    if (std::ranges::none_of(added, [&](const std::string& ours) {
          return name_of(ours) == name_of(*one);
        }))
      all.emplace_back(*one);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

::pid_t start(const fs::path& program,
              const std::vector<std::string>& arguments,
              const std::vector<std::string>& environment,
              const FileActions& actions) {
  std::error_code unreadable;
  const fs::path file = fs::read_symlink(program, unreadable);
  std::vector<std::string> words{(file.empty() ? program : file).string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment_with(environment);
  const Attributes attributes;
  ::pid_t process = 0;
  // The link leads to our file even where another now has its name.
  check("posix_spawn", ::posix_spawn(&process, program.c_str(), actions.get(),
                                     attributes.get(), pointers(words).data(),
                                     pointers(variables).data()));
  return process;
}

// False at the end of the stream.
bool read_piece(int source, std::string& text,
                const std::function<void(std::string_view)>& hear) {
  std::array<char, 1U << 14> piece;
  const auto got = read_some(source, piece);
  if (got < 0) return false;
  const std::string_view read{piece.data(), static_cast<std::size_t>(got)};
  text += read;
  if (hear && !read.empty()) hear(read);
  return !read.empty();
}

using Clock = std::chrono::steady_clock;
constexpr auto no_end = Clock::time_point::max();

// Until both streams end: true; or until `end`. Whichever has something is
// read, so that it never waits for us; a signal of ours is passed on once.
bool listen(::pid_t process, const Pipe& out, const Pipe& error, Ran& ran,
            const std::function<void(std::string_view)>& hear,
            Clock::time_point end) {
  constexpr int pause = 100;  // [ms]
  const std::atomic<bool>& asked = catch_interrupts();
  bool told = false;
  std::array<pollfd, 2> streams{
      {{out.source(), POLLIN, 0}, {error.source(), POLLIN, 0}}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    const int ready = ::poll(streams.data(), streams.size(), pause);
    if (ready < 0 && errno != EINTR) fail("poll", errno);
    if (asked && !told) ::kill(-process, SIGTERM);
    told = asked;
    if (Clock::now() > end) return false;
    if (ready <= 0) continue;
    if (streams[0].revents != 0 && !read_piece(out.source(), ran.out, {}))
      streams[0].fd = -1;
    if (streams[1].revents != 0 && !read_piece(error.source(), ran.error, hear))
      streams[1].fd = -1;
  }
  return true;
}

int wait_for(::pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid", errno);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Whatever is thrown while it runs, it doesn't go on alone, nor does what it
// started.
class Running {
 public:
  explicit Running(::pid_t process) : process_(process) {}
  ~Running() {
    if (process_ <= 0) return;
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  int wait() { return wait_for(std::exchange(process_, 0)); }

 private:
  ::pid_t process_;
};

}  // namespace

fs::path program_on_path(const char* name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders{path ? path : ""};
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path file = fs::path{folder} / name;
    if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

Ran run_program(const fs::path& file, const std::vector<std::string>& arguments,
                const fs::path& folder,
                const std::vector<std::string>& environment,
                const std::function<void(std::string_view)>& hear,
                std::optional<std::chrono::seconds> limit) {
  const auto end = limit ? Clock::now() + *limit : no_end;
  Pipe out;
  Pipe error;
  const ::pid_t process =
      start(file, arguments, environment, FileActions{out, error, folder});
  Running running{process};
  out.close_sink();
  error.close_sink();
  Ran ran;
  const bool ended = listen(process, out, error, ran, hear, end);
  ran.status = ended ? running.wait() : timed_out;
  return ran;
}

}  // namespace rehearse
