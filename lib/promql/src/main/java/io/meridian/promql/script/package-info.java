/**
 * Scripts of PromQL cases, in the language of Prometheus' own tests: loads of series, and queries
 * with the answers expected.
 *
 * <p>A text enters {@link io.meridian.promql.script.Script#parse} and leaves as commands; a load's
 * series enter a {@link io.meridian.promql.script.ScriptSource}, which queries read; an evaluation
 * and the answer it got enter {@link io.meridian.promql.script.Judge}, and what differs leaves.
 * Start reading at {@link io.meridian.promql.script.Script}.
 */
@NullMarked
package io.meridian.promql.script;

import org.jspecify.annotations.NullMarked;
