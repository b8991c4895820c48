# The library that a user links, callosum::callosum: engine/callosum.hpp on top of engine and io.
file(GLOB session_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engine/session/*.cpp)
add_library(callosum_library STATIC engine/callosum.cpp ${session_sources})
callosum_target(callosum_library)
target_compile_options(callosum_library PRIVATE $<$<CONFIG:Release>:-O1>)  # done once for a run
target_link_libraries(
    callosum_library
    PUBLIC callosum_base callosum_models callosum_network callosum_records
    PRIVATE callosum_engine callosum_io $<BUILD_INTERFACE:callosum_version>)

# callosum_headers(HEADERS ROOT...): the headers that these name, directly or not, by their paths from the root.
function(callosum_headers output)
    set(open ${ARGN})
    set(found "")
    while(open)
        list(POP_FRONT open header)
        if(header IN_LIST found)
            continue()
        endif()
        list(APPEND found ${header})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${header})
        file(STRINGS ${PROJECT_SOURCE_DIR}/${header} lines REGEX "^#include \"")
        foreach(line IN LISTS lines)
            string(REGEX REPLACE "^#include \"(.*)\".*" "\\1" included ${line})
            list(APPEND open ${included})
        endforeach()
    endwhile()
    list(SORT found)
    set(${output} ${found} PARENT_SCOPE)
endfunction()
