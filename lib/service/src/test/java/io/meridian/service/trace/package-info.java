@NullMarked
package io.meridian.service.trace;

import org.jspecify.annotations.NullMarked;
