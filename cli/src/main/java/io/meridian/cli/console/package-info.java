/**
 * How commands speak: {@link io.meridian.cli.console.Console} is where their answer and their words
 * to a person go, {@link io.meridian.cli.console.ByteText} writes answers of any size as bytes,
 * {@link io.meridian.cli.console.Table} and {@link io.meridian.cli.console.JsonWriter} lay out
 * small ones, {@link io.meridian.cli.console.Progress} shows how far long work is, and {@link
 * io.meridian.cli.console.ExitCode} says how it ended.
 */
@NullMarked
package io.meridian.cli.console;

import org.jspecify.annotations.NullMarked;
