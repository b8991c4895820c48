# callosum_target(NAME): warnings, instruction set and floating-point rules that all our targets share.
# -ffp-contract=off: the compiler may not fuse on its own, so that every layout gives the same bits.
# None of this is handed on to users of the library: the headers that they get mean the same under any flags.
function(callosum_target name)
    target_compile_features(${name} PUBLIC cxx_std_20)
    target_include_directories(
        ${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                       $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/callosum>)
    target_compile_options(${name} PRIVATE -march=${CALLOSUM_ARCH} -ffp-contract=off)
    callosum_warnings(${name})
    callosum_unity(${name})
endfunction()

# callosum_sources(NAME LEVEL SOURCES...): adds sources to a library that a release optimises only up to
# LEVEL (O1, O2). -O3 is for what runs in every step or for every synapse; elsewhere it costs time to
# compile and gives none back. No level changes a result: none of them may reorder floating point.
function(callosum_sources name level)
    add_library(${name}_${level} OBJECT ${ARGN})
    callosum_target(${name}_${level})
    target_compile_options(${name}_${level} PRIVATE $<$<CONFIG:Release>:-${level}>)
    target_link_libraries(${name}_${level} PRIVATE $<TARGET_PROPERTY:${name},LINK_LIBRARIES>)
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:${name}_${level}>)
endfunction()

# Sources of one folder compile together, up to ten as one file, where CMAKE_UNITY_BUILD is on: most of
# the time goes into headers and templates that they share. So two sources of a folder must not give two
# things one name. Sources with options of their own, and those that say so, compile alone.
function(callosum_unity name)
    set(most_together 10)
    set_target_properties(${name} PROPERTIES UNITY_BUILD_MODE GROUP)
    get_target_property(sources ${name} SOURCES)
    foreach(source IN LISTS sources)
        cmake_path(IS_PREFIX CMAKE_CURRENT_SOURCE_DIR ${source} found)
        cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE near)
        if(NOT found)
            set(near ${source})
        endif()
        cmake_path(GET near PARENT_PATH folder)
        string(MAKE_C_IDENTIFIER "${folder}" folder)
        math(EXPR n_${folder} "0${n_${folder}} + 1")
        math(EXPR part "(${n_${folder}} - 1) / ${most_together}")
        set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${part})
    endforeach()
endfunction()

# Left out are GCC 12's false alarms: "text" + std::string at -O3 (its bug 105651, -Wrestrict) and
# its own AVX-512 headers (its bug 105593, -Wmaybe-uninitialized). Where sources compile together, a
# local name may well be that of a function of another source: only one over another local is told.
function(callosum_warnings name)
    target_compile_options(
        ${name} PRIVATE -Wall -Wextra -Wpedantic -Wconversion
                        $<IF:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,-Wshadow=local,-Wshadow>
                        -Wno-psabi -Wno-restrict -Wno-maybe-uninitialized)
endfunction()
