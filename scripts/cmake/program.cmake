# The program `callosum`, at the root of the build folder: main and its sub-commands.
file(GLOB program_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engine/program/*.cpp)
add_executable(callosum engine/main.cpp ${program_sources})
callosum_target(callosum)
target_compile_options(callosum PRIVATE $<$<CONFIG:Release>:-O1>)  # the libraries do the work
target_link_libraries(callosum PRIVATE callosum_library callosum_engine callosum_io callosum_version)
