// What every system must keep, whichever source is compiled.
#include "rehearse/system/file.hpp"

#include <array>
#include <cerrno>
#include <string>

#include "rehearse/system/process.hpp"
#include "support/catch.hpp"
#include "unit/store/folder.hpp"

using namespace rehearse;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, std::string_view text) {
  const OpenFile file = open_file(path, FileUse::create);
  REQUIRE(file.is_open());
  CHECK(write_some(file.descriptor(), text) ==
        static_cast<std::ptrdiff_t>(text.size()));
}

std::string text_of(const OpenFile& file) {
  std::array<char, 100> bytes{};
  const auto size = read_some(file.descriptor(), bytes);
  return {bytes.data(), static_cast<std::size_t>(size)};
}

}  // namespace

TEST_CASE("bytes come back as they were written", "[system]") {
  const Folder folder;
  const std::string text = "a\r\nb\n\x1a ü";  // no ends of lines, or of files
  put(folder.path / "名", text);
  const OpenFile file = open_file(folder.path / "名", FileUse::read);
  CHECK(regular_size(file.descriptor()) == text.size());
  CHECK(text_of(file) == text);
  CHECK(text_of(file).empty());
}

TEST_CASE("a file is made where nothing has its name", "[system]") {
  const Folder folder;
  const fs::path path = folder.path / "a";
  put(path, "first");
  CHECK_FALSE(open_file(path, FileUse::create).is_open());
  CHECK(errno == EEXIST);
  CHECK_FALSE(open_file(folder.path / "none", FileUse::write).is_open());
  CHECK(errno == ENOENT);
  fs::create_symlink("a", folder.path / "link");
  for (const FileUse use :
       {FileUse::create, FileUse::lock, FileUse::read_plain})
    CHECK_FALSE(open_file(folder.path / "link", use).is_open());
  CHECK(text_of(open_file(folder.path / "link", FileUse::read)) == "first");
}

TEST_CASE("a lock is one's until the file is closed", "[system]") {
  const Folder folder;
  OpenFile first = open_file(folder.path / "lock", FileUse::lock);
  const OpenFile second = open_file(folder.path / "lock", FileUse::lock);
  CHECK(try_lock(first.descriptor()));
  CHECK_FALSE(try_lock(second.descriptor()));
  CHECK(first.close());
  CHECK(try_lock(second.descriptor()));
}

TEST_CASE("a name is of one file", "[system]") {
  const Folder folder;
  const fs::path a = folder.path / "a";
  const fs::path b = folder.path / "b";
  put(a, "a");
  put(b, "b");
  const OpenFile open = open_file(a, FileUse::read);
  CHECK(has_name(open.descriptor(), a));
  CHECK_FALSE(has_name(open.descriptor(), b));
  fs::create_symlink("a", folder.path / "link");
  CHECK_FALSE(has_name(open.descriptor(), folder.path / "link"));
  CHECK_FALSE(rename_file(a, b, Existing::kept));
  CHECK(errno == EEXIST);
  CHECK(text_of(open_file(b, FileUse::read)) == "b");
  CHECK(rename_file(a, b, Existing::replaced));  // while it is open
  CHECK(has_name(open.descriptor(), b));
  CHECK_FALSE(has_name(open.descriptor(), a));
  CHECK(rename_file(b, a, Existing::kept));
  CHECK(text_of(open_file(a, FileUse::read)) == "a");
}

TEST_CASE("what is the owner's alone is nobody else's", "[system]") {
  const Folder folder;
  for (const Access access : {Access::common, Access::owner_only}) {
    const bool secret = access == Access::owner_only;
    const fs::path made = folder.path / (secret ? "secret" : "common");
    CHECK(make_folder(made, access));
    CHECK(others_may_read(made) != secret);
    CHECK_FALSE(make_folder(made, access));
    CHECK(errno == EEXIST);
    const OpenFile file = open_file(made / "file", FileUse::create, access);
    CHECK(tighten(file.descriptor()) ==
          (secret ? Tightened::not_needed : Tightened::done));
    CHECK(tighten(file.descriptor()) == Tightened::not_needed);
  }
}

TEST_CASE("a process knows itself", "[system]") {
  CHECK(fs::is_regular_file(own_place()));
  CHECK(fs::equivalent(own_place(), own_file()));
  CHECK_FALSE(user_name().empty());
  CHECK_FALSE(environment_variable("REHEARSE_NOT_SET"));
  const double before = processor_seconds();
  volatile double sum = 0.0;
  while (processor_seconds() <= before) sum = sum + 1.0;
  CHECK(processor_seconds() > before);
}
