#include "io/hdf5/call.hpp"

namespace callosum::hdf5 {

namespace {

// HDF5 keeps its state in the process, so its lock lives there as well. It is recursive because
// calls of this layer nest.
std::recursive_mutex& library_lock() {
    static std::recursive_mutex lock;
    return lock;
}

herr_t keep_innermost(unsigned position, const H5E_error2_t* entry, void* text) {
    if (position == 0 && entry->desc != nullptr) { *static_cast<std::string*>(text) = entry->desc; }
    return 0;
}

}  // namespace

// The automatic printing of errors is off while the call lasts; IoError carries the reason instead.
Call::Call() : lock_(library_lock()) {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Call::~Call() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

std::string reason() {
    std::string text;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &text);
    return text.empty() ? "no reason given by HDF5" : text;
}

void fail(const std::string& path, const std::string& object, const std::string& what, int code) {
    throw IoError(path, (object.empty() ? "" : "'" + object + "' ") + what + " (" + reason() + ")",
                  code);
}

hid_t memory_type(Type type) {
    switch (type) {
        case Type::i8:
            return H5T_NATIVE_INT8;
        case Type::u8:
            return H5T_NATIVE_UINT8;
        case Type::u16:
            return H5T_NATIVE_UINT16;
        case Type::u32:
            return H5T_NATIVE_UINT32;
        case Type::u64:
            return H5T_NATIVE_UINT64;
        case Type::i32:
            return H5T_NATIVE_INT32;
        case Type::i64:
            return H5T_NATIVE_INT64;
        case Type::f32:
            return H5T_NATIVE_FLOAT;
        case Type::f64:
            return H5T_NATIVE_DOUBLE;
    }
    return -1;
}

Handle string_type() {
    Handle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), H5T_VARIABLE);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    return type;
}

Handle::~Handle() {
    if (id_ >= 0) {
        const Call call;
        // Lowering the reference count closes identifiers of every kind.
        H5Idec_ref(id_);
    }
}

std::string library_version() {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    const Call call;
    H5get_libversion(&major, &minor, &release);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace callosum::hdf5
