@NullMarked
package io.meridian.cli.bucket;

import org.jspecify.annotations.NullMarked;
