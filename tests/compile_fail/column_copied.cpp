// refused: use of deleted function
#include "engine/base/column.hpp"

/// Columns are large; a copy in passing would double the memory of a run.
void copy(callosum::Column<int>& from) {
#ifdef CORRECTED
    const callosum::Column<int> to(std::move(from));
#else
    const callosum::Column<int> to(from);
#endif
}
