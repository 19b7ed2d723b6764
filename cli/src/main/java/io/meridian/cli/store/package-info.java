/** What the flags {@code --objstore.config} and {@code --objstore.config-file} lead to. */
@NullMarked
package io.meridian.cli.store;

import org.jspecify.annotations.NullMarked;
