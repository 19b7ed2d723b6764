@NullMarked
package io.meridian.service.relabel;

import org.jspecify.annotations.NullMarked;
