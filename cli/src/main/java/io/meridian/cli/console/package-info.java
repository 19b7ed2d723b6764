/**
 * How commands speak: {@link io.meridian.cli.console.Console} is where their answer and their words
 * to a person go, answers of any size are written as bytes through {@link
 * io.meridian.service.text.ByteText}, {@link io.meridian.cli.console.Table} and {@link
 * io.meridian.cli.console.JsonWriter} lay out small ones, {@link io.meridian.cli.console.Progress}
 * shows how far long work is, and {@link io.meridian.cli.console.ExitCode} says how it ended.
 */
@NullMarked
package io.meridian.cli.console;

import org.jspecify.annotations.NullMarked;
