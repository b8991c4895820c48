# Installs the program, the libraries with their headers, and a package for find_package(callosum).
include(CMakePackageConfigHelpers)

# Those below callosum::callosum are installed to be linked with it: they have no headers of their own.
set(libraries base models network records engine io)
foreach(name IN LISTS libraries)
    set_target_properties(callosum_${name} PROPERTIES EXPORT_NAME ${name})
endforeach()
set_target_properties(callosum_library PROPERTIES EXPORT_NAME callosum)
add_library(callosum::callosum ALIAS callosum_library)

list(TRANSFORM libraries PREPEND callosum_ OUTPUT_VARIABLE targets)
install(TARGETS callosum_library ${targets} EXPORT callosum-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS callosum RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
callosum_headers(headers engine/callosum.hpp)
foreach(header IN LISTS headers)
    cmake_path(GET header PARENT_PATH folder)
    install(FILES ${PROJECT_SOURCE_DIR}/${header}
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/callosum/${folder})
endforeach()

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/callosum)
install(EXPORT callosum-targets NAMESPACE callosum:: DESTINATION ${package_folder})
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/callosum-config.cmake.in ${PROJECT_BINARY_DIR}/callosum-config.cmake
    INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/callosum-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/callosum-config.cmake
              ${PROJECT_BINARY_DIR}/callosum-config-version.cmake DESTINATION ${package_folder})
