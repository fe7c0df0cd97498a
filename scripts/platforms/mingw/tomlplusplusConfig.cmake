# The library that toml_archive makes, as Debian's says of its own.
get_filename_component(prefix ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
add_library(tomlplusplus::tomlplusplus STATIC IMPORTED)
set_target_properties(tomlplusplus::tomlplusplus PROPERTIES
  IMPORTED_LOCATION ${prefix}/lib/libtomlplusplus.a
  INTERFACE_INCLUDE_DIRECTORIES ${prefix}/include
  INTERFACE_COMPILE_DEFINITIONS TOML_HEADER_ONLY=0)
