# Installs the program, the libraries with their headers, and a package for find_package(callosum).
include(CMakePackageConfigHelpers)

set(libraries base models network engine io)
add_library(callosum_all INTERFACE)
foreach(name IN LISTS libraries)
    set_target_properties(callosum_${name} PROPERTIES EXPORT_NAME ${name})
    add_library(callosum::${name} ALIAS callosum_${name})
    target_link_libraries(callosum_all INTERFACE callosum_${name})
endforeach()
set_target_properties(callosum_all PROPERTIES EXPORT_NAME callosum)
set_target_properties(callosum_version PROPERTIES EXPORT_NAME version)
target_link_libraries(callosum_all INTERFACE callosum_version)
add_library(callosum::callosum ALIAS callosum_all)

list(TRANSFORM libraries PREPEND callosum_ OUTPUT_VARIABLE targets)
install(TARGETS ${targets} callosum_all callosum_version EXPORT callosum-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS callosum RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(folder engine models network io)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/callosum FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/generated/callosum_version.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/callosum)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/callosum)
install(EXPORT callosum-targets NAMESPACE callosum:: DESTINATION ${package_folder})
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/callosum-config.cmake.in ${PROJECT_BINARY_DIR}/callosum-config.cmake
    INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/callosum-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/callosum-config.cmake
              ${PROJECT_BINARY_DIR}/callosum-config-version.cmake DESTINATION ${package_folder})
