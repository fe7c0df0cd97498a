#include "rehearse/system/program.hpp"

#include <array>
#include <atomic>
#include <sstream>
#include <system_error>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/system/process.hpp"
#include "system/windows/wide_text.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) {
  const std::error_code error{static_cast<int>(::GetLastError()),
                              std::system_category()};
  throw IoError{IoFault::internal, std::string{"a program can't be run ("} +
                                       what + ": " + error.message() +
                                       "): free memory or processes"};
}

// Closed when it goes.
class Handle {
 public:
  explicit Handle(::HANDLE handle = nullptr) : handle_(handle) {}
  ~Handle() { close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] ::HANDLE get() const { return handle_; }
  [[nodiscard]] ::HANDLE* place() { return &handle_; }
  [[nodiscard]] bool is_open() const {
    return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE;
  }
  void close() {
    if (is_open()) ::CloseHandle(handle_);
    handle_ = nullptr;
  }

 private:
  ::HANDLE handle_;
};

// What is started gets this end alone.
struct Pipe {
  Pipe() {
    if (::CreatePipe(source.place(), sink.place(), nullptr, 0) == 0 ||
        ::SetHandleInformation(sink.get(), HANDLE_FLAG_INHERIT,
                               HANDLE_FLAG_INHERIT) == 0)
      fail("pipe");
  }
  Handle source;
  Handle sink;
};

Handle no_input() {
  ::SECURITY_ATTRIBUTES inherited{sizeof(inherited), nullptr, TRUE};
  return Handle{::CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ, &inherited,
                              OPEN_EXISTING, 0, nullptr)};
}

// As CommandLineToArgvW takes it apart: a backslash is one unless a quote
// follows.
void append_word(const std::wstring& word, std::wstring& line) {
  if (!line.empty()) line += L' ';
  line += L'"';
  std::size_t backslashes = 0;
  for (const wchar_t c : word) {
    if (c == L'"') line.append(backslashes + 1, L'\\');
    backslashes = c == L'\\' ? backslashes + 1 : 0;
    line += c;
  }
  line.append(backslashes, L'\\');
  line += L'"';
}

// Of NAME=VALUE; a drive's own folder is "=C:=…".
std::wstring_view name_of(std::wstring_view variable) {
  return variable.substr(0, variable.find(L'=', 1));
}

bool is_named_as(std::wstring_view a, std::wstring_view b) {
  return ::CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(),
                                static_cast<int>(b.size()), TRUE) == CSTR_EQUAL;
}

std::wstring environment_with(const std::vector<std::string>& added) {
  std::vector<std::wstring> ours;
  for (const std::string& one : added) ours.push_back(wide(one));
  std::wstring block;
  wchar_t* const all = ::GetEnvironmentStringsW();
  for (const wchar_t* one = all; *one != L'\0';
       one += std::wstring_view{one}.size() + 1) {
    bool replaced = false;
    for (const std::wstring& other : ours)
      replaced = replaced || is_named_as(name_of(other), name_of(one));
    if (!replaced) block.append(one) += L'\0';
  }
  ::FreeEnvironmentStringsW(all);
  for (const std::wstring& one : ours) block.append(one) += L'\0';
  return block + L'\0';
}

// All that is started in it ends with it.
void end_with(::HANDLE job) {
  ::JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (::SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits,
                                sizeof(limits)) == 0)
    fail("job");
}

// A process group of its own, so that it can be told to stop.
::PROCESS_INFORMATION start(const fs::path& file, std::wstring line,
                            std::wstring environment, const fs::path& folder,
                            ::STARTUPINFOW streams) {
  constexpr ::DWORD flags =
      CREATE_NEW_PROCESS_GROUP | CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT;
  ::PROCESS_INFORMATION started{};
  if (::CreateProcessW(file.c_str(), line.data(), nullptr, nullptr, TRUE, flags,
                       environment.data(), folder.c_str(), &streams,
                       &started) == 0)
    fail("CreateProcess");
  return started;
}

// False at the end of the stream; what is there is read, nothing waited for.
bool read_piece(const Handle& source, std::string& text,
                const std::function<void(std::string_view)>& hear) {
  ::DWORD waiting = 0;
  if (::PeekNamedPipe(source.get(), nullptr, 0, nullptr, &waiting, nullptr) ==
      0)
    return false;
  if (waiting == 0) return true;
  std::array<char, 1U << 14> piece;
  ::DWORD got = 0;
  if (::ReadFile(source.get(), piece.data(), piece.size(), &got, nullptr) == 0)
    return false;
  const std::string_view read{piece.data(), got};
  text += read;
  if (hear && !read.empty()) hear(read);
  return true;
}

using Clock = std::chrono::steady_clock;

// Until both streams end: true; or until `end`.
bool listen(::DWORD process, const Pipe& out, const Pipe& error, Ran& ran,
            const std::function<void(std::string_view)>& hear,
            Clock::time_point end) {
  constexpr ::DWORD pause = 10;  // [ms]
  const std::atomic<bool>& interrupted = catch_interrupts();
  bool told = false;
  bool out_open = true;
  bool error_open = true;
  while (out_open || error_open) {
    const std::size_t before = ran.out.size() + ran.error.size();
    if (interrupted && !told)
      ::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, process);
    told = interrupted;
    if (Clock::now() > end) return false;
    if (out_open) out_open = read_piece(out.source, ran.out, {});
    if (error_open) error_open = read_piece(error.source, ran.error, hear);
    if (before == ran.out.size() + ran.error.size()) ::Sleep(pause);
  }
  return true;
}

}  // namespace

fs::path program_on_path(const char* name) {
  std::istringstream folders{environment_variable("PATH").value_or("")};
  for (std::string folder; std::getline(folders, folder, ';');) {
    const fs::path file = fs::path{folder} / (std::string{name} + ".exe");
    std::error_code ignored;
    if (!folder.empty() && fs::is_regular_file(file, ignored)) return file;
  }
  return {};
}

Ran run_program(const fs::path& file, const std::vector<std::string>& arguments,
                const fs::path& folder,
                const std::vector<std::string>& environment,
                const std::function<void(std::string_view)>& hear,
                std::optional<std::chrono::seconds> limit) {
  const auto end = limit ? Clock::now() + *limit : Clock::time_point::max();
  std::wstring line;
  append_word(file.native(), line);
  for (const std::string& word : arguments) append_word(wide(word), line);
  Pipe out;
  Pipe error;
  const Handle input = no_input();
  const Handle job{::CreateJobObjectW(nullptr, nullptr)};
  end_with(job.get());
  ::STARTUPINFOW streams{};
  streams.cb = sizeof(streams);
  streams.dwFlags = STARTF_USESTDHANDLES;
  streams.hStdInput = input.get();
  streams.hStdOutput = out.sink.get();
  streams.hStdError = error.sink.get();
  const ::PROCESS_INFORMATION started =
      start(file, line, environment_with(environment), folder, streams);
  const Handle process{started.hProcess};
  const Handle thread{started.hThread};
  ::AssignProcessToJobObject(job.get(), process.get());
  ::ResumeThread(thread.get());
  out.sink.close();
  error.sink.close();
  Ran ran;
  if (!listen(started.dwProcessId, out, error, ran, hear, end)) {
    ran.status = timed_out;
    return ran;
  }
  ::WaitForSingleObject(process.get(), INFINITE);
  ::DWORD status = 0;
  ::GetExitCodeProcess(process.get(), &status);
  ran.status = static_cast<int>(status);
  return ran;
}

}  // namespace rehearse
