# Installation: the program with its pages, completions, configs and packages of
# R and Python; and the engine as rehearse::rehearse. Components, of which
# scripts/cmake/package.cmake makes Debian packages: program, development, and
# record (of what was installed where; a package makes it where it is installed).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(data_dir ${CMAKE_INSTALL_DATADIR}/rehearse)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/rehearse)

# ---- the program ----
install(TARGETS rehearse DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY configs DESTINATION ${data_dir} COMPONENT program)
# R's example is a link to the config.
install(DIRECTORY scripts/r/rehearse DESTINATION ${data_dir}/r
        COMPONENT program PATTERN extdata EXCLUDE)
install(FILES configs/nct07008976.toml
        DESTINATION ${data_dir}/r/rehearse/inst/extdata COMPONENT program)
install(DIRECTORY scripts/python/rehearse DESTINATION ${data_dir}/python
        COMPONENT program PATTERN __pycache__ EXCLUDE PATTERN tests EXCLUDE)
install(FILES README.md MANUAL.md CHANGELOG.md LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# What the program writes of itself. Of another machine's it is run by
# CMAKE_CROSSCOMPILING_EMULATOR, and left out where there is none.
if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
  set(ask "
  set(root \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  function(ask)
    execute_process(COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR}
        \"\${root}/${CMAKE_INSTALL_BINDIR}/rehearse\" \${ARGN}
      COMMAND_ERROR_IS_FATAL ANY)
  endfunction()
  function(complete shell file)
    cmake_path(GET file PARENT_PATH folder)
    file(MAKE_DIRECTORY \"\${root}/\${folder}\")
    ask(help --completion \${shell} OUTPUT_FILE \"\${root}/\${file}\")
  endfunction()")
  install(CODE "${ask}
  ask(help --man \"\${root}/${CMAKE_INSTALL_MANDIR}\")
  set(share \"${CMAKE_INSTALL_DATADIR}\")
  complete(bash \"\${share}/bash-completion/completions/rehearse\")
  complete(zsh \"\${share}/zsh/vendor-completions/_rehearse\")
  complete(fish \"\${share}/fish/vendor_completions.d/rehearse.fish\")"
    COMPONENT program)
  # `rehearse qualify` compares the program and its libraries with this record.
  install(CODE "${ask}
  ask(qualify --record)" COMPONENT record)
endif()

# ---- the engine ----
set(engine core random randomization endpoint trial analysis design montecarlo
           forecast)
add_library(rehearse_engine INTERFACE)
add_library(rehearse::rehearse ALIAS rehearse_engine)
set_target_properties(rehearse_engine PROPERTIES EXPORT_NAME rehearse)
target_link_libraries(rehearse_engine INTERFACE rehearse_forecast)
list(TRANSFORM engine PREPEND rehearse_ OUTPUT_VARIABLE engine_targets)
install(TARGETS rehearse_engine ${engine_targets} EXPORT rehearse
        COMPONENT development)
foreach(layer ${engine})
  install(DIRECTORY include/rehearse/${layer}
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rehearse
          COMPONENT development)
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/include/rehearse/version.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rehearse COMPONENT development)
install(EXPORT rehearse NAMESPACE rehearse:: FILE rehearseTargets.cmake
        DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(
  scripts/cmake/rehearseConfig.cmake.in
  ${PROJECT_BINARY_DIR}/rehearseConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/rehearseConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/rehearseConfig.cmake
              ${PROJECT_BINARY_DIR}/rehearseConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT development)
