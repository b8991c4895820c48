# callosum_target(NAME): warnings, instruction set and floating-point rules that all our targets share.
# -ffp-contract=off: the compiler may not fuse on its own, so that every layout gives the same bits.
# The instruction set is handed on to users of the library: the width of a SIMD lane depends on it.
function(callosum_target name)
    target_compile_features(${name} PUBLIC cxx_std_20)
    target_include_directories(
        ${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                       $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/callosum>)
    target_compile_options(${name} PUBLIC -march=${CALLOSUM_ARCH} -ffp-contract=off)
    callosum_warnings(${name})
endfunction()

# Left out are GCC 12's false alarms: "text" + std::string at -O3 (its bug 105651, -Wrestrict) and
# its own AVX-512 headers (its bug 105593, -Wmaybe-uninitialized).
function(callosum_warnings name)
    target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                           -Wno-psabi -Wno-restrict -Wno-maybe-uninitialized)
endfunction()
