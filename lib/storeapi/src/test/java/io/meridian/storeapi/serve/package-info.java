@NullMarked
package io.meridian.storeapi.serve;

import org.jspecify.annotations.NullMarked;
