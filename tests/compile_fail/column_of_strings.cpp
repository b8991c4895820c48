// refused: is_trivially_copyable_v
#include <string>

#include "engine/base/column.hpp"

/// A column is raw memory: elements with an owner's duties must not lie in it.
#ifdef CORRECTED
using Element = double;
#else
using Element = std::string;
#endif
void take(callosum::Column<Element>);
