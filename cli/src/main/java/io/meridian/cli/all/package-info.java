/**
 * {@code meridian all}: every service in one process, over a bucket in a folder. {@link
 * io.meridian.cli.all.AllSettings} are the flags, {@link io.meridian.cli.all.AllProcess} the
 * wiring.
 */
@NullMarked
package io.meridian.cli.all;

import org.jspecify.annotations.NullMarked;
