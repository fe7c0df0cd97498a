#include "rehearse/store/run_origin.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <ctime>

namespace rehearse {
namespace {

std::string user_name() {
  const ::uid_t id = ::geteuid();
  std::array<char, 4096> buffer;
  struct passwd entry {};
  struct passwd* found = nullptr;
  const bool known =
      ::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr;
  return known ? found->pw_name : fmt::format("{}", id);
}

std::string host_name() {
  std::array<char, 256> name{};  // POSIX: no longer than 255
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

}  // namespace

RunOrigin run_origin() {
  return {fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr))),
          user_name(), host_name()};
}

}  // namespace rehearse
