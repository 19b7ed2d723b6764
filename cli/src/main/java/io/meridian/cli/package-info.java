/**
 * The {@code meridian} command. Arguments enter at {@link Meridian#main}, an exit code leaves;
 * {@link ExitCode} says which.
 */
@NullMarked
package io.meridian.cli;

import org.jspecify.annotations.NullMarked;
