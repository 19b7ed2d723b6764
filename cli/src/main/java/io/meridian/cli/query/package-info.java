/**
 * {@code meridian tools query}: asks any server that speaks Prometheus' HTTP API, and shows what it
 * answers as a table, a graph of characters, or its JSON.
 *
 * <p>What enters: a query, times, the server's address and what it wants to know of who asks. What
 * leaves: the answer on standard output, its warnings and infos as words to a person. Start reading
 * at {@link io.meridian.cli.query.AskCommand}; {@link io.meridian.cli.query.QueryApi} is the wire,
 * {@link io.meridian.cli.query.ServerAnswer} what came over it.
 */
@NullMarked
package io.meridian.cli.query;

import org.jspecify.annotations.NullMarked;
