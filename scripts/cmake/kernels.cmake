# One program for all CPUs of a kind: sources of kernels are compiled once for each instruction set, and the program
# chooses when it starts (engine/base/cpu_set.hpp). Everything else is compiled for the oldest CPU.
#
# CALLOSUM_ARCH is "portable", or a value of -march (native, znver4, ...): then there is one set, `native`, and
# all is compiled for it.
if(CALLOSUM_ARCH STREQUAL "portable" AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set(CALLOSUM_CPU_SETS baseline avx2 avx512 vaes512)
    set(callosum_flags_all -march=x86-64)
    set(callosum_flags_baseline "")
    set(callosum_flags_avx2 -march=x86-64-v3 -maes)
    set(callosum_flags_avx512 -march=x86-64-v4 -maes)
    set(callosum_flags_vaes512 -march=x86-64-v4 -maes -mvaes)
elseif(CALLOSUM_ARCH STREQUAL "portable" AND CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    set(CALLOSUM_CPU_SETS neon neon_aes)
    set(callosum_flags_all -march=armv8-a)
    set(callosum_flags_neon "")
    set(callosum_flags_neon_aes -march=armv8-a+crypto)  # GCC 12's arm_neon.h wants SHA for its AES, too
else()
    set(CALLOSUM_CPU_SETS native)
    set(callosum_flags_all "")
    if(NOT CALLOSUM_ARCH STREQUAL "portable")
        set(callosum_flags_all -march=${CALLOSUM_ARCH})
    endif()
    set(callosum_flags_native "")
endif()
# Those that differ in more than AES.
set(CALLOSUM_LANE_SETS ${CALLOSUM_CPU_SETS})
list(REMOVE_ITEM CALLOSUM_LANE_SETS vaes512 neon_aes)
list(TRANSFORM CALLOSUM_CPU_SETS PREPEND "CpuSet::" OUTPUT_VARIABLE callosum_set_names)
list(JOIN callosum_set_names "," callosum_set_names)
add_compile_definitions("CALLOSUM_CPU_SETS=${callosum_set_names}")
list(LENGTH CALLOSUM_CPU_SETS callosum_n_sets)

# callosum_kernels(NAME SETS SETS... SOURCES SOURCES... [BASELINE SOURCES...] [DEFINITIONS ...]): adds sources to the
# library NAME, once for each set. BASELINE: those that stand in for them in the set `baseline`.
#
# Inline functions and templates come out of every set under one name, and a linker that took one of them for
# all would put AVX-512 into what an old CPU runs. So the objects of a set are joined, and all its names but
# those of kernels_of<...> become local to it.
function(callosum_kernels name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SETS;SOURCES;BASELINE;DEFINITIONS")
    foreach(set IN LISTS arg_SETS)
        if(NOT set IN_LIST CALLOSUM_CPU_SETS)
            continue()
        endif()
        set(sources ${arg_SOURCES})
        if(set STREQUAL "baseline" AND arg_BASELINE)
            set(sources ${arg_BASELINE})
        endif()
        string(MD5 hash "${arg_SOURCES}")
        string(SUBSTRING ${hash} 0 6 hash)
        set(part ${name}_${set}_${hash})
        add_library(${part} OBJECT ${sources})
        callosum_target(${part})
        set_target_properties(${part} PROPERTIES UNITY_BUILD OFF)
        target_compile_options(${part} PRIVATE ${callosum_flags_${set}})
        if(set STREQUAL "baseline")  # there to run anywhere, not to be fast
            target_compile_options(${part} PRIVATE $<$<CONFIG:Release>:-O1>)
        endif()
        target_compile_definitions(${part} PRIVATE CALLOSUM_CPU_SET=${set} ${arg_DEFINITIONS})
        target_link_libraries(${part} PRIVATE $<TARGET_PROPERTY:${name},LINK_LIBRARIES>)
        if(callosum_n_sets EQUAL 1)
            target_sources(${name} PRIVATE $<TARGET_OBJECTS:${part}>)
            continue()
        endif()
        target_compile_options(${part} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
        set(joined ${CMAKE_CURRENT_BINARY_DIR}/${part}.o)
        add_custom_command(
            OUTPUT ${joined}
            COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${joined}.all $<TARGET_OBJECTS:${part}>
            COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=_ZN8callosum10kernels_of* ${joined}.all ${joined}
            COMMAND ${CMAKE_COMMAND} -E rm ${joined}.all
            DEPENDS $<TARGET_OBJECTS:${part}>
            COMMENT "Joining the kernels of ${name} for ${set}" COMMAND_EXPAND_LISTS VERBATIM)
        target_sources(${name} PRIVATE ${joined})
        set_source_files_properties(${joined} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    endforeach()
endfunction()
