# Writes files of the source tree into a C++ source, by name.
# cmake -DROOT=… -DOUT=….cpp -DTRACE=… -P embed.cmake, then stdin is not read;
# FILES: a list in a file, one path from the root on each line.
file(STRINGS "${FILES}" paths)
set(text "// Written by scripts/cmake/embed.cmake.\n")
string(APPEND text "#include \"qualification/embedded_files.hpp\"\n\n"
  "namespace rehearse {\n\nusing namespace std::string_view_literals;\n\n"
  "std::span<const EmbeddedFile> embedded_files() {\n"
  "  static constexpr EmbeddedFile files[] = {\n")
foreach(path IN LISTS paths)
  file(READ "${ROOT}/${path}" bytes)
  string(FIND "${bytes}" ")==file==\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${path}: holds the end of a raw string")
  endif()
  string(APPEND text "    {\"${path}\", R\"==file==(${bytes})==file==\"sv},\n")
endforeach()
execute_process(COMMAND "${ROOT}/scripts/requirements" --trace
  OUTPUT_VARIABLE trace COMMAND_ERROR_IS_FATAL ANY)
string(APPEND text "    {\"trace\", R\"==file==(${trace})==file==\"sv},\n"
  "  };\n  return files;\n}\n\n}  // namespace rehearse\n")
file(WRITE "${OUT}" "${text}")
