# `ninja rehearse_static`: the same objects, linked with archives alone, libc's
# too. REHEARSE_ARCHIVES are those of the libraries: scripts/platforms/static
# makes what Debian has as shared libraries only.
set(REHEARSE_ARCHIVES "" CACHE STRING "Archives for rehearse_static")
if(NOT REHEARSE_ARCHIVES)
  return()
endif()
add_executable(rehearse_static EXCLUDE_FROM_ALL
  sim/cli/main.cpp sim/system/posix/user_name.cpp)
get_property(layers GLOBAL PROPERTY rehearse_layers)
list(APPEND layers rehearse_cli)
add_dependencies(rehearse_static ${layers})
target_compile_options(rehearse_static PRIVATE $<$<CONFIG:Release>:-O1>)
target_compile_definitions(rehearse_static PRIVATE REHEARSE_STATIC)
target_include_directories(rehearse_static PRIVATE
  $<TARGET_PROPERTY:rehearse_cli,INCLUDE_DIRECTORIES>)
target_link_options(rehearse_static PRIVATE -static)
list(TRANSFORM layers REPLACE ".+" "$<TARGET_FILE:\\0>")
target_link_libraries(rehearse_static PRIVATE
  -Wl,--start-group ${layers} ${REHEARSE_ARCHIVES} -Wl,--end-group)
