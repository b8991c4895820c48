# Writes a source that holds text files as strings (io/boards/embedded.hpp).
# Usage: callosum_embed(OUTPUT FILE...)
function(callosum_embed output)
    set(entries "")
    foreach(path IN LISTS ARGN)
        file(READ ${path} text)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
        get_filename_component(name ${path} NAME)
        string(APPEND entries "    EmbeddedFile{\"${name}\", R\"~~~~(${text})~~~~\"},\n")
    endforeach()
    string(CONCAT source
        "#include \"io/boards/embedded.hpp\"\n\n#include <array>\n\nnamespace callosum {\n"
        "namespace {\n\nconstexpr std::array files{\n${entries}};\n\n}  // namespace\n\n"
        "std::span<const EmbeddedFile> embedded_files() { return files; }\n\n}  // namespace callosum\n")
    file(CONFIGURE OUTPUT ${output} CONTENT "${source}" @ONLY)
endfunction()
