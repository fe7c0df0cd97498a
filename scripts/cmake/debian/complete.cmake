# Run by cpack before it packs: what Debian's policy asks of a package.
if(NOT CPACK_GENERATOR STREQUAL DEB)
  return()
endif()
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)

function(compress file)
  execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

foreach(pair "program rehearse" "development librehearse-dev")
  separate_arguments(pair)
  list(GET pair 0 component)
  list(GET pair 1 package)
  set(share ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr/share)
  set(doc ${share}/doc/${package})
  file(MAKE_DIRECTORY ${doc})
  file(COPY ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${doc})
  file(WRITE ${doc}/changelog.Debian
"rehearse (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}: see CHANGELOG.md.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
  compress(${doc}/changelog.Debian)
  file(WRITE ${share}/lintian/overrides/${package}
"# It is no upload to Debian: there is no bug to close.
${package}: initial-upload-closes-no-bugs *
")
  if(EXISTS ${doc}/CHANGELOG.md)
    file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
    file(REMOVE ${doc}/LICENSE)  # copyright names it
    compress(${doc}/changelog)
  endif()
  file(GLOB pages ${share}/man/*/*)
  foreach(page ${pages})
    compress(${page})
  endforeach()
endforeach()
