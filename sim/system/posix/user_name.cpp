#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>

#include "rehearse/system/process.hpp"

namespace rehearse {
namespace {

#ifdef REHEARSE_STATIC
// The name service's modules belong to one libc: what is linked statically
// reads the file alone.
std::string known_name(::uid_t id) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> users{
      std::fopen("/etc/passwd", "re"), &std::fclose};
  if (users == nullptr) return "";
  while (const struct passwd* one = ::fgetpwent(users.get()))
    if (one->pw_uid == id) return one->pw_name;
  return "";
}
#else
std::string known_name(::uid_t id) {
  std::array<char, 4096> buffer;
  struct passwd entry {};
  struct passwd* found = nullptr;
  const bool known =
      ::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr;
  return known ? found->pw_name : "";
}
#endif

}  // namespace

std::string user_name() {
  const ::uid_t id = ::geteuid();
  const std::string name = known_name(id);
  return name.empty() ? std::to_string(id) : name;
}

}  // namespace rehearse
