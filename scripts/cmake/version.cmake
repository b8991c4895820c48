# callosum_version: an interface target with the header callosum_version.hpp, which says what was
# built from what. Written when CMake runs; a commit makes CMake run again.
set(callosum_git_hash "unknown")
find_package(Git QUIET)
if(Git_FOUND)
    execute_process(
        COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12 --exclude=*
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
        RESULT_VARIABLE failed)
    if(NOT failed)
        set(callosum_git_hash ${found})
    endif()
    execute_process(
        COMMAND ${GIT_EXECUTABLE} rev-parse --path-format=absolute --git-path logs/HEAD
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        OUTPUT_VARIABLE log OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(log AND EXISTS ${log})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${log})
    endif()
endif()

string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
string(STRIP "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} ${callosum_flags_all} -ffp-contract=off"
             callosum_flags)
configure_file(${CMAKE_CURRENT_LIST_DIR}/callosum_version.hpp.in
               ${PROJECT_BINARY_DIR}/generated/callosum_version.hpp @ONLY)

add_library(callosum_version INTERFACE)
target_include_directories(
    callosum_version INTERFACE $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>
                               $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/callosum>)
