@NullMarked
package io.meridian.storegateway.catalog;

import org.jspecify.annotations.NullMarked;
