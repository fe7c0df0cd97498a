#include "rehearse/system/process.hpp"

#include <fcntl.h>
#include <link.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace rehearse {
namespace {

namespace fs = std::filesystem;

// The kernel's page of code has no file.
int add_library(dl_phdr_info* loaded, std::size_t, void* paths) {
  const std::string path = loaded->dlpi_name;
  if (path.starts_with('/'))
    static_cast<std::vector<fs::path>*>(paths)->emplace_back(path);
  return 0;
}

// What follows `key` in the first line of a file that begins with it.
std::optional<std::string> line_after(const char* file, std::string_view key,
                                      std::string_view separator) {
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    const auto end = line.find(separator);
    if (line.starts_with(key) && end != std::string::npos)
      return line.substr(end + separator.size());
  }
  return std::nullopt;
}

}  // namespace

void prepare_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", O_RDONLY);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_IGN);
}

std::vector<std::string> command_line_words(int argc, char** argv) {
  return {argv + std::min(argc, 1), argv + argc};
}

std::optional<std::string> environment_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return value;
}

fs::path cache_folder() {
  const auto cache = environment_variable("XDG_CACHE_HOME");
  if (cache && !cache->empty()) return *cache;
  const auto home = environment_variable("HOME");
  return home && !home->empty() ? fs::path{*home} / ".cache" : fs::path{};
}

// The link leads to our file even where another now has its name.
fs::path own_file() { return "/proc/self/exe"; }

fs::path own_place() {
  std::error_code unreadable;
  return fs::read_symlink(own_file(), unreadable);
}

std::vector<fs::path> loaded_libraries() {
  std::vector<fs::path> paths;
  ::dl_iterate_phdr(add_library, &paths);
  return paths;
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::string host_name() {
  std::array<char, 256> name{};  // POSIX: no longer than 255
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

std::string processor_name() {
  return line_after("/proc/cpuinfo", "model name", ": ").value_or("");
}

std::string system_name() {
  auto name = line_after("/etc/os-release", "PRETTY_NAME=", "=");
  if (!name) return "unknown";
  std::erase(*name, '"');
  return *name;
}

std::string kernel_name() {
  ::utsname system{};
  ::uname(&system);
  return std::string{system.sysname} + ' ' + system.release + ' ' +
         system.machine;
}

}  // namespace rehearse
