@NullMarked
package io.meridian.model.regex;

import org.jspecify.annotations.NullMarked;
