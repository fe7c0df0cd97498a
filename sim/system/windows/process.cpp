#include "rehearse/system/process.hpp"

#include "system/windows/wide_text.hpp"
// After <windows.h>, whose types they use.
#include <fcntl.h>
#include <io.h>
#include <lmcons.h>
#include <psapi.h>
#include <shellapi.h>

#include <array>
#include <memory>

namespace rehearse {
namespace {

namespace fs = std::filesystem;

fs::path file_of(::HMODULE module) {
  std::wstring name(32'768, L'\0');  // Windows: no path is longer
  name.resize(::GetModuleFileNameW(module, name.data(),
                                   static_cast<::DWORD>(name.size())));
  return name;
}

// Below it are the system's own libraries.
fs::path system_folder() {
  std::wstring name(MAX_PATH, L'\0');
  name.resize(
      ::GetWindowsDirectoryW(name.data(), static_cast<::UINT>(name.size())));
  return name;
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  const std::wstring name = file.native().substr(0, folder.native().size());
  return ::_wcsicmp(name.c_str(), folder.c_str()) == 0;
}

double seconds_of(const ::FILETIME& time) {
  const ::ULARGE_INTEGER ticks{{time.dwLowDateTime, time.dwHighDateTime}};
  return static_cast<double>(ticks.QuadPart) * 1e-7;
}

// A text of the registry's below HKEY_LOCAL_MACHINE; empty if it isn't there.
std::string registered(const wchar_t* key, const wchar_t* name) {
  std::array<wchar_t, 256> text{};
  ::DWORD size = sizeof(text) - sizeof(wchar_t);
  if (::RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_SZ, nullptr,
                     text.data(), &size) != ERROR_SUCCESS)
    return "";
  return narrow(text.data());
}

constexpr const wchar_t* version_key =
    L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

}  // namespace

void prepare_streams() {
  for (const int stream : {0, 1, 2}) {
    if (::_get_osfhandle(stream) < 0) {
      const int nothing = ::_open("NUL", _O_RDONLY);
      if (nothing != stream) ::_dup2(nothing, stream);
    }
    ::_setmode(stream, _O_BINARY);
  }
  ::SetConsoleOutputCP(CP_UTF8);
  ::SetConsoleCP(CP_UTF8);
}

std::vector<std::string> command_line_words(int, char**) {
  int count = 0;
  const std::unique_ptr<wchar_t*, decltype(&::LocalFree)> words{
      ::CommandLineToArgvW(::GetCommandLineW(), &count), &::LocalFree};
  std::vector<std::string> all;
  for (int i = 1; i < count; ++i) all.push_back(narrow(words.get()[i]));
  return all;
}

std::optional<std::string> environment_variable(const char* name) {
  const wchar_t* value = ::_wgetenv(wide(name).c_str());
  if (value == nullptr) return std::nullopt;
  return narrow(value);
}

fs::path cache_folder() {
  for (const char* name : {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
    const auto folder = environment_variable(name);
    if (folder && !folder->empty()) return *folder;
  }
  return {};
}

// Nobody can give its name to another while it runs.
fs::path own_file() { return file_of(nullptr); }

fs::path own_place() { return own_file(); }

std::vector<fs::path> loaded_libraries() {
  std::array<::HMODULE, 1024> modules{};
  ::DWORD size = 0;
  if (::EnumProcessModules(::GetCurrentProcess(), modules.data(),
                           sizeof(modules), &size) == 0)
    return {};
  std::vector<fs::path> paths;
  for (std::size_t i = 1; i < size / sizeof(::HMODULE); ++i) {  // 0: our own
    fs::path file = file_of(modules.at(i));
    if (!lies_in(file, system_folder())) paths.push_back(std::move(file));
  }
  return paths;
}

double processor_seconds() {
  ::FILETIME begun{};
  ::FILETIME ended{};
  ::FILETIME kernel{};
  ::FILETIME user{};
  ::GetProcessTimes(::GetCurrentProcess(), &begun, &ended, &kernel, &user);
  return seconds_of(kernel) + seconds_of(user);
}

std::string user_name() {
  std::array<wchar_t, UNLEN + 1> name{};
  ::DWORD size = name.size();
  return ::GetUserNameW(name.data(), &size) != 0 ? narrow(name.data()) : "";
}

std::string host_name() {
  std::array<wchar_t, 256> name{};
  ::DWORD size = name.size();
  return ::GetComputerNameExW(ComputerNameDnsHostname, name.data(), &size) != 0
             ? narrow(name.data())
             : "";
}

std::string processor_name() {
  return registered(L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0",
                    L"ProcessorNameString");
}

std::string system_name() {
  const std::string name = registered(version_key, L"ProductName");
  return name.empty() ? "Windows" : name;
}

std::string kernel_name() {
  return "Windows NT, build " + registered(version_key, L"CurrentBuild") +
         ", x86_64";
}

}  // namespace rehearse
