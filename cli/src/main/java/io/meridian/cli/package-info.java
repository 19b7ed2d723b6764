/**
 * The {@code meridian} command. Arguments enter at {@link Meridian#main}, an exit code leaves;
 * {@link io.meridian.cli.console.ExitCode} says which. Each group of commands has its package, all
 * speak through a {@link io.meridian.cli.console.Console}.
 */
@NullMarked
package io.meridian.cli;

import org.jspecify.annotations.NullMarked;
