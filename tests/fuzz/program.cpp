#include "program.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

int rehearse_main(int argc, char** argv);

namespace rehearse::fuzz {
namespace {

namespace fs = std::filesystem;

// A standard stream that goes to memory while this lives.
class Caught {
 public:
  explicit Caught(int stream) : stream_(stream), kept_(::dup(stream)) {
    memory_ = ::memfd_create("caught", MFD_CLOEXEC);
    ::dup2(memory_, stream_);
  }
  ~Caught() {
    ::dup2(kept_, stream_);
    ::close(kept_);
    ::close(memory_);
  }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;

  [[nodiscard]] std::string text() const {
    const off_t size = ::lseek(memory_, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
    const auto got = ::pread(memory_, bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
  }

 private:
  int stream_;
  int kept_;
  int memory_ = -1;
};

constexpr std::array documented{0, 1, 64, 65, 66, 73, 74, 78};

std::optional<fs::path> made_scratch;

}  // namespace

Outcome run_program(const std::vector<std::string>& words) {
  std::vector<std::string> all{"rehearse"};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Outcome outcome;
  {
    const Caught out{STDOUT_FILENO};
    const Caught error{STDERR_FILENO};
    outcome.status =
        rehearse_main(static_cast<int>(all.size()), arguments.data());
    outcome.out = out.text();
    outcome.error = error.text();
  }
  if (std::ranges::find(documented, outcome.status) == documented.end())
    throw Broken{"status " + std::to_string(outcome.status) + ": " +
                 outcome.error.substr(0, 300)};
  if (outcome.status != 0 && outcome.status != 1 && outcome.error.empty())
    throw Broken{"status " + std::to_string(outcome.status) +
                 " without a message"};
  const auto control = std::ranges::find_if(outcome.error, [](const char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
  });
  if (control != outcome.error.end())
    throw Broken{"a message has a control character: " +
                 std::to_string(static_cast<int>(*control))};
  return outcome;
}

Outcome run_soundly(const std::vector<std::string>& words) {
  Outcome outcome = run_program(words);
  if (outcome.status != 0)
    throw std::runtime_error{"rehearse " + words.front() + ": " +
                             outcome.error};
  return outcome;
}

std::string read_bytes(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw std::runtime_error{file.string() + " can't be read"};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream out{file, std::ios::binary};
  if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
    throw std::runtime_error{file.string() + " can't be written"};
}

const fs::path& scratch() {
  if (!made_scratch) {
    const fs::path above =
        fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
    std::string name = (above / "fuzz-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error{above.string() + " can't be written to"};
    made_scratch = name;
  }
  return *made_scratch;
}

void remove_scratch() {
  if (made_scratch) fs::remove_all(*made_scratch);
  made_scratch.reset();
}

}  // namespace rehearse::fuzz
