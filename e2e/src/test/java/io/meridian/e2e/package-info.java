/** Tests that see every module at once, or run real processes. */
@NullMarked
package io.meridian.e2e;

import org.jspecify.annotations.NullMarked;
