/**
 * {@code meridian tools promql}: queries without a server.
 *
 * <p>What enters: queries, scripts of cases, folders of blocks. What leaves: text, and Prometheus'
 * JSON. Start reading at {@link io.meridian.cli.promql.PromqlTools}, a class a command.
 */
@NullMarked
package io.meridian.cli.promql;

import org.jspecify.annotations.NullMarked;
