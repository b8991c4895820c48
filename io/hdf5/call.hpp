#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include <hdf5.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"

/// Internals of io/hdf5; other folders must not include this header, because it includes hdf5.h.
namespace callosum::hdf5 {

/// Guard around every use of HDF5: it holds the lock of the library and keeps HDF5 from printing
/// errors, then restores what the rest of the program had chosen.
class Call {
  public:
    Call();
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

  private:
    std::unique_lock<std::recursive_mutex> lock_;
    H5E_auto2_t function_ = nullptr;
    void* data_ = nullptr;
};

/// Returns the reason of the last failure: the innermost entry of HDF5's error stack.
[[nodiscard]] std::string reason();

/// Throws an IoError that names file, object, failure and HDF5's reason.
[[noreturn]] void fail(const std::string& path, const std::string& object, const std::string& what,
                       int code = 2);

/// Returns a non-negative result; throws otherwise.
template <class T>
T check(T result, const std::string& path, const std::string& object, const char* what,
        int code = 2) {
    if (result < 0) { fail(path, object, what, code); }
    return result;
}

[[nodiscard]] hid_t memory_type(Type type);
/// Returns a variable-length UTF-8 string type.
[[nodiscard]] Handle string_type();
/// Reads `n` strings through `read`, a callable (memory type, buffer) -> herr_t. `file_type` says
/// how the file stores them.
template <class Read>
[[nodiscard]] std::vector<std::string> read_string_values(hid_t file_type, hid_t space,
                                                          std::uint64_t n, bool& ok,
                                                          const Read& read) {
    std::vector<std::string> values;
    if (H5Tis_variable_str(file_type) > 0) {
        const Handle type(H5Tcopy(H5T_C_S1));
        H5Tset_size(type.id(), H5T_VARIABLE);
        H5Tset_cset(type.id(), H5Tget_cset(file_type));
        std::vector<char*> pointers(n, nullptr);
        ok = read(type.id(), pointers.data()) >= 0;
        if (!ok) { return values; }
        for (const char* text : pointers) { values.emplace_back(text == nullptr ? "" : text); }
        H5Dvlen_reclaim(type.id(), space, H5P_DEFAULT, pointers.data());
        return values;
    }
    const std::size_t width = H5Tget_size(file_type);
    std::vector<char> text(n * width);
    ok = read(file_type, text.data()) >= 0;
    for (std::uint64_t k = 0; ok && k < n; ++k) {
        std::string value(text.data() + k * width, width);
        value.resize(std::min(value.find('\0'), value.size()));
        // Fortran pads strings with spaces.
        if (H5Tget_strpad(file_type) == H5T_STR_SPACEPAD) {
            value.resize(value.find_last_not_of(' ') + 1);
        }
        values.push_back(std::move(value));
    }
    return values;
}

}  // namespace callosum::hdf5
