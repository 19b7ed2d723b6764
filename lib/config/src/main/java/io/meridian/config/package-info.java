/**
 * Configuration: YAML bound to records.
 *
 * <p>What enters: a file or text. What leaves: a record whose components are its keys, with
 * warnings; or a {@link io.meridian.config.ConfigException} that lists everything that is wrong,
 * each with file, line, column, key and remedy. It knows nothing of what is configured.
 *
 * <p>Start reading at {@link io.meridian.config.ConfigFile}; {@link io.meridian.config.Section}
 * says how records are bound.
 */
@NullMarked
package io.meridian.config;

import org.jspecify.annotations.NullMarked;
